// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.JobView;
import dsg.model.JobId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which jobs have changed or were deleted since which moment, for all streams of events together: 8 bytes a job,
/// and no old snapshot is kept. It looks only when somebody asks; a change is then known as of the moment of that
/// look, which is never earlier than the change, so nobody misses one.
final class ChangedJobs {

    private GridLoop.Moment seen = new GridLoop.Moment(0, GridSnapshot.EMPTY);
    /// By number, from job 1 on, those that were deleted among them.
    private long[] changedAt = new long[0];

    /// What is other than it was.
    ///
    /// @param jobs as they are now
    /// @param deleted those of which somebody who was told before may still know
    record Changes(List<JobView> jobs, List<JobId> deleted) {}

    /// The jobs that may have changed after the moment with this number, as they are in `now`. Whoever was told
    /// nothing yet is not told of what was deleted before.
    synchronized Changes since(long number, GridLoop.Moment now) {
        if (now.number() > seen.number()) {
            look(now);
        }
        Changes changes = new Changes(new ArrayList<>(), new ArrayList<>());
        for (JobView job : now.snapshot().jobs()) {
            if (changedAt[place(job.id())] > number) {
                changes.jobs().add(job);
            }
        }
        int numbers = number > 0 && now.snapshot().deleted() > 0
                ? place(now.snapshot().nextJob())
                : 0;
        for (int i = 0; i < numbers; i++) {
            if (changedAt[i] > number && now.snapshot().isDeleted(new JobId(i + 1L))) {
                changes.deleted().add(new JobId(i + 1L));
            }
        }
        return changes;
    }

    private static int place(JobId id) {
        return Math.toIntExact(id.number() - 1);
    }

    /// A job that has not changed is the same object in both snapshots.
    @SuppressWarnings("ReferenceEquality")
    private void look(GridLoop.Moment now) {
        GridSnapshot before = seen.snapshot();
        int numbers = place(now.snapshot().nextJob());
        if (numbers > changedAt.length) {
            changedAt = Arrays.copyOf(changedAt, Math.max(numbers, changedAt.length * 2));
        }
        for (JobView job : now.snapshot().jobs()) {
            if (before.job(job.id()).filter(was -> was == job).isEmpty()) {
                changedAt[place(job.id())] = now.number();
            }
        }
        if (before.deleted() != now.snapshot().deleted()) {
            for (JobView job : before.jobs()) {
                if (now.snapshot().job(job.id()).isEmpty()) {
                    changedAt[place(job.id())] = now.number();
                }
            }
        }
        seen = now;
    }
}
