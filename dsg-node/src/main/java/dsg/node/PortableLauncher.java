// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Starts processes with `ProcessBuilder`, where the machine is neither a 64-bit Linux with glibc nor a Windows.
/// Slower, and it
/// cannot find what has left the process tree.
final class PortableLauncher implements Launcher {

    @Override
    public Running launch(Launch launch, Strays strays) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launch.argv())
                .directory(launch.folder().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(launch.out().toFile())
                .redirectError(launch.err().toFile());
        builder.environment().clear();
        builder.environment().putAll(launch.env());
        return new Started(builder.start());
    }

    private record Started(Process process) implements Running {
        @Override
        public Exit await() {
            try {
                int code = process.waitFor();
                Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
                kill();
                return code > 128 ? new Exit(code, code - 128, cpu, 0) : new Exit(code, 0, cpu, 0);
            } catch (InterruptedException _) {
                kill();
                Thread.currentThread().interrupt();
                return new Exit(128 + Posix.SIGKILL, Posix.SIGKILL, Duration.ZERO, 0);
            }
        }

        @Override
        public void terminate() {
            process.destroy();
        }

        @Override
        public void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            try {
                process.waitFor(2, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void freeze() {
            // No way that all systems have: it runs on until it is ended.
        }

        @Override
        public void thaw() {
            // It was not frozen.
        }

        @Override
        public long pid() {
            return process.pid();
        }
    }
}
