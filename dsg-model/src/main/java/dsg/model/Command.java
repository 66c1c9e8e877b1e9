// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /// A task of another type than `run`: `java: Pi.java`.
    ///
    /// @param type the type's name
    /// @param pin the SHA-256 of the jar that the type comes from; empty for DSG's own
    /// @param run what the stage says under `run`, if its type has that key
    /// @param keys what it says under the other keys of its type
    record Typed(String type, String pin, Optional<Command> run, SortedMap<String, List<Template>> keys)
            implements Command {
        public Typed {
            SortedMap<String, List<Template>> copy = new TreeMap<>();
            keys.forEach((key, value) -> copy.put(key, List.copyOf(value)));
            keys = Collections.unmodifiableSortedMap(copy);
        }

        /// The task with these values.
        public TypedTask fill(Map<String, String> values) {
            SortedMap<String, List<String>> filled = new TreeMap<>();
            keys.forEach((key, templates) -> filled.put(
                    key,
                    templates.stream().map(template -> template.fill(values)).toList()));
            return new TypedTask(type, pin, filled);
        }

        /// What a node must run to run it, as requests say it.
        public String id() {
            return pin.isEmpty() ? type : type + "@" + pin;
        }
    }

    /// The program and its arguments once the placeholders are filled; of a typed task what it is, in words.
    default List<String> argv(Map<String, String> values) {
        return switch (this) {
            case Typed typed -> {
                List<String> words = new ArrayList<>(typed.fill(values).words());
                typed.run().ifPresent(run -> words.addAll(run.argv(values)));
                yield List.copyOf(words);
            }
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
            case Typed typed ->
                Stream.concat(
                                typed.keys().values().stream()
                                        .flatMap(List::stream)
                                        .map(Template::names),
                                typed.run().map(Command::names).stream())
                        .flatMap(Set::stream)
                        .collect(Collectors.toSet());
        };
    }
}
