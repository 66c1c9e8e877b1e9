// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.AttemptId;
import dsg.model.AttemptStatus;
import dsg.model.Checkpoint;
import dsg.model.Digest;
import dsg.model.NodeFacts;
import dsg.model.NodeFigures;
import dsg.model.NodePolicy;
import dsg.model.Offer;
import dsg.model.Order;
import dsg.model.Software;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// The node's end of its link.
public interface CoordinatorLink extends AutoCloseable {

    void report(List<Delivery> deliveries);

    void logBytes(long request, byte[] content);

    /// Says that the node is alive, and how these attempts fare.
    void beat(List<AttemptStatus> statuses);

    /// Tells what the node has found out of its software since its hello.
    void survey(Software software);

    /// Tells what the node is now, if that is something else than it said last.
    void changed(NodeFacts facts);

    /// Tells what the node's owner lets tasks have of it from now on. What is said after that is heard after it.
    void offer(Offer offer);

    /// Tells what an attempt has kept of its work; its files were handed over before.
    void saved(AttemptId attempt, Checkpoint checkpoint);

    /// Tells what the node's owner has said of his machine.
    void policy(NodePolicy policy);

    /// Answers a wish to change it.
    void policyVerdict(long request, NodePolicy.Verdict verdict);

    /// Tells how the machine fares.
    void figures(NodeFigures figures);

    /// Hands every item of what this input gathers to `items`, in the order of the upstream tasks.
    ///
    /// @throws IOException if the link breaks before the end
    void gather(AttemptId attempt, String input, Consumer<Gathered> items) throws IOException;

    /// Writes an artefact's content to a new file; the content is what its name says when this returns.
    ///
    /// @throws MissingException if the coordinator does not have it, or has it damaged
    /// @throws IOException if the link breaks, or the content is not what it should be
    void fetch(Need need, Digest digest, Path file) throws IOException;

    /// Where the chunks of a large artefact are.
    ///
    /// @throws MissingException if the coordinator does not have it, or has it damaged
    /// @throws IOException if the link breaks
    Located locate(Need need, Digest digest) throws IOException;

    /// Reads the coordinator's own chunks; it is closed with the link.
    ChunkClient chunks();

    /// Says of which large artefacts this node has something from now on, and of which nothing any more.
    void holds(List<Digest> taken, List<Digest> dropped);

    /// Says how fast this node brought large artefacts of late.
    void fetchRate(long bytesPerSecond);

    /// Hands an artefact over; when this returns the coordinator has it on disk. A large one goes on from where an
    /// earlier link broke.
    ///
    /// @throws NoRoomException if the coordinator's disk has no room for it
    /// @throws IOException if the link breaks or the coordinator does not take it
    void keep(Digest digest, Path file) throws IOException;

    /// Asks for another certificate for this node's key.
    ///
    /// @throws IOException if the link breaks
    Admission renew() throws IOException;

    @Override
    void close();

    /// What a node hears. Called by one thread at a time, which must not be held up.
    interface Listener {

        /// The coordinator has taken the hello; the link is open.
        void welcome();

        /// Anything at all was heard.
        void alive();

        void start(List<Order> orders);

        void stop(List<AttemptId> attempts);

        /// Give these back if they have not begun.
        void recall(List<AttemptId> attempts);

        /// Give these up if they are frozen: another node has room for them.
        void move(List<AttemptId> attempts);

        void acknowledged(List<AttemptId> attempts);

        void readLog(LogRequest request);

        /// An admin wants the owner's policy to be another; to be answered with this number.
        void policyWish(long request, NodePolicy.Wish wish);

        /// The grid goes down: end what runs, then stop.
        void goodbye();

        /// This node is no part of the grid any more.
        void removed();

        /// The link is gone; `why` is for people.
        void closed(String why);
    }
}
