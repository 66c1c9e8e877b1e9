// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptEnd;
import dsg.model.TimeLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// The process of an attempt, from before it is started until after it has ended: it is ended, frozen and thawed by
/// others, whenever they like. Its time is the time for which it might run: while it is frozen, the clock of its limit
/// stands still.
final class TaskProcess {

    /// How long a task that is asked to end has for it.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ScheduledExecutorService timer;
    private final TimeLimit limit;
    private Optional<AttemptEnd> endedByUs = Optional.empty();
    private Duration patience = PATIENCE;
    private Optional<Launcher.Running> running = Optional.empty();
    private Optional<ScheduledFuture<?>> timeout = Optional.empty();
    private Optional<String> frozen = Optional.empty();
    private boolean rests;
    private boolean stopped;
    private boolean killed;
    private long frozenAt;
    private long runsSince;
    private Duration ran = Duration.ZERO;

    TaskProcess(ScheduledExecutorService timer, TimeLimit limit) {
        this.timer = timer;
        this.limit = limit;
    }

    /// It runs from now on; at once frozen, or ended, if that was asked for before.
    synchronized void started(Launcher.Running process) {
        running = Optional.of(process);
        runsSince = System.nanoTime();
        limitTime();
        settle();
        if (endedByUs.isPresent()) {
            endNow(process);
        }
    }

    /// It has ended; for how long it could run.
    synchronized Duration ended() {
        running = Optional.empty();
        stopClock();
        return ran;
    }

    synchronized Optional<Launcher.Running> running() {
        return running;
    }

    /// The end that somebody has asked for.
    synchronized Optional<AttemptEnd> endedByUs() {
        return endedByUs;
    }

    /// The end that somebody asks for before this time is over.
    synchronized Optional<AttemptEnd> endWithin(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toMillis();
                endedByUs.isEmpty() && left > 0;
                left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return endedByUs;
    }

    /// Asks for its end, which will be this one.
    void end(AttemptEnd end) {
        end(end, PATIENCE);
    }

    /// The same with this much time for it; without any, what is frozen ends without going on.
    synchronized void end(AttemptEnd end, Duration time) {
        if (endedByUs.isEmpty()) {
            endedByUs = Optional.of(end);
            patience = time;
            notifyAll();
            running.ifPresent(this::endNow);
        }
    }

    /// A frozen process hears only when it goes on.
    private void endNow(Launcher.Running process) {
        if (patience.isZero()) {
            kill(process);
            settle();
            return;
        }
        process.terminate();
        settle();
        var _ = timer.schedule(() -> kill(process), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void kill(Launcher.Running process) {
        killed |= running.isPresent();
        process.kill();
    }

    /// Whether it did not end in the time that it had for it.
    synchronized boolean wasKilled() {
        return killed;
    }

    /// Stops the process, or lets it go on, as everything that was asked of it demands.
    private void settle() {
        boolean stop = endedByUs.isEmpty() && (frozen.isPresent() || rests);
        if (running.isPresent() && stop != stopped) {
            stopped = stop;
            if (stop) {
                running.get().freeze();
                stopClock();
            } else {
                runsSince = System.nanoTime();
                limitTime();
                running.get().thaw();
            }
        }
    }

    /// Why it is frozen.
    synchronized Optional<String> frozen() {
        return frozen;
    }

    /// For how long it has been frozen by now; not at all if it is not.
    synchronized Duration frozenFor() {
        return frozen.isPresent() ? Duration.ofNanos(System.nanoTime() - frozenAt) : Duration.ZERO;
    }

    /// Lets it use no processor; whether that is news.
    synchronized boolean freeze(String why) {
        if (frozen.filter(why::equals).isPresent()) {
            return false;
        }
        if (frozen.isEmpty()) {
            frozenAt = System.nanoTime();
        }
        frozen = Optional.of(why);
        settle();
        return true;
    }

    /// Lets it go on; whether that is news.
    synchronized boolean thaw() {
        boolean news = frozen.isPresent();
        frozen = Optional.empty();
        settle();
        return news;
    }

    /// Lets it use no processor for a moment, or go on after one, where its owner lets tasks run for a part of the
    /// time.
    synchronized void rest(boolean now) {
        rests = now;
        settle();
    }

    private void stopClock() {
        timeout.ifPresent(ahead -> ahead.cancel(false));
        timeout = Optional.empty();
        if (runsSince != 0) {
            ran = ran.plusNanos(System.nanoTime() - runsSince);
            runsSince = 0;
        }
    }

    private void limitTime() {
        if (limit instanceof TimeLimit.AtMost(Duration most)) {
            timeout = Optional.of(timer.schedule(
                    () -> end(new AttemptEnd.TimedOut(most)), most.minus(ran).toMillis(), TimeUnit.MILLISECONDS));
        }
    }
}
