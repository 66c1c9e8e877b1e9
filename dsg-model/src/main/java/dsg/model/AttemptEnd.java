// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.time.Duration;
import java.util.Optional;

/// How an attempt ended.
public sealed interface AttemptEnd {

    /// Its command ended with 0 and left every output.
    record Done() implements AttemptEnd {}

    /// Its command ended with another exit code.
    record ExitCode(int code) implements AttemptEnd {}

    /// Its command was ended by a signal that DSG did not send.
    record Signalled(int signal) implements AttemptEnd {}

    /// It could not be started, or its outputs could not be taken; `why` is a whole sentence.
    record Broken(String why) implements AttemptEnd {}

    /// It did not look well, and was ended for that; `why` says what was seen.
    record Unhealthy(String why) implements AttemptEnd {}

    /// It ran longer than its limit.
    record TimedOut(Duration limit) implements AttemptEnd {}

    /// Its memory ran out.
    record OutOfMemory() implements AttemptEnd {}

    /// Its node was lost, or forgot it.
    record Lost(String why) implements AttemptEnd {}

    /// Somebody asked for its end.
    record Cancelled() implements AttemptEnd {}

    /// Whether the attempt came to this end by itself: neither was it lost, nor did anybody ask for its end.
    default boolean isItsOwn() {
        return switch (this) {
            case Done _, ExitCode _, Signalled _, Broken _, Unhealthy _, TimedOut _, OutOfMemory _ -> true;
            case Lost _, Cancelled _ -> false;
        };
    }

    /// The cause as `retry: {on: [...]}` names it; none if the attempt came to a good end or was asked to end.
    default Optional<RetryPolicy.Cause> cause() {
        return switch (this) {
            case Done _, Cancelled _ -> Optional.empty();
            case ExitCode _, Signalled _, Broken _, Unhealthy _ -> Optional.of(RetryPolicy.Cause.FAILED);
            case TimedOut _ -> Optional.of(RetryPolicy.Cause.TIMED_OUT);
            case OutOfMemory _ -> Optional.of(RetryPolicy.Cause.OUT_OF_MEMORY);
            case Lost _ -> Optional.of(RetryPolicy.Cause.NODE_LOST);
        };
    }

    /// The word that people read: `done`, `failed`, `timed-out`, `out-of-memory`, `lost` or `cancelled`.
    default String word() {
        return switch (this) {
            case Done() -> "done";
            case ExitCode _, Signalled _, Broken _, Unhealthy _ -> "failed";
            case TimedOut _ -> "timed-out";
            case OutOfMemory() -> "out-of-memory";
            case Lost _ -> "lost";
            case Cancelled() -> "cancelled";
        };
    }

    /// Why, in a few words for a line of a table or a failure card; empty when it is done.
    default String why() {
        return switch (this) {
            case Done() -> "";
            case ExitCode(int code) -> "exit code " + code + meaningOf(code);
            case Signalled(int signal) -> "ended by signal " + signal;
            case Broken(String why) -> why;
            case Unhealthy(String why) -> why;
            case TimedOut(Duration limit) -> "ran longer than its limit of " + Durations.text(limit);
            case OutOfMemory() -> "used more memory than it asked for";
            case Lost(String why) -> why;
            case Cancelled() -> "cancelled";
        };
    }

    private static String meaningOf(int code) {
        return switch (code) {
            case 126 -> " (the program was found but could not be executed)";
            case 127 -> " (command not found)";
            default -> "";
        };
    }
}
