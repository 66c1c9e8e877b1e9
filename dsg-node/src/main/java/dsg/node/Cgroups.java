// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The control groups that this machine lets the node make (cgroups(7)): of the second kind, of the first, of both
/// mixed, or none; and in plain words what that means for tasks.
final class Cgroups {

    private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);

    /// Groups are named `dsg-PID-START-NUMBER`, by the node's process: nobody else's are touched.
    private static final String PREFIX = "dsg-";

    /// Of this whole process: names are not given twice.
    private static final AtomicInteger MADE = new AtomicInteger();

    /// The part of a unified tree that the node itself moves into: only leaves may hold processes.
    private static final String LEAF = "dsg-node";

    private static final String SUBTREE = "cgroup.subtree_control";
    private static final String MEND =
            "; let systemd give the node a part of the tree: dsg service install, or: systemd-run --user --scope"
                    + " -p Delegate=yes dsg up";

    /// A folder of a tree in which the node may make groups.
    ///
    /// @param second whether it is of the second, unified kind
    record Tree(Path folder, boolean second) {}

    /// Where each thing is done. A tree may stand for several.
    record Trees(Optional<Tree> memory, Optional<Tree> pids, Optional<Tree> processor, Optional<Tree> freezer) {

        static final Trees NONE = new Trees(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        Stream<Tree> all() {
            return Stream.of(memory, pids, processor, freezer)
                    .flatMap(Optional::stream)
                    .distinct();
        }
    }

    private final Trees trees;
    private final String life;

    Cgroups(Trees trees) {
        this.trees = trees;
        life = PREFIX + ProcessHandle.current().pid() + "-"
                + startOf(ProcessHandle.current().pid());
    }

    /// No groups at all.
    static Cgroups none() {
        return new Cgroups(Trees.NONE);
    }

    /// What this machine has. Removes the groups of nodes that have died, with all in them.
    static Cgroups here() {
        try {
            CgroupMounts mounts = CgroupMounts.here();
            Cgroups here = new Cgroups(
                    new Trees(tree(mounts, "memory"), tree(mounts, "pids"), tree(mounts, "cpu"), freezer(mounts)));
            here.removeDead();
            return here;
        } catch (IOException e) {
            LOG.info("No control groups: {}", e.toString());
            return none();
        }
    }

    private static Optional<Tree> tree(CgroupMounts mounts, String controller) {
        return mounts.first(controller)
                .filter(Cgroups::canMakeGroups)
                .map(folder -> new Tree(folder, false))
                .or(() -> mounts.second()
                        .flatMap(own -> parent(own, mounts))
                        .filter(parent -> enable(parent, controller))
                        .map(parent -> new Tree(parent, true)));
    }

    /// The second kind freezes and kills in every group, without being asked to, and better.
    private static Optional<Tree> freezer(CgroupMounts mounts) {
        return mounts.second()
                .flatMap(own -> parent(own, mounts).or(() -> Optional.of(own)))
                .filter(Cgroups::canMakeGroups)
                .map(folder -> new Tree(folder, true))
                .or(() ->
                        mounts.first("freezer").filter(Cgroups::canMakeGroups).map(folder -> new Tree(folder, false)));
    }

    private static boolean canMakeGroups(Path folder) {
        Path probe = folder.resolve(PREFIX + "probe-" + ProcessHandle.current().pid());
        try {
            Files.createDirectory(probe);
            boolean usable = Files.isWritable(probe.resolve("cgroup.procs"))
                    && (Files.exists(probe.resolve("cgroup.freeze"))
                            || !Files.exists(probe.resolve("cgroup.controllers")));
            Files.delete(probe);
            return usable;
        } catch (IOException _) {
            return false;
        }
    }

    /// In which folder of the unified tree groups with controllers can be made: the whole tree's top; or the node's own
    /// group, if nobody else is in it, for then the node moves into a leaf of it.
    private static Optional<Path> parent(Path own, CgroupMounts mounts) {
        if (!Files.isWritable(own) || !Files.isWritable(own.resolve(SUBTREE))) {
            return Optional.empty();
        }
        if (own.endsWith(LEAF)) {
            return Optional.of(Objects.requireNonNull(own.getParent(), "A leaf has a parent."));
        }
        if (!Files.exists(own.resolve("cgroup.type")) || moveIntoLeaf(own)) {
            return Optional.of(own);
        }
        // Root may make groups at the top.
        return mounts.secondTop().filter(top -> Files.isWritable(top.resolve(SUBTREE)));
    }

    private static boolean moveIntoLeaf(Path own) {
        try {
            List<Integer> inside = Files.readAllLines(own.resolve("cgroup.procs")).stream()
                    .map(Integer::valueOf)
                    .toList();
            List<Integer> ours = ProcessTree.all((int) ProcessHandle.current().pid());
            if (!inside.stream().allMatch(pid -> ours.contains(pid) || isGrid(pid))) {
                return false; // a terminal's, for example: others' processes are not to be moved
            }
            Files.createDirectories(own.resolve(LEAF));
            for (int pid : inside) {
                Group.write(own.resolve(LEAF).resolve("cgroup.procs"), Integer.toString(pid));
            }
            return true;
        } catch (IOException e) {
            LOG.info("The node cannot move into a leaf of {}: {}", own, e.toString());
            return false;
        }
    }

    /// Whether it is a coordinator, node or command of DSG: those of one service share its group.
    private static boolean isGrid(int pid) {
        try {
            return Files.readString(Path.of("/proc", Integer.toString(pid), "cmdline"), ISO_8859_1)
                    .contains("dsg.cli.Main");
        } catch (IOException _) {
            return true; // it has gone
        }
    }

    private static boolean enable(Path parent, String controller) {
        try {
            if (!words(parent.resolve("cgroup.controllers")).contains(controller)) {
                return false;
            }
            if (!words(parent.resolve(SUBTREE)).contains(controller)) {
                Group.write(parent.resolve(SUBTREE), "+" + controller);
            }
            return true;
        } catch (IOException e) {
            LOG.info("{} does not pass {} on: {}", parent, controller, e.toString());
            return false;
        }
    }

    private static List<String> words(Path file) throws IOException {
        return List.of(Files.readString(file).strip().split("\\s+"));
    }

    /// A new group; none where the machine has none, or has no room for another.
    Optional<Group> make() {
        if (trees.all().findAny().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Group(trees, life + "-" + MADE.incrementAndGet()));
        } catch (IOException e) {
            LOG.warn("No control group could be made: {}", e.toString());
            return Optional.empty();
        }
    }

    /// What of tasks can be limited here: first the words of what can, then, each with what to do, what cannot.
    List<String> limits() {
        List<String> can = new ArrayList<>();
        List<String> cannot = new ArrayList<>();
        say(trees.memory(), "memory", "a task may use more memory than it asked for", can, cannot);
        say(trees.pids(), "pids", "a task may start processes without end", can, cannot);
        say(trees.processor(), "cpu", "tasks are nice, but may count as much as what else runs", can, cannot);
        say(trees.freezer(), "freeze kill", "tasks are stopped and ended one process after the other", can, cannot);
        List<String> all = new ArrayList<>();
        if (!can.isEmpty()) {
            all.add(String.join(" ", can));
        }
        all.addAll(cannot);
        return List.copyOf(all);
    }

    private static void say(Optional<Tree> tree, String word, String without, List<String> can, List<String> cannot) {
        if (tree.isPresent()) {
            can.add(word);
        } else {
            cannot.add("no " + word.replace(" ", ", no ") + ": " + without + MEND);
        }
    }

    /// Patterns of the folders of all groups that this life of the node makes.
    List<String> patterns() {
        return trees.all()
                .map(tree -> tree.folder().resolve(life + "-*").toString())
                .toList();
    }

    private void removeDead() {
        trees.all().forEach(tree -> {
            try (Stream<Path> groups = Files.list(tree.folder())) {
                groups.filter(Cgroups::isOfADeadNode).forEach(Cgroups::remove);
            } catch (IOException e) {
                LOG.warn("Groups of earlier lives in {} were not looked for: {}", tree.folder(), e.toString());
            }
        });
    }

    private static boolean isOfADeadNode(Path group) {
        String[] parts = group.getFileName().toString().split("-");
        return parts.length == 4
                && group.getFileName().toString().matches(PREFIX + "\\d+-\\d+-\\d+")
                && startOf(Long.parseLong(parts[1])) != Long.parseLong(parts[2]);
    }

    private static void remove(Path group) {
        for (int tries = 0; tries < 500; tries++) {
            Group.killIn(group);
            if (Group.removed(group)) {
                LOG.info("Removed {}, which a node left that has died.", group);
                return;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
        LOG.warn("{} could not be removed: something in it does not die.", group);
    }

    /// When a process began, in ticks since the machine did; 0 if there is none. Numbers of processes come again.
    private static long startOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), ISO_8859_1);
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]);
        } catch (IOException _) {
            return 0;
        }
    }
}
