// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Artefact;
import dsg.model.AttemptEnd;
import dsg.model.AttemptReport;
import dsg.model.AttemptStatus;
import dsg.model.Digest;
import dsg.model.Input;
import dsg.model.Order;
import dsg.model.Output;
import dsg.model.Usage;
import dsg.store.ArtefactFolder;
import dsg.store.Room;
import dsg.type.Launch;
import dsg.wire.Delivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One attempt from its order to its report: bring the inputs, run the command, end all it started, take the
/// outputs, clear the folder away. Runs on a thread of its own.
final class AttemptRun {

    /// Whatever prints more than this between two looks is looked at more often.
    private static final long FLOOD_BYTES = 4 * 1024 * 1024;

    /// How long a frozen task that holds a graphics processor has for its last checkpoint: the machine's owner gets the
    /// processor back within 5 s, and freezing gives nothing back.
    private static final Duration GPU_PATIENCE = Duration.ofSeconds(3);

    /// How long an attempt that cannot begin here any more is kept back: the node tells its coordinator first what it
    /// has
    /// no longer, or it would be sent the same again.
    private static final Duration TELLS_NEWS = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(AttemptRun.class);

    private final Order order;
    private final List<GpuDevice> gpus;
    private final Tools tools;
    private final TaskProcess process;
    private Optional<Prober> prober = Optional.empty();
    private Optional<ScheduledFuture<?>> holding = Optional.empty();
    private final Watch watch;
    private final Printed out;
    private final Printed err;
    private final DiskUse disk;
    private final Saving saving;
    private long sampledPeakKib;
    private volatile boolean handsOver;
    private World world;
    private final Waiting waiting;

    /// @param gpus the graphics processors that are its own while it runs
    AttemptRun(Order order, List<GpuDevice> gpus, Tools tools) {
        this.order = order;
        this.gpus = List.copyOf(gpus);
        this.tools = tools;
        this.world = tools.world();
        TaskFolder folder = new TaskFolder(tools.work().resolve(order.attempt().toString()));
        this.process = new TaskProcess(tools.timer(), order.time());
        this.watch = new Watch(
                order.attempt(), folder, order.health(), line -> tools.types().progress(order, line));
        boolean canGiveBack = !(tools.world().launcher() instanceof PortableLauncher);
        this.out = new Printed(folder.out(), canGiveBack);
        this.err = new Printed(folder.err(), canGiveBack);
        this.disk = new DiskUse(folder, order.resources(), tools.room());
        this.waiting = new Waiting(order.attempt(), () -> endedByUs().isPresent());
        this.saving = new Saving(order, folder, tools.courier(), tools.threads());
    }

    Order order() {
        return order;
    }

    /// The graphics processors that are its own while it runs.
    List<GpuDevice> gpus() {
        return gpus;
    }

    /// Asks for its end, which will be this one.
    void end(AttemptEnd end) {
        process.end(end);
    }

    /// Asks for its end because its task is to go on elsewhere. It has time to keep what it has done; what keeps
    /// nothing
    /// and is frozen ends as it is, for its machine's owner is there.
    void leave(AttemptEnd.Lost end) {
        boolean frozen = !frozenFor().isZero();
        Duration keeping = frozen && !gpus.isEmpty() ? GPU_PATIENCE : Saving.PATIENCE;
        Duration other = frozen ? Duration.ZERO : TaskProcess.PATIENCE;
        process.end(end, saving.keeps() ? keeping : other);
    }

    private Optional<AttemptEnd> endedByUs() {
        return process.endedByUs();
    }

    /// Lets it use no processor until it is thawed. What has not begun is given back: another may have it.
    void freeze(String why) {
        if (process.running().isEmpty() && !handsOver) {
            end(new AttemptEnd.Cancelled());
        } else if (process.freeze(why)) {
            watch.freeze(why);
            probing().ifPresent(Prober::freeze);
        }
    }

    /// Lets it go on.
    void thaw() {
        if (process.thaw()) {
            probing().ifPresent(Prober::thaw);
            watch.thaw();
        }
    }

    /// Lets it use no processor for a moment, or go on after one.
    void rest(boolean now) {
        process.rest(now);
    }

    /// Whoever listens from now on has heard nothing of it yet.
    void tellAgain() {
        watch.tellAgain();
        saving.tellAgain();
    }

    /// It has been frozen for too long.
    void wantsToMove() {
        watch.wantsToMove();
    }

    /// For how long it has been frozen by now; not at all if it runs.
    Duration frozenFor() {
        return process.frozenFor();
    }

    /// The memory that it and what it has started hold.
    long memoryMib() {
        return process.running()
                .map(running -> ProcessTree.residentKib(running.pid()) / 1024)
                .orElse(0L);
    }

    private synchronized Optional<Prober> probing() {
        return prober;
    }

    private synchronized void probe(Optional<Prober> by) {
        prober = by;
    }

    private void started(Launcher.Running running) {
        process.started(running);
        holdPrintedIn(100);
    }

    private synchronized Duration ended() {
        handsOver = true;
        holding.ifPresent(ahead -> ahead.cancel(false));
        return process.ended();
    }

    /// The file that takes what it prints.
    Path log(boolean err) {
        TaskFolder folder = new TaskFolder(tools.work().resolve(order.attempt().toString()));
        return err ? folder.err() : folder.out();
    }

    /// Looks at it while it runs, once a second and on one thread; how it fares if that has changed.
    Optional<AttemptStatus> look() {
        Optional<Launcher.Running> running = process.running();
        if (running.isEmpty()) {
            return waiting.look();
        }
        sampleMemory(running.get());
        if (process.frozen().isEmpty()) {
            saving.look();
        }
        Optional<AttemptStatus> status = watch.look();
        watch.end().ifPresent(this::end);
        return status;
    }

    /// Whether it asks for so much disk and no more.
    boolean asksForDisk() {
        return order.resources().diskMib() > 0;
    }

    /// Looks how much of the disk it holds, and ends it if that is more than it asks for; the bytes. Takes its time
    /// where there are many files.
    long lookAtDisk() {
        long bytes = disk.bytes();
        disk.whenTooMuch(bytes).ifPresent(this::end);
        return bytes;
    }

    /// Ends it if it has filled the disk, of which it holds so many bytes.
    void endIfItFills(long bytes) {
        disk.whenFull(bytes).ifPresent(this::end);
    }

    /// Keeps what it prints within its limit for as long as it runs; the faster it prints, the more often.
    private void holdPrinted() {
        boolean floods = out.hold() + err.hold() > FLOOD_BYTES;
        holdPrintedIn(floods ? 20 : 100);
    }

    private synchronized void holdPrintedIn(int millis) {
        if (process.running().isPresent()) {
            holding = Optional.of(tools.timer().schedule(this::holdPrinted, millis, TimeUnit.MILLISECONDS));
        }
    }

    private void sampleMemory(Launcher.Running running) {
        long peak = ProcessTree.peakKib(running.pid());
        synchronized (this) {
            sampledPeakKib = Math.max(sampledPeakKib, peak);
        }
    }

    /// Does it all; never throws, for every attempt is reported.
    Delivery run() {
        Map<Digest, byte[]> contents = new HashMap<>();
        TaskFolder folder = new TaskFolder(tools.work().resolve(order.attempt().toString()));
        try {
            // What an earlier life of this node may have left under the same name.
            TaskFolder.remove(folder.root());
            TaskFolder.create(tools.work(), order.attempt());
            AttemptReport report = run(folder, contents);
            return new Delivery(order.attempt(), report, contents, saving.last(report.end(), !process.wasKilled()));
        } catch (IOException e) {
            return without(endedByUs().orElseGet(() -> new AttemptEnd.Broken(withDisk(sentence(e)))));
        } catch (InterruptedException _) {
            return without(new AttemptEnd.Cancelled());
        } catch (RuntimeException | Error e) {
            LOG.error("Attempt {} broke the node's own code", order.attempt(), e);
            return without(new AttemptEnd.Broken("DSG's own fault on the node: " + e));
        } finally {
            saving.over();
            clear(folder);
        }
    }

    private Delivery without(AttemptEnd end) {
        return new Delivery(order.attempt(), AttemptReport.without(end), Map.of());
    }

    private String sentence(IOException e) {
        if (e instanceof Rung.MissingProgramException missing) {
            return NotFound.text(String.valueOf(missing.getMessage()), tools.machine(), world.rung());
        }
        return e instanceof java.nio.file.FileSystemException fault && fault.getReason() != null
                ? fault.getFile() + ": " + fault.getReason()
                : String.valueOf(e.getMessage());
    }

    /// What the disk has to do with it.
    private String withDisk(String why) {
        return tools.room().isShort()
                ? why + "; the disk of its machine has "
                        + Room.text(tools.room().freeBytes())
                        + " left: free some room there, and try it again: dsg retry "
                        + order.attempt().task()
                : why;
    }

    private void clear(TaskFolder folder) {
        try {
            folder.remove();
        } catch (IOException e) {
            // The report matters more than the folder; the next start of the node tries again.
            LOG.warn("{} could not be removed: {}", folder.root(), e.toString());
        }
    }

    private AttemptReport run(TaskFolder folder, Map<Digest, byte[]> contents)
            throws IOException, InterruptedException {
        for (Input input : order.inputs()) {
            if (endedByUs().isPresent()) {
                return AttemptReport.without(endedByUs().get());
            }
            tools.inputs().bring(order.attempt(), input, folder);
        }
        Launcher.Running running;
        try {
            running = launch(saving.bring(), folder);
        } catch (OfferEndedException e) {
            AttemptEnd lost = new AttemptEnd.Lost(String.valueOf(e.getMessage()));
            return AttemptReport.without(process.endWithin(TELLS_NEWS).orElse(lost));
        }
        started(running);
        probe(order.health().probe().map(probe -> new Prober(order, probe, tools, tools.threads(), this::end)));
        probing().ifPresent(prober -> prober.start(folder));
        Launcher.Exit exit = running.await();
        probing().ifPresent(Prober::stop);
        Usage usage = new Usage(ended(), exit.cpu(), peakKib(exit));
        watch.lastMeasured().ifPresent(tools.courier()::tell);
        List<AttemptReport.Produced> outputs = new ArrayList<>();
        AttemptEnd end = endedByUs().orElseGet(() -> explained(exit.reason().orElseGet(() -> asItEnded(exit))));
        long leftOut = out.leftOut() + err.leftOut();
        Artefact printed = take(out.kept(), contents);
        Artefact printedErr = take(err.kept(), contents);
        if (end instanceof AttemptEnd.Done) {
            end = takeOutputs(folder, outputs, contents);
        }
        return new AttemptReport(
                end, usage, end instanceof AttemptEnd.Done ? outputs : List.of(), printed, printedErr, leftOut);
    }

    private Launcher.Running launch(Order begun, TaskFolder folder) throws IOException {
        int asked = begun.resources().gpus();
        if (gpus.size() < asked) {
            throw new OfferEndedException("its machine has no " + asked + " graphics processors any more");
        }
        Launch launch = tools.types().launch(begun, folder);
        world = tools.worlds().of(launch, folder);
        Map<String, String> env =
                new HashMap<>(GpuDevice.environment(tools.gpus().all(), gpus));
        env.putAll(launch.env());
        return world.start(
                begun.asCommand(begun.typed().isEmpty() ? begun.argv() : launch.argv(), env),
                folder,
                GpuDevice.files(gpus));
    }

    private synchronized long peakKib(Launcher.Exit exit) {
        return Math.max(sampledPeakKib, exit.peakKib());
    }

    private AttemptEnd asItEnded(Launcher.Exit exit) {
        if (exit.signal() != 0) {
            return new AttemptEnd.Signalled(exit.signal());
        }
        return world.rung()
                .meaning(exit.exitCode(), log(true))
                .orElseGet(
                        () -> exit.exitCode() == 0 ? new AttemptEnd.Done() : new AttemptEnd.ExitCode(exit.exitCode()));
    }

    /// The same end in more words, where something is known that helps.
    private AttemptEnd explained(AttemptEnd end) {
        if (end instanceof AttemptEnd.ExitCode(int code)) {
            Optional<String> program = NotFound.in(code, log(true));
            if (program.isPresent()) {
                return new AttemptEnd.Broken(
                        "exit code " + code + ": " + NotFound.text(program.get(), tools.machine(), world.rung()));
            }
        }
        return disk.explain(end);
    }

    private AttemptEnd takeOutputs(
            TaskFolder folder, List<AttemptReport.Produced> outputs, Map<Digest, byte[]> contents)
            throws IOException, InterruptedException {
        for (Output output : order.outputs()) {
            Path file = folder.inside(output.path());
            Optional<String> fault = MadeFile.whyNotTaken(folder, file, output);
            if (fault.isPresent()) {
                return new AttemptEnd.Broken(fault.get());
            }
            outputs.add(new AttemptReport.Produced(output.name(), take(file.toRealPath(), contents)));
        }
        return new AttemptEnd.Done();
    }

    /// Takes a file: small ones travel in the report, others are handed over first. What is no file by now, or a link
    /// put where one was, is nothing.
    private Artefact take(Path file, Map<Digest, byte[]> contents) throws IOException, InterruptedException {
        long bytes = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
        if (bytes == 0) {
            return Artefact.EMPTY;
        }
        int inline =
                contents.values().stream().mapToInt(content -> content.length).sum();
        if (bytes <= Delivery.INLINE_MAX && inline + bytes <= Delivery.INLINE_TOTAL_MAX) {
            byte[] content = Files.readAllBytes(file);
            Artefact artefact = Artefact.of(content);
            contents.put(artefact.digest(), content);
            return artefact;
        }
        Artefact artefact = new Artefact(ArtefactFolder.hash(file), bytes);
        tools.courier().handOver(artefact.digest(), file, waiting);
        return artefact;
    }
}
