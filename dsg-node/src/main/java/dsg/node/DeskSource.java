// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.util.Set;

/// A source that knows the input of whole desktops to the millisecond.
interface DeskSource extends InputSource {

    /// The desktops that it told of when it looked last: X displays such as `:0`, and users with
    /// the kind of their desktop, `1000/wayland`.
    Set<String> desks();

    /// Whether something fills one of their screens.
    default FullScreen fullScreen() {
        return FullScreen.UNTOLD;
    }
}
