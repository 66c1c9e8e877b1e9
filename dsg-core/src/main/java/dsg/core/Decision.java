// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.Refusal;
import java.util.List;

/// What follows from a command: what becomes true, what must be done outside once that is durable, and the
/// answer to whoever asked.
public record Decision(List<GridEvent> events, List<GridEffect> effects, Answer answer) {

    /// The answer to whoever asked.
    public sealed interface Answer {

        /// It is so.
        record Ok() implements Answer {}

        /// It is so, for this job.
        record Accepted(JobId job) implements Answer {}

        /// It is so: the machine was let in, and is called so.
        record Admitted(String name) implements Answer {}

        /// It is not so.
        record Refused(Cause cause, Refusal refusal) implements Answer {}
    }

    /// What kind of reason a refusal has, for programs.
    public enum Cause {
        /// It names what is not there.
        NOT_FOUND,
        /// What is there stands against it.
        CONFLICT,
        /// The coordinator cannot take it just now.
        UNAVAILABLE,
        /// The coordinator's disk is full.
        NO_ROOM
    }

    public Decision {
        events = List.copyOf(events);
        effects = List.copyOf(effects);
    }

    static Decision of(List<GridEvent> events, List<GridEffect> effects) {
        return new Decision(events, effects, new Answer.Ok());
    }

    static Decision nothing() {
        return of(List.of(), List.of());
    }

    static Decision accepted(JobId job, List<GridEvent> events) {
        return new Decision(events, List.of(), new Answer.Accepted(job));
    }

    static Decision refused(Cause cause, Refusal refusal) {
        return new Decision(List.of(), List.of(), new Answer.Refused(cause, refusal));
    }
}
