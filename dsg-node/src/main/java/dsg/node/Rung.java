// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptEnd;
import dsg.model.Isolation;
import dsg.model.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A rung of isolation: how an order's command is dressed before it is started.
sealed interface Rung permits BareRung, SandboxRung, SupervisedRung, WasmRung, ContainerRung {

    /// The word for it.
    Isolation isolation();

    /// What is to be started for this order.
    ///
    /// @param devices files in `/dev` that the task may use; in a sandbox it sees no others
    /// @throws MissingProgramException if the program is not on the task's PATH
    /// @throws IOException if it is not to be found in the task's folder; the message says so
    Launcher.Launch dress(Order order, TaskFolder folder, List<Path> devices) throws IOException;

    /// The same without devices.
    default Launcher.Launch dress(Order order, TaskFolder folder) throws IOException {
        return dress(order, folder, List.of());
    }

    /// What a path of this machine is to a task.
    enum Sight {
        /// It is in the task's own folder.
        OWN,
        /// It sees what is there.
        SEEN,
        /// It sees nothing there, whatever there is.
        HIDDEN
    }

    /// What this absolute path is to a task.
    Sight sight(Path file);

    /// What the task may leave behind.
    Strays strays(TaskFolder folder);

    /// How a task has ended if its rung says it by this exit code.
    ///
    /// @param err what the task has printed to the standard error
    default Optional<AttemptEnd> meaning(int exitCode, Path err) {
        return Optional.empty();
    }

    /// The program's path on this machine, looked for as a shell would: a name with `/` from the task's
    /// folder, else along the task's PATH.
    static Path program(String name, Map<String, String> env, TaskFolder folder) throws IOException {
        if (name.contains("/")) {
            Path path = folder.task().resolve(name);
            if (Files.isExecutable(path)) {
                return path;
            }
            throw new IOException(
                    Files.exists(path)
                            ? name + " may not be executed; try it on your machine: chmod +x " + name
                            : "command not found: there is no " + name
                                    + " in the task's folder; name it as an input: in: [" + name + "]");
        }
        Optional<Path> found = Arrays.stream(env.getOrDefault("PATH", "").split(":"))
                .map(part -> Path.of(part).resolve(name))
                .filter(candidate -> Files.isRegularFile(candidate) && Files.isExecutable(candidate))
                .findFirst();
        return found.orElseThrow(() -> new MissingProgramException(name));
    }

    /// The order's program as a task in a sandbox calls it.
    static String programInside(Order order, Map<String, String> env, TaskFolder folder, Rung rung) throws IOException {
        String name = order.argv().getFirst();
        if (NotFound.hidden(name, rung).isPresent()) {
            throw new MissingProgramException(name);
        }
        // The machine's own files are not looked at where the task sees others, or nothing.
        String inside = name.startsWith(View.TASK + "/") ? "." + name.substring(View.TASK.length()) : name;
        Path program = program(inside, env, folder);
        return name.contains("/") ? name : program.toString();
    }

    /// A program that is nowhere on the task's PATH; the message is its name.
    final class MissingProgramException extends IOException {
        private static final long serialVersionUID = 1;

        MissingProgramException(String name) {
            super(name);
        }
    }

    /// The order's arguments with its program by its path.
    static List<String> argv(Path program, Order order) {
        List<String> argv = new java.util.ArrayList<>(order.argv());
        argv.set(0, program.toString());
        return argv;
    }
}
