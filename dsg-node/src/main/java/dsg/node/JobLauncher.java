// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptEnd;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Starts processes on Windows, each in a Job Object of its own: nothing that it starts gets away, it yields to
/// everything else, it has its memory and no more, and it stands still when it is to. Written against Microsoft's
/// documents and not tried.
final class JobLauncher implements Launcher {

    private final WindowsJobs jobs;

    JobLauncher(WindowsJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public Running launch(Launch launch, Strays strays) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launch.argv())
                .directory(launch.folder().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("NUL")))
                .redirectOutput(launch.out().toFile())
                .redirectError(launch.err().toFile());
        builder.environment().clear();
        builder.environment().putAll(launch.env());
        WindowsJobs.Job job = jobs.make(launch.needs().memoryMib());
        try {
            // What it starts before it is in the job is found as its descendant when it ends.
            Process process = builder.start();
            job.add(process.pid());
            return new Started(process, job, launch.needs().memoryMib());
        } catch (IOException | RuntimeException e) {
            job.close();
            throw e;
        }
    }

    private record Started(Process process, WindowsJobs.Job job, long memoryMib) implements Running {

        @Override
        public Exit await() {
            try (job) {
                int code = process.waitFor();
                kill();
                WindowsJobs.Used used = job.used();
                boolean full = code != 0 && memoryMib > 0 && used.peakJobKib() >= memoryMib * 1024 * 99 / 100;
                return new Exit(
                        code,
                        0,
                        used.cpu(),
                        used.peakKib(),
                        full ? Optional.of(new AttemptEnd.OutOfMemory()) : Optional.empty());
            } catch (InterruptedException _) {
                kill();
                Thread.currentThread().interrupt();
                return new Exit(128 + Posix.SIGKILL, Posix.SIGKILL, Duration.ZERO, 0);
            }
        }

        @Override
        public void terminate() {
            process.destroy(); // Windows has no way to ask
        }

        @Override
        public void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            job.end();
            try {
                process.waitFor(2, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void freeze() {
            job.still(true);
        }

        @Override
        public void thaw() {
            job.still(false);
        }

        @Override
        public long pid() {
            return process.pid();
        }
    }
}
