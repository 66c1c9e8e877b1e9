// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import static dsg.sim.SimJob.job;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.core.GridSnapshot;
import dsg.model.JobState;
import dsg.model.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimGridTest {

    private final SimGrid grid = new SimGrid(42);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 1_000_003})
    void everyTaskFinishesOnceEvenWhenANodeIsLostHalfway(long seed) {
        SimGrid lossy = gridThatLosesANode(seed);

        lossy.expectAllDone();
        assertThat(lossy.lost()).isPositive();
        assertThat(lossy.attempts()).isEqualTo(40 + lossy.lost());
    }

    @Test
    void theSameSeedTellsTheSameStory() {
        assertThat(gridThatLosesANode(7).history())
                .isEqualTo(gridThatLosesANode(7).history())
                .isNotEqualTo(gridThatLosesANode(8).history());
    }

    private static SimGrid gridThatLosesANode(long seed) {
        SimGrid grid = new SimGrid(seed);
        grid.node("attic").withCores(8);
        grid.node("cellar").withCores(4);
        grid.submit(job("orbit").stage("main", 40).lasting(ofSeconds(2), ofSeconds(5)));
        return grid.run(ofSeconds(5)).crash("attic").runToEnd();
    }

    @Test
    void whatRanOnANodeThatFallsSilentRunsElsewhereWithinEightSeconds() {
        for (int seed = 1; seed <= 20; seed++) {
            SimGrid silent = new SimGrid(seed);
            silent.node("attic").withCores(8);
            silent.node("cellar").withCores(8);
            silent.run(ofSeconds(5)).submit(job("orbit").stage("main", 8).lasting(ofMinutes(10)));
            silent.run(ofSeconds(5));
            assertThat(silent.runningOn("attic")).hasSize(4);

            silent.crash("attic").run(ofSeconds(8));
            assertThat(silent.runningOn("cellar")).as("seed %s", seed).hasSize(8);
        }
    }

    @Test
    void whatRanOnANodeWhoseEndIsHeardRunsElsewhereWithinThreeSeconds() {
        grid.node("attic").withCores(4);
        grid.submit(job("orbit").stage("main", 4).lasting(ofMinutes(10)));
        grid.run(ofSeconds(5));
        grid.node("cellar").withCores(4);
        grid.run(ofSeconds(5)).crash("attic", false).run(ofSeconds(3));

        assertThat(grid.runningOn("cellar")).hasSize(4);
    }

    @Test
    void aShortCutCostsNoAttempt() {
        grid.node("attic").withCores(4);
        grid.submit(job("orbit").stage("main", 40).lasting(ofSeconds(1)));
        grid.run(ofSeconds(5))
                .partition("attic")
                .run(ofSeconds(3))
                .heal("attic")
                .runToEnd();

        grid.expectAllDone();
        assertThat(grid.lost()).isZero();
    }

    @Test
    void aFlappingLinkCostsLessThanOneAttemptMorePerTask() {
        grid.node("attic").withCores(4);
        grid.submit(job("orbit").stage("main", 40).lasting(ofSeconds(2)));
        for (int times = 0; times < 20; times++) {
            grid.run(ofSeconds(1)).partition("attic").run(ofSeconds(1)).heal("attic");
        }
        grid.runToEnd().expectAllDone();

        assertThat(grid.attempts()).isLessThan(80);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 1_000_003})
    void aResultMadeBehindACutCountsOnce(long seed) {
        SimGrid cut = new SimGrid(seed);
        cut.node("attic").withCores(4);
        cut.submit(job("orbit").stage("main", 4).lasting(ofSeconds(6)));
        cut.run(ofSeconds(4)).partition("attic");
        cut.node("cellar").withCores(4);
        cut.run(ofSeconds(15)).heal("attic").runToEnd();

        cut.expectAllDone();
        assertThat(cut.attempts()).isEqualTo(8);
        assertThat(cut.lost()).isEqualTo(4);
    }

    @Test
    void aNodeThatIsNotHeardButHearsIsLostToo() {
        grid.node("attic").withCores(1);
        grid.submit(job("orbit").stage("main", 1).lasting(ofMinutes(2)));
        grid.run(ofSeconds(4)).partition("attic", true, false);
        grid.node("cellar").withCores(1);
        grid.run(ofSeconds(8));
        assertThat(grid.runningOn("cellar")).hasSize(1);

        grid.heal("attic").run(ofSeconds(6));
        assertThat(grid.runningOn("attic")).isEmpty();
        grid.runToEnd().expectAllDone();
    }

    @Test
    void theCoordinatorsRestartCostsNoAttempt() {
        grid.node("attic").withCores(4);
        grid.submit(job("orbit").stage("main", 12).lasting(ofSeconds(5)));
        grid.run(ofSeconds(6)).crashCoordinator().run(ofSeconds(2)).restartCoordinator();
        grid.runToEnd().expectAllDone();

        assertThat(grid.lost()).isZero();
    }

    @Test
    void aJobIsTakenOnceThoughTheCoordinatorCrashesAllTheTime() {
        grid.node("attic").withCores(4);
        grid.submit(job("orbit").stage("main", 20).lasting(ofMillis(200)));
        for (int times = 0; times < 30; times++) {
            grid.run(ofMillis(700)).crashCoordinator().run(ofMillis(300)).restartCoordinator();
        }
        grid.runToEnd().expectAllDone();

        assertThat(grid.snapshot().jobs()).hasSize(1);
    }

    @Test
    void whatWasShownIsShownAgainAfterARestart() {
        grid.node("attic").withCores(4);
        grid.submit(job("orbit").stage("main", 6).failing(50).retry(1).lasting(ofSeconds(1)));
        grid.runToEnd();
        GridSnapshot before = grid.snapshot();
        grid.crashCoordinator().restartCoordinator().run(ofSeconds(20));

        assertThat(grid.snapshot().jobs()).isEqualTo(before.jobs());
        assertThat(grid.connected()).containsExactly("attic");
        grid.expectKept();
    }

    @Test
    void manyNodesComeBackWithinTenSecondsOfTheCoordinatorAndLoseNothing() {
        int nodes = Seeds.ALL ? 1000 : 200;
        for (int i = 1; i <= nodes; i++) {
            grid.node("n" + i).withCores(2);
        }
        grid.submit(job("orbit").stage("main", 2 * nodes).lasting(ofMinutes(1)));
        grid.run(ofSeconds(10)).crashCoordinator().run(ofSeconds(3)).restartCoordinator();
        assertThat(grid.connected()).hasSize(nodes);
        grid.run(ofSeconds(10));

        assertThat(grid.connected()).hasSize(nodes);
        grid.runToEnd().expectAllDone();
        assertThat(grid.lost()).isZero();
    }

    @Test
    void aCancelReachesANodeThroughACutAndARestart() {
        grid.node("attic").withCores(2);
        grid.submit(job("orbit").stage("main", 5).lasting(Duration.ofHours(9)));
        grid.run(ofSeconds(6)).partition("attic").cancel("orbit").run(ofSeconds(1));
        grid.crashCoordinator().run(ofSeconds(6)).restartCoordinator().heal("attic");
        assertThat(grid.runningOn("attic")).hasSize(2);
        grid.run(ofSeconds(5));

        assertThat(grid.runningOn("attic")).isEmpty();
        grid.runToEnd().expect("orbit", JobState.CANCELLED);
    }

    @Test
    void retriesAreCountedAndLossesAreNot() {
        grid.node("attic").withCores(2);
        grid.submit(job("patient").stage("main", 2).failingFirst(2).retry(2).lasting(ofSeconds(1)));
        grid.submit(job("hasty").stage("main", 2).failingFirst(2).retry(1).lasting(ofSeconds(1)));
        grid.submit(job("lossy").stage("main", 2).lasting(ofSeconds(60)));
        for (int times = 0; times < 4; times++) {
            grid.run(ofSeconds(20)).crash("attic").run(ofSeconds(1)).restart("attic");
        }
        grid.runToEnd();

        grid.expect("patient", JobState.DONE).expect("hasty", JobState.FAILED).expect("lossy", JobState.DONE);
        assertThat(grid.lost()).isPositive();
    }

    @Test
    void stagesFollowEachOther() {
        grid.node("attic").withCores(4);
        grid.submit(job("orbit")
                .stage("simulate", 8)
                .lasting(ofSeconds(2))
                .stage("fit", 1)
                .after("simulate"));
        grid.run(ofSeconds(4));
        assertThat(grid.job("orbit").orElseThrow().stages().getLast().waitsFor())
                .containsExactly("simulate");

        grid.runToEnd().expectAllDone();
    }

    @Test
    void aJobWithoutANodeWaitsForOne() {
        grid.submit(job("orbit").stage("main", 1)).run(ofMinutes(1));
        assertThat(grid.job("orbit").orElseThrow().state()).isEqualTo(JobState.WAITING);
        grid.node("attic");

        grid.runToEnd().expectAllDone();
    }

    @Test
    void aNodeThatDrainsFinishesIsPausedAndStaysSoThroughRestarts() {
        grid.node("attic").withCores(4);
        grid.node("cellar").withCores(2);
        grid.submit(job("orbit").stage("main", 40).lasting(ofSeconds(5)));
        grid.run(ofSeconds(6)).drainNode("attic").run(ofSeconds(3));
        assertThat(grid.state("attic")).isEqualTo(NodeState.DRAINING);
        grid.run(ofSeconds(6));
        assertThat(grid.state("attic")).isEqualTo(NodeState.PAUSED);

        grid.crashCoordinator().restartCoordinator().crash("attic", false).restart("attic");
        grid.run(ofSeconds(20));
        assertThat(grid.state("attic")).isEqualTo(NodeState.PAUSED);
        assertThat(grid.runningOn("attic")).isEmpty();
        grid.unpauseNode("attic").run(ofSeconds(1));
        assertThat(grid.runningOn("attic")).hasSize(4);
        grid.runToEnd().expectAllDone();
        assertThat(grid.lost()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 1_000_003})
    void aTaskThatNoNodeSurvivesIsSetAsideAndTheOthersAreDone(long seed) {
        SimGrid poisoned = new SimGrid(seed);
        for (String node : List.of("attic", "cellar", "den", "shed")) {
            poisoned.node(node).withCores(2);
        }
        poisoned.submit(job("poison").stage("main", 1).asking(2000, 512).poisonous());
        poisoned.submit(job("orbit").stage("main", 40).lasting(ofSeconds(3)));
        poisoned.runToEnd();

        poisoned.expect("poison", JobState.FAILED).expect("orbit", JobState.DONE);
        assertThat(poisoned.job("poison")
                        .orElseThrow()
                        .stages()
                        .getFirst()
                        .failures()
                        .getFirst()
                        .why())
                .startsWith("three machines were lost while they ran it: ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 9, 10})
    void howeverManyNodesAreLostAtOnceNothingElseIsLostWithThem(int lost) {
        for (int i = 1; i <= 10; i++) {
            grid.node("n" + i).withCores(2);
        }
        grid.submit(job("orbit").stage("main", 60).lasting(ofSeconds(20)));
        grid.run(ofSeconds(10));
        for (int i = 1; i <= lost; i++) {
            grid.crash("n" + i);
        }
        grid.run(ofSeconds(30));
        for (int i = 1; i <= lost; i++) {
            grid.restart("n" + i);
        }
        grid.runToEnd().expectAllDone();

        assertThat(grid.lost()).isEqualTo(2 * lost);
    }

    @Test
    void aGridOnWhichNothingHappensIsQuick() {
        Instant before = grid.now();
        grid.node("attic").withCores(4);
        grid.run(Duration.ofDays(30));

        assertThat(Duration.between(before, grid.now())).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void whatIsNotAsExpectedIsToldWithTheLastThatHappened() {
        grid.node("attic").withCores(1);
        grid.submit(job("orbit").stage("main", 1).failing(100)).runToEnd();

        assertThatThrownBy(grid::expectAllDone)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("orbit")
                .hasMessageContaining("failed")
                .hasMessageContaining("1.main.1.a1 on attic is failed, for good");
    }
}
