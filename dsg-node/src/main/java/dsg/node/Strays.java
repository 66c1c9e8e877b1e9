// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Finds and ends what a task has left behind outside its session.
sealed interface Strays {

    /// A sandbox leaves nothing: its processes end with it.
    record None() implements Strays {}

    /// A plain process's strays are known by the marks that its children inherit: the HOME of its own, or a current
    /// folder below the attempt's. One that has shed both is known only while no other attempt could have left it.
    record Marked(String home, Path folder) implements Strays {}

    /// A few milliseconds are the rule; what forks on and on may take longer on a busy machine.
    Duration PATIENCE = Duration.ofSeconds(10);

    /// Ends all strays; the CPU time they used.
    ///
    /// @param leaders the sessions of attempts that go on: their processes are seen to by their own attempts
    /// @param alone whether no other attempt goes on: then whatever has lost its parent is this one's
    default Duration end(Posix posix, Set<Integer> leaders, BooleanSupplier alone) {
        return switch (this) {
            case None() -> Duration.ZERO;
            case Marked marked -> endMarked(marked, posix, leaders, alone);
        };
    }

    private static Duration endMarked(Marked marked, Posix posix, Set<Integer> leaders, BooleanSupplier alone) {
        Duration cpu = Duration.ZERO;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<Integer> strays = find(marked, posix, leaders, alone);
        while (!strays.isEmpty() && System.nanoTime() < deadline) {
            // All at once, for some may make new ones for as long as they live.
            strays.forEach(pid -> posix.signal(pid, Posix.SIGKILL));
            for (int pid : strays) {
                cpu = cpu.plus(posix.await(pid).map(Posix.Ended::cpu).orElse(Duration.ZERO));
            }
            strays = find(marked, posix, leaders, alone); // what they had started has become ours by now
        }
        return cpu;
    }

    private static List<Integer> find(Marked marked, Posix posix, Set<Integer> leaders, BooleanSupplier alone) {
        List<Integer> adopted = ProcessTree.adopted(ProcessHandle.current().pid());
        // Asked after the look: whatever was seen cannot belong to an attempt that starts now.
        if (alone.getAsBoolean()) {
            return adopted;
        }
        return adopted.stream()
                .filter(pid -> !leaders.contains(ProcessTree.session(pid)))
                .filter(pid -> isStray(marked, posix, pid))
                .toList();
    }

    private static boolean isStray(Marked marked, Posix posix, int pid) {
        boolean stray = ProcessTree.belongsTo(pid, "HOME=" + marked.home(), marked.folder());
        if (!stray) {
            // One that has ended shows no marks any more; whosever it was, it only has to be taken.
            posix.reap(pid);
        }
        return stray;
    }
}
