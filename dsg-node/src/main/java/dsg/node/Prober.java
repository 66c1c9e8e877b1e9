// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptEnd;
import dsg.model.Durations;
import dsg.model.Health;
import dsg.model.Order;
import dsg.model.TimeLimit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs the command that looks at a running attempt, in the attempt's folder and isolation, and asks for the
/// attempt's end once it has failed too often in a row.
final class Prober {

    private static final int TOLD_MAX = 200;

    private final Order order;
    private final Health.Probe probe;
    private final Tools tools;
    private final Executor threads;
    private final Consumer<AttemptEnd> end;
    private int failures;
    private boolean stopped;
    private boolean frozen;
    /// Of the probe that runs: whether what it finds counts.
    private boolean counts;
    private Optional<Launcher.Running> running = Optional.empty();

    /// @param threads runs each probe on a thread of its own
    Prober(Order order, Health.Probe probe, Tools tools, Executor threads, Consumer<AttemptEnd> end) {
        this.order = new Order(
                order.attempt(),
                probe.command().argv(Map.of()),
                order.env(),
                order.inputs(),
                order.outputs(),
                order.resources(),
                new TimeLimit.AtMost(probe.every()),
                Health.UNWATCHED,
                order.network());
        this.probe = probe;
        this.tools = tools;
        this.threads = threads;
        this.end = end;
    }

    /// Probes after a while, and again and again.
    void start(TaskFolder folder) {
        var _ = tools.timer()
                .schedule(
                        () -> threads.execute(() -> probe(folder)),
                        probe.every().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    synchronized void stop() {
        stopped = true;
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    /// Looks no more until it is thawed; the look that goes on is broken off, and does not count.
    synchronized void freeze() {
        frozen = true;
        counts = false;
        running.ifPresent(Launcher.Running::kill);
    }

    synchronized void thaw() {
        frozen = false;
    }

    private synchronized boolean begins() {
        counts = !frozen;
        return counts;
    }

    private synchronized boolean counts() {
        return counts;
    }

    private synchronized void runs(Optional<Launcher.Running> now) {
        running = now;
        if (!counts) {
            running.ifPresent(Launcher.Running::kill);
        }
    }

    private void probe(TaskFolder folder) {
        if (isStopped()) {
            return;
        }
        String fault = begins() ? look(folder) : "";
        if (counts()) {
            failures = fault.isEmpty() ? 0 : failures + 1;
        }
        if (failures >= probe.failures() && !isStopped()) {
            end.accept(new AttemptEnd.Unhealthy(
                    "its health check failed " + (failures == 1 ? "" : failures + " times in a row: ") + fault));
        } else {
            start(folder);
        }
    }

    /// What is wrong, in a few words; empty if all is well.
    private String look(TaskFolder folder) {
        Path out = folder.root().resolve("probe");
        try {
            Launcher.Launch dressed = tools.world().rung().dress(order, folder);
            Launcher.Running running = tools.world().launcher().launch(dressed.printing(out), new Strays.None());
            runs(Optional.of(running));
            var limit = tools.timer().schedule(running::kill, probe.every().toMillis(), TimeUnit.MILLISECONDS);
            Printed printed = new Printed(out, !(tools.world().launcher() instanceof PortableLauncher));
            var hold = tools.timer().scheduleWithFixedDelay(printed::hold, 100, 100, TimeUnit.MILLISECONDS);
            Launcher.Exit exit = running.await();
            runs(Optional.empty());
            hold.cancel(false);
            boolean late = !limit.cancel(false);
            if (late && exit.signal() != 0) {
                return "it took longer than "
                        + Durations.text(Duration.ofMillis(probe.every().toMillis()));
            }
            return exit.exitCode() == 0 && exit.signal() == 0 ? "" : "exit code " + exit.exitCode() + told(out);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String told(Path out) throws IOException {
        if (!Files.isRegularFile(out, java.nio.file.LinkOption.NOFOLLOW_LINKS) || Files.size(out) > 64 * 1024) {
            return "";
        }
        String text = new String(Files.readAllBytes(out), StandardCharsets.UTF_8).strip();
        String last = text.substring(text.lastIndexOf('\n') + 1);
        return last.isEmpty() ? "" : " (" + last.substring(0, Math.min(last.length(), TOLD_MAX)) + ")";
    }
}
