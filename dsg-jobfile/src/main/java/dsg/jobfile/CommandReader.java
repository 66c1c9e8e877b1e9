// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Command;
import dsg.model.Template;
import java.util.ArrayList;
import java.util.List;

/// Reads a command: text for a shell, or a program and its arguments.
final class CommandReader {

    static final String FORM = "run: python3 pi.py, or run: [python3, pi.py] without a shell";

    /// Stands for a command that could not be read.
    static final Command UNREAD = new Command.Shell(Template.of(""));

    private final Problems problems;
    private final TemplateReader templates;

    CommandReader(Problems problems, TemplateReader templates) {
        this.problems = problems;
        this.templates = templates;
    }

    Command read(Yaml.Entry run) {
        Span at = run.key().span();
        return switch (run.value()) {
            case Yaml.Scalar scalar
            when !scalar.text().isBlank() && !scalar.isNothing() -> new Command.Shell(templates.read(scalar));
            case Yaml.Sequence(var _, List<Yaml> items) when !items.isEmpty() -> program(items);
            case Yaml.Scalar _, Yaml.Sequence _ -> {
                problems.add(ProblemCode.E117, at, "`run` has no command", "write " + FORM);
                yield UNREAD;
            }
            case Yaml.Mapping mapping -> {
                Fields.refuseKind(mapping, "run", "a command", at, FORM, problems);
                yield UNREAD;
            }
            case Yaml.Broken _ -> UNREAD;
        };
    }

    private Command program(List<Yaml> items) {
        List<Template> arguments = new ArrayList<>(items.size());
        for (Yaml item : items) {
            Fields.scalar(item, "run", item.span(), "run: [python3, pi.py, \"\"]: one value each", problems)
                    .map(templates::read)
                    .ifPresent(arguments::add);
        }
        if (items.getFirst() instanceof Yaml.Scalar program && program.text().isBlank()) {
            problems.add(ProblemCode.E117, program.span(), "`run` has no program", "write " + FORM);
        }
        return arguments.isEmpty() ? UNREAD : new Command.Program(arguments);
    }
}
