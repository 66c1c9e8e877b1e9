// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.AttemptId;
import dsg.model.AttemptStatus;
import dsg.model.JobId;
import dsg.model.StageId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/// What tasks measure, over time.
class MetricLinesTest {

    private static final StageId STAGE = new StageId(new JobId(2), "train");
    private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");

    private static AttemptStatus says(String attempt, double loss) {
        return new AttemptStatus(
                AttemptId.parse(attempt), OptionalDouble.empty(), "", Map.of("loss", loss), Duration.ZERO, false);
    }

    private static void say(MetricLines lines, String attempt, int second, double loss) {
        lines.say(List.of(says(attempt, loss)), START.plusSeconds(second));
    }

    private static int bytesOfOne() {
        MetricLines lines = new MetricLines();
        say(lines, "2.train.1.a1", 0, 0.9);
        return lines.bytes();
    }

    /// What one sweep of very many tasks measures once each must not fill the coordinator's memory.
    @Test
    void ofAMillionTasksThatMeasureOnceEachOnlyTheLastAreKept() {
        MetricLines lines = new MetricLines();
        for (int task = 1; task <= 1_000_000; task++) {
            say(lines, "2.train." + task + ".a1", 0, 1);
        }
        assertThat(lines.bytes()).isLessThanOrEqualTo(MetricLines.BYTES_MOST);
        assertThat(lines.of(STAGE)).hasSizeBetween(10_000, 50_000);
        assertThat(lines.of(STAGE).getLast().attempt().task().number()).isEqualTo(1_000_000);
    }

    @Test
    void aLineHasFewPointsHoweverLongItGrowsItsFirstAndItsLastAmongThem() {
        for (int length : List.of(1, 2, 255, 256, 257, 1_000, 40_000)) {
            MetricLine line = new MetricLine();
            for (int point = 0; point < length; point++) {
                line.add(point, 1.0 / (point + 1));
            }

            assertThat(line.points()).isLessThanOrEqualTo(MetricLine.POINTS_MOST);
            assertThat(line.all()).isSortedAccordingTo((a, b) -> Float.compare(a.seconds(), b.seconds()));
            assertThat(line.all().getFirst()).isEqualTo(new MetricLine.Point(0, 1));
            assertThat(line.all().getLast()).isEqualTo(new MetricLine.Point(length - 1, 1.0 / length));
            assertThat(line.points()).isGreaterThanOrEqualTo(Math.min(length, 100));
        }
    }

    @Test
    void aLineIsThinnedEvenly() {
        MetricLine line = new MetricLine();
        for (int point = 0; point < 10_000; point++) {
            line.add(point, point);
        }
        float widest = 0;
        for (int point = 1; point < line.points(); point++) {
            widest = Math.max(
                    widest,
                    line.all().get(point).seconds() - line.all().get(point - 1).seconds());
        }

        assertThat(widest).isLessThanOrEqualTo(2 * 64);
    }

    @Test
    void whereNothingChangesTwoPointsSayAll() {
        MetricLine line = new MetricLine();
        for (int point = 0; point < 50; point++) {
            line.add(point, point < 40 ? 3 : 4);
        }

        assertThat(line.all())
                .containsExactly(
                        new MetricLine.Point(0, 3),
                        new MetricLine.Point(39, 3),
                        new MetricLine.Point(40, 4),
                        new MetricLine.Point(49, 4));
    }

    @Test
    void ofATaskTheNewestAttemptCounts() {
        MetricLines lines = new MetricLines();
        say(lines, "2.train.1.a1", 0, 0.9);
        say(lines, "2.train.1.a2", 10, 0.8);
        say(lines, "2.train.1.a1", 11, 0.1);
        say(lines, "2.other.1.a1", 11, 0.7);

        assertThat(lines.of(STAGE)).singleElement().satisfies(task -> {
            assertThat(task.attempt()).hasToString("2.train.1.a2");
            assertThat(task.since()).isEqualTo(START.plusSeconds(10));
            assertThat(task.newest()).containsExactly(Map.entry("loss", 0.8));
            assertThat(lines.line(task.attempt(), "loss")).containsExactly(new MetricLine.Point(0, 0.8));
        });
        assertThat(lines.line(AttemptId.parse("2.train.1.a1"), "loss")).isEmpty();
        assertThat(lines.bytes()).isEqualTo(2 * bytesOfOne());
    }

    @Test
    void ofAllTogetherOnlySoMuchIsKeptAndWhoWasSilentLongestGoesFirst() {
        int most = 2 * bytesOfOne() + 50;
        MetricLines lines = new MetricLines(most);
        for (int second = 0; second < 6; second++) {
            say(lines, "2.train.1.a1", second, second);
        }
        say(lines, "2.train.2.a1", 6, 1);
        say(lines, "2.train.1.a1", 7, 7);
        for (int second = 8; second < 11; second++) {
            say(lines, "2.train.3.a1", second, second);
        }

        assertThat(lines.bytes()).isLessThanOrEqualTo(most);
        assertThat(lines.of(STAGE))
                .extracting(task -> task.attempt().task().number())
                .containsExactly(1, 3);
    }

    @Test
    void ofADeletedJobNothingStays() {
        MetricLines lines = new MetricLines();
        say(lines, "2.train.1.a1", 0, 0.9);
        lines.forget(new JobId(2));

        assertThat(lines.of(STAGE)).isEmpty();
        assertThat(lines.bytes()).isZero();
    }
}
