// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Verdict;
import java.util.Map;

/// Conditions of stages, in the Common Expression Language (cel.dev).
public final class Conditions {

    private Conditions() {}

    /// What becomes of a condition.
    ///
    /// @param params the job's parameters: `params.full`
    /// @param stages counts of tasks by stage and state: `stages.fit.failed`
    /// @param outputs what stages of one task have made, as text, by `stage.output`: `outputs.fit.result.chi2`
    public static Verdict judge(
            String expression,
            Map<String, String> params,
            Map<String, Map<String, Integer>> stages,
            Map<String, String> outputs) {
        return new Verdict.Unclear("Conditions cannot be looked at yet.");
    }
}
