// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.JobSpec;
import dsg.model.Resources;
import dsg.model.StageSpec;
import dsg.model.TimeLimit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScriptTest {

    private static final String SCRIPT = """
            #!/usr/bin/env python3
            # A fit.
            #DSG cpu=2 memory=4GiB time=10m
            #DSG name=fit in=a.txt,b.txt out=o.json retry=2 array=1-10 tags=wired,fast network=true

            import sys
            #DSG cpu=99
            """;

    private static JobSpec valid(String text) {
        return switch (JobFile.read(text, "deep/fit.py", Sheets.EVERYTHING, ReadOptions.DEFAULT)) {
            case Reading.Valid valid -> valid.spec();
            case Reading.Invalid(List<Problem> problems) -> throw new AssertionError(Sheets.rendered(problems));
        };
    }

    private static List<Problem> problems(String text) {
        return switch (JobFile.read(text, "fit.sh", Sheets.EVERYTHING, ReadOptions.DEFAULT)) {
            case Reading.Valid valid -> throw new AssertionError("This was taken: " + valid);
            case Reading.Invalid(List<Problem> problems) -> problems;
        };
    }

    @Test
    void aScriptSaysInItsHeaderWhatItNeeds() {
        JobSpec job = valid(SCRIPT);
        assertThat(job.name()).isEqualTo("fit");
        StageSpec main = job.stages().getFirst();
        assertThat(main.request().resources()).isEqualTo(new Resources(2000, 4096));
        assertThat(main.request().tags()).containsExactlyInAnyOrder("wired", "fast");
        assertThat(main.time()).isEqualTo(new TimeLimit.AtMost(Duration.ofMinutes(10)));
        assertThat(main.inputs()).extracting(input -> input.path()).containsExactly("fit.py", "a.txt", "b.txt");
        assertThat(main.outputs()).extracting(output -> output.path()).containsExactly("o.json");
        assertThat(main.retry().max()).isEqualTo(2);
        assertThat(main.network()).isTrue();
        assertThat(main.tasks()).isEqualTo(10);
        assertThat(main.command().argv(Map.of())).containsExactly("/usr/bin/env", "python3", "./fit.py");
        assertThat(main.env().get("ARRAY").fill(Map.of("array", "7"))).isEqualTo("7");
    }

    @Test
    void withoutAnInterpreterItRunsInAShell() {
        assertThat(valid("#DSG cpu=1\necho hello\n")
                        .stages()
                        .getFirst()
                        .command()
                        .argv(Map.of()))
                .containsExactly("/bin/sh", "./fit.py");
        assertThat(valid("#!/bin/bash -e -u\necho {{ x }}\n")
                        .stages()
                        .getFirst()
                        .command()
                        .argv(Map.of()))
                .containsExactly("/bin/bash", "-e -u", "./fit.py");
    }

    @Test
    void mistakesPointIntoTheScript() {
        assertThat(problems(
                        "#!/bin/sh\n#DSG cpus=2 memory=4g\n# x\n#DSG time=10m time=2h in\n#DSG out=a,../b array=5-1\n"))
                .extracting(Sheets::brief)
                .containsExactly(
                        "E101 2:6 cpus",
                        "E102 2:20 4g",
                        "E120 4:15 time",
                        "E117 4:23 in",
                        "E119 5:12 ../b",
                        "E102 5:23 5-1");
        assertThat(problems("#!/bin/sh\n#DSG cpus=2\n").getFirst().help()).isEqualTo("did you mean `cpu`?");
    }

    @Test
    void aJobFileIsNoScript() {
        assertThat(JobFile.read("#!/usr/bin/dsg\ndsg: 1\nrun: x\n", "a.yaml", Sheets.EVERYTHING, ReadOptions.DEFAULT))
                .isInstanceOf(Reading.Valid.class);
        assertThat(JobFile.read("dsg: 1\nrun: x\n", "command", Sheets.EVERYTHING, ReadOptions.DEFAULT))
                .isInstanceOf(Reading.Valid.class);
    }

    @Test
    void jsonIsTakenWithItsTabs() {
        String json = "{\n\t\"dsg\": 1,\n\t\"run\":\"echo\\u0020{{ a }}\",\n\t\"sweep\":{\"grid\":{\"a\":[1,\"x\"]}},"
                + "\n\t\"resources\": {\n\t\t\"cpu\": 2\n\t}\n}\n";
        assertThat(JobFile.read(json, "job.json", Sheets.EVERYTHING, ReadOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid -> assertThat(valid.spec().tasks()).isEqualTo(2));
        assertThat(JobFile.read(
                        json.replace("\"cpu\"", "\"cpus\""), "job.json", Sheets.EVERYTHING, ReadOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        Reading.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(Sheets::brief)
                                .containsExactly("E101 6:3 \"cpus\""));
    }
}
