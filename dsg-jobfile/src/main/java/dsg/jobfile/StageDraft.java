// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Input;
import dsg.model.Output;
import dsg.model.StageSpec;
import java.util.List;
import java.util.Optional;

/// A stage as far as it can be read without the others. What could not be read has some harmless value
/// instead: then there is a problem that keeps the draft from becoming a stage.
///
/// @param run its command as written
/// @param spec what is complete already
/// @param outputsAreNamed whether at least the names of all outputs could be read
record StageDraft(
        Yaml.Scalar name,
        SweepDraft sweep,
        List<InputDraft> inputs,
        List<OutputDraft> outputs,
        boolean outputsAreNamed,
        List<Yaml.Scalar> needs,
        Optional<Yaml.Scalar> when,
        Optional<Yaml> run,
        StageSpec.Builder spec) {

    /// An input; one from another stage needs that stage before it is complete.
    sealed interface InputDraft {

        String name();

        Span span();

        record Ready(Span span, Input.Local input) implements InputDraft {
            @Override
            public String name() {
                return input.name();
            }
        }

        /// @param from `stage.output` as written
        /// @param as how it arrives, as written
        record Linked(String name, Yaml.Scalar from, Optional<Yaml.Scalar> as) implements InputDraft {
            @Override
            public Span span() {
                return from.span();
            }
        }
    }

    /// An output; if its path could not be read, it is empty.
    record OutputDraft(Span span, Output output) {}
}
