// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

/// A fault that can be planted in the simulator's harness, to see that the checker finds it. None of them is
/// in the product.
public enum Plant {
    /// A late report of an older attempt is taken for the current one's.
    FENCE_REMOVED,
    /// A client is answered before the commit.
    ANSWER_BEFORE_COMMIT,
    /// A node gets an order before the commit.
    ORDER_BEFORE_COMMIT,
    /// A node's report is acknowledged before the commit.
    ACKNOWLEDGE_BEFORE_COMMIT,
    /// A snapshot is shown before the commit.
    SNAPSHOT_BEFORE_COMMIT,
    /// Nobody says that a node's link is gone.
    LOSS_NOT_RETURNED,
    /// The coordinator takes every moment off the wall.
    WALL_CLOCK_TRUSTED,
    /// Nobody wakes the grid when time alone changes something.
    TIME_FORGOTTEN,
    /// After a restart the coordinator takes every node for connected.
    RECOVERY_SKIPPED,
    /// A submission's key is ignored.
    KEY_IGNORED,
    /// A result is acknowledged but not journalled.
    RESULT_NOT_JOURNALLED,
    /// A job's cancellation is not journalled.
    CANCEL_NOT_JOURNALLED,
    /// That a stage or a task is cancelled is not journalled.
    TASK_CANCEL_NOT_JOURNALLED,
    /// That a job is paused is not journalled.
    PAUSE_NOT_JOURNALLED,
    /// That a job is retried is not journalled.
    RETRY_NOT_JOURNALLED,
    /// That a job is deleted is not journalled.
    DELETE_NOT_JOURNALLED,
    /// After a restart a deleted job is forgotten so well that its number and its key are given again.
    DELETED_FORGOTTEN,
    /// The journal loses its last turn at recovery.
    LAST_TURN_LOST,
    /// Half of a commit that a crash tore is taken for a whole one.
    TORN_COMMIT_KEPT,
    /// A node goes on with what it was told to stop.
    STOP_NOT_OBEYED,
    /// The coordinator does not send the word to stop.
    STOP_NOT_SENT,
    /// A node says on reconnect that it holds reports which it has forgotten.
    REPORTS_FORGOTTEN,
    /// A node says on reconnect that it holds nothing, though it goes on.
    ATTEMPTS_NOT_TOLD,
    /// A lost node counts against a task's retries.
    LOSS_COUNTS,
    /// An old link's end is taken for the end of the node's new one.
    OLD_LINK_DEPARTS,
    /// One order in a hundred is never sent.
    ORDER_DROPPED,
    /// One order in a hundred goes to another node.
    ORDER_ASTRAY,
    /// A node starts all that it is given at once.
    NODE_OVERFULL,
    /// A node that is paused is given tasks all the same.
    PAUSED_NODE_GETS_WORK,
    /// A node that was to drain is never said to be through.
    DRAIN_FORGETS_TO_PAUSE,
    /// After a restart the coordinator no longer knows which nodes are paused.
    NODE_PAUSE_FORGOTTEN_AT_RESTART,
    /// A task is set aside though the nodes that ran it were lost together with others.
    POISON_COUNTS_SHARED_LOSS,
    /// A task that no node survives is tried again for ever.
    POISON_NEVER_SET_ASIDE,
    /// That a node is lost with a task is not journalled.
    NODE_LOSS_NOT_JOURNALLED,
    /// That a node is to rest is not journalled.
    REST_NOT_JOURNALLED,
    /// A node that rests is given tasks all the same.
    RESTING_NODE_GETS_WORK,
    /// After a restart the coordinator no longer knows which nodes rest.
    REST_FORGOTTEN_AT_RESTART,
    /// A node that fails one task at once is to rest, whatever others do with the same.
    BROKEN_JOB_BLAMED_ON_NODES,
    /// That a failure was its node's fault is not journalled.
    EXCUSE_NOT_JOURNALLED,
    /// A node whose owner is back is given tasks all the same.
    OFFER_IGNORED,
    /// What the owner of a node lets tasks have is not journalled.
    OFFER_NOT_JOURNALLED,
    /// What is frozen on a node is never moved to another.
    FROZEN_NEVER_MOVED,
    /// What attempts keep of their work is not journalled.
    CHECKPOINT_NOT_JOURNALLED,
    /// After a restart the coordinator no longer knows what attempts have kept.
    CHECKPOINT_FORGOTTEN_AT_RESTART,
    /// What a lost attempt has kept is taken for the current one's.
    CHECKPOINT_OF_A_LOST_ATTEMPT_TAKEN
}
