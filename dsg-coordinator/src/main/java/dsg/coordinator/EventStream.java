// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.JobView;
import dsg.model.JobId;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What happens, as server-sent events (HTML Living Standard, 9.2): `/api/v1/events`, or only one job's
/// with `?job=2`. First comes every job as it is, then each whenever it changes: that it begins or ends
/// at once, how far it is at most ten times a second, what running tasks say of themselves at most
/// twice; and when one is deleted, an event of its own. With `?topics=jobs,nodes,joins` nodes, and for
/// admins the machines that ask to join, are told too ([NodeNews]). Every event of a job has an id;
/// whoever comes back with it as `Last-Event-ID` is told what has changed since, and after a restart of
/// the coordinator everything again.
final class EventStream implements AutoCloseable {

    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Duration BETWEEN_MOST = Duration.ofSeconds(1);
    /// So many times as long as telling took, nothing is told: a job of a thousand stages is much to write.
    private static final int REST = 20;

    private static final Duration STATUS_EVERY = Duration.ofMillis(500);
    private static final Duration COMMENT_EVERY = Duration.ofSeconds(5);
    private static final int RETRY_MS = 1_000;
    /// No job has this number.
    private static final String NO_JOB = "";

    private static final Pattern ID = Pattern.compile("([0-9a-f]{1,16})-(\\d{1,18})");

    private final GridLoop loop;
    private final AttemptStatuses statuses;
    /// Tells this coordinator's events from those of the one before: its moments are counted from 0 again.
    private final String life = Long.toHexString(UUID.randomUUID().getMostSignificantBits());

    private final AccessGuard guard;
    private final Supplier<Map<String, Object>> joins;
    private final ChangedJobs changes = new ChangedJobs();
    private final AtomicInteger watchers = new AtomicInteger();
    private volatile boolean closed;

    /// @param joins the machines that ask to join, as they are told
    EventStream(GridLoop loop, AttemptStatuses statuses, AccessGuard guard, Supplier<Map<String, Object>> joins) {
        this.guard = guard;
        this.joins = joins;
        this.loop = loop;
        this.statuses = statuses;
    }

    void add(Routes routes) {
        routes.get(Access.viewer(), "/api/v1/events", this::follow);
    }

    int watchers() {
        return watchers.get();
    }

    /// Holds the request's own virtual thread for as long as somebody reads.
    private void follow(Context request) throws InterruptedException {
        Optional<String> only = Optional.ofNullable(request.queryParam("job"));
        Caller caller = AccessGuard.caller(request);
        Set<Topic> topics = Topic.asked(request.queryParam("topics"));
        GridLoop.Moment told = toldBefore(request.header("Last-Event-ID"));
        request.res().setContentType("text/event-stream");
        request.res().setHeader("Cache-Control", "no-store");
        watchers.incrementAndGet();
        try (OutputStream out = request.res().getOutputStream()) {
            write(out, "retry: " + RETRY_MS + "\n\n");
            if (request.queryParam("topics") != null) {
                Map<String, Object> begin = Shapes.versioned();
                begin.put("everything", told.number() == 0);
                write(out, new Event("begin", begin));
            }
            boolean jobs = topics.contains(Topic.JOBS);
            send(out, jobs ? only : Optional.of(NO_JOB), told, caller, new NodeNews(topics, caller.role(), joins));
        } catch (IOException _) {
            // Whoever read has gone.
        } finally {
            watchers.decrementAndGet();
        }
    }

    /// The moment up to which the reader was told, if this coordinator told it; else the one before everything.
    private GridLoop.Moment toldBefore(@Nullable String lastEventId) {
        Matcher id = ID.matcher(lastEventId == null ? "" : lastEventId);
        if (id.matches() && id.group(1).equals(life)) {
            long number = Long.parseLong(id.group(2));
            if (number <= loop.moment().number()) {
                return new GridLoop.Moment(number, GridSnapshot.EMPTY);
            }
        }
        return new GridLoop.Moment(0, GridSnapshot.EMPTY);
    }

    /// Ends also when the reader would not be let in any more: looked at several times a second.
    private void send(OutputStream out, Optional<String> only, GridLoop.Moment before, Caller caller, NodeNews nodes)
            throws IOException, InterruptedException {
        GridLoop.Moment told = before;
        GridLoop.Moment now = told;
        long tellAt = System.nanoTime();
        long commentAt = tellAt + COMMENT_EVERY.toNanos();
        long words = 0;
        while (!closed && guard.isStillIn(caller)) {
            boolean quiet = now.number() == told.number();
            now = loop.awaitAfter(
                    now.number(), quiet ? STATUS_EVERY : Duration.ofNanos(Math.max(0, tellAt - System.nanoTime())));
            if (now.number() == told.number()) {
                long spoken = statuses.changes();
                tellStatuses(out, only, now, words);
                words = spoken;
                if (System.nanoTime() >= commentAt) {
                    commentAt = System.nanoTime() + COMMENT_EVERY.toNanos();
                    write(out, ": still here\n\n");
                }
            } else if (System.nanoTime() >= tellAt || beginsOrEnds(only, told.snapshot(), now.snapshot())) {
                long begun = System.nanoTime();
                tell(out, only, told.number(), now);
                told = now;
                long ended = System.nanoTime();
                tellAt = ended + Math.clamp(REST * (ended - begun), BETWEEN.toNanos(), BETWEEN_MOST.toNanos());
            }
            for (Event event : nodes.since(now.snapshot(), System.nanoTime())) {
                write(out, event);
            }
        }
    }

    /// Where none was deleted meanwhile, jobs stand in the same places.
    private static boolean beginsOrEnds(Optional<String> only, GridSnapshot told, GridSnapshot now) {
        if (told.deleted() != now.deleted()) {
            return true;
        }
        for (int i = 0; i < now.jobs().size(); i++) {
            JobView job = now.jobs().get(i);
            boolean other = i >= told.jobs().size() || told.jobs().get(i).state() != job.state();
            if (other && isWanted(only, job.id())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWanted(Optional<String> only, JobId job) {
        return only.isEmpty() || only.get().equals(job.toString());
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /// Only the last event of a moment carries its number: whoever is cut off before it has the whole moment to come.
    private void tell(OutputStream out, Optional<String> only, long told, GridLoop.Moment now) throws IOException {
        ChangedJobs.Changes changed = changes.since(told, now);
        List<Event> events = new ArrayList<>();
        changed.jobs().stream().filter(job -> isWanted(only, job.id())).forEach(job -> events.add(event(now, job)));
        changed.deleted().stream().filter(id -> isWanted(only, id)).forEach(id -> events.add(deleted(id)));
        if (told == 0) {
            asked(only).filter(now.snapshot()::isDeleted).ifPresent(id -> events.add(deleted(id)));
        }
        for (int i = 0; i < events.size(); i++) {
            write(out, i == events.size() - 1 ? now.number() : told, events.get(i));
        }
    }

    /// The job that a reader asks for alone: he is told that it was deleted, though he may never have been told of it.
    private static Optional<JobId> asked(Optional<String> only) {
        return only.filter(text -> text.matches("[1-9]\\d{0,17}")).map(JobId::parse);
    }

    /// How running tasks fare is no moment of its own: these events carry the number of the moment that was told last.
    private void tellStatuses(OutputStream out, Optional<String> only, GridLoop.Moment now, long words)
            throws IOException {
        if (statuses.changes() == words) {
            return;
        }
        for (JobView job : now.snapshot().jobs()) {
            if (isWanted(only, job.id()) && statuses.changedSince(job.id(), words)) {
                write(out, now.number(), event(now, job));
            }
        }
    }

    /// Something that is told.
    record Event(String kind, Map<String, Object> data) {}

    private Event event(GridLoop.Moment now, JobView job) {
        return new Event("job", Shapes.job(now.snapshot(), job, statuses));
    }

    private static Event deleted(JobId id) {
        Map<String, Object> shape = Shapes.versioned();
        shape.put("id", id.number());
        shape.put("deleted", true);
        return new Event("deleted", shape);
    }

    /// What is told anew on every connection needs no id.
    private static void write(OutputStream out, Event event) throws IOException {
        String data = RestFace.JSON.writeValueAsString(event.data());
        write(out, "event: " + event.kind() + "\ndata: " + data + "\n\n");
    }

    private void write(OutputStream out, long number, Event event) throws IOException {
        String data = RestFace.JSON.writeValueAsString(event.data());
        write(out, "id: " + life + "-" + number + "\nevent: " + event.kind() + "\ndata: " + data + "\n\n");
    }

    @Override
    public void close() {
        closed = true;
    }
}
