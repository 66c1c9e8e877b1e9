// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The machine that the tests run on: what it has, and the processes on it as `/proc` tells.
final class Machine {

    private static final Path PROC = Path.of("/proc");

    /// Long forms of tests instead of short ones.
    static final boolean ALL = Boolean.getBoolean("dsg.all");

    static final int NOBODY = 65_534;
    static final List<String> AS_NOBODY = as(NOBODY);

    private Machine() {}

    /// The words behind which this user types.
    static List<String> as(int user) {
        return List.of("setpriv", "--reuid", "" + user, "--regid", "" + user, "--clear-groups", "--");
    }

    /// Skips the test in the short form.
    static void onlyInTheLongForm() {
        assumeTrue(ALL, "SKIPPED: only in the long form (./check --all)");
    }

    static boolean hasBubblewrap() {
        return Files.isExecutable(Path.of("/usr/bin/bwrap"));
    }

    static boolean hasSupervisor() {
        return Files.isExecutable(repository().resolve("dsg-cli/target/dist/dsg-supervisor"));
    }

    /// Skips the test, and says so, where the build could not make the supervisor.
    static void needsSupervisor() {
        assumeTrue(
                hasSupervisor(),
                "SKIPPED: dsg-supervisor was not built, so its sandbox is not tested (Debian: apt install gcc libc6-dev)");
    }

    /// Skips the test, and says so, where bubblewrap is missing.
    static void needsBubblewrap() {
        assumeTrue(
                hasBubblewrap(),
                "SKIPPED: bubblewrap is missing, so the sandbox is not tested (Debian: apt install bubblewrap)");
    }

    /// Skips the test, and says so, where Python is missing.
    static void needsPython() {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/python3")),
                "SKIPPED: /usr/bin/python3 is missing (Debian: apt install python3)");
    }

    /// Skips the test, and says so, where Debian's matplotlib is missing.
    static void needsMatplotlib() {
        assumeTrue(
                Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/matplotlib")),
                "SKIPPED: Debian's matplotlib is missing (apt install python3-matplotlib)");
    }

    /// Skips the test, and says so, where this program is missing.
    static void needs(String program, String debianPackage) {
        boolean there = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        assumeTrue(there, "SKIPPED: " + program + " is missing (Debian: apt install " + debianPackage + ")");
    }

    /// Skips the test, and says so, where commands cannot be run by another user who can read this file.
    static void needsAnotherUser(Path file) {
        List<String> words = new ArrayList<>(AS_NOBODY);
        words.addAll(List.of("test", "-r", file.toString()));
        boolean possible;
        try {
            possible = new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            possible = false;
        } catch (InterruptedException e) {
            throw new AssertionError("The test was interrupted.", e);
        }
        assumeTrue(
                possible,
                "SKIPPED: not root, so every other test is run by an ordinary user, or " + file
                        + " is not readable for others");
    }

    /// Skips the test, and says so, where there is no `/proc` to look into.
    static void needsLinux() {
        assumeTrue(Files.isDirectory(PROC.resolve("self")), "SKIPPED: this machine has no /proc");
    }

    /// The processes that have this word in one of their arguments, the test's own process left out.
    static List<Long> processesSaying(String word) {
        return processes(pid -> arguments(pid).stream().anyMatch(argument -> argument.contains(word)));
    }

    /// The processes that were started with this in their environment.
    static List<Long> processesWith(String variable, String value) {
        return processes(pid -> strings(pid, "environ").contains(variable + "=" + value));
    }

    /// The processes whose current folder lies in this one.
    static List<Long> processesIn(Path folder) {
        return processes(pid -> worksIn(pid, folder));
    }

    private static List<Long> processes(Predicate<Long> wanted) {
        long self = ProcessHandle.current().pid();
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches("\\d+"))
                    .map(Long::valueOf)
                    .filter(pid -> pid != self)
                    .filter(wanted)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The files and folders below this one; others may come and go meanwhile.
    static List<Path> filesBelow(Path folder) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path file, BasicFileAttributes attributes) {
                    return visitFile(file, attributes);
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    found.add(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    return goOn(e);
                }

                @Override
                public FileVisitResult postVisitDirectory(Path file, @Nullable IOException e) throws IOException {
                    return e == null ? FileVisitResult.CONTINUE : goOn(e);
                }

                private FileVisitResult goOn(IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE; // gone meanwhile
                    }
                    throw e;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /// The arguments that a process was started with; empty if it is gone.
    static List<String> arguments(long pid) {
        return strings(pid, "cmdline");
    }

    private static List<String> strings(long pid, String file) {
        return read(PROC.resolve(pid + "/" + file))
                .map(text -> Arrays.asList(text.split("\0")))
                .orElse(List.of());
    }

    /// The most memory that a process has had so far.
    static long peakMib(long pid) {
        return read(PROC.resolve(pid + "/status")).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .sum();
    }

    private static boolean worksIn(long pid, Path folder) {
        try {
            return Files.readSymbolicLink(PROC.resolve(pid + "/cwd")).startsWith(folder);
        } catch (IOException _) {
            return false; // it is gone
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException _) {
            return Optional.empty(); // it is gone
        }
    }

    /// Sends a signal by its name, for example STOP.
    static void signal(long pid, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("The test was interrupted.", e);
        }
    }

    /// Ends a process at once; nothing happens if it is gone.
    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /// The top folder of the sources, in which the tests run.
    static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("dsg-cli/pom.xml"))) {
            folder = java.util.Objects.requireNonNull(folder.getParent(), "The tests run inside the repository.");
        }
        return folder;
    }
}
