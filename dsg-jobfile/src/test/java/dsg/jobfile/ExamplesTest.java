// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Artefact;
import dsg.model.Checkpointing;
import dsg.model.Input;
import dsg.model.JobSpec;
import dsg.model.Output;
import dsg.model.Resources;
import dsg.model.RetryPolicy;
import dsg.model.StageSpec;
import dsg.model.Sweep;
import dsg.model.TimeLimit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class ExamplesTest {

    @Test
    void oneCommandIsAJobOfOneStageCalledMain() {
        JobSpec job = Sheets.valid(Sheets.resource("estimate-pi.yaml"));
        assertThat(job.name()).isEqualTo("estimate-pi");
        StageSpec main = job.stages().getFirst();
        assertThat(main.name()).isEqualTo(JobSpec.ONLY_STAGE);
        assertThat(main.sweep()).isEqualTo(new Sweep.Single());
        assertThat(main.inputs())
                .containsExactly(new Input.Local(
                        "pi.py",
                        "pi.py",
                        List.of(new Input.LocalFile("pi.py", Artefact.of("pi.py".getBytes(StandardCharsets.UTF_8))))));
        assertThat(main.command().argv(Map.of()))
                .containsExactly("/bin/sh", "-c", "python3 pi.py --samples 10000000 --out pi.json");
        assertThat(main.outputs()).containsExactly(new Output("pi.json", "pi.json", false, ""));
        assertThat(main.request().resources()).isEqualTo(new Resources(1000, 512));
        assertThat(main.time()).isEqualTo(new TimeLimit.AtMost(Duration.ofMinutes(10)));
        assertThat(main.retry()).isEqualTo(RetryPolicy.NEVER);
        assertThat(main.needs()).isEmpty();
        assertThat(main.env()).isEmpty();
    }

    @Test
    void aSweepFeedsAStageThatGathersIt() {
        JobSpec job = Sheets.valid(Sheets.resource("sir-sweep.yaml"));
        assertThat(job.description()).startsWith("SIR epidemic model");
        assertThat(job.tasks()).isEqualTo(541);
        assertThat(job.params()).isEqualTo(Map.of("seeds", "20"));
        StageSpec simulate = job.stage("simulate").orElseThrow();
        assertThat(simulate.retry()).isEqualTo(RetryPolicy.upTo(2));
        assertThat(simulate.sweep().values(540)).isEqualTo(Map.of("beta", "0.5", "gamma", "0.20", "seed", "20"));
        assertThat(simulate.command().argv(simulate.sweep().values(1)).getLast())
                .isEqualTo("python3 sir.py --beta 0.1 --gamma 0.05 --seed 1 --out run.json");
        StageSpec summarise = job.stage("summarise").orElseThrow();
        assertThat(summarise.upstream()).containsExactly("simulate");
        assertThat(summarise.inputs())
                .extracting(Input::name, Input::path)
                .containsExactly(Tuple.tuple("runs", "runs.jsonl"), Tuple.tuple("code", "plot.py"));
        assertThat(summarise.outputs())
                .containsExactly(
                        new Output("map", "peak.png", true, "Peak infected by beta and gamma"),
                        new Output("table", "peak.csv", true, ""));
        assertThat(job.isFinal("summarise")).isTrue();
    }

    @Test
    void ofTheLargestExampleKeysOfLaterVersionsAreNotReadAndItsImageHasNoDigest() {
        assertThat(Sheets.problems(Sheets.resource("transit-search.yaml")))
                .extracting(Sheets::brief)
                .containsExactly("E113 8:14 registry.lan:5000/transit:1.4", "E115 27:7 any_of", "E115 40:5 verify");
    }

    @Test
    void theLargestExampleIsAJobWithoutThem() {
        String text = Sheets.resource("transit-search.yaml")
                .replaceAll("(?m)^ +(container|verify): .*\n", "")
                .replaceAll("(?m)^ +any_of:\n.*\n.*\n", "      {cpu: 16, memory: 32GiB}\n");
        JobSpec job = Sheets.valid(text);
        assertThat(job.params()).isEqualTo(Map.of("curves", "lightcurves/*.fits", "snr", "7.1"));
        StageSpec detrend = job.stage("detrend").orElseThrow();
        assertThat(detrend.sweep().values(2)).isEqualTo(Map.of("curve", "lightcurves/b.fits"));
        assertThat(detrend.retry().on())
                .containsExactlyInAnyOrder(RetryPolicy.Cause.NODE_LOST, RetryPolicy.Cause.OUT_OF_MEMORY);
        StageSpec score = job.stage("score").orElseThrow();
        assertThat(score.sweep()).isEqualTo(new Sweep.Each("clean", "detrend", "clean", "clean.npy", detrend.sweep()));
        assertThat(score.follows()).contains("detrend");
        StageSpec train = job.stage("train").orElseThrow();
        assertThat(train.request().tags()).containsExactly("wired");
        assertThat(train.checkpoint()).contains(new Checkpointing(List.of("ckpt.pt"), Duration.ofMinutes(10)));
        assertThat(train.expect()).contains(Duration.ofHours(2));
        assertThat(train.health().quiet().orElseThrow().after()).isEqualTo(Duration.ofHours(6));
        assertThat(job.tasks()).isEqualTo(6);
    }

    @Test
    void aFileWithEveryKeyIsAJob() {
        assertThat(Sheets.valid(Sheets.resource("whole.yaml")).tasks()).isEqualTo(12);
    }
}
