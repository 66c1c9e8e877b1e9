// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Freezes a tree of processes by signals, where no control group does it better.
final class StopSignal {

    /// Something that starts more and more is not waited for without end.
    private static final int LOOKS_MOST = 50;

    private static final SystemFiles SYSTEM = new SystemFiles(Path.of("/"));
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofMillis(1);

    private StopSignal() {}

    /// From the top, so that nobody is there to notice that his child was stopped; until a look finds
    /// nothing new, for what was not stopped yet may have started more. Then it waits until all of them
    /// have stopped, though not for long: one that is in the middle of a system call ends that first, and
    /// on a busy machine it waits for its turn.
    static void freeze(Posix posix, Supplier<List<Integer>> tree) {
        Set<Integer> stopped = new HashSet<>();
        boolean more = true;
        for (int look = 0; more && look < LOOKS_MOST; look++) {
            more = false;
            for (int process : tree.get()) {
                if (stopped.add(process)) {
                    posix.signal(process, Posix.SIGSTOP);
                    more = true;
                }
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (stopped.stream().anyMatch(StopSignal::goesOn) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean goesOn(int process) {
        return ProcessStat.read(SYSTEM, Integer.toString(process))
                .filter(now -> "TtZX".indexOf(now.state()) < 0)
                .isPresent();
    }

    /// Lets it go on, from below.
    static void thaw(Posix posix, Supplier<List<Integer>> tree) {
        tree.get().reversed().forEach(process -> posix.signal(process, Posix.SIGCONT));
    }
}
