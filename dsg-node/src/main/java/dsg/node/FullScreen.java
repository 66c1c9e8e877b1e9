// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.util.List;
import java.util.stream.Stream;

/// Whether a film, a game or a talk fills somebody's screen.
enum FullScreen {
    YES,
    NO,
    /// It cannot be told from here.
    UNTOLD;

    /// Of several screens, whether one is filled.
    static FullScreen of(Stream<FullScreen> screens) {
        List<FullScreen> all = screens.toList();
        return all.contains(YES) ? YES : all.contains(NO) ? NO : UNTOLD;
    }
}
