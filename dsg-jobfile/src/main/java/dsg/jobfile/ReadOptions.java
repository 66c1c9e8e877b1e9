// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.Map;

/// What the person who hands in a job file said beside it.
///
/// @param large whether a job may have more than 100,000 tasks (`--yes-large`)
/// @param params the values of parameters (`--set name=value`)
public record ReadOptions(boolean large, Map<String, String> params) {

    /// Nothing was said.
    public static final ReadOptions DEFAULT = new ReadOptions(false);

    public ReadOptions {
        params = Map.copyOf(params);
    }

    /// No parameter was set.
    public ReadOptions(boolean large) {
        this(large, Map.of());
    }
}
