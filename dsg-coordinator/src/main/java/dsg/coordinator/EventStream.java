// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.JobView;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// What happens, as server-sent events (HTML Living Standard, 9.2): `/api/v1/events`, or only one job's with
/// `?job=2`. First comes every job as it is, then each whenever it changes: that it begins or ends at once,
/// how far it is at most ten times a second.
final class EventStream implements AutoCloseable {

    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Duration COMMENT_EVERY = Duration.ofSeconds(5);

    private final GridLoop loop;
    private final AtomicInteger watchers = new AtomicInteger();
    private volatile boolean closed;

    EventStream(GridLoop loop) {
        this.loop = loop;
    }

    void add(RoutesConfig routes) {
        routes.get("/api/v1/events", this::follow);
    }

    int watchers() {
        return watchers.get();
    }

    /// Holds the request's own virtual thread for as long as somebody reads.
    private void follow(Context request) throws InterruptedException {
        Optional<String> only = Optional.ofNullable(request.queryParam("job"));
        request.res().setContentType("text/event-stream");
        request.res().setHeader("Cache-Control", "no-store");
        watchers.incrementAndGet();
        try (OutputStream out = request.res().getOutputStream()) {
            send(out, only);
        } catch (IOException _) {
            // Whoever read has gone.
        } finally {
            watchers.decrementAndGet();
        }
    }

    private void send(OutputStream out, Optional<String> only) throws IOException, InterruptedException {
        GridLoop.Moment told = new GridLoop.Moment(0, GridSnapshot.EMPTY);
        GridLoop.Moment now = told;
        long tellAt = System.nanoTime();
        while (!closed) {
            boolean quiet = now.number() == told.number();
            now = loop.awaitAfter(
                    now.number(), quiet ? COMMENT_EVERY : Duration.ofNanos(Math.max(0, tellAt - System.nanoTime())));
            if (now.number() == told.number()) {
                write(out, ": still here\n\n");
            } else if (System.nanoTime() >= tellAt || beginsOrEnds(only, told.snapshot(), now.snapshot())) {
                sendChanges(out, only, told.snapshot(), now.snapshot());
                told = now;
                tellAt = System.nanoTime() + BETWEEN.toNanos();
            }
        }
    }

    private static boolean beginsOrEnds(Optional<String> only, GridSnapshot told, GridSnapshot now) {
        for (int i = 0; i < now.jobs().size(); i++) {
            JobView job = now.jobs().get(i);
            boolean other = i >= told.jobs().size() || told.jobs().get(i).state() != job.state();
            if (other && isWanted(only, job)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWanted(Optional<String> only, JobView job) {
        return only.isEmpty() || only.get().equals(job.id().toString());
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /// A job that has not changed is the same object in both snapshots.
    @SuppressWarnings("ReferenceEquality")
    private static void sendChanges(OutputStream out, Optional<String> only, GridSnapshot seen, GridSnapshot now)
            throws IOException {
        List<JobView> jobs = now.jobs();
        for (int i = 0; i < jobs.size(); i++) {
            JobView job = jobs.get(i);
            boolean changed = i >= seen.jobs().size() || seen.jobs().get(i) != job;
            if (changed && isWanted(only, job)) {
                write(out, "event: job\ndata: " + RestFace.JSON.writeValueAsString(Shapes.job(now, job)) + "\n\n");
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
