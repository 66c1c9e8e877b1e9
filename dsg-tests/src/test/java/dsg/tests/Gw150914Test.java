// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// `./dsg run examples/gw150914/job.yaml` as the README says, by a person with an empty HOME.
///
/// What a right answer looks like is in `examples/gw150914/data/README.md`: the figures of the matched filter that was
/// checked on these files, and the published ones (PRL 116, 061102).
@Timeout(300)
class Gw150914Test {

    private static final double H1_SNR = 17.1;
    private static final double L1_SNR = 11.4;
    private static final double SNR_WITHIN = 0.05;
    private static final double H1_GPS = 1_126_259_462.418;
    private static final double L1_GPS = 1_126_259_462.415;
    private static final double GPS_WITHIN_S = 0.001;
    private static final double H1_CHIRP_MASS = 31.7;
    private static final double L1_CHIRP_MASS = 27.6;
    private static final double MASS_WITHIN = 0.1;
    private static final double PUBLISHED_GPS = 1_126_259_462.4;
    private static final double PUBLISHED_DELAY_MS = 7;
    /// Light needs 10 ms from one detector to the other.
    private static final double DELAY_WITHIN_MS = 1.5;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private static Gw150914 example;

    @BeforeAll
    static void runTheExample() {
        example = Gw150914.undisturbed();
    }

    private static JsonNode peak() {
        return example.peakJson();
    }

    @Test
    void theLoudestWaveIsInHanford() {
        assertThat(peak().path("detector").asString()).isEqualTo("H1");
        assertThat(peak().path("snr").asDouble()).isEqualTo(H1_SNR, within(SNR_WITHIN));
        assertThat(peak().path("gps").asDouble()).isEqualTo(H1_GPS, within(GPS_WITHIN_S));
        assertThat(peak().path("chirp_mass").asDouble()).isEqualTo(H1_CHIRP_MASS, within(MASS_WITHIN));
        assertThat(peak().path("m1").asDouble()).isEqualTo(48);
        assertThat(peak().path("m2").asDouble()).isEqualTo(28);
    }

    @Test
    void itWasWhenTheDiscoverersSay() {
        assertThat(peak().path("gps").asDouble()).isEqualTo(PUBLISHED_GPS, within(0.05));
    }

    @Test
    void livingstonSawItToo() {
        JsonNode l1 = peak().path("l1");

        assertThat(l1.path("snr").asDouble()).isEqualTo(L1_SNR, within(SNR_WITHIN));
        assertThat(l1.path("gps").asDouble()).isEqualTo(L1_GPS, within(GPS_WITHIN_S));
        assertThat(l1.path("chirp_mass").asDouble()).isEqualTo(L1_CHIRP_MASS, within(MASS_WITHIN));
    }

    @Test
    void itCameToLivingstonSevenMillisecondsBeforeHanford() {
        assertThat(peak().path("arrival_difference_ms").asDouble())
                .isEqualTo(PUBLISHED_DELAY_MS, within(DELAY_WITHIN_MS));
    }

    @Test
    void theMapIsAPicture() {
        assertThat(example.map()).startsWith(PNG).hasSizeGreaterThan(5_000);
    }

    @Test
    void theUserIsToldWhereTheResultsAre() {
        assertThat(example.run().err())
                .contains("Starting a grid for this run")
                .contains("23/23")
                .contains("results in dsg-results/1/")
                .contains("combine/peak.json")
                .contains("combine/map.png");
    }
}
