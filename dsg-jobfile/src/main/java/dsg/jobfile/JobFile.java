// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.JobSpec;
import dsg.type.TaskTypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads job files, format 1.
public final class JobFile {

    private JobFile() {}

    /// Reads a job file: YAML, JSON, or a script with `#DSG` lines, which is known by its name and how it begins.
    /// Whatever the text is, the answer is a job or the reasons why it is none: all of them
    /// at once, each with its place and what to type instead.
    ///
    /// @param text the content of the file
    /// @param fileName what messages call it; also the job's name if the file gives none
    /// @param inputs finds the files that it names
    public static Reading read(String text, String fileName, InputFiles inputs, ReadOptions options) {
        if (ScriptReader.isScript(text, fileName)) {
            return ofScript(text, fileName, inputs, options);
        }
        Problems problems = new Problems(new Source(fileName, text));
        Optional<Yaml> root = YamlReader.read(problems, fileName.endsWith(".json"));
        if (root.isEmpty() && !problems.anyError()) {
            problems.add(ProblemCode.E116, new Span(0, 1), "the file is empty", JobReader.SMALLEST);
        }
        return job(root, problems, fileName, inputs, options);
    }

    /// Makes a job of a script. It runs with the interpreter of its `#!` line, or with `/bin/sh`, and is itself an
    /// input; what else it needs its header says: `#DSG cpu=2 memory=4GiB time=10m in=a.txt,b.txt out=o.json`.
    ///
    /// @param text the script
    /// @param fileName what messages call it; `inputs` must find its last part
    public static Reading ofScript(String text, String fileName, InputFiles inputs, ReadOptions options) {
        Problems problems = new Problems(new Source(fileName, text));
        if (problems.source().isTooLong()) {
            problems.add(
                    ProblemCode.E122,
                    new Span(0, 1),
                    "the script is larger than 4 MiB",
                    "put data into files of its own");
            return job(Optional.empty(), problems, fileName, inputs, options);
        }
        String script = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
        Yaml root = new ScriptReader(problems).read(script);
        return job(Optional.of(root), problems, fileName, inputs, options);
    }

    /// The parameters that a job file declares, as far as they can be read; the rest of the file may be wrong.
    ///
    /// @param fileName what the file is called; a script declares none
    public static List<DeclaredParam> params(String text, String fileName) {
        if (ScriptReader.isScript(text, fileName)) {
            return List.of();
        }
        Problems problems = new Problems(new Source(fileName, text));
        ParamReader reader = new ParamReader(problems, Map.of());
        Optional<Yaml> root = YamlReader.read(problems, fileName.endsWith(".json"));
        if (root.isPresent() && root.get() instanceof Yaml.Mapping mapping) {
            reader.read(Fields.of(mapping, Keys.job(TaskTypes.builtIn()), "this file", problems));
        }
        return reader.declared();
    }

    private static Reading job(
            Optional<Yaml> root, Problems problems, String fileName, InputFiles inputs, ReadOptions options) {
        Optional<JobSpec> spec = root.flatMap(
                yaml -> new JobReader(problems, inputs, options).read(yaml, JobReader.defaultName(fileName)));
        return spec.isPresent() && !problems.anyError()
                ? new Reading.Valid(spec.get(), problems.shown())
                : new Reading.Invalid(problems.shown());
    }
}
