// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.model.Abilities;
import dsg.model.Artefact;
import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.AttemptStatus;
import dsg.model.Checkpoint;
import dsg.model.Checkpointing;
import dsg.model.Command;
import dsg.model.Digest;
import dsg.model.Hardware;
import dsg.model.Health;
import dsg.model.Input;
import dsg.model.Isolation;
import dsg.model.NodeFacts;
import dsg.model.NodeFigures;
import dsg.model.NodeId;
import dsg.model.Offer;
import dsg.model.Order;
import dsg.model.Output;
import dsg.model.Resources;
import dsg.model.Rest;
import dsg.model.Software;
import dsg.model.Template;
import dsg.model.TimeLimit;
import dsg.model.TypedTask;
import dsg.model.Usage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Both ends of a link, over real mutual TLS on loopback.
class LinkTest {

    private static final Checkpoint CHECKPOINT =
            new Checkpoint(3, List.of(new Checkpoint.Saved("c.pt", Artefact.of(new byte[] {5}))));
    private static final NodeId NODE = new NodeId("n-1");
    private static final AttemptId ATTEMPT = AttemptId.parse("2.simulate.17.a3");
    private static final Need NEED = new Need(ATTEMPT, Optional.empty());
    static final NodeHello HELLO = new NodeHello(
            new NodeFacts(
                    "den-pc",
                    new Resources(8000, 16384, 500),
                    Set.of("wired"),
                    Isolation.SANDBOX,
                    "Debian",
                    "amd64",
                    "EPYC",
                    "0.1.0",
                    Optional.of(new Software("Linux 6.1", "25.0.1", new TreeMap<>(Map.of("perl", "v5.36")))),
                    Optional.of(new Hardware(
                            new Hardware.Cores(
                                    OptionalInt.of(10),
                                    16,
                                    OptionalInt.of(12),
                                    OptionalInt.of(4),
                                    OptionalInt.of(5000)),
                            List.of(new Hardware.Disk("Samsung SSD 990", 1_907_729, "ssd")),
                            Optional.of(new Hardware.Volume("ext4", 1_800_000)),
                            List.of(new Hardware.Gpu("NVIDIA", "NVIDIA T400", Optional.of(4096L), "550.54")),
                            Optional.of(Hardware.Power.MAINS),
                            Optional.of(new Hardware.Link(
                                    "eth0", OptionalInt.of(1000), false, Optional.of("52:54:00:12:34:56"))),
                            OptionalDouble.of(1.31))),
                    Optional.of(new Abilities(Set.of("run", "java", "lab@ab12"), List.of("memory: yes")))),
            Set.of(ATTEMPT));
    /// Of a machine of which little can be read.
    private static final Hardware PLAIN = new Hardware(
            new Hardware.Cores(OptionalInt.empty(), 2, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty()),
            List.of(),
            Optional.empty(),
            List.of(new Hardware.Gpu("0x1a03", "0x2000", Optional.empty(), "")),
            Optional.empty(),
            Optional.of(new Hardware.Link("wlan0", OptionalInt.empty(), true)),
            OptionalDouble.empty());
    private static final NodeFigures FIGURES = new NodeFigures(
            OptionalDouble.of(3.5),
            OptionalDouble.of(2),
            OptionalLong.of(900),
            OptionalLong.of(0),
            OptionalDouble.of(-3),
            OptionalInt.of(0));
    private static final NodeFigures NOTHING_READ = new NodeFigures(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalInt.empty());

    @TempDir
    Path folder;

    private final FakeCoordinator coordinator = new FakeCoordinator();
    private final FakeNode node = new FakeNode();
    private FakeGate gate;
    private CertificateAuthority authority;
    private LinkServer server;

    @BeforeEach
    void open() throws IOException {
        authority = CertificateAuthority.openOrCreate(folder.resolve("ca"), Instant.now());
        gate = new FakeGate(authority);
        server = serve(authority.issueCoordinator(folder.resolve("coordinator"), Instant.now()));
    }

    private LinkServer serve(Identity identity) throws IOException {
        return new LinkServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                identity,
                coordinator,
                gate,
                new NoChunks(),
                new NoRelays());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private LinkClient dial(LinkServer where, Identity identity) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), where.port());
        return new LinkClient(address, identity, HELLO, Bandwidth.UNLIMITED, node);
    }

    private LinkClient dial() {
        return dial(server, authority.issueNode(folder.resolve("node"), NODE, Instant.now()));
    }

    @Test
    void aNodeIsKnownByItsCertificateAndWhatItSaysArrivesAsItWasSaid() throws InterruptedException {
        try (LinkClient link = dial()) {
            assertThat(node.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("welcome");
            assertThat(coordinator.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(List.of(NODE, HELLO));
            Software software = HELLO.facts().software().orElseThrow();
            link.survey(software);
            assertThat(coordinator.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(software);
            NodeFacts changed = HELLO.facts().tagged(Set.of("wired", "new"));
            link.changed(changed);
            assertThat(coordinator.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(changed);
            link.changed(HELLO.facts().with(PLAIN));
            assertThat(coordinator.heard.poll(10, TimeUnit.SECONDS))
                    .isEqualTo(HELLO.facts().with(PLAIN));
            Offer less = new Offer(
                    Optional.of(new Rest(Rest.Kind.IN_USE, "somebody uses it")),
                    Optional.of(new Resources(2000, 4096, 10)),
                    Set.of("ana"));
            for (Offer offer : List.of(less, Offer.ALL)) {
                link.offer(offer);
                assertThat(coordinator.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(offer);
            }
            for (NodeFigures told : List.of(FIGURES, NOTHING_READ)) {
                link.figures(told);
                assertThat(coordinator.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(told);
            }
        }
        assertThat(coordinator.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
    }

    @Test
    void ordersGoDownAndReportsComeUpUnchanged() throws InterruptedException {
        Order order = new Order(
                        ATTEMPT,
                        List.of("/bin/sh", "-c", "echo 'it''s' \u00e9"),
                        Optional.of(new TypedTask(
                                "container",
                                "ab12",
                                new TreeMap<>(Map.of("container", List.of("lab.tar"), "args", List.of("1", "2"))))),
                        Map.of("A", "b c"),
                        List.of(
                                new Input.Local(
                                        "x", "d/x", List.of(new Input.LocalFile("d/x", Artefact.of(new byte[] {1})))),
                                new Input.From("runs", "simulate", "run", Input.Gather.JSONL, "runs.jsonl")),
                        List.of(new Output("run", "run.json", false, "")),
                        new Resources(500, 300, 20),
                        new TimeLimit.AtMost(Duration.ofMinutes(2)),
                        new Health(
                                Optional.of(new Health.Probe(
                                        new Command.Program(List.of(Template.of("test"), Template.of("{{ x }}"))),
                                        Duration.ofSeconds(30),
                                        3)),
                                Optional.of(new Health.Quiet(Duration.ofMinutes(1), true))),
                        true)
                .keeping(Optional.of(new Checkpointing(List.of("c.pt"), Duration.ofMinutes(10))), CHECKPOINT.files());
        byte[] small = "42\n".getBytes(StandardCharsets.UTF_8);
        AttemptReport report = new AttemptReport(
                new AttemptEnd.TimedOut(Duration.ofMinutes(2)),
                new Usage(Duration.ofMillis(1500), Duration.ofNanos(1_234_000), 4096),
                List.of(new AttemptReport.Produced("run", Artefact.of(small))),
                Artefact.EMPTY,
                Artefact.of(new byte[] {9}),
                7_000_000_000L);
        try (LinkClient link = dial()) {
            assertThat(node.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("welcome");
            coordinator.heard.poll(10, TimeUnit.SECONDS);
            coordinator.link.push(new NodeLink.Push(List.of(order), List.of(ATTEMPT), List.of(), List.of(), List.of()));
            assertThat(node.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(List.of("stop", ATTEMPT));
            assertThat(node.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(order);
            link.report(List.of(new Delivery(
                    ATTEMPT, report, Map.of(Artefact.of(small).digest(), small), Optional.of(CHECKPOINT))));
            Delivery arrived = (Delivery) coordinator.heard.poll(10, TimeUnit.SECONDS);
            assertThat(arrived.report()).isEqualTo(report);
            assertThat(arrived.checkpoint()).contains(CHECKPOINT);
            link.saved(ATTEMPT, CHECKPOINT);
            assertThat(coordinator.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(CHECKPOINT);
            AttemptStatus status = new AttemptStatus(
                    ATTEMPT, OptionalDouble.of(0.62), "fitting", Map.of("loss", 0.31), Duration.ofSeconds(3), true);
            node.signsOfLife.clear();
            link.beat(List.of(status));
            assertThat(coordinator.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(List.of(status));
            assertThat(node.signsOfLife.poll(10, TimeUnit.SECONDS)).as("answer").isNotNull();
            assertThat(arrived.contents().get(Digest.of(small))).isEqualTo(small);
        }
    }

    @Test
    void aLargeArtefactIsHandedOverAndFetchedWhole() throws IOException {
        byte[] large = new byte[3_000_001];
        new Random(7).nextBytes(large);
        Path file = Files.write(folder.resolve("large"), large);
        try (LinkClient link = dial()) {
            link.keep(Digest.of(large), file);
            assertThat(coordinator.kept).containsOnlyKeys(Digest.of(large));
            Path fetched = folder.resolve("fetched");
            link.fetch(NEED, Digest.of(large), fetched);
            assertThat(fetched).hasBinaryContent(large);
        }
    }

    @Test
    void whatThereIsNoRoomForIsToldAsSuchAndTakenLater() throws IOException {
        byte[] large = new byte[3_000_001];
        Path file = Files.write(folder.resolve("large"), large);
        try (LinkClient link = dial()) {
            coordinator.hasRoom = false;
            assertThatThrownBy(() -> link.keep(Digest.of(large), file)).isInstanceOf(NoRoomException.class);
            coordinator.hasRoom = true;
            link.keep(Digest.of(large), file);
            assertThat(coordinator.kept).containsOnlyKeys(Digest.of(large));
        }
    }

    @Test
    void whatIsNotWhatItsNameSaysIsNotTaken() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "truth");
        try (LinkClient link = dial()) {
            assertThatThrownBy(() -> link.keep(Digest.of("lie"), file)).isInstanceOf(IOException.class);
            coordinator.kept.put(Digest.of("lie"), "truth".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> link.fetch(NEED, Digest.of("lie"), folder.resolve("fetched")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void aThousandItemsAreGatheredInOrder() throws IOException {
        List<Gathered> gathered = new ArrayList<>();
        try (LinkClient link = dial()) {
            link.gather(ATTEMPT, "runs", gathered::add);
        }
        assertThat(gathered).hasSize(1000).isEqualTo(coordinator.items);
    }

    @Test
    void aNodeOfAnotherGridIsNotLetIn() throws InterruptedException {
        CertificateAuthority other = CertificateAuthority.openOrCreate(folder.resolve("other"), Instant.now());
        // It trusts this grid's coordinator, but its own certificate is another authority's.
        Identity stranger = other.issueNode(folder.resolve("stranger"), NODE, Instant.now());
        copy(folder.resolve("ca/cert.pem"), stranger.authority());
        try (LinkClient _ = dial(server, stranger)) {
            assertThat(node.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
        }
        assertThat(coordinator.heard).isEmpty();
    }

    @Test
    void aNodeDoesNotTalkToTheCoordinatorOfAnotherGrid() throws IOException, InterruptedException {
        CertificateAuthority other = CertificateAuthority.openOrCreate(folder.resolve("other"), Instant.now());
        try (LinkServer _ = server;
                LinkServer false1 = serve(other.issueCoordinator(folder.resolve("false"), Instant.now()));
                LinkClient _ = dial(false1, authority.issueNode(folder.resolve("node"), NODE, Instant.now()))) {
            assertThat(node.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
        }
        assertThat(coordinator.heard).isEmpty();
    }

    @Test
    void aNodeThatWasRemovedIsToldSoAndGetsNoFurther() throws InterruptedException {
        gate.removed.add(NODE);
        try (LinkClient _ = dial()) {
            assertThat(node.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("removed");
            assertThat(node.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
        }
        assertThat(coordinator.heard).isEmpty();
    }

    @Test
    void aCertificateIsRenewedOverTheOpenLink() throws IOException {
        try (LinkClient link = dial()) {
            assertThat(link.renew()).isInstanceOf(Admission.Granted.class);
        }
        Identity refused = authority.issueNode(folder.resolve("nine"), new NodeId("n-9"), Instant.now());
        try (LinkClient link = dial(server, refused)) {
            assertThat(link.renew()).isInstanceOf(Admission.Denied.class);
        }
    }

    @Test
    void aCoordinatorWithARenewedCertificateIsStillKnown() throws InterruptedException {
        Identity own = new Identity(folder.resolve("coordinator"));
        server.renew(authority.renew(own, Instant.now()));
        try (LinkClient _ = dial()) {
            assertThat(node.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("welcome");
        }
    }

    @Test
    void aMemberOfTheGridCannotPassForItsCoordinator() throws IOException, InterruptedException {
        Identity member = authority.issueNode(folder.resolve("member"), new NodeId("n-2"), Instant.now());
        try (LinkServer impostor = serve(member);
                LinkClient _ = dial(impostor, authority.issueNode(folder.resolve("node"), NODE, Instant.now()))) {
            assertThat(node.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
        }
        assertThat(coordinator.heard).isEmpty();
    }

    @Test
    void theKeysCanBeReadByTheirOwnerOnly() throws IOException {
        Identity identity = authority.issueNode(folder.resolve("node"), NODE, Instant.now());
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(identity.key())))
                .isEqualTo("rw-------");
    }

    private static void copy(Path from, Path to) {
        try {
            Files.delete(to);
            Files.copy(from, to);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
