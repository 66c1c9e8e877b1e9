// SPDX-License-Identifier: Apache-2.0
package dsg.node;

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
sealed interface Rung permits BareRung, SandboxRung {

    /// The word for it.
    Isolation isolation();

    /// What is to be started for this order.
    ///
    /// @throws IOException if the program is not to be found; the message says so
    Launcher.Launch dress(Order order, TaskFolder folder) throws IOException;

    /// What the task may leave behind.
    Strays strays(TaskFolder folder);

    /// The program's path on this machine, looked for as a shell would: a name with `/` from the task's
    /// folder, else along the task's PATH.
    static Path program(String name, Map<String, String> env, TaskFolder folder) throws IOException {
        if (name.contains("/")) {
            Path path = folder.task().resolve(name);
            if (Files.isExecutable(path)) {
                return path;
            }
            throw new IOException(
                    Files.exists(path) ? name + " may not be executed (try: chmod +x)" : "command not found: " + name);
        }
        Optional<Path> found = Arrays.stream(env.getOrDefault("PATH", "").split(":"))
                .map(part -> Path.of(part).resolve(name))
                .filter(candidate -> Files.isRegularFile(candidate) && Files.isExecutable(candidate))
                .findFirst();
        return found.orElseThrow(() -> new IOException("command not found: " + name));
    }

    /// The order's arguments with its program by its path.
    static List<String> argv(Path program, Order order) {
        List<String> argv = new java.util.ArrayList<>(order.argv());
        argv.set(0, program.toString());
        return argv;
    }
}
