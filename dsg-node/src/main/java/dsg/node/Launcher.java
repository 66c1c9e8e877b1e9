// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptEnd;
import dsg.model.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Starts processes and sees them to their end.
sealed interface Launcher permits PlaceLauncher, PosixLauncher, JobLauncher, PortableLauncher, ContainerLauncher {

    /// What is started: the program by its path and its arguments, its whole environment, the folder it
    /// starts in, and the files that take what it prints.
    record Launch(List<String> argv, Map<String, String> env, Path folder, Path out, Path err, Needs needs) {

        /// One without limits.
        Launch(List<String> argv, Map<String, String> env, Path folder, Path out, Path err) {
            this(argv, env, folder, out, err, Needs.NONE);
        }

        /// The same that prints elsewhere.
        Launch printing(Path elsewhere) {
            return new Launch(argv, env, folder, elsewhere, elsewhere, needs);
        }
    }

    /// What is to be around it.
    ///
    /// @param job whose it is: what one job has run in is given to no other
    /// @param memoryMib how much memory it may use; 0 is without a limit
    /// @param filter a file that the program finds open as number 3
    /// @param devices files in `/dev` that it may use
    record Needs(String job, boolean network, long memoryMib, Optional<Path> filter, List<Path> devices) {

        /// Nothing.
        static final Needs NONE = new Needs("", false, 0, Optional.empty(), List.of());

        public Needs {
            devices = List.copyOf(devices);
        }

        /// What an order asks for.
        static Needs of(Order order) {
            return new Needs(
                    order.attempt().task().job().toString(),
                    order.network(),
                    order.resources().memoryMib(),
                    Optional.empty(),
                    List.of());
        }

        /// The same with these devices.
        Needs using(List<Path> files) {
            return new Needs(job, network, memoryMib, filter, files);
        }

        /// The same with this file.
        Needs with(Path open) {
            return new Needs(job, network, memoryMib, Optional.of(open), devices);
        }
    }

    /// How a process and everything it started ended.
    ///
    /// @param signal the signal that ended it, or 0
    /// @param cpu CPU time of the whole tree, as far as the machine tells
    /// @param peakKib the largest resident set of one of its processes in KiB, 0 if not known
    /// @param reason what ended it, where more is known of that than its exit code
    record Exit(int exitCode, int signal, Duration cpu, long peakKib, Optional<AttemptEnd> reason) {

        /// One of which no more is known.
        Exit(int exitCode, int signal, Duration cpu, long peakKib) {
            this(exitCode, signal, cpu, peakKib, Optional.empty());
        }
    }

    /// A process that was started.
    interface Running {

        /// Waits until it has ended, then ends everything it started. Call once, on the thread that started
        /// it.
        Exit await();

        /// Asks it to end.
        void terminate();

        /// Ends it and everything it started, frozen or not.
        void kill();

        /// Lets it and everything it started use no processor until it is thawed; it keeps its memory and files. Has
        /// taken effect when this returns. Nothing once it has ended.
        void freeze();

        /// Lets it go on.
        void thaw();

        /// Its process id, as the machine sees it.
        long pid();
    }

    /// @throws IOException if it cannot be started; the message says why
    Running launch(Launch launch, Strays strays) throws IOException;

    /// The best launcher without a supervisor that this machine has.
    static Launcher best(Cgroups groups) {
        Optional<Posix> posix = Posix.here();
        if (posix.isPresent()) {
            return new PosixLauncher(posix.get(), groups);
        }
        return WindowsJobs.here().<Launcher>map(JobLauncher::new).orElseGet(PortableLauncher::new);
    }
}
