// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.JobView;
import io.javalin.config.RoutesConfig;
import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// What happens, as server-sent events (HTML Living Standard, 9.2): `/api/v1/events`, or only one job's with `?job=2`.
/// First comes every job as it is, then each whenever it changes, at most ten times a second.
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
        routes.sse("/api/v1/events", this::follow);
    }

    int watchers() {
        return watchers.get();
    }

    private void follow(SseClient client) {
        String only = client.ctx().queryParam("job");
        client.keepAlive();
        watchers.incrementAndGet();
        Thread.ofVirtual().name("events").start(() -> {
            try {
                send(client, Optional.ofNullable(only));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                watchers.decrementAndGet();
                client.close();
            }
        });
    }

    private void send(SseClient client, Optional<String> only) throws InterruptedException {
        GridLoop.Moment seen = new GridLoop.Moment(0, GridSnapshot.EMPTY);
        while (!client.terminated() && !closed) {
            GridLoop.Moment now = loop.awaitAfter(seen.number(), COMMENT_EVERY);
            if (now.number() == seen.number()) {
                client.sendComment("still here");
            } else {
                sendChanges(client, only, seen.snapshot(), now.snapshot());
                seen = now;
                Thread.sleep(BETWEEN);
            }
        }
    }

    /// A job that has not changed is the same object in both snapshots.
    @SuppressWarnings("ReferenceEquality")
    private static void sendChanges(SseClient client, Optional<String> only, GridSnapshot seen, GridSnapshot now) {
        List<JobView> jobs = now.jobs();
        for (int i = 0; i < jobs.size(); i++) {
            JobView job = jobs.get(i);
            boolean changed = i >= seen.jobs().size() || seen.jobs().get(i) != job;
            if (changed && only.map(id -> id.equals(job.id().toString())).orElse(true)) {
                client.sendEvent("job", RestFace.JSON.writeValueAsString(Shapes.job(now, job)));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
