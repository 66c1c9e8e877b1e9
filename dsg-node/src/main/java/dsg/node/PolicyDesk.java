// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.NodePolicy;
import dsg.model.NodePolicy.Verdict;
import dsg.wire.CoordinatorLink;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a node tells its grid what its owner has said, whenever that is something else, and takes what an admin of the
/// grid wants to be said from afar.
final class PolicyDesk {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyDesk.class);

    private final PolicyFile file;
    private final Watchman watchman;
    private final InstantSource clock;
    private OwnerPolicy policy;
    private Optional<NodePolicy.Change> changed;
    private Optional<NodePolicy> told = Optional.empty();
    private Optional<CoordinatorLink> link = Optional.empty();

    PolicyDesk(PolicyFile file, Watchman watchman, InstantSource clock) {
        this.file = file;
        this.watchman = watchman;
        this.clock = clock;
        policy = watchman.known().policy();
        changed = file.changedFromAfar();
    }

    /// The grid hears over this link.
    synchronized void opened(CoordinatorLink opened) {
        link = Optional.of(opened);
        told = Optional.empty();
        look();
    }

    synchronized void closed() {
        link = Optional.empty();
    }

    /// The policy was read anew.
    synchronized void heed(OwnerPolicy now) {
        policy = now;
        changed = file.changedFromAfar();
        look();
    }

    /// Tells the grid how things are, if that is something else than it was told last.
    synchronized void look() {
        NodePolicy now = now();
        if (link.isPresent() && !told.equals(Optional.of(now))) {
            link.get().policy(now);
            told = Optional.of(now);
        }
    }

    private NodePolicy now() {
        return ToldPolicy.of(
                policy, changed, ToldPolicy.sources(watchman.known().sighting().looks()));
    }

    /// Does what an admin wants, if the owner lets him, and answers over this link. Does not hold up who calls.
    void take(long request, NodePolicy.Wish wish, CoordinatorLink from) {
        Thread.ofVirtual().name("policy-wish").start(() -> from.policyVerdict(request, take(wish)));
    }

    private Verdict take(NodePolicy.Wish wish) {
        try {
            return file.alone(() -> refusal(wish)).orElseGet(this::taken);
        } catch (UncheckedIOException e) {
            LOG.warn("The policy was not changed: {}", e.toString());
            Throwable cause = Objects.requireNonNull(e.getCause());
            return new Verdict.Hindered("Its file there cannot be written: " + cause.getMessage() + ".");
        }
    }

    /// It holds before that is said.
    private Verdict taken() {
        watchman.lookNow();
        synchronized (this) {
            return new Verdict.Taken(now());
        }
    }

    /// Why it is not written; none if it is.
    private Optional<Verdict> refusal(NodePolicy.Wish wish) {
        OwnerPolicy before;
        try {
            before = file.read();
        } catch (PolicyFile.UnreadableException e) {
            return Optional.of(new Verdict.Hindered("Its owner's policy there cannot be read: " + e.getMessage()));
        }
        return switch (FromAfar.judge(before, wish, clock.instant())) {
            case FromAfar.Judgement.Refused(Verdict verdict) -> Optional.of(verdict);
            case FromAfar.Judgement.Granted(OwnerPolicy after, String words) -> {
                if (!after.equals(before)) {
                    // The note first: better one of what was not done than a change that nobody is told of.
                    file.note(new NodePolicy.Change(wish.by(), clock.instant().truncatedTo(ChronoUnit.SECONDS), words));
                    file.write(after);
                    LOG.info("{} has changed the policy from afar: {}", wish.by(), words);
                }
                yield Optional.empty();
            }
        };
    }
}
