// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.jobfile.InputFiles.Listing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MistakesTest {

    private static final InputFiles FOLDER_OF_ANA = path -> path.equals("p1.py")
            ? new Listing.Missing("/home/ana/project (the folder of the job file)", List.of("job.yaml", "pi.py"))
            : Sheets.EVERYTHING.list(path);

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
    @ValueSource(ints = {1, 2, 4, 5})
    void theMistakeIsToldExactlyAsDrawnAndNothingElseIs(int mistake) {
        assertThat(Sheets.rendered(problems("m" + mistake + ".yaml"))).isEqualTo(drawn(mistake));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6, 7})
    void theMistakeIsToldExactlyAsDrawnAmongKeysOfLaterVersions(int mistake) {
        List<Problem> problems = problems("m" + mistake + ".yaml");
        assertThat(problems).extracting(Problem::render).contains(drawn(mistake));
        assertThat(problems.stream()
                        .filter(problem -> !problem.code().equals("E115"))
                        .toList())
                .as(Sheets.rendered(problems))
                .hasSize(1);
    }

    @Test
    void everyKeyOfALaterVersionIsNamedWhereItStands() {
        assertThat(problems("m6.yaml"))
                .extracting(Sheets::brief)
                .containsExactly(
                        "E115 4:1 params",
                        "E115 13:24 \"1..{{ params.seeds }}\"",
                        "E106 15:32 {{ betta }}",
                        "E115 18:12 expect",
                        "E115 18:25 limit",
                        "E115 20:5 allow_failures");
    }
}
