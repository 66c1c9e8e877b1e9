// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Starts processes by `posix_spawn` and reaps them by `wait4`. Every process leads a session of its own;
/// this process is the subreaper, so whatever leaves the tree becomes its child and is found.
final class PosixLauncher implements Launcher {

    /// Something that starts more and more is not waited for without end.
    private static final int LOOKS_MOST = 50;

    private final Posix posix;
    private final Set<Integer> leaders = ConcurrentHashMap.newKeySet();
    /// Attempts that are being started or go on, this node's strays included.
    private final AtomicInteger attempts = new AtomicInteger();

    PosixLauncher(Posix posix) {
        this.posix = posix;
        posix.becomeSubreaper();
    }

    @Override
    public Running launch(Launch launch, Strays strays) throws IOException {
        attempts.incrementAndGet();
        try {
            int pid = posix.spawn(launch.argv(), launch.env(), launch.folder(), launch.out(), launch.err());
            leaders.add(pid);
            return new Spawned(pid, strays);
        } catch (IOException e) {
            attempts.decrementAndGet();
            throw e;
        }
    }

    private final class Spawned implements Running {
        private final int pid;
        private final Strays strays;
        private boolean reaped;

        Spawned(int pid, Strays strays) {
            this.pid = pid;
            this.strays = strays;
        }

        @Override
        public Exit await() {
            // A parent's death signal comes when the thread that started the child ends; so that thread
            // waits here.
            Posix.Ended main = posix.await(pid)
                    .orElseThrow(() -> new IllegalStateException("Process " + pid + " was waited for elsewhere."));
            Duration cpu = main.cpu();
            long peakKib = 0;
            posix.signal(-pid, Posix.SIGKILL);
            synchronized (this) {
                reaped = true;
            }
            for (Optional<Posix.Ended> left = posix.await(-pid); left.isPresent(); left = posix.await(-pid)) {
                cpu = cpu.plus(left.get().cpu());
                peakKib = Math.max(peakKib, left.get().peakKib());
            }
            leaders.remove(pid);
            cpu = cpu.plus(strays.end(posix, leaders, () -> attempts.get() == 1));
            attempts.decrementAndGet();
            return new Exit(main.exitCode(), main.signal(), cpu, peakKib);
        }

        @Override
        public synchronized void terminate() {
            if (!reaped) {
                for (int process : ProcessTree.commands(pid)) {
                    posix.signal(process, Posix.SIGTERM);
                }
            }
        }

        @Override
        public synchronized void kill() {
            // Once reaped, the number may be another process's.
            if (!reaped) {
                posix.signal(-pid, Posix.SIGKILL);
            }
        }

        @Override
        public synchronized void freeze() {
            if (!reaped) {
                stopTree();
            }
        }

        /// From the top, so that nobody is there to notice that his child was stopped; until a look finds nothing new,
        /// for what was not stopped yet may have started more.
        private void stopTree() {
            Set<Integer> stopped = new HashSet<>();
            boolean more = true;
            for (int look = 0; more && look < LOOKS_MOST; look++) {
                more = false;
                for (int process : ProcessTree.all(pid)) {
                    if (stopped.add(process)) {
                        posix.signal(process, Posix.SIGSTOP);
                        more = true;
                    }
                }
            }
        }

        @Override
        public synchronized void thaw() {
            if (!reaped) {
                ProcessTree.all(pid).reversed().forEach(process -> posix.signal(process, Posix.SIGCONT));
            }
        }

        @Override
        public long pid() {
            return pid;
        }
    }
}
