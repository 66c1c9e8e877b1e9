// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MistakesTest {

    private static final InputFiles FOLDER_OF_ANA = new InputFiles() {
        @Override
        public Listing list(String path) {
            return path.equals("p1.py")
                    ? new Missing("/home/ana/project (the folder of the job file)", List.of("job.yaml", "pi.py"))
                    : Sheets.EVERYTHING.list(path);
        }

        @Override
        public Listing glob(String pattern) {
            return Sheets.EVERYTHING.glob(pattern);
        }
    };

    private static List<Problem> problems(String name) {
        return switch (JobFile.read(Sheets.resource(name), name, FOLDER_OF_ANA, ReadOptions.DEFAULT)) {
            case Reading.Valid valid -> throw new AssertionError("This was taken: " + valid);
            case Reading.Invalid(List<Problem> problems) -> problems;
        };
    }

    private static String drawn(int mistake) {
        return Sheets.resource("mistakes.txt").strip().split("\n\n")[mistake - 1];
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void theMistakeIsToldExactlyAsDrawnAndNothingElseIs(int mistake) {
        assertThat(Sheets.rendered(problems("m" + mistake + ".yaml"))).isEqualTo(drawn(mistake));
    }

    @Test
    void theMistakeIsToldExactlyAsDrawnAmongKeysOfLaterVersions() {
        List<Problem> problems = problems("m7.yaml");
        assertThat(problems).extracting(Problem::render).contains(drawn(7));
        assertThat(problems)
                .extracting(Sheets::brief)
                .containsExactly(
                        "E113 8:14 registry.lan:5000/transit:1.4",
                        "E115 27:7 any_of",
                        "E115 40:5 verify",
                        "E107 44:16 {{ params.image }}");
    }
}
