// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.JobView;
import dsg.model.Durations;
import dsg.model.JobState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells people that their jobs have ended. Nobody is told twice; who should have been told in the moment in which the
/// coordinator died is not told.
final class Notices implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final GridLoop loop;
    private final AttemptStatuses statuses;
    private final Path file;
    private final Thread watch;

    Notices(GridLoop loop, AttemptStatuses statuses, Path coordinatorHome) {
        this.loop = loop;
        this.statuses = statuses;
        this.file = NoticeSettings.file(coordinatorHome);
        this.watch = Thread.ofVirtual().name("notices").start(this::watch);
    }

    private void watch() {
        try {
            // What was over before this coordinator began is no news.
            GridLoop.Moment before = loop.awaitAfter(0, PATIENCE);
            while (!Thread.currentThread().isInterrupted()) {
                GridLoop.Moment now = loop.awaitAfter(before.number(), PATIENCE);
                if (now.number() > before.number()) {
                    tell(before.snapshot(), now.snapshot());
                    before = now;
                    Thread.sleep(LOOK_EVERY);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(GridSnapshot before, GridSnapshot now) {
        NoticeSettings settings = settings();
        if (!settings.tellsAnybody()) {
            return;
        }
        for (JobView job : now.jobs()) {
            boolean was =
                    before.job(job.id()).filter(known -> known.state().isOver()).isPresent();
            if (!was && job.state().isOver() && isWanted(settings, job)) {
                Notice notice = notice(now, job);
                var _ = Thread.ofVirtual().name("notice").start(() -> send(notice, settings));
            }
        }
    }

    private NoticeSettings settings() {
        try {
            return NoticeSettings.read(file);
        } catch (IOException e) {
            LOG.warn("Nobody is told of jobs that end: {}", e.getMessage());
            return NoticeSettings.NONE;
        }
    }

    private static boolean isWanted(NoticeSettings settings, JobView job) {
        return took(job).compareTo(settings.atLeast()) >= 0
                && (job.state() == JobState.FAILED || !settings.onlyFailures());
    }

    private static Duration took(JobView job) {
        return Duration.between(job.submittedAt(), job.endedAt());
    }

    private Notice notice(GridSnapshot snapshot, JobView job) {
        Map<String, Object> shape = Shapes.job(snapshot, job, statuses);
        long failed = job.stages().stream().mapToLong(stage -> stage.failed()).sum();
        long done = job.stages().stream()
                .mapToLong(stage -> stage.done() + stage.cached())
                .sum();
        String text = "job %s %s   %s   %s   %d/%d%s   %s"
                .formatted(
                        job.id(),
                        job.nickname(),
                        job.name(),
                        job.state().word(),
                        done,
                        job.tasks(),
                        failed > 0 ? "   " + failed + " failed" : "",
                        Durations.clock(took(job)));
        return new Notice(
                "DSG: job " + job.id() + " is " + job.state().word(),
                text,
                job.state() == JobState.FAILED,
                Map.of("v", 1, "event", "job-ended", "text", text, "job", shape));
    }

    private static void send(Notice notice, NoticeSettings settings) {
        try {
            List<String> failures = notice.send(settings);
            failures.forEach(failure -> LOG.warn("{}: {}", notice.title(), failure));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
