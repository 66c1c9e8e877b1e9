// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.AttemptStatus;
import dsg.model.Offer;
import dsg.model.Order;
import dsg.model.PrintLimit;
import dsg.model.Resources;
import dsg.model.Rest;
import dsg.wire.Delivery;
import dsg.wire.LogRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where attempts run: takes orders, starts each as soon as the machine has what it asks for, in the order in
/// which they came, and keeps every report until the coordinator has it safe.
final class Workbench implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Workbench.class);

    /// How many files tasks have made is counted with every such look: that takes its time.
    private static final int COUNT_FILES = 10;

    private final Tools tools;
    private final Outbox outbox;
    private final Map<AttemptId, Order> queue = new LinkedHashMap<>();
    private final Map<AttemptId, AttemptRun> running = new LinkedHashMap<>();
    /// Of those in the queue, the ones of which that was told.
    private final Set<AttemptId> waitForRoom = new HashSet<>();
    private final AtomicBoolean looksAtDisk = new AtomicBoolean();
    private int looks;
    private Resources capacity;
    private Consent consent;
    /// Whether something was frozen.
    private boolean holdsBack;
    private Resources used = Resources.NONE;

    Workbench(Resources capacity, Tools tools, Outbox outbox) {
        this.capacity = capacity;
        this.consent = Consent.all(capacity);
        this.tools = tools;
        this.outbox = outbox;
    }

    /// Takes an order. One that is held already is not taken twice.
    synchronized void take(Order order) {
        AttemptId attempt = order.attempt();
        if (!running.containsKey(attempt) && !outbox.holds(attempt) && queue.putIfAbsent(attempt, order) == null) {
            if (consent.freezes().isPresent()) {
                giveBack(attempt);
            } else {
                startWhatFits();
            }
        }
    }

    /// Its owner allows this from now on: what runs beyond it is frozen when this returns, what has not begun is given
    /// back, and what was frozen without need any more goes on.
    synchronized void allow(Consent now) {
        consent = now;
        if (now.freezes().isPresent()) {
            List.copyOf(queue.keySet()).forEach(this::giveBack);
        }
        freezeWhatIsBeyond();
        startWhatFits();
    }

    /// The youngest are frozen first: they lose least if they are moved in the end.
    private void freezeWhatIsBeyond() {
        holdsBack = false;
        String why = consent.freezes().map(Rest::why).orElse("its owner lets tasks have less of it at present");
        Resources left = consent.runs();
        for (AttemptRun run : List.copyOf(running.values())) {
            Resources needs = run.order().resources();
            if (consent.freezes().isEmpty() && left.covers(needs)) {
                left = left.minus(needs);
                run.thaw();
            } else {
                run.freeze(why);
                holdsBack = true;
            }
        }
    }

    /// Whoever listens from now on has heard nothing of what runs.
    synchronized void tellAgain() {
        running.values().forEach(AttemptRun::tellAgain);
    }

    /// Lets all that runs use no processor for a moment, or go on after one.
    synchronized void rest(boolean now) {
        running.values().forEach(run -> run.rest(now));
    }

    /// Of what is frozen, what had better be moved to other machines: all that has been frozen for too long, and,
    /// whatever else is true, what holds a graphics processor, and the youngest of what holds more memory than its
    /// owner lets frozen tasks keep.
    synchronized void moveFrozen(Duration after, long keepMib) {
        long held = 0;
        for (AttemptRun run : running.values()) {
            if (run.frozenFor().isZero()) {
                continue;
            }
            held += run.memoryMib();
            if (!run.gpus().isEmpty()) {
                run.leave(new AttemptEnd.Lost("moved: its machine's owner needs the graphics processor"));
            } else if (held > keepMib) {
                run.leave(new AttemptEnd.Lost("moved: its machine needs the memory back"));
            } else if (run.frozenFor().compareTo(after) >= 0) {
                run.wantsToMove();
            }
        }
    }

    /// The grid has another machine for it, which may have it if it is still frozen here.
    synchronized void move(AttemptId attempt) {
        AttemptRun run = running.get(attempt);
        if (run != null && !run.frozenFor().isZero()) {
            run.leave(new AttemptEnd.Lost("moved: its machine's owner needs it"));
        }
    }

    /// The machine has so much from now on. What runs goes on, also where that is less than it takes.
    synchronized void resize(Resources now) {
        capacity = now;
        startWhatFits();
    }

    private void startWhatFits() {
        for (Optional<AttemptRun> run = next(); run.isPresent(); run = next()) {
            AttemptRun first = run.get();
            tools.threads().execute(() -> runOneAfterTheOther(first));
        }
    }

    /// The next that fits, now counted as running.
    private Optional<AttemptRun> next() {
        Optional<Order> order = queue.values().stream()
                .findFirst()
                .filter(first -> mayRun().without(used).covers(first.resources())
                        && !tools.room().isShort());
        return order.map(next -> {
            queue.remove(next.attempt());
            outbox.expect(queue.size());
            used = used.plus(next.resources());
            AttemptRun run =
                    new AttemptRun(next, tools.gpus().take(next.resources().gpus()), tools);
            running.put(next.attempt(), run);
            return run;
        });
    }

    private Resources mayRun() {
        return new Offer(Optional.empty(), Optional.of(consent.runs()), Set.of()).of(capacity);
    }

    /// A thread that has come to an attempt's end takes the next one itself: waking another costs more.
    private void runOneAfterTheOther(AttemptRun first) {
        for (Optional<AttemptRun> run = Optional.of(first); run.isPresent(); ) {
            Delivery delivery = run.get().run();
            run = finish(run.get(), delivery);
        }
    }

    private synchronized Optional<AttemptRun> finish(AttemptRun ended, Delivery delivery) {
        Order order = ended.order();
        tools.gpus().giveBack(ended.gpus());
        // First into the outbox, then off the bench: at no moment is the attempt held by neither.
        outbox.add(delivery);
        running.remove(order.attempt());
        used = used.minus(order.resources());
        if (holdsBack) {
            freezeWhatIsBeyond();
        }
        Optional<AttemptRun> next = next();
        startWhatFits();
        return next;
    }

    /// Ends an attempt, whether it runs or waits.
    synchronized void stop(AttemptId attempt) {
        AttemptRun run = running.get(attempt);
        if (run != null) {
            run.end(new AttemptEnd.Cancelled());
            return;
        }
        // If it has ended already, its report is on its way, and goes once the coordinator acknowledges it.
        giveBack(attempt);
    }

    /// Gives an attempt back that has not begun.
    synchronized void giveBack(AttemptId attempt) {
        if (queue.remove(attempt) != null) {
            outbox.add(ended(attempt, new AttemptEnd.Cancelled()));
            outbox.expect(queue.size());
        }
    }

    /// Ends everything, so that it goes on elsewhere; what was ended is reported as this end.
    synchronized void stopAll(AttemptEnd.Lost end) {
        queue.keySet().forEach(attempt -> outbox.add(ended(attempt, end)));
        queue.clear();
        running.values().forEach(run -> run.leave(end));
    }

    private static Delivery ended(AttemptId attempt, AttemptEnd end) {
        return new Delivery(attempt, AttemptReport.without(end), Map.of());
    }

    /// The attempts that run, wait, or whose report is not yet safe.
    synchronized Set<AttemptId> held() {
        Set<AttemptId> held = new HashSet<>(running.keySet());
        held.addAll(queue.keySet());
        held.addAll(outbox.held());
        return held;
    }

    synchronized boolean isIdle() {
        return running.isEmpty() && queue.isEmpty();
    }

    /// What a running attempt has printed from an offset on, within the first of [PrintLimit]: what comes later may be
    /// left out in the end. Empty if it does not run here.
    byte[] readLog(LogRequest request) {
        Optional<Path> file;
        synchronized (this) {
            file = Optional.ofNullable(running.get(request.attempt())).map(run -> run.log(request.err()));
        }
        if (file.isEmpty() || !Files.isRegularFile(file.get(), LinkOption.NOFOLLOW_LINKS)) {
            return new byte[0];
        }
        try (var in = Files.newByteChannel(file.get())) {
            in.position(request.offset());
            long most = Math.min(request.maxBytes(), PrintLimit.FIRST - request.offset());
            java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate((int) Math.max(0, most));
            while (bytes.hasRemaining() && in.read(bytes) >= 0) {
                // until the buffer is full or the file ends
            }
            return java.util.Arrays.copyOf(bytes.array(), bytes.position());
        } catch (IOException e) {
            LOG.warn("What {} printed cannot be read: {}", request.attempt(), e.toString());
            return new byte[0];
        }
    }

    /// Looks at everything that runs; how those fare for which that has changed. While the disk is nearly full nothing
    /// begins, and whatever fills it is ended.
    List<AttemptStatus> statuses() {
        List<AttemptRun> runs;
        synchronized (this) {
            runs = new ArrayList<>(running.values());
        }
        List<AttemptStatus> changed = new ArrayList<>();
        boolean isShort = tools.room().isShort();
        if (isShort) {
            waitForRoom(changed);
        } else {
            goOn(changed);
        }
        boolean all = isShort || looks++ % COUNT_FILES == COUNT_FILES - 1;
        if ((all || runs.stream().anyMatch(AttemptRun::asksForDisk)) && looksAtDisk.compareAndSet(false, true)) {
            tools.threads().execute(() -> lookAtDisk(runs, isShort, all));
        }
        runs.forEach(run -> run.look().ifPresent(changed::add));
        return changed;
    }

    /// On a thread of its own, for beats must not wait until very many files have been looked through.
    private void lookAtDisk(List<AttemptRun> runs, boolean isShort, boolean all) {
        try {
            if (isShort) {
                tools.courier().emptyCache();
            }
            AttemptRun largest = null;
            long most = 0;
            for (AttemptRun run : runs) {
                long bytes = all || run.asksForDisk() ? run.lookAtDisk() : 0;
                if (bytes > most) {
                    most = bytes;
                    largest = run;
                }
            }
            if (largest != null && isShort && tools.room().isShort()) {
                largest.endIfItFills(most);
            }
        } finally {
            looksAtDisk.set(false);
        }
    }

    private synchronized void waitForRoom(List<AttemptStatus> changed) {
        for (AttemptId attempt : queue.keySet()) {
            if (waitForRoom.add(attempt)) {
                changed.add(noted(attempt, "waits for room on the disk of its machine, which is nearly full"));
            }
        }
    }

    private synchronized void goOn(List<AttemptStatus> changed) {
        waitForRoom.forEach(attempt -> changed.add(noted(attempt, "")));
        waitForRoom.clear();
        startWhatFits();
    }

    private static AttemptStatus noted(AttemptId attempt, String note) {
        return new AttemptStatus(attempt, OptionalDouble.empty(), note, Map.of(), Duration.ZERO, false);
    }

    @Override
    public void close() {
        stopAll(new AttemptEnd.Lost("its node stopped"));
        tools.threads().shutdown();
        tools.timer().shutdownNow();
    }
}
