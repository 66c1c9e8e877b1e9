// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.type.TaskTypes;
import java.util.Map;

/// What the person who hands in a job file said beside it.
///
/// @param large whether a job may have more than 100,000 tasks (`--yes-large`)
/// @param params the values of parameters (`--set name=value`)
/// @param types the types of tasks that are known
public record ReadOptions(boolean large, Map<String, String> params, TaskTypes types) {

    /// Nothing was said.
    public static final ReadOptions DEFAULT = new ReadOptions(false);

    public ReadOptions {
        params = Map.copyOf(params);
    }

    /// No parameter was set.
    public ReadOptions(boolean large) {
        this(large, Map.of());
    }

    /// With DSG's own types of tasks.
    public ReadOptions(boolean large, Map<String, String> params) {
        this(large, params, TaskTypes.builtIn());
    }

    /// The same where these types of tasks are known.
    public ReadOptions with(TaskTypes known) {
        return new ReadOptions(large, params, known);
    }
}
