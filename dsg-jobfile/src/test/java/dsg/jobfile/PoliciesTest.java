// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.brief;
import static dsg.jobfile.Sheets.refused;
import static dsg.jobfile.Sheets.stage;
import static dsg.jobfile.Sheets.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.AllowedFailures;
import dsg.model.Health;
import dsg.model.JobSpec;
import dsg.model.RetryPolicy;
import dsg.model.RetryPolicy.Cause;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoliciesTest {

    private static RetryPolicy retry(String retry) {
        return stage("run: x\nretry: " + retry + "\n").retry();
    }

    @Test
    void retriesMayDependOnTheCauseAndGrow() {
        assertThat(retry("{max: 2, on: [failed, out-of-memory], wait: 1s..1m, grow: {memory: 1.5x}}"))
                .isEqualTo(new RetryPolicy(
                        2,
                        Set.of(Cause.FAILED, Cause.OUT_OF_MEMORY),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(1),
                        new BigDecimal("1.5")));
        assertThat(retry("{max: 2, on: any}")).isEqualTo(RetryPolicy.upTo(2));
        assertThat(retry("{max: 2, wait: 30s}").longestWait()).isEqualTo(Duration.ofSeconds(30));
        assertThat(retry("{max: 2, on: timed-out}").on()).containsExactly(Cause.TIMED_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{on: any}",
                "{max: two}",
                "{max: 1, on: [fail]}",
                "{max: 1, on: }",
                "{max: 1, wait: 5m..5s}",
                "{max: 1, wait: 5}",
                "{max: 1, grow: {memory: 1.5}}",
                "{max: 1, grow: {memory: 0.5x}}",
                "{max: 1, grow: {memory: 99x}}",
                "{max: 1, grow: {cpu: 2x}}",
                "{max: 1, grow: 2x}"
            })
    void aRetryThatIsSaidWronglyIsOneProblem(String retry) {
        assertThat(refused("run: x\nretry: " + retry + "\n").code()).matches("E1\\d\\d");
    }

    @Test
    void failuresAreAllowedByCountOrShare() {
        assertThat(stage("run: x\nallow_failures: 3\n").allowFailures()).isEqualTo(new AllowedFailures.Count(3));
        assertThat(stage("run: x\nallow_failures: 0.5%\n").allowFailures())
                .isEqualTo(new AllowedFailures.Percent(new BigDecimal("0.5")));
        assertThat(refused("run: x\nallow_failures: 101%\n").code()).isEqualTo("E102");
        assertThat(refused("run: x\nallow_failures: some\n").code()).isEqualTo("E102");
    }

    @Test
    void tagsSayWhichNodes() {
        assertThat(stage("run: x\nwhere: {tags: [wired, ubuntu-24.04]}\n")
                        .request()
                        .tags())
                .containsExactlyInAnyOrder("wired", "ubuntu-24.04");
        assertThat(refused("run: x\nwhere: {tags: [a b]}\n").code()).isEqualTo("E118");
        assertThat(refused("run: x\nwhere: {tags: wired}\n").code()).isEqualTo("E117");
        assertThat(refused("run: x\nwhere: {os: linux}\n").code()).isEqualTo("E115");
        assertThat(refused("run: x\nwhere: {}\n").code()).isEqualTo("E116");
    }

    @Test
    void aRunningTaskIsWatched() {
        Health health = stage("""
                sweep: {grid: {n: [1]}}
                run: x
                health: {run: "look {{ n }}", every: 10s, failures: 2, progress: 5m, action: restart}
                """).health();
        assertThat(health.quiet()).contains(new Health.Quiet(Duration.ofMinutes(5), true));
        Health.Probe probe = health.probe().orElseThrow();
        assertThat(probe.every()).isEqualTo(Duration.ofSeconds(10));
        assertThat(probe.failures()).isEqualTo(2);
        assertThat(probe.command().argv(Map.of("n", "7"))).endsWith("look 7");
        assertThat(stage("run: x\nhealth: {run: [look]}\n").health().probe().orElseThrow())
                .extracting(Health.Probe::every, Health.Probe::failures)
                .containsExactly(Duration.ofSeconds(30), 3);
        assertThat(stage("run: x\nhealth: {progress: 5m}\ntime: {expect: 1h}\n").health())
                .isEqualTo(new Health(
                        java.util.Optional.empty(),
                        java.util.Optional.of(new Health.Quiet(Duration.ofMinutes(5), false))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{every: 10s}",
                "{action: restart}",
                "{run: x, every: 10}",
                "{run: x, failures: 0}",
                "{run: \"{{ y }}\"}",
                "{progress: 5m, action: kill}",
                "x"
            })
    void aWatchThatIsSaidWronglyIsOneProblem(String health) {
        assertThat(refused("run: x\nhealth: " + health + "\n").code()).matches("E1\\d\\d");
    }

    @Test
    void networkAndReuseAreSaidInOneWord() {
        assertThat(stage("run: x\n").network()).isFalse();
        assertThat(stage("run: x\n").cache()).isTrue();
        assertThat(stage("run: x\nnetwork: true\ncache: off\n").network()).isTrue();
        assertThat(stage("run: x\nnetwork: true\ncache: off\n").cache()).isFalse();
        assertThat(refused("run: x\ncache: maybe\n").code()).isEqualTo("E117");
    }

    @Test
    void citationsAreKept() {
        assertThat(valid("dsg: 1\ncite: [10.1103/PhysRevLett.116.061102, \"Data of our lab\"]\nrun: x\n")
                        .citations())
                .containsExactly("10.1103/PhysRevLett.116.061102", "Data of our lab");
        assertThat(refused("cite: x\nrun: x\n").code()).isEqualTo("E117");
    }

    private static final String DEFAULTS = """
            dsg: 1
            defaults: {retry: 2, time: 10m, env: {A: "1", B: "2"}, allow_failures: 1%}
            stages:
              one: {run: x, env: {B: "3"}, retry: 0}
              two: {run: x}
            """;

    @Test
    void whatAStageDoesNotSayTheDefaultsSay() {
        JobSpec job = valid(DEFAULTS);
        assertThat(job.stages().getFirst().retry()).isEqualTo(RetryPolicy.NEVER);
        assertThat(job.stages().getLast().retry()).isEqualTo(RetryPolicy.upTo(2));
        assertThat(job.stages().getFirst().time().toString()).contains("PT10M");
        assertThat(job.stages().getFirst().env().get("B").fill(Map.of())).isEqualTo("3");
        assertThat(job.stages().getFirst().env().get("A").fill(Map.of())).isEqualTo("1");
        assertThat(job.stages().getLast().env().get("B").fill(Map.of())).isEqualTo("2");
    }

    @Test
    void aMistakeInTheDefaultsIsToldOnce() {
        assertThat(brief(Sheets.onlyProblem(DEFAULTS.replace("time: 10m", "time: 10"))))
                .isEqualTo("E102 2:28 10");
        assertThat(brief(Sheets.onlyProblem(DEFAULTS.replace("time: 10m", "tiem: 10m"))))
                .isEqualTo("E101 2:22 tiem");
        assertThat(Sheets.problems(DEFAULTS.replace("time: 10m", "verify: a, run: b")))
                .extracting(Problem::code)
                .isEqualTo(List.of("E115", "E101"));
    }
}
