// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Command;
import dsg.model.Input;
import dsg.model.Output;
import dsg.model.Resources;
import dsg.model.RetryPolicy;
import dsg.model.Sweep;
import dsg.model.Template;
import dsg.model.TimeLimit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A stage as far as it can be read without the others. What could not be read has some harmless value
/// instead: then there is a problem that keeps the draft from becoming a stage.
///
/// @param outputsAreNamed whether at least the names of all outputs could be read
record StageDraft(
        Yaml.Scalar name,
        Sweep sweep,
        List<InputDraft> inputs,
        Command command,
        List<OutputDraft> outputs,
        boolean outputsAreNamed,
        Resources resources,
        TimeLimit time,
        RetryPolicy retry,
        List<Yaml.Scalar> needs,
        Map<String, Template> env) {

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
