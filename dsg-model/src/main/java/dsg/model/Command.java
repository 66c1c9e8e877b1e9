// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What a task runs.
public sealed interface Command {

    /// `run: "text"`: goes to `/bin/sh -c`, values quoted for the shell.
    record Shell(Template text) implements Command {}

    /// `run: [program, arg, …]`: starts without a shell; each value is part of one argument.
    record Program(List<Template> arguments) implements Command {
        public Program {
            arguments = List.copyOf(arguments);
            if (arguments.isEmpty()) {
                throw new IllegalArgumentException("A command has at least a program.");
            }
        }
    }

    /// The program and its arguments once the placeholders are filled.
    default List<String> argv(Map<String, String> values) {
        return switch (this) {
            case Shell(Template text) -> List.of("/bin/sh", "-c", text.fillForShell(values));
            case Program(List<Template> arguments) ->
                arguments.stream().map(argument -> argument.fill(values)).toList();
        };
    }

    /// The names of all placeholders.
    default Set<String> names() {
        return switch (this) {
            case Shell(Template text) -> text.names();
            case Program(List<Template> arguments) ->
                arguments.stream()
                        .flatMap(argument -> argument.names().stream())
                        .collect(Collectors.toSet());
        };
    }
}
