// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Starts processes by `posix_spawn` and reaps them by `wait4`. Every process leads a session of its own;
/// this process is the subreaper, so whatever leaves the tree becomes its child and is found.
final class PosixLauncher implements Launcher {

    /// Joins control groups before it becomes the program, so that nothing of it is outside.
    private static final String JOIN =
            "while [ \"$1\" != -- ]; do echo $$ > \"$1/cgroup.procs\" || exit 125; shift; done; shift; exec \"$@\"";

    private final Posix posix;
    private final Cgroups groups;
    private final Set<Integer> leaders = ConcurrentHashMap.newKeySet();
    /// Attempts that are being started or go on, this node's strays included.
    private final AtomicInteger attempts = new AtomicInteger();

    /// @param groups what it makes control groups of, one an attempt
    PosixLauncher(Posix posix, Cgroups groups) {
        this.posix = posix;
        this.groups = groups;
        posix.becomeSubreaper();
    }

    @Override
    public Running launch(Launch launch, Strays strays) throws IOException {
        attempts.incrementAndGet();
        Optional<Group> group = groups.make();
        try {
            group.ifPresent(its -> its.begin(launch.needs().memoryMib()));
            int pid = posix.spawn(group.map(its -> joining(launch, its)).orElse(launch));
            leaders.add(pid);
            return new Spawned(pid, strays, group);
        } catch (IOException e) {
            group.ifPresent(Group::remove);
            attempts.decrementAndGet();
            throw e;
        }
    }

    private static Launch joining(Launch launch, Group group) {
        List<String> argv = new ArrayList<>(List.of("/bin/sh", "-c", JOIN, "sh"));
        group.folders().forEach(folder -> argv.add(folder.toString()));
        argv.add("--");
        argv.addAll(launch.argv());
        return new Launch(argv, launch.env(), launch.folder(), launch.out(), launch.err(), launch.needs());
    }

    private final class Spawned implements Running {
        private final int pid;
        private final Strays strays;
        private final Optional<Group> group;
        private boolean reaped;
        private boolean stopped;

        Spawned(int pid, Strays strays, Optional<Group> group) {
            this.pid = pid;
            this.strays = strays;
            this.group = group;
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
            return new Exit(main.exitCode(), main.signal(), cpu, peakKib, group.flatMap(its -> leave(its, main)));
        }

        /// Clears the group away; what it knows of the end.
        private Optional<AttemptEnd> leave(Group its, Posix.Ended main) {
            AttemptEnd known = main.signal() != 0
                    ? new AttemptEnd.Signalled(main.signal())
                    : new AttemptEnd.ExitCode(main.exitCode());
            Optional<AttemptEnd> reason =
                    main.exitCode() == 0 && main.signal() == 0 ? Optional.empty() : Limits.reason(its, known);
            its.clear();
            return reason;
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
                group.ifPresent(Group::kill);
                posix.signal(-pid, Posix.SIGKILL);
            }
        }

        @Override
        public synchronized void freeze() {
            if (!reaped && !group.map(Group::freeze).orElse(false)) {
                stopped = true;
                StopSignal.freeze(posix, () -> ProcessTree.all(pid));
            }
        }

        @Override
        public synchronized void thaw() {
            if (reaped) {
                return;
            }
            group.ifPresent(Group::thaw);
            if (stopped) {
                stopped = false;
                StopSignal.thaw(posix, () -> ProcessTree.all(pid));
            }
        }

        @Override
        public long pid() {
            return pid;
        }
    }
}
