// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CodePagesTest {

    private static final Pattern EXAMPLE =
            Pattern.compile("(Wrong|Right):\n\n```yaml\n(.*?)```\n(?:\n```csv\n(.*?)```\n)?", Pattern.DOTALL);

    /// Told by others than the reader of job files.
    private static final EnumSet<ProblemCode> TOLD_ELSEWHERE = EnumSet.of(ProblemCode.W201);

    static Stream<ProblemCode> codesOfTheReader() {
        return EnumSet.complementOf(TOLD_ELSEWHERE).stream();
    }

    private record World(String csv) implements InputFiles {

        @Override
        public Listing list(String path) {
            return path.equals("p1.py")
                    ? new Missing("the folder of the job file", List.of("pi.py"))
                    : Sheets.EVERYTHING.list(path);
        }

        @Override
        public Thing thingAt(String path) {
            return path.equals("lynx.py") ? Thing.FILE : Thing.NOTHING;
        }

        @Override
        public Content text(String path) {
            return new Content.Text(csv);
        }
    }

    /// The example of what is wrong or right.
    static String example(ProblemCode code, String which) {
        Matcher example = EXAMPLE.matcher(CodePages.page(code.name()).orElse(""));
        while (example.find()) {
            if (example.group(1).equals(which)) {
                return example.group(2);
            }
        }
        throw new AssertionError(code + " has no example of what is " + which + ".");
    }

    private static List<String> codes(String page, String which) {
        Matcher example = EXAMPLE.matcher(page);
        while (example.find()) {
            if (example.group(1).equals(which)) {
                World world = new World(example.group(3) == null ? "" : example.group(3));
                Reading reading = JobFile.read(example.group(2), "job.yaml", world, ReadOptions.DEFAULT);
                List<Problem> problems = reading instanceof Reading.Invalid(List<Problem> found)
                        ? found
                        : ((Reading.Valid) reading).warnings();
                return problems.stream().map(Problem::code).distinct().toList();
            }
        }
        throw new AssertionError("There is no example of what is " + which + ".");
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeHasItsPage(ProblemCode code) {
        assertThat(CodePages.page(code.name()).orElseThrow())
                .startsWith("# " + code.name() + ": " + code.title() + "\n\n");
    }

    @ParameterizedTest
    @MethodSource("codesOfTheReader")
    void itsWrongExampleIsWrongAndItsRightOneRight(ProblemCode code) {
        String page = CodePages.page(code.name()).orElseThrow();
        assertThat(codes(page, "Wrong")).containsExactly(code.name());
        assertThat(codes(page, "Right")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aPageHasNoLinkForItIsReadInATerminal(ProblemCode code) {
        assertThat(CodePages.page(code.name()).orElseThrow()).doesNotContain("](");
    }

    @Test
    void aPageIsFoundInLettersOfEitherCase() {
        assertThat(CodePages.page(" e106 ")).isEqualTo(CodePages.page("E106")).isPresent();
        assertThat(CodePages.page("E999")).isEmpty();
        assertThat(CodePages.page("../job.schema.json")).isEmpty();
    }
}
