// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Abilities;
import dsg.model.Hardware;
import dsg.model.Isolation;
import dsg.model.NodeFacts;
import dsg.model.NodeFigures;
import dsg.model.Resources;
import dsg.model.Software;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the machine for as long as the node lives, on a thread of its own, for a driver or a disk may let it wait:
/// what a node says of itself, and how the machine fares.
final class Surveyor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Surveyor.class);

    private static final Duration TICK = Duration.ofSeconds(1);
    /// After so many ticks it looks again: at how the machine fares, at the hardware, and at the programs.
    private static final int FIGURES = 5;
    private static final int HARDWARE = 30;
    private static final int PROGRAMS = 60;
    /// A change of the memory by less than this share is none: balloons of virtual machines breathe.
    private static final int MEMORY_SHARE = 32;
    /// With less left idle the speed cannot be measured.
    private static final double IDLE_CORES = 0.7;

    private final Machine machine;
    private final GpuPool pool;
    private final Programs programs;
    private final Supplier<Abilities> able;
    private final Speed speed;
    private final AtomicBoolean looksAtPrograms = new AtomicBoolean();
    private final AtomicBoolean looksAtHardware = new AtomicBoolean();
    private final AtomicReference<Optional<NodeFigures>> figures = new AtomicReference<>(Optional.empty());
    private volatile NodeFacts facts;
    private volatile boolean closed;
    private volatile boolean wakes;
    private OptionalDouble load = OptionalDouble.empty();

    /// Looks for the first time, at what costs little.
    ///
    /// @param pool told which graphics processors the machine has
    /// @param able what it can do beyond running commands
    /// @param work tasks may fill nine tenths of what is free of the disk that holds it
    Surveyor(
            NodeSettings settings,
            Machine machine,
            GpuPool pool,
            Programs programs,
            Isolation isolation,
            Supplier<Abilities> able,
            Path work)
            throws IOException {
        this.machine = machine;
        this.pool = pool;
        this.programs = programs;
        this.able = able;
        long diskMib = Files.getFileStore(work).getUsableSpace() / 10 * 9 / (1 << 20);
        String kernel = System.getProperty("os.name") + " " + System.getProperty("os.version");
        facts = new NodeFacts(
                settings.name(),
                new Resources(cores() * 1000, machine.memoryMib().orElse(0), diskMib),
                Set.of(),
                isolation,
                machine.os(),
                System.getProperty("os.arch"),
                machine.processor(),
                settings.version(),
                Optional.of(new Software(kernel, Runtime.version().toString(), Collections.emptySortedMap())),
                Optional.empty(),
                Optional.of(able.get()));
        speed = new Speed(settings.home(), facts.cpu(), settings.version());
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /// What the node says of itself at present.
    NodeFacts facts() {
        return facts;
    }

    /// How the machine fares, if it was looked at since this was asked last.
    Optional<NodeFigures> takeFigures() {
        return figures.getAndSet(Optional.empty());
    }

    /// Looks on and on from now.
    ///
    /// @param idle whether no task runs
    /// @param capacity told whenever there is more or less of it
    void begin(BooleanSupplier idle, Consumer<Resources> capacity) {
        Thread.ofPlatform().name("surveyor").daemon().start(() -> {
            try {
                for (int tick = 0; !closed; tick++) {
                    look(tick, idle, capacity);
                    Thread.sleep(TICK);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void look(int tick, BooleanSupplier idle, Consumer<Resources> capacity) {
        try {
            if (tick % FIGURES == 0) {
                NodeFigures now = machine.figures(System.nanoTime(), idle.getAsBoolean());
                load = now.load();
                figures.set(Optional.of(now));
                measureIfQuiet(idle);
            }
            if (tick % HARDWARE == 0 || looksAtHardware.getAndSet(false)) {
                Hardware looked = machine.hardware().with(speed.known());
                Hardware hardware = wakes ? looked : looked.unwoken();
                change(known -> known.with(hardware));
                pool.set(machine.gpus());
                lookAtCapacity(capacity);
            }
            lookAtTypes();
            if (tick % PROGRAMS == 0 && looksAtPrograms.compareAndSet(false, true)) {
                programs.look(this::found);
            }
        } catch (RuntimeException e) {
            LOG.warn("The machine could not be looked at: {}", e.toString());
        }
    }

    private void lookAtTypes() {
        Abilities now = able.get();
        if (!now.equals(facts.abilities())) {
            LOG.info("This node runs tasks of the types {} now.", now.types());
            change(known -> known.with(now));
        }
    }

    private void found(SortedMap<String, String> versions) {
        looksAtPrograms.set(false);
        change(known -> known.with(known.software().orElse(Software.UNKNOWN).with(versions)));
    }

    /// Once in the life of a machine, when nothing runs on it.
    private void measureIfQuiet(BooleanSupplier idle) {
        boolean quiet = load.isPresent() && load.getAsDouble() <= cores() - IDLE_CORES;
        if (quiet && idle.getAsBoolean() && speed.known().isEmpty()) {
            double measured = new SpeedTest().measure();
            if (idle.getAsBoolean()) {
                LOG.info("One core of this machine has the speed {}.", measured);
                speed.keep(measured);
            }
        }
    }

    private void lookAtCapacity(Consumer<Resources> capacity) {
        Resources before = facts.capacity();
        long memoryMib = machine.memoryMib().orElse(before.memoryMib());
        if (Math.abs(memoryMib - before.memoryMib()) <= before.memoryMib() / MEMORY_SHARE) {
            memoryMib = before.memoryMib();
        }
        Resources now = new Resources(
                cores() * 1000, memoryMib, before.diskMib(), pool.all().size());
        if (!now.equals(before)) {
            LOG.info("This machine has {} now.", now);
            capacity.accept(now);
            change(known -> known.with(now));
        }
    }

    /// Whether its owner lets the grid wake it, which is a fact of its hardware.
    void wakes(boolean allowed) {
        if (wakes != allowed) {
            wakes = allowed;
            looksAtHardware.set(true);
        }
    }

    /// What its owner says that it is.
    void tag(Set<String> tags) {
        change(known -> known.tagged(tags));
    }

    private synchronized void change(UnaryOperator<NodeFacts> change) {
        facts = change.apply(facts);
    }

    @Override
    public void close() {
        closed = true;
    }
}
