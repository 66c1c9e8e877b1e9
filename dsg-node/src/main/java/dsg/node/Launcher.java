// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Starts processes and sees them to their end.
sealed interface Launcher permits PosixLauncher, PortableLauncher {

    /// What is started: the program by its path and its arguments, its whole environment, the folder it
    /// starts in, and the files that take what it prints.
    record Launch(List<String> argv, Map<String, String> env, Path folder, Path out, Path err) {}

    /// How a process and everything it started ended.
    ///
    /// @param signal the signal that ended it, or 0
    /// @param cpu CPU time of the whole tree, as far as the machine tells
    /// @param peakKib the largest resident set of one of its processes in KiB, 0 if not known
    record Exit(int exitCode, int signal, Duration cpu, long peakKib) {}

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

    /// The best launcher that this machine has.
    static Launcher best() {
        Optional<Posix> posix = Posix.here();
        return posix.isPresent() ? new PosixLauncher(posix.get()) : new PortableLauncher();
    }
}
