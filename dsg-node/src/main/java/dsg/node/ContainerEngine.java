// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A program that runs containers, as it is called on this machine.
///
/// @param program its path
/// @param options what stands before its commands
/// @param user the user in containers, as the engine is told: files that he writes are the node's to read and remove
/// @param chown the user that a task's folder is given to, if that is not the node's
/// @param canLimit whether it can limit memory, processors and processes here
/// @param env the environment that the program itself is given
record ContainerEngine(
        Kind kind,
        Path program,
        List<String> options,
        String user,
        Optional<Integer> chown,
        boolean canLimit,
        Map<String, String> env) {

    /// Which program it is, in the order in which they are looked for.
    enum Kind {
        PODMAN,
        DOCKER,
        APPTAINER;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// What a call of the program came to.
    ///
    /// @param text what it printed, both streams together
    record Said(int exitCode, String text) {

        boolean isWell() {
            return exitCode == 0;
        }

        /// The last line, which says why it failed.
        String last() {
            return text.strip().lines().reduce("", (_, line) -> line).strip();
        }
    }

    static final Duration SOON = Duration.ofSeconds(60);
    /// A large image over a slow line.
    static final Duration LONG = Duration.ofMinutes(60);

    ContainerEngine {
        options = List.copyOf(options);
        env = Map.copyOf(env);
    }

    /// The words of a call.
    List<String> words(List<String> more) {
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.addAll(options);
        words.addAll(more);
        return words;
    }

    Said call(Duration within, String... more) throws IOException {
        return call(within, List.of(more));
    }

    /// Calls the program and waits for it.
    ///
    /// @throws IOException if it cannot be started, or takes too long
    Said call(Duration within, List<String> more) throws IOException {
        Path said = Files.createTempFile("dsg-engine-", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(words(more))
                    .directory(new File("/"))
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(said.toFile());
            builder.environment().clear();
            builder.environment().putAll(env);
            Process process = builder.start();
            if (!process.waitFor(within.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IOException(
                        kind.word() + " " + more.getFirst() + " has not ended within " + within.toSeconds() + " s");
            }
            return new Said(process.exitValue(), Files.readString(said, StandardCharsets.ISO_8859_1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(said);
        }
    }

    /// Whether it keeps containers by name, apart from the process that asked for them.
    boolean keepsContainers() {
        return kind != Kind.APPTAINER;
    }

    /// Ends and removes a container, if there is one of this name.
    ///
    /// @throws IOException if it may still be there
    void remove(String name) throws IOException {
        if (!keepsContainers()) {
            return;
        }
        // Removing alone would ask it first, and wait.
        var _ = call(SOON, "kill", "--signal", "KILL", name);
        Said said = call(SOON, "rm", "--force", name);
        if (!said.isWell()
                && call(SOON, "container", "inspect", "--format", "{{.Id}}", name)
                        .isWell()) {
            throw new IOException(said.last());
        }
    }

    /// Ends and removes all containers with this label.
    void removeLabelled(String label) throws IOException {
        if (!keepsContainers()) {
            return;
        }
        Said ids = call(SOON, "ps", "--all", "--quiet", "--filter", "label=" + label);
        for (String id : ids.isWell() ? ids.text().lines().toList() : List.<String>of()) {
            if (id.matches("[0-9a-f]{12,64}")) {
                remove(id);
            }
        }
    }

    /// Stops all in a container, or lets it go on; whether the engine could.
    boolean pause(String name, boolean now) throws IOException {
        return call(SOON, now ? "pause" : "unpause", name).isWell();
    }

    /// The process id, on this machine, of the first process in a container.
    Optional<Integer> pid(String name) throws IOException {
        Said said = call(SOON, "inspect", "--format", "{{.State.Pid}}", name);
        return Optional.of(said.last())
                .filter(text -> said.isWell() && text.matches("[1-9]\\d{0,8}"))
                .map(Integer::valueOf);
    }
}
