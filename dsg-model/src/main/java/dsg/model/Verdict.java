// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// What became of a stage's [Condition].
public sealed interface Verdict {

    /// It is true: the stage runs.
    record Run() implements Verdict {}

    /// It is false: the stage is skipped.
    record Skip() implements Verdict {}

    /// It cannot be told, and so the job fails; `why` is a whole sentence.
    record Unclear(String why) implements Verdict {}
}
