// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.NodeView;
import dsg.core.Tally;
import dsg.core.Users;
import dsg.core.Waits;
import dsg.model.Isolation;
import dsg.model.JobId;
import dsg.model.NodeFacts;
import dsg.model.NodeFigures;
import dsg.model.NodeId;
import dsg.model.NodeState;
import dsg.model.Resources;
import dsg.store.FigureStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is kept of how the grid fared, at times that the case sets.
class GridHistoryTest {

    private static final NodeId ATTIC = new NodeId("attic");
    private static final int DONE = GridHistory.OF_GRID.names().indexOf("done") + 1;
    private static final int RUNNING = GridHistory.OF_GRID.names().indexOf("running") + 1;
    private static final int CORES = GridHistory.OF_GRID.names().indexOf("cores") + 1;

    @TempDir
    Path folder;

    private final GridHistory history = new GridHistory();
    private Instant now = Instant.parse("2026-03-02T12:00:00Z");

    private static NodeView node(String name, int used) {
        Resources all = new Resources(8_000, 16_384);
        NodeFacts facts = new NodeFacts(name, all, Set.of(), Isolation.SANDBOX, "Debian", "amd64", "a cpu", "0.1.0");
        Resources free = new Resources(8_000 - used * 1_000, 16_384);
        return new NodeView(new NodeId(name), facts, true, NodeState.READY, Optional.empty(), free, used);
    }

    private static GridSnapshot grid(NodeView... nodes) {
        return new GridSnapshot(List.of(), new JobId(1), List.of(nodes), Set.of(), Waits.NONE, Users.NONE);
    }

    private static Optional<NodeFigures> busy(double load) {
        return Optional.of(new NodeFigures(
                OptionalDouble.of(load),
                OptionalDouble.empty(),
                OptionalLong.of(4_096),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty()));
    }

    private static Tally ended(int done) {
        Duration cpu = Duration.ofSeconds(done);
        return new Tally(
                0,
                Map.of(ATTIC, new Tally.OfNode(done, 0, 0)),
                Map.of("ana", new Tally.OfUser(done, 0, 0, cpu, Duration.ZERO)));
    }

    private double sum(HistorySpan span, int column) {
        return history.ofGrid(span, now).points().stream()
                .flatMap(Optional::stream)
                .mapToDouble(point -> point[column])
                .sum();
    }

    private void live(Duration time, Duration step, int cores) {
        for (Instant end = now.plus(time); now.isBefore(end); now = now.plus(step)) {
            history.sample(now, grid(node("attic", cores)), _ -> busy(cores));
        }
    }

    @Test
    void everySpanSaysTheSameOfWhatHappenedWithinIt() {
        for (int minute = 0; minute < 50; minute++) {
            history.count(now, ended(2));
            now = now.plusSeconds(60);
        }

        for (HistorySpan span : HistorySpan.values()) {
            assertThat(sum(span, DONE)).as(span.word()).isEqualTo(100);
            assertThat(history.ofGrid(span, now).points().size()).isLessThanOrEqualTo(FigureSeries.POINTS_MOST);
        }
    }

    @Test
    void whatIsOlderThanTheSpanIsLeftOutAndAtLastForgotten() {
        history.count(now, ended(5));
        now = now.plus(Duration.ofHours(2));
        assertThat(sum(HistorySpan.HOUR, DONE)).isZero();
        assertThat(sum(HistorySpan.SIX_HOURS, DONE)).isEqualTo(5);

        now = now.plus(Duration.ofDays(3));
        history.count(now, ended(1));
        assertThat(sum(HistorySpan.DAY, DONE)).isEqualTo(1);
        assertThat(sum(HistorySpan.WEEK, DONE)).isEqualTo(6);
        now = now.plus(Duration.ofDays(6));
        history.count(now, ended(1));
        assertThat(sum(HistorySpan.WEEK, DONE)).isEqualTo(2);
    }

    @Test
    void whatIsSampledIsTheMeanOfItsTimeHoweverOftenOneLooks() {
        live(Duration.ofMinutes(5), Duration.ofSeconds(2), 2);
        live(Duration.ofMinutes(5), Duration.ofSeconds(2), 6);
        now = now.minusSeconds(1);

        List<Optional<float[]>> points =
                history.ofGrid(HistorySpan.SIX_HOURS, now).points();
        assertThat(points.getLast().orElseThrow()[CORES]).isEqualTo(6);
        assertThat(points.get(points.size() - 2).orElseThrow()[CORES]).isEqualTo(2);
        // Half an hour of the week in one point, of which ten minutes are known.
        assertThat(history.ofGrid(HistorySpan.WEEK, now).points().getLast().orElseThrow()[CORES])
                .isEqualTo(4);
    }

    @Test
    void whileTheGridIsDownNothingIsKnownWhichIsNotNought() {
        live(Duration.ofMinutes(1), Duration.ofSeconds(2), 1);
        now = now.plus(Duration.ofMinutes(10));
        live(Duration.ofMinutes(1), Duration.ofSeconds(2), 1);

        List<Optional<float[]>> points = history.ofGrid(HistorySpan.HOUR, now).points();
        assertThat(points.stream().flatMap(Optional::stream)).hasSize(12);
        assertThat(points.get(points.size() - 20)).isEmpty();
    }

    @Test
    void whatIsNotKnownOfAMachineStaysUnknownBesideWhatIs() {
        live(Duration.ofMinutes(1), Duration.ofSeconds(2), 3);

        FigureSeries.Drawn drawn = history.ofNode(ATTIC, HistorySpan.HOUR, now);
        float[] point = drawn.points().get(drawn.points().size() - 2).orElseThrow();
        List<String> names = GridHistory.OF_NODE.names();
        assertThat(point[1 + names.indexOf("load")]).isEqualTo(3);
        assertThat(point[1 + names.indexOf("own_load")]).isNaN();
        assertThat(point[1 + names.indexOf("memory_used_mib")]).isEqualTo(4_096);
    }

    @Test
    void theSameSlotsAlwaysComeTogetherSoThatAPictureDoesNotTremble() {
        history.count(now, ended(7));
        Instant from = history.ofGrid(HistorySpan.WEEK, now).from();

        assertThat(from.getEpochSecond() % (30 * 60)).isZero();
        assertThat(history.ofGrid(HistorySpan.WEEK, now.plusSeconds(299)).from())
                .isEqualTo(from);
    }

    private void write(FigureStore store) {
        store.write(history.news(), GridHistory.oldest(now));
    }

    private GridHistory reopened() {
        GridHistory after = new GridHistory();
        try (FigureStore store = FigureStore.open(folder.resolve("history.db"))) {
            store.load(row -> after.take(row, now));
        }
        return after;
    }

    @Test
    void aRestartGoesOnWhereItWasAndCountsNothingTwice() {
        try (FigureStore store = FigureStore.open(folder.resolve("history.db"))) {
            for (int minute = 0; minute < 20; minute++) {
                live(Duration.ofMinutes(1), Duration.ofSeconds(2), 4);
                history.count(now, ended(3));
                write(store); // the slot that is being filled is written again and again
            }
        }
        GridHistory after = reopened();

        for (HistorySpan span : HistorySpan.values()) {
            assertThat(written(after.ofGrid(span, now))).as(span.word()).isEqualTo(written(history.ofGrid(span, now)));
            assertThat(written(after.ofNode(ATTIC, span, now)))
                    .as(span.word())
                    .isEqualTo(written(history.ofNode(ATTIC, span, now)));
        }
        assertThat(written(after.ofGrid(HistorySpan.HOUR, now))).contains("4.0");
    }

    private static String written(FigureSeries.Drawn drawn) {
        return drawn.points().stream()
                .map(point -> point.map(Arrays::toString).orElse("-"))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void whatEndsBeforeTheHistoryIsReadIsAddedToIt() {
        try (FigureStore store = FigureStore.open(folder.resolve("history.db"))) {
            history.count(now, ended(3));
            write(store);
        }
        GridHistory after = new GridHistory();
        after.count(now, ended(1));
        try (FigureStore store = FigureStore.open(folder.resolve("history.db"))) {
            store.load(row -> after.take(row, now));
            store.write(after.news(), Map.of());
        }

        assertThat(after.ofGrid(HistorySpan.HOUR, now).points().getLast().orElseThrow()[DONE])
                .isEqualTo(4);
        assertThat(reopened().ofGrid(HistorySpan.DAY, now).points().getLast().orElseThrow()[DONE])
                .isEqualTo(4);
    }

    @Test
    void aCrashLosesWhatWasNotWrittenAndNothingElse() {
        try (FigureStore store = FigureStore.open(folder.resolve("history.db"))) {
            history.count(now, ended(3));
            write(store);
            now = now.plusSeconds(50);
            history.count(now, ended(1));
        }

        double kept = reopened().ofGrid(HistorySpan.HOUR, now).points().stream()
                .flatMap(Optional::stream)
                .mapToDouble(point -> point[DONE])
                .sum();
        assertThat(kept).isEqualTo(3);
    }

    @Test
    void aFileThatCannotBeReadIsMadeAnew() throws IOException {
        Files.writeString(
                folder.resolve("history.db"), "no database at all, but long enough to be looked at".repeat(40));

        assertThat(reopened().ofGrid(HistorySpan.HOUR, now).points()).allMatch(Optional::isEmpty);
        try (FigureStore store = FigureStore.open(folder.resolve("history.db"))) {
            history.count(now, ended(3));
            write(store);
        }
        assertThat(reopened().ofGrid(HistorySpan.HOUR, now).points()).anyMatch(Optional::isPresent);
    }

    @Test
    void whatIsOnDiskIsBoundedToo() {
        List<FigureStore.Row> rows = new ArrayList<>();
        try (FigureStore store = FigureStore.open(folder.resolve("history.db"))) {
            for (int hour = 0; hour < 24 * 8; hour++) {
                for (int part = 0; part < 12; part++) {
                    history.sample(now, grid(node("attic", 1)), _ -> busy(1));
                    now = now.plusSeconds(300);
                }
                write(store);
            }
            store.load(rows::add);
        }

        // An hour and a week of each, and the slots that are being filled.
        assertThat(rows).hasSizeLessThanOrEqualTo(361 + 2_017 + 181 + 673).hasSizeGreaterThan(2_000 + 600);
    }

    @Test
    void ofTheFutureNothingIsTakenAfterAClockWasSetBack() {
        try (FigureStore store = FigureStore.open(folder.resolve("history.db"))) {
            history.count(now, ended(3));
            write(store);
        }
        now = now.minus(Duration.ofDays(2));
        GridHistory after = reopened();
        after.count(now, ended(1));

        assertThat(after.ofGrid(HistorySpan.HOUR, now).points().getLast().orElseThrow()[DONE])
                .isEqualTo(1);
    }

    @Test
    void fiveHundredNodesTakeLessThanFourteenMegabytesAndMoreThanAThousandNoMore() {
        GridSnapshot large = grid(IntStream.range(0, 500)
                .mapToObj(number -> node("n" + number, 1))
                .toArray(NodeView[]::new));
        history.sample(now, large, _ -> busy(1));
        assertThat(history.bytes()).isLessThan(14_000_000);

        GridSnapshot huge = grid(IntStream.range(0, 3_000)
                .mapToObj(number -> node("n" + number, 1))
                .toArray(NodeView[]::new));
        history.sample(now, huge, _ -> busy(1));
        assertThat(history.bytes()).isLessThan(28_000_000);
        assertThat(history.ofGrid(HistorySpan.HOUR, now).points().getLast().orElseThrow()[CORES])
                .isEqualTo((500 + 3_000) / 2f);
    }

    private static Tally used(String user, int seconds) {
        return new Tally(
                0, Map.of(), Map.of(user, new Tally.OfUser(1, 0, 0, Duration.ofSeconds(seconds), Duration.ZERO)));
    }

    private double cpu(GridHistory of, String user, HistorySpan span) {
        float[] sums = of.ofUsers(span, now).get(user);
        return sums == null ? 0 : sums[GridHistory.OF_USER.names().indexOf("cpu_s")];
    }

    @Test
    void whatEachUserHasUsedIsKeptForAWeekOverRestarts() {
        try (FigureStore store = FigureStore.open(folder.resolve("history.db"))) {
            history.count(now, used("ana", 90));
            history.count(now, used("ben", 30));
            now = now.plus(Duration.ofHours(3));
            history.count(now, used("ana", 10));
            write(store);
        }
        GridHistory after = reopened();

        assertThat(cpu(after, "ana", HistorySpan.HOUR)).isEqualTo(10);
        assertThat(cpu(after, "ana", HistorySpan.SIX_HOURS)).isEqualTo(100);
        assertThat(cpu(after, "ben", HistorySpan.HOUR)).isZero();
        assertThat(cpu(after, "ben", HistorySpan.DAY)).isEqualTo(30);
        now = now.plus(Duration.ofDays(7)).minusSeconds(7_200);
        assertThat(cpu(after, "ana", HistorySpan.WEEK)).isEqualTo(10);
        now = now.plus(Duration.ofHours(6));
        assertThat(after.forget(Set.of(), now)).contains("user ana", "user ben");
        assertThat(after.ofUsers(HistorySpan.WEEK, now)).isEmpty();
    }

    @Test
    void aThousandUsersTakeLessThanSixMegabytesAndMoreNoMore() {
        for (int number = 0; number < 3_000; number++) {
            history.count(now, used("user" + number, 1));
        }

        assertThat(history.ofUsers(HistorySpan.HOUR, now)).hasSize(GridHistory.USERS_MOST);
        assertThat(history.bytes()).isLessThan(6_000_000);
    }

    @Test
    void aNodeThatWasRemovedIsForgotten() {
        live(Duration.ofMinutes(1), Duration.ofSeconds(2), 1);

        assertThat(history.forget(Set.of(ATTIC), now)).isEmpty();
        assertThat(history.forget(Set.of(), now)).containsExactly("node attic");
        assertThat(history.ofNode(ATTIC, HistorySpan.HOUR, now).points()).allMatch(Optional::isEmpty);
        assertThat(sum(HistorySpan.HOUR, RUNNING)).isZero();
    }
}
