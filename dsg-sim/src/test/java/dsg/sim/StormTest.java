// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StormTest {

    /// Each line is a kind of thing that a storm is made of.
    private static final List<String> EVERYTHING = List.of(
            "crashes silently",
            "crashes\n",
            "is cut off\n",
            "is cut off upwards",
            "is cut off downwards",
            "is reachable",
            "the coordinator crashes",
            "the clock jumps by PT1H",
            "the clock jumps by PT-1H",
            "its last commit has reached the disk",
            "is lost, again",
            "is lost, cancelled",
            "is cancelled, again",
            "is failed, again later",
            "is failed, for good",
            "is cancelled, cancelled",
            "is to be cancelled",
            "is deleted",
            "is cancelled by hand",
            "is done",
            "arrives and holds 3",
            " is paused",
            " drains",
            " does not survive ",
            " is lost, for good",
            " takes tasks again",
            " ms of its work");

    @Test
    void everyPromiseIsKeptThroughEveryStorm() {
        Seeds.from(1001, 100, 50_000).forEach(seed -> keepsEveryPromise(Storm.USUAL, seed));
    }

    @Test
    void everyPromiseIsKeptThroughLargeStorms() {
        Storm large = new Storm(25, 20, Duration.ofMinutes(10), Duration.ofSeconds(2));

        Seeds.from(1, 2, 500).forEach(seed -> keepsEveryPromise(large, seed));
    }

    @Test
    void everyPromiseIsKeptThroughOneNodesRoughWeather() {
        Storm rough = new Storm(2, 3, Duration.ofMinutes(5), Duration.ofMillis(800));

        Seeds.from(1, 20, 5_000).forEach(seed -> keepsEveryPromise(rough, seed));
    }

    @Test
    void theSameSeedTellsTheSameStory() {
        for (long seed : new long[] {1, 2, 3, 42, 1_000_003}) {
            assertThat(Storm.USUAL.run(seed)).isEqualTo(Storm.USUAL.run(seed));
        }
    }

    @Test
    void stormsHaveEverythingInThem() {
        TreeSet<String> missing = new TreeSet<>(EVERYTHING);
        LongStream.rangeClosed(1, 50)
                .mapToObj(Storm.USUAL::run)
                .forEach(verdict -> missing.removeIf(verdict.history()::contains));

        assertThat(missing).isEmpty();
    }

    private static void keepsEveryPromise(Storm storm, long seed) {
        Verdict verdict = storm.run(seed);
        assertThat(verdict.violations())
                .as(() -> "seed " + seed + " of " + storm + ":\n" + verdict.history())
                .isEmpty();
    }
}
