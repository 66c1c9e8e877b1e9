// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// Whether a stage runs at all: `when: params.full && stages.fit.failed == 0`.
public sealed interface Condition {

    /// It runs.
    record Always() implements Condition {}

    /// It runs if this expression is true once the stages before it are done. The language is the Common Expression
    /// Language (cel.dev).
    record When(String expression) implements Condition {}
}
