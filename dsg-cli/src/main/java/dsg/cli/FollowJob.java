// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Follows a job to its end over the event stream, through breaks of the connection and restarts of the
/// coordinator.
final class FollowJob {

    /// How long the grid may be away before following it ends.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final GridClient client;
    private final Optional<ProgressView> view;

    FollowJob(GridClient client, Optional<ProgressView> view) {
        this.client = client;
        this.view = view;
    }

    /// The job as it was when it ended.
    ///
    /// @throws CommandFailure if there is no such job, the grid stays away, or the time is over
    JsonNode toTheEnd(long job, Optional<Duration> limit) {
        if (limit.isEmpty()) {
            return toTheEnd(job);
        }
        // On a thread of its own, for a stream on which nothing happens cannot be left.
        FutureTask<JsonNode> following = new FutureTask<>(() -> toTheEnd(job));
        Thread.ofVirtual().name("follow").start(following);
        try {
            return following.get(limit.get().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw timeout(job);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CommandFailure failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException _) {
            throw Launch.interrupted();
        }
    }

    private JsonNode toTheEnd(long job) {
        long reachedAt = System.nanoTime();
        while (true) {
            try (Stream<JsonNode> events = client.events("/api/v1/events?job=" + job)) {
                Iterator<JsonNode> each = events.iterator();
                while (each.hasNext()) {
                    JsonNode seen = each.next();
                    reachedAt = System.nanoTime();
                    if (seen.path("deleted").asBoolean(false)) {
                        throw deleted(job);
                    }
                    view.ifPresent(bars -> bars.show(seen));
                    if (isOver(seen)) {
                        view.ifPresent(ProgressView::end);
                        return seen;
                    }
                }
            } catch (UncheckedIOException | JacksonException _) {
                // The connection broke in the middle of an event; the next one begins with the job as it is.
            } catch (CommandFailure failure) {
                boolean away = failure.status() == ExitStatus.NOT_REACHABLE;
                if (!away || System.nanoTime() - reachedAt > PATIENCE.toNanos()) {
                    throw failure;
                }
            }
            Launch.pause();
        }
    }

    private static CommandFailure deleted(long job) {
        return new CommandFailure(
                ExitStatus.NOT_FOUND,
                "Job " + job + " is not there any more.",
                "It was deleted; its number is given to no other.",
                "See those that are there: dsg ls");
    }

    private static CommandFailure timeout(long job) {
        return new CommandFailure(
                ExitStatus.TIMEOUT,
                "Job " + job + " is not over yet.",
                "The time given by --timeout has passed.",
                "Wait on: dsg wait " + job);
    }

    static boolean isOver(JsonNode job) {
        return switch (job.path("state").asString()) {
            case "done", "failed", "cancelled" -> true;
            default -> false;
        };
    }

    /// What a command ends with when the job has ended so.
    static int status(JsonNode job) {
        return job.path("state").asString().equals("done") ? ExitStatus.OK : ExitStatus.JOB_FAILED;
    }
}
