// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpecsTest {

    @Test
    void aStageWaitsForItsDataAndForItsNeedsOnceEach() {
        StageSpec fit = stage("fit", List.of(from("simulate"), from("calibrate")), List.of("simulate", "check"));

        assertThat(fit.upstream()).containsExactly("simulate", "calibrate", "check");
    }

    @Test
    void aStageWhoseOutputsAnotherTakesIsNotFinal() {
        JobSpec job = new JobSpec(
                "orbit",
                "",
                List.of(stage("simulate", List.of(), List.of()), stage("fit", List.of(from("simulate")), List.of())));

        assertThat(job.isFinal("simulate")).isFalse();
        assertThat(job.isFinal("fit")).isTrue();
    }

    @Test
    void anotherStageThatOnlyWaitsLeavesAStageFinal() {
        JobSpec job = new JobSpec(
                "orbit", "", List.of(stage("a", List.of(), List.of()), stage("b", List.of(), List.of("a"))));

        assertThat(job.isFinal("a")).isTrue();
        assertThat(job.tasks()).isEqualTo(2);
    }

    @Test
    void aJobHasNoTwoStagesOfOneNameAndWaitsForNoneThatItLacks() {
        StageSpec a = stage("a", List.of(), List.of());

        assertThatThrownBy(() -> new JobSpec("orbit", "", List.of(a, a))).hasMessageContaining("a");
        assertThatThrownBy(() -> new JobSpec("orbit", "", List.of(stage("b", List.of(), List.of("gone")))))
                .hasMessageContaining("gone");
    }

    @Test
    void resourcesAreWrittenAsTheJobFileWritesThem() {
        assertThat(new Resources(500, 512)).hasToString("cpu 0.5, memory 512MiB");
        assertThat(new Resources(16_000, 4096)).hasToString("cpu 16, memory 4GiB");
        assertThat(new Resources(1250, 1536)).hasToString("cpu 1.25, memory 1536MiB");
        assertThat(Resources.DEFAULT).hasToString("cpu 1, memory 512MiB");
    }

    @Test
    void resourcesFitOnlyIfEachOfThemDoes() {
        Resources free = new Resources(2000, 1024);

        assertThat(free.covers(new Resources(2000, 1024))).isTrue();
        assertThat(free.covers(new Resources(2001, 1))).isFalse();
        assertThat(free.covers(new Resources(1, 1025))).isFalse();
        assertThat(free.minus(new Resources(500, 24)).plus(new Resources(500, 24)))
                .isEqualTo(free);
        assertThatThrownBy(() -> free.minus(new Resources(2001, 0))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTaskIsToldWholeCores() {
        assertThat(new Resources(500, 0).cores()).isEqualTo(1);
        assertThat(new Resources(2001, 0).cores()).isEqualTo(3);
    }

    @Test
    void anEndSaysWhatAndWhyInAFewWords() {
        assertThat(new AttemptEnd.ExitCode(127).why()).isEqualTo("exit code 127 (command not found)");
        assertThat(new AttemptEnd.ExitCode(1).why()).isEqualTo("exit code 1");
        assertThat(new AttemptEnd.TimedOut(Duration.ofMinutes(10)).why()).contains("10m");
        assertThat(new AttemptEnd.TimedOut(Duration.ofMinutes(10)).word()).isEqualTo("timed-out");
        assertThat(new AttemptEnd.OutOfMemory().word()).isEqualTo("out-of-memory");
        assertThat(new AttemptEnd.Signalled(9).word()).isEqualTo("failed");
        assertThat(new AttemptEnd.Done().why()).isEmpty();
    }

    @Test
    void aRefusalLeavesNothingOut() {
        assertThatThrownBy(() -> new Refusal("It was not taken.", " ", "Ask again."))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Input from(String stage) {
        return new Input.From(stage, stage, "out", Input.Gather.DIR, stage);
    }

    private static StageSpec stage(String name, List<Input> inputs, List<String> needs) {
        return StageSpec.of(name, new Command.Shell(Template.of("true")))
                .inputs(inputs)
                .needs(needs)
                .build();
    }
}
