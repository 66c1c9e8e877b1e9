// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.AttemptId;
import dsg.model.AttemptStatus;
import dsg.model.Checkpoint;
import dsg.model.Digest;
import dsg.model.NodeFacts;
import dsg.model.NodeFigures;
import dsg.model.NodeId;
import dsg.model.NodePolicy;
import dsg.model.Offer;
import dsg.model.Software;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the coordinator does for nodes. The node's id is always the one in its certificate.
public interface LinkHandler {

    /// A node has opened its link and said hello; `link` stays usable until it is closed from either side.
    Session open(NodeId node, NodeHello hello, NodeLink link);

    /// What an input of an attempt gathers, from the upstream task with number `from` on; the next call goes
    /// on after the last item, and an empty answer ends it.
    List<Gathered> gather(NodeId node, AttemptId attempt, String input, int from);

    /// The content of an artefact; reading it to its end fails if it is damaged.
    ///
    /// @throws NotYoursException if this node has no such attempt, or it needs something else
    /// @throws MissingException if it is known to be damaged
    Optional<InputStream> fetch(NodeId node, Need need, Digest digest) throws IOException;

    /// Of a large artefact: the hashes of its chunks, and which nodes have some of them.
    ///
    /// @throws NotYoursException if this node has no such attempt, or it needs something else
    /// @throws MissingException if it is not here, or damaged
    Located locate(NodeId node, Need need, Digest digest) throws IOException;

    /// A path for content that a node hands over; there is no file yet.
    Path receive() throws IOException;

    /// Whether the disk still takes what nodes hand over.
    boolean hasRoom();

    /// Takes what was received, if it is what its name says; it is on disk when this returns.
    void keep(NodeId node, Digest digest, Path received) throws IOException;

    /// What the coordinator hears on an open link. Called by one thread at a time; may block, and then the
    /// node is held up.
    interface Session {

        void reports(List<Delivery> deliveries);

        void statuses(List<AttemptStatus> statuses);

        /// An attempt has kept this of its work; the files are here.
        void saved(AttemptId attempt, Checkpoint checkpoint);

        /// Large artefacts of which the node has something from now on, and of which it has nothing any more.
        void holds(List<Digest> taken, List<Digest> dropped);

        /// How fast the node brought large artefacts of late.
        void fetchRate(long bytesPerSecond);

        /// What the node has found out of its software since its hello.
        void survey(Software software);

        /// The node is something else than it said last.
        void changed(NodeFacts facts);

        /// The node's owner lets tasks have this of it from now on.
        void offer(Offer offer);

        /// What the node's owner has said of his machine.
        void policy(NodePolicy policy);

        /// What became of a wish to change it.
        void policyVerdict(long request, NodePolicy.Verdict verdict);

        /// How the node's machine fares.
        void figures(NodeFigures figures);

        void logBytes(long request, byte[] content);

        /// Anything at all was heard.
        void alive();

        /// The link is gone; nothing more will be heard.
        void closed();
    }
}
