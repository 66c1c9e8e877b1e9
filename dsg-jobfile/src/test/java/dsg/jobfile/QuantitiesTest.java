// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.refused;
import static dsg.jobfile.Sheets.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Health;
import dsg.model.Resources;
import dsg.model.RetryPolicy;
import dsg.model.StageSpec;
import dsg.model.TimeLimit;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({
        "512MiB, 512",
        "4GiB, 4096",
        "1TiB, 1048576",
        "1KiB, 1",
        "1025KiB, 2",
        "1.5GiB, 1536",
        "4GB, 3815",
        "500MB, 477",
        "1kB, 1",
        "1TB, 953675"
    })
    void memoryIsRoundedUpToMebibytes(String written, long mib) {
        assertThat(stage("run: x\nresources: {memory: " + written + "}\n")
                        .request()
                        .resources())
                .isEqualTo(new Resources(1000, mib));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "512",
                "4g",
                "4G",
                "4Gi",
                "4gib",
                "4 gigabytes",
                "-4GiB",
                "0MiB",
                "1e999GiB",
                "99999999TiB",
                "999999999999TiB",
                "1e3MiB",
                "4GiBs",
                "''",
                "9999999999999999999999999999999999999999999GiB",
                "1,5GiB"
            })
    void memoryWithoutAClearUnitIsRefused(String written) {
        assertThat(refused("run: x\nresources: {memory: '" + written.replace("'", "") + "'}\n")
                        .code())
                .isEqualTo("E102");
    }

    @ParameterizedTest
    @CsvSource({"1, 1000", "0.5, 500", "0.001, 1", "16, 16000", "1.25, 1250", "99999, 99999000"})
    void coresAreCountedInThousandths(String written, int milli) {
        assertThat(stage("run: x\nresources: {cpu: " + written + "}\n")
                        .request()
                        .resources())
                .isEqualTo(new Resources(milli, 512));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-1", "0.0001", "1e3", "0.000", ".5", "all", "NaN", ".inf", "0x10", "100000", "1_000", "1."
            })
    void anythingElseIsNoNumberOfCores(String written) {
        assertThat(refused("run: x\nresources: {cpu: " + written + "}\n").code())
                .isEqualTo("E102");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"resources: 4", "resources: [4]", "resources:", "resources: {cpu}", "resources: {cpu: [1]}"})
    void resourcesAreKeysAndValues(String written) {
        assertThat(refused("run: x\n" + written + "\n").code()).isEqualTo("E117");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu: {memory: 8GiB}", "any_of: []"})
    void moreResourcesComeLater(String written) {
        assertThat(refused("run: x\nresources: {" + written + "}\n").code()).isEqualTo("E115");
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "20s, 20000", "10m, 600000", "2h, 7200000", "7d, 604800000"})
    void timeIsTheLimit(String written, long millis) {
        assertThat(stage("run: x\ntime: " + written + "\n").time())
                .isEqualTo(new TimeLimit.AtMost(Duration.ofMillis(millis)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "10 m", "1:30", "0s", "366d", "999999999d", "-5m", "10min", "forever", "1e9s"})
    void anyOtherTimeIsToldTheForms(String written) {
        Problem problem = refused("run: x\ntime: " + written + "\n");
        assertThat(problem.code()).isEqualTo("E102");
        assertThat(problem.help()).contains("500ms, 20s, 10m, 2h, 7d");
    }

    @ParameterizedTest
    @CsvSource({"gpu: 1, 1", "gpu: 0, 0", "gpu: {count: 4}, 4", "gpu: {}, 1", "cpu: 2, 0"})
    void graphicsProcessorsAreAskedForWhole(String written, int count) {
        assertThat(stage("run: x\nresources: {" + written + "}\n")
                        .request()
                        .resources()
                        .gpus())
                .isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.5", "-1", "100", "all", "{count: one}"})
    void partsOfAGraphicsProcessorAreNone(String written) {
        Problem problem = refused("run: x\nresources: {gpu: " + written + "}\n");
        assertThat(problem.code()).isEqualTo("E102");
        assertThat(problem.help()).contains("gpu: 1");
    }

    @Test
    void diskIsMeasuredAsMemoryIs() {
        assertThat(stage("run: x\nresources: {disk: 10GiB}\n").request().resources())
                .isEqualTo(new Resources(1000, 512, 10_240));
    }

    @Test
    void timeMayBeExpectedAndLimited() {
        StageSpec both = stage("run: x\ntime: {expect: 20s, limit: 2m}\n");
        assertThat(both.time()).isEqualTo(new TimeLimit.AtMost(Duration.ofMinutes(2)));
        assertThat(both.expect()).contains(Duration.ofSeconds(20));
        assertThat(both.health().quiet()).contains(new Health.Quiet(Duration.ofMinutes(1), false));
        assertThat(stage("run: x\ntime: {expect: 20s}\n").time()).isEqualTo(new TimeLimit.Unlimited());
        assertThat(refused("run: x\ntime: {limmit: 10m}\n").code()).isEqualTo("E101");
        assertThat(refused("run: x\ntime: {}\n").code()).isEqualTo("E117");
        assertThat(refused("run: x\ntime: {limit: 10}\n").code()).isEqualTo("E102");
        assertThat(Sheets.brief(refused("run: x\ntime: {expect: 3m, limit: 2m}\n")))
                .isEqualTo("E102 4:16 3m");
    }

    @Test
    void retriesAreAWholeNumber() {
        assertThat(stage("run: x\nretry: 2\n").retry()).isEqualTo(RetryPolicy.upTo(2));
        assertThat(stage("run: x\nretry: 0\n").retry()).isEqualTo(RetryPolicy.NEVER);
        assertThat(stage("run: x\nretry: {max: 2}\n").retry()).isEqualTo(RetryPolicy.upTo(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "101", "99999999999", "often", "0x2"})
    void anythingElseIsNoNumberOfRetries(String written) {
        assertThat(refused("run: x\nretry: " + written + "\n").code()).isEqualTo("E102");
    }
}
