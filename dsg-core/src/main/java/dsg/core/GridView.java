// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.AttemptId;
import dsg.model.JobId;
import dsg.model.NodeId;
import dsg.model.TaskId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The ledger for reading: what the rules, the scheduler and the queries see.
public sealed interface GridView permits GridLedger {

    /// The job with this number; none if the grid never had it, or if it was deleted.
    Optional<JobLedger> job(JobId job);

    /// The job that an attempt of it proves to exist.
    default JobLedger jobNamed(JobId job) {
        return job(job).orElseThrow(() -> new IllegalStateException("Job " + job + " is not in the ledger."));
    }

    /// Every job that was not deleted, in the order of submission.
    Collection<JobLedger> jobs();

    /// The jobs that are not over, in the order of submission.
    Collection<JobLedger> active();

    /// Those of them that resume another job.
    Collection<JobLedger> resuming();

    /// The jobs some tasks of which wait to be tried again, as of the last turn's end or later.
    Collection<JobLedger> retrying();

    /// The job that this user submitted under this key; it may have been deleted since.
    Optional<JobId> jobSubmittedAs(String by, String key);

    /// The number that the next job gets: those before it were all given, and none is given again.
    JobId nextJob();

    /// Contents that were put by hand, and those that were collected.
    DataLedger data();

    /// Who belongs to the grid.
    Members members();

    /// Who may come in beside the owner, and with which tokens.
    UserLedger users();

    Optional<NodeLedger> node(NodeId node);

    /// Every node that ever arrived, by id.
    Collection<NodeLedger> nodes();

    /// The attempts that this node has been given and that are not over, in a fixed order.
    List<AttemptId> attemptsOn(NodeId node);

    /// The task's own entry; none if the job or the stage has no such task, or it was never tried.
    Optional<TaskLedger> task(TaskId task);
}
