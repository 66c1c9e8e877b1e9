// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.model.Digest;
import dsg.model.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a machine comes into a grid, over real TLS on loopback.
class GateTest {

    private static final KeyPair PAIR = CertificateAuthority.newKeyPair();
    private static final Applicant LAPTOP =
            new Applicant(PAIR.getPublic(), "laptop", "0.1.0", 8, 16_384, List.of("RTX 3060"));

    @TempDir
    Path folder;

    private CertificateAuthority authority;
    private FakeGate gate;
    private LinkServer server;

    @BeforeEach
    void open() throws IOException {
        authority = authority("ca");
        gate = new FakeGate(authority);
        server = serve(authority, gate);
    }

    private CertificateAuthority authority(String name) {
        return CertificateAuthority.openOrCreate(folder.resolve(name), Instant.now());
    }

    private LinkServer serve(CertificateAuthority of, GateHandler handler) throws IOException {
        Identity identity = of.issueCoordinator(
                Files.createTempDirectory(folder, "coordinator").resolve("keys"), Instant.now());
        return new LinkServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                identity,
                new NoLinks(),
                handler,
                new NoChunks(),
                new NoRelays());
    }

    private static InetSocketAddress address(LinkServer of) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), of.port());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aMachineWithACodeGetsACertificateForItsKey() throws IOException {
        JoinCode code = JoinCode.random(authority.fingerprint(), new SecureRandom());
        try (GateClient client = GateClient.of(address(server), code::isOf)) {
            Admission admission = client.byCode(LAPTOP, JoinCode.parse(code.text()));
            Membership membership = ((Admission.Granted) admission).membership();
            assertThat(membership.certificate().getPublicKey()).isEqualTo(PAIR.getPublic());
            assertThat(membership.authority()).isEqualTo(authority.certificate());
            assertThat(LinkServer.nodeOf(membership.certificate())).contains(LAPTOP.id());
        }
        assertThat(gate.heard.poll()).isEqualTo(LAPTOP);
        assertThat(gate.heard.poll()).isEqualTo(List.of(code.secretDigest(), InetAddress.getLoopbackAddress()));
    }

    @Test
    void aFalseCoordinatorIsToldNothing() throws IOException {
        CertificateAuthority other = authority("other");
        FakeGate falseGate = new FakeGate(other);
        JoinCode code = JoinCode.random(authority.fingerprint(), new SecureRandom());
        try (LinkServer falseServer = serve(other, falseGate);
                GateClient client = GateClient.of(address(falseServer), code::isOf)) {
            assertThatThrownBy(() -> client.byCode(LAPTOP, code)).isInstanceOf(GateClient.StrangerException.class);
        }
        assertThat(falseGate.heard).isEmpty();
    }

    @Test
    void aMemberOfTheGridCannotPassForItsCoordinator() throws IOException {
        Identity member = authority.issueNode(folder.resolve("member"), new NodeId("n-2"), Instant.now());
        JoinCode code = JoinCode.random(authority.fingerprint(), new SecureRandom());
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        FakeGate falseGate = new FakeGate(authority);
        try (LinkServer impostor =
                        new LinkServer(free, member, new NoLinks(), falseGate, new NoChunks(), new NoRelays());
                GateClient client = GateClient.of(address(impostor), code::isOf)) {
            assertThatThrownBy(() -> client.byCode(LAPTOP, code)).isInstanceOf(IOException.class);
        }
        assertThat(falseGate.heard).isEmpty();
    }

    @Test
    void bothSidesShowTheSameThreeWords() throws IOException, InterruptedException {
        gate.decision.complete(gate.granted(PAIR.getPublic(), "laptop"));
        List<String> shown = new ArrayList<>();
        try (GateClient client = GateClient.of(address(server), _ -> true)) {
            Admission admission = client.byWords(LAPTOP, (grid, words) -> {
                shown.add(grid);
                shown.addAll(words);
            });
            assertThat(admission).isInstanceOf(Admission.Granted.class);
        }
        assertThat(gate.heard.poll()).isEqualTo(LAPTOP);
        assertThat(gate.heard.poll()).isEqualTo(shown.subList(1, 4));
        assertThat(shown.getFirst()).isEqualTo("den-pc's grid");
    }

    @Test
    void whoeverStandsBetweenTheTwoIsSeenByTheWords() throws Exception {
        // A relay with keys of its own: it lets the machine ask it, and asks the true coordinator itself.
        CertificateAuthority relays = authority("relay");
        FakeGate relay = new FakeGate(relays);
        relay.decision.complete(relay.granted(PAIR.getPublic(), "laptop"));
        gate.decision.complete(gate.granted(PAIR.getPublic(), "laptop"));
        KeyPair own = CertificateAuthority.newKeyPair();
        List<String> atTheMachine = new ArrayList<>();
        try (LinkServer between = serve(relays, relay);
                GateClient fromMachine = GateClient.of(address(between), _ -> true);
                GateClient fromRelay = GateClient.of(address(server), _ -> true)) {
            fromMachine.byWords(LAPTOP, (_, words) -> atTheMachine.addAll(words));
            Applicant pretender = new Applicant(own.getPublic(), "laptop", "0.1.0", 8, 16_384, List.of());
            fromRelay.byWords(pretender, (_, _) -> {});
        }
        gate.heard.poll(10, TimeUnit.SECONDS);
        assertThat(gate.heard.poll(10, TimeUnit.SECONDS)).isNotEqualTo(atTheMachine);
    }

    @Test
    void theWordsDependOnBothNoncesAndBothKeys() {
        byte[] ca = {1};
        byte[] key = {2};
        byte[] one = new byte[ThreeWords.NONCE_BYTES];
        byte[] other = new byte[ThreeWords.NONCE_BYTES];
        other[0] = 1;
        Set<List<String>> all = Set.of(
                ThreeWords.of(ca, key, one, one),
                ThreeWords.of(ca, key, one, other),
                ThreeWords.of(ca, key, other, one),
                ThreeWords.of(key, key, one, one),
                ThreeWords.of(ca, ca, one, one));
        assertThat(all).hasSize(5).allSatisfy(words -> assertThat(words).hasSize(3));
        assertThat(ThreeWords.isCommittedTo(ThreeWords.commitment(one), one)).isTrue();
        assertThat(ThreeWords.isCommittedTo(ThreeWords.commitment(one), other)).isFalse();
        assertThat(ThreeWords.isCommittedTo(ThreeWords.commitment(new byte[1]), new byte[1]))
                .isFalse();
    }

    @Test
    void thereAre2048WordsThatCannotBeTakenForEachOther() {
        assertThat(ThreeWords.all()).hasSize(2048).doesNotHaveDuplicates().allMatch(word -> word.matches("[a-z]{4,8}"));
        assertThat(ThreeWords.all().stream().map(word -> word.substring(0, 4))).doesNotHaveDuplicates();
    }

    @Test
    void aCodeIsReadHoweverItIsTypedAndNoMistakeInOneLetterPasses() {
        JoinCode code = JoinCode.random(Digest.of("ca"), new SecureRandom());
        String text = code.text();
        assertThat(text).hasSize(52 + 12).matches("([0-9A-HJKMNP-TV-Z]{4}-){12}[0-9A-HJKMNP-TV-Z]{4}");
        assertThat(JoinCode.parse(text.toLowerCase(java.util.Locale.ROOT).replace("-", " "))
                        .secret())
                .isEqualTo(code.secret());
        assertThat(JoinCode.parse(text.replace('0', 'O').replace('1', 'l')).isOf(Digest.of("ca")))
                .isTrue();
        assertThat(code.isOf(Digest.of("another ca"))).isFalse();
        assertThat(code.toString()).doesNotContain(text);
        assertThatThrownBy(() -> JoinCode.parse(text.substring(1))).hasMessageContaining("13 groups");
        assertThatThrownBy(() -> JoinCode.parse("U" + text.substring(1))).hasMessageContaining("`U`");
        long noticed = text.chars().filter(digit -> digit != '-').count();
        long passed = 0;
        for (int place = 0; place < text.length(); place++) {
            if (text.charAt(place) != '-') {
                char wrong = text.charAt(place) == 'Z' ? '0' : 'Z';
                passed += isRead(text.substring(0, place) + wrong + text.substring(place + 1)) ? 1 : 0;
            }
        }
        // Four bits of check: one mistake in sixteen goes unnoticed here, and is refused by the grid.
        assertThat(passed).isLessThan(noticed / 3);
    }

    private static boolean isRead(String text) {
        try {
            JoinCode.parse(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    @Test
    void aCertificateIsDueWhenTwoThirdsOfItsLifeAreOver() {
        Identity identity = authority.issueNode(folder.resolve("node"), new NodeId("n-1"), Instant.now());
        Instant now = Instant.now();
        assertThat(identity.isDue(now.plus(Duration.ofDays(4)))).isFalse();
        assertThat(identity.isDue(now.plus(Duration.ofDays(5)))).isTrue();
        Digest key = Digest.of(identity.certificateShown().getPublicKey().getEncoded());
        authority.renew(identity, now.plus(Duration.ofDays(5)));
        assertThat(identity.isDue(now.plus(Duration.ofDays(6)))).isFalse();
        assertThat(Digest.of(identity.certificateShown().getPublicKey().getEncoded()))
                .isEqualTo(key);
    }

    @Test
    void aNodeWhoseCertificateHasEndedComesBackWithIt() throws IOException {
        CertificateAuthority brief =
                CertificateAuthority.openOrCreate(folder.resolve("ca"), Duration.ofMillis(1), Instant.now());
        Identity node = brief.issueNode(folder.resolve("node"), new NodeId("n-1"), Instant.now());
        try (GateClient client = GateClient.of(address(server), node.grid()::equals)) {
            Membership again = ((Admission.Granted) client.readmit(node.certificateShown())).membership();
            assertThat(again.certificate().getPublicKey())
                    .isEqualTo(node.certificateShown().getPublicKey());
        }
    }

    @Test
    void aClockThatIsWeeksOffIsNamedAsSuch() throws IOException {
        Instant later = Instant.now().plus(Duration.ofDays(20));
        Identity ahead = authority.issueCoordinator(folder.resolve("ahead"), later);
        JoinCode code = JoinCode.random(authority.fingerprint(), new SecureRandom());
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (LinkServer early = new LinkServer(free, ahead, new NoLinks(), gate, new NoChunks(), new NoRelays());
                GateClient client = GateClient.of(address(early), code::isOf)) {
            assertThatThrownBy(() -> client.byCode(LAPTOP, code))
                    .hasMessageContaining("one of the two clocks is wrong");
        }
        assertThat(gate.heard).isEmpty();
    }

    @Test
    void aNodeThatLeavesIsAMemberNoMore() throws IOException {
        Identity node = authority.issueNode(folder.resolve("node"), new NodeId("n-1"), Instant.now());
        GateClient.leave(address(server), node);
        assertThat(gate.removed).containsExactly(new NodeId("n-1"));
        assertThatThrownBy(() -> GateClient.leave(address(server), node)).hasMessageContaining("removed");
    }

    @Test
    void aMachineWithAnImpossibleNameOrKeyIsNotUnderstood() {
        for (String name : List.of("", "a b", "../x", "x".repeat(65), "\u001b[31m", "-x")) {
            assertThatThrownBy(() -> new Applicant(PAIR.getPublic(), name, "1", 1, 1, List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> GateMessages.publicKey(com.google.protobuf.ByteString.copyFromUtf8("no key")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
