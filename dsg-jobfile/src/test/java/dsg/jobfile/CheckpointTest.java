// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.brief;
import static dsg.jobfile.Sheets.refused;
import static dsg.jobfile.Sheets.stage;
import static dsg.jobfile.Sheets.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Checkpointing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a stage says that its tasks keep of their work.
class CheckpointTest {

    @Test
    void aCheckpointIsSomeFilesTakenEverySoOften() {
        assertThat(stage("run: x\ncheckpoint: {files: [./ckpt.pt, state/step.json], every: 10m}\n")
                        .checkpoint())
                .contains(new Checkpointing(List.of("ckpt.pt", "state/step.json"), Duration.ofMinutes(10)));
    }

    @Test
    void itIsTakenOnceAMinuteUnlessTheStageSaysHowOften() {
        assertThat(stage("run: x\ncheckpoint: {files: [ckpt.pt]}\n").checkpoint())
                .map(Checkpointing::every)
                .contains(Duration.ofMinutes(1));
    }

    @Test
    void aTaskKeepsNothingUnlessItsStageSaysSo() {
        assertThat(stage("run: x\n").checkpoint()).isEmpty();
    }

    @Test
    void whatIsSaidForAllStagesHoldsForEach() {
        assertThat(valid("dsg: 1\ndefaults: {checkpoint: {files: [c]}}\nstages: {a: {run: x}, b: {run: y}}\n")
                        .stages())
                .allSatisfy(stage -> assertThat(stage.checkpoint()).isPresent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{every: 10m}                   | E116",
                "{files: []}                    | E116",
                "{files: ckpt.pt}               | E117",
                "{files: [../ckpt.pt]}          | E119",
                "{files: [/tmp/ckpt.pt]}        | E119",
                "{files: [state/]}              | E119",
                "{files: ['out/*.ckpt']}        | E115",
                "{files: [c], every: 10}        | E102",
                "{files: [c], evry: 10m}        | E101",
                "ckpt.pt                        | E117"
            })
    void aCheckpointThatIsSaidWronglyIsOneProblem(String checkpoint, String code) {
        assertThat(brief(refused("run: x\ncheckpoint: " + checkpoint + "\n"))).startsWith(code);
    }
}
