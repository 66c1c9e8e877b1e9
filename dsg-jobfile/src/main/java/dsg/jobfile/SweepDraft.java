// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Sweep;

/// A sweep as far as it can be read without the other stages.
sealed interface SweepDraft {

    /// Complete.
    record Whole(Sweep sweep) implements SweepDraft {}

    /// One task for each task of another stage.
    ///
    /// @param from `stage.output` as written
    record Follows(Yaml.Scalar as, Yaml.Scalar from) implements SweepDraft {}

    /// It could not be read, not even its names; why is told.
    record Unread() implements SweepDraft {}
}
