// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Checkpointing;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads what a task keeps of its work while it runs.
final class CheckpointReader {

    private static final int FILES_MAX = 100;
    private static final String FORM = "checkpoint: {files: [ckpt.pt], every: 10m}";
    private static final String FILES_FORM = "files: [ckpt.pt]";
    private static final String EVERY_FORM = "every: 10m";

    private final Problems problems;

    CheckpointReader(Problems problems) {
        this.problems = problems;
    }

    Optional<Checkpointing> read(Fields stage) {
        Optional<Yaml.Mapping> mapping = stage.mapping("checkpoint", FORM);
        if (mapping.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = Fields.of(mapping.get(), Keys.CHECKPOINT, "checkpoint", problems);
        List<Yaml.Scalar> named = fields.list("files", FILES_FORM);
        if (isNothing(fields, named)) {
            problems.add(ProblemCode.E116, mapping.get().span(), "`checkpoint` names no files", "write " + FORM);
        }
        Duration every = fields.scalar("every", EVERY_FORM)
                .flatMap(scalar -> Quantities.duration(scalar, EVERY_FORM, problems))
                .orElse(Checkpointing.EVERY);
        Set<String> files = new LinkedHashSet<>();
        named.forEach(file -> path(file).ifPresent(files::add));
        if (files.size() > FILES_MAX) {
            problems.add(
                    ProblemCode.E118,
                    mapping.get().span(),
                    "`checkpoint` names more than " + FILES_MAX + " files",
                    "let the task pack what it keeps into one file: " + FILES_FORM);
        }
        return files.isEmpty() ? Optional.empty() : Optional.of(new Checkpointing(List.copyOf(files), every));
    }

    private static boolean isNothing(Fields fields, List<Yaml.Scalar> named) {
        return fields.entry("files")
                .map(entry -> entry.value() instanceof Yaml.Sequence && named.isEmpty())
                .orElse(true);
    }

    private Optional<String> path(Yaml.Scalar scalar) {
        return switch (TaskPath.ofOutput(scalar.text())) {
            case TaskPath.At(String path) -> Optional.of(path);
            case TaskPath.Refused(ProblemCode code, String why, String help) -> {
                problems.add(code, scalar.span(), "the path " + Words.quote(scalar.text()) + " " + why, help);
                yield Optional.empty();
            }
        };
    }
}
