// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What is asked of the grid. A command is either carried out, and then its events say what became
/// true, or refused.
public sealed interface GridCommand {

    /// Take this job.
    record Submit(JobSpec spec, Submission submission) implements GridCommand {}

    /// The condition of this stage was looked at.
    record Judge(StageId stage, Verdict verdict) implements GridCommand {}

    /// End this: nothing new of it starts, what runs is asked to end.
    record Cancel(Target target) implements GridCommand {}

    /// Start nothing more of this job; what runs goes on.
    record Pause(JobId job) implements GridCommand {}

    /// Let this job go on.
    record Unpause(JobId job) implements GridCommand {}

    /// Try again what has failed for good, was cancelled, or was never tried because of that; its retries count anew.
    record Retry(Target target) implements GridCommand {}

    /// Forget this job, which must be over: the grid is as if it had never had it, but gives its number and its
    /// key to no other.
    record DeleteJob(JobId job) implements GridCommand {}

    /// Keep this content under a name of its own until somebody forgets it.
    ///
    /// @param by the user who wants it kept
    record PutData(String name, Artefact artefact, String by) implements GridCommand {}

    /// What was put under this name need not be kept any more.
    record ForgetData(String name) implements GridCommand {}

    /// Give up contents that can be made again: what jobs that ended before `before` had made on the way, and what
    /// their tasks printed.
    ///
    /// @param all also their results and inputs
    /// @param largerThan only contents of more bytes; smaller ones live in the journal and stay
    record CollectData(Instant before, boolean all, long largerThan) implements GridCommand {}

    /// A node has opened its link; it still runs (or holds the results of) these attempts.
    ///
    /// @param offer what its owner lets tasks have of it
    record Arrive(NodeId node, NodeFacts facts, Set<AttemptId> held, Offer offer) implements GridCommand {
        public Arrive {
            held = Set.copyOf(held);
        }

        /// A node that lets tasks have all of it.
        public Arrive(NodeId node, NodeFacts facts, Set<AttemptId> held) {
            this(node, facts, held, Offer.ALL);
        }
    }

    /// The owner of a node lets tasks have this of it from now on.
    record ChangeOffer(NodeId node, Offer offer) implements GridCommand {}

    /// An attempt has been frozen on its node for so long that another node had better have its task, if one has room.
    record Move(NodeId node, AttemptId attempt) implements GridCommand {}

    /// A node has these large contents, or is bringing them, and has those no more. Of what it had before it arrived
    /// nothing is known any more.
    ///
    /// @param bytesPerSecond how fast it brought the last ones; none if it has brought none yet
    record Hold(NodeId node, List<Digest> taken, List<Digest> dropped, OptionalLong bytesPerSecond)
            implements GridCommand {
        public Hold {
            taken = List.copyOf(taken);
            dropped = List.copyOf(dropped);
        }
    }

    /// A node has looked at its software.
    record Survey(NodeId node, Software software) implements GridCommand {}

    /// A node has found that it is something else than it said last: with other tags, say, or a core more.
    record Change(NodeId node, NodeFacts facts) implements GridCommand {}

    /// Let this node have these tags beside those that it says of itself, and not have those, whether
    /// it says them or not.
    record TagNode(NodeId node, Set<String> added, Set<String> removed) implements GridCommand {
        public TagNode {
            added = Set.copyOf(added);
            removed = Set.copyOf(removed);
        }
    }

    /// A node's link is gone.
    record Depart(NodeId node) implements GridCommand {}

    /// The grid goes down: a node is given nothing more, and has some time to end what it runs and to report that.
    record Dismiss(NodeId node) implements GridCommand {}

    /// Let machines in by this code.
    record MakeInvite(Invite invite) implements GridCommand {}

    /// No code that was made so far lets anybody in any more.
    record EndInvites() implements GridCommand {}

    /// Let this machine in.
    ///
    /// @param name what it would like to be called
    /// @param key the SHA-256 of its public key
    /// @param code the SHA-256 of the secret of the code that it showed; none if a person has approved it
    record Admit(NodeId node, String name, Digest key, Optional<Digest> code) implements GridCommand {}

    /// This node is no part of the grid any more; what it runs is lost.
    record ForgetNode(NodeId node) implements GridCommand {}

    /// The second of these nodes is the machine that the first was, with a new key: it takes its name and its place.
    record ReplaceNode(NodeId old, NodeId by) implements GridCommand {}

    /// Give this node nothing new; what runs on it goes on.
    record PauseNode(NodeId node) implements GridCommand {}

    /// Let this node take tasks again.
    record UnpauseNode(NodeId node) implements GridCommand {}

    /// Let this node finish what runs on it, and pause it then.
    record DrainNode(NodeId node) implements GridCommand {}

    /// An attempt on a node has kept this of its work.
    record TakeCheckpoint(NodeId node, AttemptId attempt, Checkpoint checkpoint) implements GridCommand {}

    /// A node reports the end of an attempt.
    record Report(NodeId node, AttemptId attempt, AttemptReport report) implements GridCommand {}

    /// The coordinator has started: whatever the journal says, no node is connected now.
    record Recover() implements GridCommand {}

    /// Time has passed: nodes that have been away too long are lost.
    record Tick() implements GridCommand {}

    /// Let these be users from now on: all of them, or none.
    record AddUsers(List<NewUser> users) implements GridCommand {
        public AddUsers {
            users = List.copyOf(users);
        }
    }

    /// Somebody who is to be a user, and his first token.
    record NewUser(String name, Role role, NewToken token) {}

    /// A token that is to be good for so long. The grid knows its SHA-256 and never the token itself.
    record NewToken(Digest sha256, Duration life) {}

    /// Give this user another role.
    record ChangeRole(String user, Role role) implements GridCommand {}

    /// Know this user no more; none of his tokens is good from now on.
    record RemoveUser(String user) implements GridCommand {}

    /// Let this user come in with this token too.
    record IssueToken(String user, NewToken token) implements GridCommand {}

    /// Let this person come in with this token too, from the page in a browser. Other than by [IssueToken], the owner
    /// may get one as well.
    record OpenPage(String user, NewToken token) implements GridCommand {}

    /// Let nobody come in with this token of the user any more.
    record RevokeToken(String user, int number) implements GridCommand {}
}
