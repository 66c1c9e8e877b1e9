// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.JobView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which jobs have changed since which moment, for all streams of events together: 8 bytes a job, and no old snapshot
/// is kept. It looks only when somebody asks; a change is then known as of the moment of that look, which is never
/// earlier than the change, so nobody misses one.
final class ChangedJobs {

    private GridLoop.Moment seen = new GridLoop.Moment(0, GridSnapshot.EMPTY);
    private long[] changedAt = new long[0];

    /// The jobs that may have changed after the moment with this number, as they are in `now`.
    synchronized List<JobView> since(long number, GridLoop.Moment now) {
        if (now.number() > seen.number()) {
            look(now);
        }
        List<JobView> jobs = now.snapshot().jobs();
        List<JobView> changed = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            if (changedAt[i] > number) {
                changed.add(jobs.get(i));
            }
        }
        return changed;
    }

    /// A job that has not changed is the same object in both snapshots.
    @SuppressWarnings("ReferenceEquality")
    private void look(GridLoop.Moment now) {
        List<JobView> before = seen.snapshot().jobs();
        List<JobView> jobs = now.snapshot().jobs();
        if (jobs.size() > changedAt.length) {
            changedAt = Arrays.copyOf(changedAt, Math.max(jobs.size(), changedAt.length * 2));
        }
        for (int i = 0; i < jobs.size(); i++) {
            if (i >= before.size() || before.get(i) != jobs.get(i)) {
                changedAt[i] = now.number();
            }
        }
        seen = now;
    }
}
