// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Refusal;
import dsg.wire.Admission;
import dsg.wire.CoordinatorLink;
import dsg.wire.GateClient;
import dsg.wire.Identity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the node's certificate good: renewed over the open link when two thirds of its life are over, or asked for
/// with the old one after the node has been away beyond its end.
final class NodeCertificate {

    private static final Logger LOG = LoggerFactory.getLogger(NodeCertificate.class);

    private final Identity identity;
    private final AtomicBoolean asking = new AtomicBoolean();
    /// Read once for each certificate, not at every beat.
    private volatile Instant dueAt;

    NodeCertificate(Identity identity) {
        this.identity = identity;
        this.dueAt = identity.dueAt();
    }

    /// Asks for another over this link if it is time, aside; `renewed` runs once it is there.
    void renewIfDue(CoordinatorLink link, Runnable renewed) {
        if (Instant.now().isAfter(dueAt) && asking.compareAndSet(false, true)) {
            Thread.ofVirtual().start(() -> {
                try {
                    if (keep(link.renew())) {
                        renewed.run();
                    }
                } catch (IOException e) {
                    LOG.warn("{}", e.getMessage());
                } finally {
                    asking.set(false);
                }
            });
        }
    }

    /// Before the node dials: if the certificate has ended meanwhile, asks for another with it.
    void readmitIfExpired(InetSocketAddress coordinator) {
        if (identity.goodUntil().isAfter(Instant.now())) {
            return;
        }
        try (GateClient gate = GateClient.of(coordinator, identity.grid()::equals)) {
            keep(gate.readmit(identity.certificateShown()));
        } catch (IOException e) {
            LOG.warn("The certificate has ended, and there is no other yet: {}", e.getMessage());
        }
    }

    private boolean keep(Admission admission) throws IOException {
        return switch (admission) {
            case Admission.Granted(var membership) -> {
                identity.keep(membership.certificate(), membership.authority());
                dueAt = identity.dueAt();
                LOG.info("The certificate was renewed; it is good until {}.", identity.goodUntil());
                yield true;
            }
            case Admission.Denied(Refusal refusal) -> {
                LOG.error("The certificate is not renewed: {} {}", refusal.why(), refusal.mend());
                yield false;
            }
        };
    }
}
