// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Artefact;
import dsg.model.Input;
import dsg.model.JobSpec;
import dsg.model.StageSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Reads job files in tests, in a world where every input file exists.
final class Sheets {

    static final InputFiles EVERYTHING = new Everything();

    /// A world where each path is a file, each pattern fits two, and each file of values has two rows.
    private record Everything() implements InputFiles {

        @Override
        public Listing list(String path) {
            return switch (TaskPath.ofInput(path)) {
                case TaskPath.At(String landing) -> new Listing.Found(List.of(file(landing, path)));
                case TaskPath.Refused refused -> new Unreadable(refused.why());
            };
        }

        private static Input.LocalFile file(String landing, String content) {
            return new Input.LocalFile(landing, Artefact.of(content.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public Listing glob(String pattern) {
            String deep = pattern.replace("**/", "");
            return new Listing.Found(List.of(file(deep.replace('*', 'b'), "b"), file(deep.replace('*', 'a'), "a")));
        }

        @Override
        public Content text(String path) {
            return new Content.Text(path.endsWith(".csv") ? "x,y\n1,2\n3,4\n" : "one\ntwo\n");
        }
    }

    private static final String HEAD = "dsg: 1\nname: test\n";

    private Sheets() {}

    static String resource(String name) {
        try (InputStream content = Sheets.class.getResourceAsStream(name)) {
            assertThat(content).as(name).isNotNull();
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Reading read(String text) {
        return JobFile.read(text, "job.yaml", EVERYTHING, ReadOptions.DEFAULT);
    }

    static JobSpec valid(String text) {
        return switch (read(text)) {
            case Reading.Valid(JobSpec spec, List<Problem> warnings) -> {
                assertThat(warnings).isEmpty();
                yield spec;
            }
            case Reading.Invalid(List<Problem> problems) -> throw new AssertionError(rendered(problems));
        };
    }

    /// The one stage of a job whose head is written already.
    static StageSpec stage(String keys) {
        return valid(HEAD + keys).stages().getFirst();
    }

    static List<Problem> problems(String text) {
        return switch (read(text)) {
            case Reading.Valid valid -> throw new AssertionError("This was taken: " + valid);
            case Reading.Invalid(List<Problem> problems) -> problems;
        };
    }

    static Problem onlyProblem(String text) {
        List<Problem> problems = problems(text);
        assertThat(problems).as(rendered(problems)).hasSize(1);
        return problems.getFirst();
    }

    /// The one problem of a job whose head is written already; the keys begin on line 3.
    static Problem refused(String keys) {
        return onlyProblem(HEAD + keys);
    }

    static List<Problem> warnings(String text) {
        return switch (read(text)) {
            case Reading.Valid(var _, List<Problem> warnings) -> warnings;
            case Reading.Invalid(List<Problem> problems) -> throw new AssertionError(rendered(problems));
        };
    }

    static String rendered(List<Problem> problems) {
        return String.join("\n\n", problems.stream().map(Problem::render).toList());
    }

    /// `E101 6:21 memroy`: code, place, and the text that the carets point at.
    static String brief(Problem problem) {
        String line = problem.sourceLine();
        int end = Math.min(line.length(), problem.caret() + problem.width());
        return problem.code() + " " + problem.line() + ":" + problem.column() + " "
                + line.substring(Math.min(problem.caret(), line.length()), end);
    }
}
