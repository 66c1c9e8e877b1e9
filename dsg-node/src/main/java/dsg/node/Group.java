// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A control group for the processes of one attempt at a time: one folder in each of the kernel's trees that the node
/// may use. What a machine does not let it do is left out; [Cgroups#limits] says it.
final class Group {

    private static final Logger LOG = LoggerFactory.getLogger(Group.class);

    /// A task may have so many processes and threads at once.
    static final int PROCESSES_MOST = 1024;

    /// How long freezing may take: processes that wait for a disk freeze late.
    private static final Duration FREEZES_WITHIN = Duration.ofSeconds(2);

    private static final Duration CLEARS_WITHIN = Duration.ofSeconds(2);

    private static final long MIB = 1024 * 1024;
    private static final String PROCS = "cgroup.procs";

    private final Cgroups.Trees trees;
    private final String name;
    /// What was written last, so that nothing is written twice.
    private final Map<Path, String> written = new HashMap<>();

    private long oomKillsBefore;
    private long refusedBefore;

    /// Makes the group's folders.
    Group(Cgroups.Trees trees, String name) throws IOException {
        this.trees = trees;
        this.name = name;
        for (Path folder : folders()) {
            Files.createDirectory(folder);
        }
        set(trees.pids(), "pids.max", Integer.toString(PROCESSES_MOST));
        giveWay(true);
    }

    /// Its folders, each in another tree.
    List<Path> folders() {
        Set<Path> folders = new LinkedHashSet<>();
        trees.all().forEach(tree -> folders.add(tree.folder().resolve(name)));
        return List.copyOf(folders);
    }

    /// Takes a process, which must not have started others yet.
    void add(long pid) throws IOException {
        for (Path folder : folders()) {
            write(folder.resolve(PROCS), Long.toString(pid));
        }
    }

    /// From now on it may use so much memory, and no swap; and what was refused before does not count any more.
    void begin(long memoryMib) {
        var _ = ranOutOfMemory();
        var _ = wantedTooManyProcesses();
        String bytes = memoryMib == 0 ? "-1" : Long.toString(memoryMib * MIB);
        trees.memory().ifPresent(tree -> {
            Path folder = tree.folder().resolve(name);
            if (tree.second()) {
                setOnce(folder.resolve("memory.max"), memoryMib == 0 ? "max" : bytes);
                setOnce(folder.resolve("memory.swap.max"), "0");
                return;
            }
            // The limit with swap is never below the one without.
            Path withSwap = folder.resolve("memory.memsw.limit_in_bytes");
            if (!bytes.equals(written.get(folder.resolve("memory.limit_in_bytes"))) && Files.exists(withSwap)) {
                setOnce(withSwap, "-1");
            }
            setOnce(folder.resolve("memory.limit_in_bytes"), bytes);
            setOnce(withSwap, bytes);
            setOnce(folder.resolve("memory.swappiness"), "0");
        });
    }

    /// Whether the kernel has ended a process of it for its memory since this was asked last.
    boolean ranOutOfMemory() {
        long now = trees.memory()
                .map(tree -> counted(tree, tree.second() ? "memory.events" : "memory.oom_control", "oom_kill"))
                .orElse(0L);
        boolean more = now > oomKillsBefore;
        oomKillsBefore = now;
        return more;
    }

    /// Whether it was refused a process for having too many since this was asked last.
    boolean wantedTooManyProcesses() {
        long now = trees.pids().map(tree -> counted(tree, "pids.events", "max")).orElse(0L);
        boolean more = now > refusedBefore;
        refusedBefore = now;
        return more;
    }

    private long counted(Cgroups.Tree tree, String file, String what) {
        return read(tree.folder().resolve(name).resolve(file)).stream()
                .flatMap(String::lines)
                .map(line -> line.split(" "))
                .filter(words -> words.length == 2 && words[0].equals(what))
                .mapToLong(words -> Long.parseLong(words[1]))
                .findFirst()
                .orElse(0);
    }

    /// Whether it can be frozen.
    boolean canFreeze() {
        return trees.freezer().isPresent();
    }

    /// Lets nothing of it use a processor; whether the kernel has said that it is so.
    boolean freeze() {
        if (trees.freezer().isEmpty()) {
            return false;
        }
        Cgroups.Tree tree = trees.freezer().get();
        Path folder = tree.folder().resolve(name);
        long deadline = System.nanoTime() + FREEZES_WITHIN.toNanos();
        set(trees.freezer(), tree.second() ? "cgroup.freeze" : "freezer.state", tree.second() ? "1" : "FROZEN");
        while (!isFrozen(tree, folder)) {
            if (System.nanoTime() > deadline) {
                LOG.warn("{} has not frozen within {} s.", folder, FREEZES_WITHIN.toSeconds());
                return false;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(500_000);
        }
        return true;
    }

    private static boolean isFrozen(Cgroups.Tree tree, Path folder) {
        return tree.second()
                ? read(folder.resolve("cgroup.events"))
                        .filter(text -> text.contains("frozen 1"))
                        .isPresent()
                : read(folder.resolve("freezer.state"))
                        .filter(text -> text.strip().equals("FROZEN"))
                        .isPresent();
    }

    /// Lets it go on.
    void thaw() {
        trees.freezer()
                .ifPresent(tree -> set(
                        trees.freezer(),
                        tree.second() ? "cgroup.freeze" : "freezer.state",
                        tree.second() ? "0" : "THAWED"));
    }

    /// Whether it gets a processor only while nobody else wants it. What is to die is better not kept waiting.
    void giveWay(boolean toAll) {
        trees.processor().ifPresent(tree -> {
            Path folder = tree.folder().resolve(name);
            if (Files.exists(folder.resolve("cpu.idle"))) {
                set(trees.processor(), "cpu.idle", toAll ? "1" : "0");
            } else if (tree.second()) {
                set(trees.processor(), "cpu.weight", toAll ? "1" : "100");
            } else {
                set(trees.processor(), "cpu.shares", toAll ? "2" : "1024");
            }
        });
    }

    /// What is to be written where so that whatever of it is killed dies at once.
    Map<Path, String> last() {
        Map<Path, String> last = new java.util.LinkedHashMap<>();
        trees.freezer()
                .ifPresent(tree -> last.put(
                        tree.folder().resolve(name).resolve(tree.second() ? "cgroup.freeze" : "freezer.state"),
                        tree.second() ? "0" : "THAWED"));
        trees.processor()
                .map(tree -> tree.folder().resolve(name).resolve("cpu.idle"))
                .filter(Files::exists)
                .ifPresent(file -> last.put(file, "0"));
        return last;
    }

    /// Ends all that is in it, frozen or not.
    void kill() {
        for (Path folder : folders()) {
            killIn(folder);
        }
    }

    /// Ends all that is in it, and removes it.
    void clear() {
        long deadline = System.nanoTime() + CLEARS_WITHIN.toNanos();
        while (!remove() && System.nanoTime() < deadline) {
            kill();
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    /// Ends all that is in such a folder, whose group may be another life's.
    static void killIn(Path folder) {
        if (Files.exists(folder.resolve("cgroup.kill")) && wrote(folder.resolve("cgroup.kill"), "1")) {
            return;
        }
        wroteIfThere(folder.resolve("freezer.state"), "THAWED");
        wroteIfThere(folder.resolve("cpu.idle"), "0");
        for (String pid :
                read(folder.resolve(PROCS)).map(text -> text.lines().toList()).orElse(List.of())) {
            Posix.here().ifPresent(posix -> posix.signal(Integer.parseInt(pid), Posix.SIGKILL));
        }
    }

    /// Removes it; false while something is in it.
    boolean remove() {
        List<Path> left = new ArrayList<>();
        for (Path folder : folders()) {
            if (!removed(folder)) {
                left.add(folder);
            }
        }
        return left.isEmpty();
    }

    /// Removes a group's folder; false while something is in it.
    static boolean removed(Path folder) {
        try {
            Files.deleteIfExists(folder);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private void set(Optional<Cgroups.Tree> tree, String file, String text) {
        tree.ifPresent(there -> {
            Path path = there.folder().resolve(name).resolve(file);
            if (Files.exists(path) && !wrote(path, text)) {
                LOG.warn("{} did not take {}.", path, text);
            }
        });
    }

    private void setOnce(Path file, String text) {
        if (Objects.equals(written.get(file), text) || !Files.exists(file)) {
            return;
        }
        try {
            write(file, text);
            written.put(file, text);
        } catch (IOException e) {
            LOG.warn("{} did not take {}: {}", file, text, e.toString());
        }
    }

    private static boolean wroteIfThere(Path file, String text) {
        return Files.exists(file) && wrote(file, text);
    }

    private static boolean wrote(Path file, String text) {
        try {
            write(file, text);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// Never makes a file: what the kernel does not offer is not there.
    static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.WRITE);
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
