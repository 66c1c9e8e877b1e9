// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.Decision.Answer;
import dsg.core.GridSnapshot;
import dsg.core.Members;
import dsg.model.Digest;
import dsg.model.GridCommand;
import dsg.model.Invite;
import dsg.model.NodeId;
import dsg.model.Refusal;
import dsg.wire.Admission;
import dsg.wire.Applicant;
import dsg.wire.CertificateAuthority;
import dsg.wire.GateHandler;
import dsg.wire.LinkServer;
import dsg.wire.LocalAddresses;
import dsg.wire.Membership;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets machines in: those that come with a code, those that a person approves after comparing three words, and
/// members that come back. Who is let in is decided by the core and durable before the machine hears of it.
final class Doorkeeper implements GateHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

    private static final int ASKS_A_MINUTE_OF_ONE = 60;
    private static final int ASKS_A_MINUTE = 300;
    private static final int PENDING_MAX = 64;
    private static final int PENDING_OF_ONE_MAX = 4;
    private static final Duration ASKS_FOR = Duration.ofMinutes(15);
    /// How long a node may be away after its certificate has ended.
    private static final Duration LATE_MAX = Duration.ofDays(90);

    /// A machine that waits for a person's word.
    ///
    /// @param name what it will be called, unless another machine takes that name meanwhile
    record Pending(
            String name,
            Applicant applicant,
            List<String> words,
            InetAddress from,
            Instant since,
            CompletableFuture<Admission> answer) {}

    private final String gridName;
    private final CertificateAuthority authority;
    private final GridLoop loop;
    private final InstantSource clock;
    private final Turnstile turnstile = new Turnstile(ASKS_A_MINUTE_OF_ONE, ASKS_A_MINUTE, System::nanoTime);
    private final Map<String, Pending> pending = new LinkedHashMap<>();

    Doorkeeper(String gridName, CertificateAuthority authority, GridLoop loop, InstantSource clock) {
        this.gridName = gridName;
        this.authority = authority;
        this.loop = loop;
        this.clock = clock;
    }

    @Override
    public String gridName() {
        return gridName;
    }

    /// The fingerprint of the grid's CA.
    Digest grid() {
        return authority.fingerprint();
    }

    @Override
    public boolean isMember(NodeId node) {
        return !loop.snapshot().forgotten().contains(node);
    }

    @Override
    public boolean mayAsk(InetAddress from) {
        return turnstile.pass(from);
    }

    @Override
    public Admission byCode(Applicant applicant, byte[] secret, InetAddress from) {
        Digest code = Digest.of(secret);
        Optional<String> wrongPlace = loop.ask(
                        machine -> machine.view().members().code(code))
                .join()
                .map(Members.Code::invite)
                .flatMap(Invite::subnet)
                .filter(subnet -> !Subnet.parse(subnet).has(from));
        if (wrongPlace.isPresent()) {
            LOG.warn(
                    "A machine came with a code from {}, which is not in {}.",
                    LocalAddresses.text(from),
                    wrongPlace.get());
            return denied(
                    "The code is only for machines in " + wrongPlace.get() + ", and this one has the address "
                            + LocalAddresses.text(from) + ".",
                    "Ask for a code for any network: dsg invite");
        }
        return admit(applicant, Optional.of(code), from);
    }

    private Admission admit(Applicant applicant, Optional<Digest> code, InetAddress from) {
        Answer answer = loop.tell(new GridCommand.Admit(applicant.id(), applicant.name(), applicant.keyDigest(), code))
                .join();
        return switch (answer) {
            case Answer.Admitted(String name) -> {
                LOG.info(
                        "{} ({}) was let in from {} {}.",
                        name,
                        applicant.id(),
                        LocalAddresses.text(from),
                        code.isPresent() ? "by a code" : "by a person's word");
                yield granted(applicant.id(), applicant.key(), name);
            }
            case Answer.Refused(var _, Refusal refusal) -> {
                LOG.warn("A machine at {} was not let in: {}", LocalAddresses.text(from), refusal.why());
                yield new Admission.Denied(refusal);
            }
            case Answer.Ok(), Answer.Accepted(var _) ->
                throw new IllegalStateException("A machine asked to come in, and the answer is " + answer);
        };
    }

    private Admission granted(NodeId node, PublicKey key, String name) {
        X509Certificate certificate = authority.certifyNode(node, key, clock.instant());
        return new Admission.Granted(new Membership(certificate, authority.certificate(), gridName, name));
    }

    private static Admission denied(String why, String mend) {
        return new Admission.Denied(new Refusal("This machine was not let in.", why, mend));
    }

    @Override
    public CompletableFuture<Admission> byWords(Applicant applicant, List<String> words, InetAddress from) {
        CompletableFuture<Admission> answer = new CompletableFuture<>();
        synchronized (pending) {
            forgetOldOnes();
            long ofThisOne = pending.values().stream()
                    .filter(other -> other.from().equals(from))
                    .count();
            if (pending.size() >= PENDING_MAX || ofThisOne >= PENDING_OF_ONE_MAX) {
                answer.complete(denied(
                        "Too many machines wait to be approved already.",
                        "Approve or reject them on the first machine: dsg node list --pending"));
                return answer;
            }
            String name = freeName(applicant.name());
            Pending asks = new Pending(name, applicant, words, from, clock.instant(), answer);
            pending.put(name, asks);
            var _ = answer.whenComplete((_, _) -> noLongerPending(asks));
            LOG.info("{} at {} asks to come in.", name, LocalAddresses.text(from));
        }
        return answer;
    }

    private void noLongerPending(Pending asks) {
        synchronized (pending) {
            pending.remove(asks.name(), asks);
        }
    }

    private void forgetOldOnes() {
        Instant oldest = clock.instant().minus(ASKS_FOR);
        List.copyOf(pending.values()).stream()
                .filter(asks -> asks.since().isBefore(oldest))
                .forEach(asks -> asks.answer()
                        .complete(denied(
                                "Nobody has approved it within " + ASKS_FOR.toMinutes() + " minutes.",
                                "Ask again: dsg join")));
    }

    private String freeName(String wanted) {
        GridSnapshot snapshot = loop.snapshot();
        String name = wanted;
        for (int number = 2; pending.containsKey(name) || isTaken(snapshot, name); number++) {
            name = wanted + "-" + number;
        }
        return name;
    }

    private static boolean isTaken(GridSnapshot snapshot, String name) {
        return snapshot.nodes().stream().anyMatch(node -> node.facts().name().equals(name));
    }

    /// The machines that wait for a person's word.
    List<Pending> pending() {
        synchronized (pending) {
            forgetOldOnes();
            return List.copyOf(pending.values());
        }
    }

    /// A person has compared the words and lets this machine in.
    ///
    /// @return whether it was let in, or why not; nothing if no machine of this name asks
    Optional<Admission> approve(String name) {
        return asking(name).map(asks -> {
            Admission admission = admit(asks.applicant(), Optional.empty(), asks.from());
            asks.answer().complete(admission);
            return admission;
        });
    }

    /// A person does not let this machine in; whether one of this name asked.
    boolean reject(String name) {
        Optional<Pending> asks = asking(name);
        asks.ifPresent(machine -> machine.answer()
                .complete(denied("Somebody on the first machine has said no.", "Ask him why, then try again.")));
        return asks.isPresent();
    }

    private Optional<Pending> asking(String name) {
        synchronized (pending) {
            return Optional.ofNullable(pending.get(name));
        }
    }

    @Override
    public Admission readmit(X509Certificate expired, InetAddress from) {
        try {
            expired.verify(authority.certificate().getPublicKey());
        } catch (GeneralSecurityException _) {
            return denied("Its certificate is not of this grid.", "Join anew: dsg leave, then dsg join");
        }
        Optional<NodeId> node = LinkServer.nodeOf(expired);
        if (node.isEmpty() || !isMember(node.get())) {
            return denied("It was removed from the grid.", "Join anew: dsg leave, then dsg join");
        }
        Instant end = expired.getNotAfter().toInstant();
        if (end.plus(LATE_MAX).isBefore(clock.instant())) {
            return denied(
                    "Its certificate has ended at " + end + ", more than " + LATE_MAX.toDays() + " days ago.",
                    "Join anew: dsg leave, then dsg join");
        }
        LOG.info(
                "Node {} comes back from {} with a certificate that had ended.", node.get(), LocalAddresses.text(from));
        return renew(node.get(), expired.getPublicKey());
    }

    @Override
    public void leave(NodeId node) {
        Answer answer = loop.tell(new GridCommand.ForgetNode(node)).join();
        LOG.info("Node {} leaves the grid: {}.", node, answer);
    }

    @Override
    public Admission renew(NodeId node, PublicKey key) {
        String name = loop.snapshot().nodes().stream()
                .filter(known -> known.id().equals(node))
                .map(known -> known.facts().name())
                .findFirst()
                .orElse("");
        return granted(node, key, name);
    }
}
