// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.JobView;
import dsg.model.JobId;
import dsg.model.JobState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangedJobsTest {

    private final ChangedJobs changes = new ChangedJobs();

    private static JobView job(long id, JobState state) {
        return new JobView(new JobId(id), "calm-heron", "orbit", "owner", state, Instant.EPOCH, Instant.MAX, List.of());
    }

    private static GridLoop.Moment moment(long number, JobView... jobs) {
        return new GridLoop.Moment(
                number,
                new GridSnapshot(
                        List.of(jobs),
                        new JobId(4),
                        List.of(),
                        java.util.Set.of(),
                        dsg.core.Waits.NONE,
                        dsg.core.Users.NONE));
    }

    @Test
    void whoeverWasToldNothingIsToldEverything() {
        JobView one = job(1, JobState.DONE);
        JobView two = job(2, JobState.WAITING);

        assertThat(changes.since(0, moment(7, one, two)).jobs()).containsExactly(one, two);
        assertThat(changes.since(7, moment(7, one, two)).jobs()).isEmpty();
    }

    @Test
    void onlyWhatHasChangedSinceIsTold() {
        JobView one = job(1, JobState.DONE);
        JobView two = job(2, JobState.WAITING);
        var _ = changes.since(0, moment(7, one, two));
        JobView begun = job(2, JobState.RUNNING);
        JobView three = job(3, JobState.WAITING);
        var _ = changes.since(7, moment(8, one, begun));

        assertThat(changes.since(8, moment(9, one, begun, three)).jobs()).containsExactly(three);
        assertThat(changes.since(7, moment(9, one, begun, three)).jobs()).containsExactly(begun, three);
        assertThat(changes.since(3, moment(9, one, begun, three)).jobs()).containsExactly(one, begun, three);
    }

    @Test
    void whatChangedWhileNobodyLookedIsNotMissed() {
        JobView one = job(1, JobState.WAITING);
        var _ = changes.since(0, moment(7, one));
        JobView done = job(1, JobState.DONE);

        assertThat(changes.since(7, moment(500, done)).jobs()).containsExactly(done);
    }

    @Test
    void whoeverIsLateWithAnOlderMomentMissesNothingEither() {
        JobView one = job(1, JobState.WAITING);
        var _ = changes.since(0, moment(7, one));
        JobView begun = job(1, JobState.RUNNING);
        var _ = changes.since(7, moment(9, job(1, JobState.DONE), job(2, JobState.WAITING)));

        assertThat(changes.since(7, moment(8, begun)).jobs()).containsExactly(begun);
    }

    @Test
    void whatWasDeletedIsToldToThoseWhoMayKnowIt() {
        JobView one = job(1, JobState.DONE);
        JobView two = job(2, JobState.DONE);
        JobView three = job(3, JobState.DONE);
        var _ = changes.since(0, moment(7, one, two, three));

        assertThat(changes.since(7, moment(8, one, three)).deleted()).containsExactly(new JobId(2));
        assertThat(changes.since(7, moment(8, one, three)).jobs()).isEmpty();
        assertThat(changes.since(8, moment(9, three)).deleted()).containsExactly(new JobId(1));
        assertThat(changes.since(7, moment(9, three)).deleted()).containsExactly(new JobId(1), new JobId(2));
        assertThat(changes.since(0, moment(9, three)).deleted()).isEmpty();
        assertThat(changes.since(0, moment(9, three)).jobs()).containsExactly(three);
    }
}
