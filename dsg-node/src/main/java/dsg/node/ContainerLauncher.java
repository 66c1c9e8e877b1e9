// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts containers: the engine's program as a process, and by name whatever that process does not take along when it
/// is frozen or killed.
///
/// @param inner what starts the program
/// @param holdsAll whether what the engine starts stays below the program, where signals reach it
record ContainerLauncher(ContainerEngine engine, Launcher inner, boolean holdsAll) implements Launcher {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerLauncher.class);

    private static final int ENGINE_FAILED = 125;

    @Override
    public Running launch(Launch launch, Strays strays) throws IOException {
        List<String> argv = launch.argv();
        int named = argv.indexOf("--name");
        Running running = inner.launch(launch, strays);
        return named > 0 && engine.keepsContainers() ? new Contained(running, argv.get(named + 1)) : running;
    }

    private final class Contained implements Running {
        private final Running program;
        private final String name;
        private volatile boolean hurried;
        private boolean paused;
        private Optional<Integer> stopped = Optional.empty();

        Contained(Running program, String name) {
            this.program = program;
            this.name = name;
        }

        @Override
        public Exit await() {
            Exit exit = program.await();
            if (hurried || exit.signal() != 0 || exit.exitCode() >= ENGINE_FAILED) {
                remove();
            }
            return exit;
        }

        /// Whatever became of the program, the container is gone after this.
        private void remove() {
            try {
                engine.remove(name);
            } catch (IOException e) {
                LOG.warn("The container {} could not be removed: {}", name, e.toString());
            }
        }

        @Override
        public void terminate() {
            hurried = true;
            // The program would end at once when it hears that, whatever its container does.
            Thread.ofVirtual().start(() -> {
                try {
                    var _ = engine.call(ContainerEngine.SOON, "kill", "--signal", "TERM", name);
                } catch (IOException e) {
                    LOG.warn("The container {} could not be asked to end: {}", name, e.toString());
                }
            });
        }

        @Override
        public void kill() {
            hurried = true;
            program.kill();
        }

        @Override
        public synchronized void freeze() {
            program.freeze();
            if (!holdsAll) {
                try {
                    paused = engine.pause(name, true);
                    if (!paused) {
                        stopped = engine.pid(name);
                        signal(true);
                    }
                } catch (IOException e) {
                    LOG.warn("The container {} could not be paused: {}", name, e.toString());
                }
            }
        }

        private void signal(boolean stop) {
            Posix.here()
                    .ifPresent(posix -> stopped.ifPresent(pid -> {
                        if (stop) {
                            StopSignal.freeze(posix, () -> ProcessTree.all(pid));
                        } else {
                            StopSignal.thaw(posix, () -> ProcessTree.all(pid));
                        }
                    }));
        }

        @Override
        public synchronized void thaw() {
            signal(false);
            stopped = Optional.empty();
            if (paused) {
                paused = false;
                try {
                    paused = !engine.pause(name, false);
                } catch (IOException e) {
                    LOG.warn("The container {} could not go on: {}", name, e.toString());
                }
            }
            program.thaw();
        }

        @Override
        public long pid() {
            return program.pid();
        }
    }
}
