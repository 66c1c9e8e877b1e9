// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What became true. The journal is the list of all events; replaying it rebuilds the ledger.
public sealed interface GridEvent {

    /// When.
    Instant at();

    /// A job was taken.
    record JobSubmitted(JobId job, JobSpec spec, Submission submission, Instant at) implements GridEvent {}

    /// Somebody asked for the job's end.
    record JobCancelled(JobId job, Instant at) implements GridEvent {}

    /// Somebody asked for the end of these tasks, the others of their job go on: what waits of them is cancelled now,
    /// what runs is once its attempt has ended, unless it is done.
    ///
    /// @param target a stage or a task
    record TasksCancelled(Target target, Instant at) implements GridEvent {}

    /// Somebody asked that nothing more of the job starts until it is unpaused.
    record JobPaused(JobId job, Instant at) implements GridEvent {}

    /// The job goes on.
    record JobUnpaused(JobId job, Instant at) implements GridEvent {}

    /// What of this had failed or was cancelled waits again, and so do the job's stages that it held up.
    record Retried(Target target, Instant at) implements GridEvent {}

    /// Nothing of the job runs or can run any more.
    record JobEnded(JobId job, JobState state, Instant at) implements GridEvent {}

    /// The job, which was over, is known no more.
    record JobDeleted(JobId job, Instant at) implements GridEvent {}

    /// The condition of a stage was looked at, and this holds.
    record StageJudged(StageId stage, Verdict verdict, Instant at) implements GridEvent {}

    /// A task need not run: what this other task made is its own.
    record TaskReused(TaskId task, TaskId from, Instant at) implements GridEvent {}

    /// A task was given to a node.
    record AttemptPlaced(AttemptId attempt, NodeId node, Instant at) implements GridEvent {}

    /// The next attempt of the task goes on from this, which an attempt has kept.
    record CheckpointTaken(AttemptId attempt, NodeId node, Checkpoint checkpoint, Instant at) implements GridEvent {}

    /// An attempt is over, and this is what follows for its task.
    record AttemptEnded(AttemptId attempt, NodeId node, AttemptReport report, Next next, Instant at)
            implements GridEvent {}

    /// A node's link is open.
    record NodeArrived(NodeId node, NodeFacts facts, Instant at) implements GridEvent {}

    /// A node has told of its software.
    record NodeSurveyed(NodeId node, Software software, Instant at) implements GridEvent {}

    /// A node, whose link is open, is something else than it said last.
    record NodeChanged(NodeId node, NodeFacts facts, Instant at) implements GridEvent {}

    /// The owner of a node lets tasks have this of it.
    record NodeOffers(NodeId node, Offer offer, Instant at) implements GridEvent {}

    /// The grid gives a node these tags, and takes those from it.
    record NodeTagged(NodeId node, Set<String> added, Set<String> removed, Instant at) implements GridEvent {
        public NodeTagged {
            added = Set.copyOf(added);
            removed = Set.copyOf(removed);
        }
    }

    /// A node's link is gone; its attempts stay its own until `lostAt`.
    record NodeDeparted(NodeId node, Instant lostAt, Instant at) implements GridEvent {}

    /// A node is lost with these attempts, which it had begun.
    record NodeLost(NodeId node, List<AttemptId> begun, Instant at) implements GridEvent {
        public NodeLost {
            begun = List.copyOf(begun);
        }
    }

    /// Machines may come in by this code.
    record InviteMade(Invite invite, Instant at) implements GridEvent {}

    /// The codes that were made until now let nobody in any more.
    record InvitesEnded(Instant at) implements GridEvent {}

    /// A machine was let in, and is called so.
    ///
    /// @param key the SHA-256 of its public key
    /// @param code the SHA-256 of the secret of the code that it showed; none if a person has approved it
    record NodeAdmitted(NodeId node, String name, Digest key, Optional<Digest> code, Instant at) implements GridEvent {}

    /// The node is no part of the grid any more; its key is never let in again.
    record NodeForgotten(NodeId node, Instant at) implements GridEvent {}

    /// These tasks have failed at once on a node on which nothing of their kind comes to a good end, while it does on
    /// others: they wait again, for another node, as if they had not been tried there.
    record FailuresExcused(NodeId node, List<TaskId> tasks, Instant at) implements GridEvent {
        public FailuresExcused {
            tasks = List.copyOf(tasks);
        }
    }

    /// Too much has failed at once on the node: it is given nothing until then, and after that one attempt at a time
    /// until one comes to a good end.
    record NodeRested(NodeId node, Instant until, Instant at) implements GridEvent {}

    /// A node is called this from now on, whatever it says itself.
    record NodeRenamed(NodeId node, String name, Instant at) implements GridEvent {}

    /// A node takes nothing new: somebody has paused it, or asked it to drain and its last attempt has ended.
    record NodePaused(NodeId node, Instant at) implements GridEvent {}

    /// A node takes tasks again.
    record NodeUnpaused(NodeId node, Instant at) implements GridEvent {}

    /// A node takes nothing new, and is paused once nothing runs on it.
    record NodeDraining(NodeId node, Instant at) implements GridEvent {}

    /// This content was put under a name, and is kept until that is forgotten.
    ///
    /// @param by the user who put it
    record DataPut(String name, Artefact artefact, String by, Instant at) implements GridEvent {
        public DataPut {
            by = Objects.requireNonNullElse(by, UserName.OWNER); // journals from before there were users do not say it
        }
    }

    /// What was put under this name is not kept for its sake any more.
    record DataForgotten(String name, Instant at) implements GridEvent {}

    /// These contents were given up; their files may be deleted from now on, at any time.
    record DataCollected(List<Collected> contents, Instant at) implements GridEvent {
        public DataCollected {
            contents = List.copyOf(contents);
        }
    }

    /// A content that was given up.
    ///
    /// @param unusedSince when the last job that knew it had ended; a file that was put later is not meant
    record Collected(Artefact artefact, Instant unusedSince) {}

    /// What follows for a task when an attempt has ended.
    sealed interface Next {

        /// The task is done.
        record Done() implements Next {}

        /// The task waits to be tried again, not before this moment; `counted` against its retries or not.
        record Again(Instant notBefore, boolean counted) implements Next {}

        /// The task has failed for good.
        record Failed() implements Next {}

        /// The task is cancelled.
        record Cancelled() implements Next {}
    }

    /// Somebody is a user from now on.
    record UserAdded(String user, Role role, Instant at) implements GridEvent {}

    /// A user has another role from now on.
    record RoleChanged(String user, Role role, Instant at) implements GridEvent {}

    /// Somebody is no user any more, and none of his tokens is good.
    record UserRemoved(String user, Instant at) implements GridEvent {}

    /// A user may come in with the token that has this SHA-256.
    ///
    /// @param number counts the user's tokens
    /// @param until when it expires
    /// @param name what it is for, if it says so; journals of earlier versions say it of none
    record TokenIssued(String user, int number, Digest sha256, Instant until, Optional<String> name, Instant at)
            implements GridEvent {}

    /// This token of the user is good no more.
    record TokenRevoked(String user, int number, Instant at) implements GridEvent {}
}
