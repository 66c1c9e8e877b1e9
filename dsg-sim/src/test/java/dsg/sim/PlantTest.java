// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// A checker that finds nothing proves nothing: each planted fault must be found. The same seeds without a
/// fault are clean.
class PlantTest {

    @Test
    void aGridWithoutAPlantedFaultPassesTheSameSeeds() {
        assertThat(firstFound()).isEmpty();
    }

    @Test
    void aGridWithoutTheFenceIsFoundOut() {
        isFoundOut(Plant.FENCE_REMOVED);
    }

    @Test
    void aGridThatAnswersBeforeTheCommitIsFoundOut() {
        isFoundOut(Plant.ANSWER_BEFORE_COMMIT);
    }

    @Test
    void aGridThatOrdersBeforeTheCommitIsFoundOut() {
        isFoundOut(Plant.ORDER_BEFORE_COMMIT);
    }

    @Test
    void aGridThatAcknowledgesAReportBeforeTheCommitIsFoundOut() {
        isFoundOut(Plant.ACKNOWLEDGE_BEFORE_COMMIT);
    }

    @Test
    void aGridThatShowsASnapshotBeforeTheCommitIsFoundOut() {
        isFoundOut(Plant.SNAPSHOT_BEFORE_COMMIT);
    }

    @Test
    void aGridThatDoesNotTakeBackWhatALostNodeHadIsFoundOut() {
        isFoundOut(Plant.LOSS_NOT_RETURNED);
    }

    @Test
    void aGridThatTrustsTheClockOnTheWallIsFoundOut() {
        isFoundOut(Plant.WALL_CLOCK_TRUSTED);
    }

    @Test
    void aGridThatForgetsTheTimeIsFoundOut() {
        isFoundOut(Plant.TIME_FORGOTTEN);
    }

    @Test
    void aGridThatTakesEveryNodeForConnectedAfterARestartIsFoundOut() {
        isFoundOut(Plant.RECOVERY_SKIPPED);
    }

    @Test
    void aGridThatTakesTheSameSubmissionTwiceIsFoundOut() {
        isFoundOut(Plant.KEY_IGNORED);
    }

    @Test
    void aGridThatAcknowledgesAResultButDoesNotJournalItIsFoundOut() {
        isFoundOut(Plant.RESULT_NOT_JOURNALLED);
    }

    @Test
    void aGridThatDoesNotJournalACancelIsFoundOut() {
        isFoundOut(Plant.CANCEL_NOT_JOURNALLED);
    }

    @Test
    void aGridThatDoesNotJournalTheCancelOfATaskIsFoundOut() {
        isFoundOut(Plant.TASK_CANCEL_NOT_JOURNALLED);
    }

    @Test
    void aGridThatDoesNotJournalAPauseIsFoundOut() {
        isFoundOut(Plant.PAUSE_NOT_JOURNALLED);
    }

    @Test
    void aGridThatDoesNotJournalARetryIsFoundOut() {
        isFoundOut(Plant.RETRY_NOT_JOURNALLED);
    }

    @Test
    void aGridThatDoesNotJournalADeletionIsFoundOut() {
        isFoundOut(Plant.DELETE_NOT_JOURNALLED);
    }

    @Test
    void aGridThatForgetsADeletedJobsNumberIsFoundOut() {
        isFoundOut(Plant.DELETED_FORGOTTEN);
    }

    @Test
    void aJournalThatLosesItsLastTurnIsFoundOut() {
        isFoundOut(Plant.LAST_TURN_LOST);
    }

    @Test
    void aJournalThatKeepsHalfACommitIsFoundOut() {
        isFoundOut(Plant.TORN_COMMIT_KEPT);
    }

    @Test
    void aNodeThatDoesNotStopIsFoundOut() {
        isFoundOut(Plant.STOP_NOT_OBEYED);
    }

    @Test
    void aGridThatDoesNotSayStopIsFoundOut() {
        isFoundOut(Plant.STOP_NOT_SENT);
    }

    @Test
    void aNodeThatForgetsItsReportsIsFoundOut() {
        isFoundOut(Plant.REPORTS_FORGOTTEN);
    }

    @Test
    void aNodeThatDoesNotTellWhatItHoldsIsFoundOut() {
        isFoundOut(Plant.ATTEMPTS_NOT_TOLD);
    }

    @Test
    void aGridThatCountsALossAsAFailureIsFoundOut() {
        isFoundOut(Plant.LOSS_COUNTS);
    }

    @Test
    void aGridThatTakesAnOldLinksEndForTheNewOnesIsFoundOut() {
        isFoundOut(Plant.OLD_LINK_DEPARTS);
    }

    @Test
    void aGridThatDropsAnOrderIsFoundOut() {
        isFoundOut(Plant.ORDER_DROPPED);
    }

    @Test
    void aGridThatSendsAnOrderAstrayIsFoundOut() {
        isFoundOut(Plant.ORDER_ASTRAY);
    }

    @Test
    void aNodeThatDoesMoreThanItCanIsFoundOut() {
        isFoundOut(Plant.NODE_OVERFULL);
    }

    @Test
    void aGridThatGivesTasksToAPausedNodeIsFoundOut() {
        isFoundOut(Plant.PAUSED_NODE_GETS_WORK);
    }

    @Test
    void aGridThatForgetsToPauseANodeThatHasDrainedIsFoundOut() {
        isFoundOut(Plant.DRAIN_FORGETS_TO_PAUSE);
    }

    @Test
    void aGridThatForgetsAtItsRestartWhichNodesArePausedIsFoundOut() {
        isFoundOut(Plant.NODE_PAUSE_FORGOTTEN_AT_RESTART);
    }

    @Test
    void aGridThatTakesALossSharedByNodesForATasksDoingIsFoundOut() {
        isFoundOut(Plant.POISON_COUNTS_SHARED_LOSS);
    }

    @Test
    void aGridThatNeverSetsATaskAsideIsFoundOut() {
        isFoundOut(Plant.POISON_NEVER_SET_ASIDE);
    }

    @Test
    void aGridThatForgetsWhatNodesWereLostWithIsFoundOut() {
        isFoundOut(Plant.NODE_LOSS_NOT_JOURNALLED);
    }

    @Test
    void aGridThatGivesTasksToARestingNodeIsFoundOut() {
        isFoundOut(Plant.RESTING_NODE_GETS_WORK);
    }

    @Test
    void aGridThatForgetsAtItsRestartWhichNodesRestIsFoundOut() {
        isFoundOut(Plant.REST_FORGOTTEN_AT_RESTART);
    }

    @Test
    void aGridThatForgetsToWriteDownThatANodeRestsIsFoundOut() {
        isFoundOut(Plant.REST_NOT_JOURNALLED);
    }

    @Test
    void aGridThatBlamesItsNodesForABrokenJobIsFoundOut() {
        isFoundOut(Plant.BROKEN_JOB_BLAMED_ON_NODES);
    }

    @Test
    void aGridThatForgetsToWriteDownWhatWasANodesFaultIsFoundOut() {
        isFoundOut(Plant.EXCUSE_NOT_JOURNALLED);
    }

    @Test
    void aGridThatGivesTasksToANodeWhoseOwnerIsBackIsFoundOut() {
        isFoundOut(Plant.OFFER_IGNORED);
    }

    @Test
    void aGridThatDoesNotJournalWhatOwnersOfferIsFoundOut() {
        isFoundOut(Plant.OFFER_NOT_JOURNALLED);
    }

    @Test
    void aGridThatLetsFrozenTasksWaitWhileAnotherNodeIsIdleIsFoundOut() {
        isFoundOut(Plant.FROZEN_NEVER_MOVED);
    }

    @Test
    void aGridThatDoesNotJournalWhatTasksHaveKeptIsFoundOut() {
        isFoundOut(Plant.CHECKPOINT_NOT_JOURNALLED);
    }

    @Test
    void aGridThatForgetsAtItsRestartWhatTasksHaveKeptIsFoundOut() {
        isFoundOut(Plant.CHECKPOINT_FORGOTTEN_AT_RESTART);
    }

    @Test
    void aGridThatTakesWhatALostAttemptHasKeptForTheNewestIsFoundOut() {
        isFoundOut(Plant.CHECKPOINT_OF_A_LOST_ATTEMPT_TAKEN);
    }

    private static void isFoundOut(Plant plant) {
        Optional<Verdict> found = firstFound(plant);
        assertThat(found)
                .as("%s, planted in %s seeds", plant, Seeds.FOR_A_PLANT)
                .isPresent();
        found.filter(_ -> Seeds.ALL)
                .ifPresent(verdict -> System.out.println(plant + " is found with seed " + verdict.seed() + ": "
                        + verdict.violations()
                                .getFirst()
                                .toString()
                                .lines()
                                .findFirst()
                                .orElse("")));
    }

    private static Optional<Verdict> firstFound(Plant... plants) {
        return LongStream.rangeClosed(1, Seeds.FOR_A_PLANT)
                .mapToObj(seed -> Storm.USUAL.run(seed, plants))
                .filter(verdict -> !verdict.isClean())
                .findFirst();
    }
}
