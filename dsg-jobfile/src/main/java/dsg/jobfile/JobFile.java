// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.JobSpec;
import java.util.Optional;

/// Reads job files, format 1.
public final class JobFile {

    private JobFile() {}

    /// Reads a job file. Whatever the text is, the answer is a job or the reasons why it is none: all of them
    /// at once, each with its place and what to type instead.
    ///
    /// @param text the content of the file
    /// @param fileName what messages call it; also the job's name if the file gives none
    /// @param inputs finds the files that it names
    public static Reading read(String text, String fileName, InputFiles inputs, ReadOptions options) {
        Problems problems = new Problems(new Source(fileName, text));
        Optional<Yaml> root = YamlReader.read(problems);
        if (root.isEmpty() && !problems.anyError()) {
            problems.add(ProblemCode.E116, new Span(0, 1), "the file is empty", JobReader.SMALLEST);
        }
        Optional<JobSpec> spec = root.flatMap(
                yaml -> new JobReader(problems, inputs, options).read(yaml, JobReader.defaultName(fileName)));
        return spec.isPresent() && !problems.anyError()
                ? new Reading.Valid(spec.get(), problems.shown())
                : new Reading.Invalid(problems.shown());
    }
}
