// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dsg.model.Digest;
import dsg.wire.Announcer;
import dsg.wire.Finder;
import dsg.wire.FoundGrid;
import dsg.wire.LocalAddresses;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Machines join a grid on a LAN, by a code or by three words, and nobody else does.
@Timeout(120)
class JoinTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static Lan lan;
    private static LanHost attic; // the grid's
    private static LanHost cellar;
    private static LanHost den;

    @BeforeAll
    static void aGridAndTwoHostsThatAreInNone() {
        lan = Lan.of("attic", "cellar", "den");
        attic = lan.host("attic");
        cellar = lan.host("cellar");
        den = lan.host("den");
        attic.dsg("up").expect(0);
    }

    @AfterAll
    static void gone() {
        if (lan != null) {
            lan.close();
        }
    }

    @AfterEach
    void asBefore() {
        for (LanHost host : List.of(cellar, den)) {
            lan.heal(host);
            if (Files.exists(host.grid().home().resolve("joined/grid.json"))) {
                host.dsg("leave").expect(0);
            }
            if (host.grid().pid(TestGrid.COORDINATOR).isPresent()) {
                host.dsg("down").expect(0);
            }
        }
        lan.heal(attic);
    }

    /// A code that `dsg invite` with these options makes, and where to type it.
    private record Invite(String address, String code) {

        static Invite of(LanHost host, String... options) {
            List<String> words = new java.util.ArrayList<>(List.of("invite", "--json"));
            words.addAll(List.of(options));
            JsonNode made = host.dsg(words.toArray(String[]::new)).expect(0).json();
            return new Invite(made.path("address").asString(), made.path("code").asString());
        }

        Command typedOn(LanHost host) {
            return host.grid().type("join", address, "--code", code, "--yes");
        }

        Finished usedBy(LanHost host) {
            return typedOn(host).awaitEnd(Duration.ofMinutes(1));
        }
    }

    private static JsonNode pending() {
        return attic.dsg("node", "list", "--pending", "--json").expect(0).json().path("joins");
    }

    /// Waits until so many hosts ask to join; the first of them.
    private static JsonNode awaitAsking(int many) {
        await("somebody who asks").atMost(SOON).until(() -> pending().size() == many);
        return pending().path(0);
    }

    private static void expectNodes(String... names) {
        await("the nodes " + List.of(names))
                .atMost(SOON)
                .untilAsserted(() -> assertThat(LanGrid.states(attic).keySet()).containsExactlyInAnyOrder(names));
    }

    @Test
    void aCodeLetsInOneHostOnceAndNothingSecretIsOnTheWire() {
        Invite invite = Invite.of(attic);
        assertThat(invite.address()).isEqualTo("10.77.1.1:7301");
        try (Capture capture = lan.tcpdump()) {
            assertThat(invite.usedBy(cellar).expect(0).out()).contains("attic's grid", "cellar");
            expectNodes("attic", "cellar");
            attic.grid().file("small.txt", "a canary of a small input");
            attic.grid().file("large.txt", "a canary of a large input\n".repeat(200_000)); // moves in chunks
            GridJob job = attic.grid().submitFile("""
                    dsg: 1
                    name: canary
                    sweep: {grid: {n: {range: "1..8"}}}
                    in: [small.txt, large.txt]
                    resources: {cpu: 0.5}
                    run: echo a canary of a task; cat large.txt small.txt > out.txt
                    out: {copy: out.txt}
                    """);
            job.expect("done");
            lan.host("den").run("ping", "-c1", "-p", "646573657274656420636972637573", "10.77.1.1");
            capture.expect("deserted circus"); // so it does see what is not encrypted
            capture.expectNot("a canary of a task");
            capture.expectNot("a canary of a small input");
            capture.expectNot("a canary of a large input");
            capture.expectNot(invite.code());
        }
        Finished used = invite.usedBy(den).expect(6);
        assertThat(used.err()).contains("dsg invite");
        expectNodes("attic", "cellar");
    }

    @Test
    void aWrongAndAnExpiredCodeLetNobodyIn() throws InterruptedException {
        Invite invite = Invite.of(attic, "--for", "1s");
        Thread.sleep(1_500);
        assertThat(invite.usedBy(cellar).expect(6).err()).contains("dsg invite");
        char last = invite.code().charAt(invite.code().length() - 1);
        String wrong = invite.code().substring(0, invite.code().length() - 1) + (last == 'A' ? 'B' : 'A');
        Finished refused = new Invite(invite.address(), wrong).usedBy(den);
        // Not read at all, of no grid here, or refused by the right one: which, depends on the letter.
        assertThat(refused.status()).isIn(2, 5, 6);
        assertThat(refused.err()).contains("dsg invite");
        assertThat(pending()).isEmpty();
    }

    @Test
    void threeWordsOnBothSidesAndAPersonsYesLetAHostIn() {
        Command asking = cellar.grid().type("join", "--yes");
        JsonNode asks = awaitAsking(1);
        assertThat(asks.path("name").asString()).isEqualTo("cellar");
        assertThat(asks.path("from").asString()).isEqualTo("10.77.1.2");
        String words = String.join(
                " ", asks.path("words").valueStream().map(JsonNode::asString).toList());
        assertThat(asking.out()).contains(words);
        assertThat(words.split(" ")).hasSize(3);

        Command other = den.grid().type("join", "--yes");
        awaitAsking(2);
        attic.dsg("node", "reject", "den").expect(0);
        assertThat(other.awaitEnd(SOON).expect(6).err()).contains("said no");
        assertThat(attic.dsg("node", "approve", "cellar").expect(0).out()).contains("cellar joined.");
        asking.awaitEnd(SOON).expect(0);
        expectNodes("attic", "cellar");
    }

    /// As a cable is pulled while the machine's interfaces are gone through.
    @Test
    void anInterfaceThatHasJustGoneLeadsNowhereAndHindersNothing() {
        cellar.run("ip", "link", "add", "gone0", "type", "veth", "peer", "name", "gone1");
        cellar.run("ip", "addr", "add", "10.78.0.1/24", "dev", "gone0");
        cellar.run("ip", "link", "set", "gone1", "up");
        cellar.run("ip", "link", "set", "gone0", "up");
        NetworkInterface card = cellar.network().inside(() -> NetworkInterface.getByName("gone0"));
        assertThat(cellar.network().inside(() -> LocalAddresses.leadsOut(card))).isTrue();
        cellar.run("ip", "link", "del", "gone0");

        assertThat(cellar.network().inside(() -> LocalAddresses.leadsOut(card))).isFalse();
    }

    @Test
    @OnlyInTheLongForm
    void whereMulticastIsBlockedAnAddressAndACodeDo() {
        lan.blockMulticast(cellar);
        Finished lost = cellar.dsg("join", "--yes").expect(4);
        assertThat(lost.err()).contains("No grid found", "dsg invite", "--code");
        Invite.of(attic).usedBy(cellar).expect(0);
        expectNodes("attic", "cellar");
    }

    @Test
    void twoHostsOfOneNameAreTwoNodes() {
        Machine.onlyInTheLongForm();
        lan.rename(den, "cellar");
        try {
            Invite invite = Invite.of(attic, "--uses", "2", "--for", "1h");
            invite.usedBy(cellar).expect(0);
            assertThat(invite.usedBy(den).expect(0).out()).contains("cellar-2");
            expectNodes("attic", "cellar", "cellar-2");
        } finally {
            lan.rename(den, "den");
        }
    }

    @Test
    void ofTwoGridsOnOneLanTheNamedOneIsJoinedAndACodeFitsOnlyItsOwn() {
        Machine.onlyInTheLongForm();
        cellar.dsg("up").expect(0);
        found("cellar's grid"); // it takes seconds until it is announced
        assertThat(den.dsg("join", "--yes").expect(2).err())
                .contains("Which grid", "attic's grid", "cellar's grid", "--grid");
        Invite invite = Invite.of(attic);
        assertThat(new Invite("10.77.1.2:7301", invite.code())
                        .usedBy(den)
                        .expect(5)
                        .err())
                .contains("not the grid");
        invite.usedBy(den).expect(0);
        expectNodes("attic", "den");
        assertThat(LanGrid.states(cellar).keySet()).containsExactly("cellar");
    }

    /// It answers at a real port with a real certificate, of another grid, and says on the network that it is this one.
    @Test
    void aFalseCoordinatorIsNotBelieved() {
        Machine.onlyInTheLongForm();
        den.dsg("up").expect(0);
        FoundGrid real = found("attic's grid");
        try (Announcer _ =
                den.network().inside(() -> new Announcer(real.name(), new Digest(real.id()), real.version(), 7301))) {
            Invite invite = Invite.of(attic);
            assertThat(new Invite("10.77.1.3:7301", invite.code())
                            .usedBy(cellar)
                            .expect(5)
                            .err())
                    .contains("not the grid");
            invite.usedBy(cellar).expect(0);
            lan.cut(attic);
            expectStates(Map.of("attic", "ready", "cellar", "away"));
            lan.heal(attic);
            expectStates(Map.of("attic", "ready", "cellar", "ready"));
        }
        assertThat(LanGrid.states(den).keySet()).containsExactly("den");
    }

    /// It answers before anybody is asked and a hundred times a second, in the grid's own name: who has a
    /// code finds the grid all the same, and so does a node that was cut off.
    @Test
    void aFalseCoordinatorThatCriesWithoutEndStopsNobody() {
        Machine.onlyInTheLongForm();
        den.dsg("up").expect(0);
        FoundGrid real = found("attic's grid");
        try (FalseAnnouncements _ = new FalseAnnouncements(den, real, 7301)) {
            cellar.dsg("join", "--yes", "--code", Invite.of(attic).code()).expect(0);
            expectStates(Map.of("attic", "ready", "cellar", "ready"));
            lan.cut(attic);
            expectStates(Map.of("attic", "ready", "cellar", "away"));
            lan.heal(attic);
            expectStates(Map.of("attic", "ready", "cellar", "ready"));
        }
        assertThat(LanGrid.states(den).keySet()).containsExactly("den");
    }

    /// The grid of this name, once the cellar hears of it.
    private static FoundGrid found(String name) {
        Predicate<FoundGrid> wanted = grid -> grid.name().equals(name);
        return cellar.network().inside(() -> {
            try (Finder finder = new Finder(_ -> true)) {
                return finder.await(wanted, SOON, Duration.ofMillis(100)).stream()
                        .filter(wanted)
                        .findFirst()
                        .orElseThrow();
            }
        });
    }

    private static void expectStates(Map<String, String> states) {
        await("the nodes " + states)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(LanGrid.states(attic)).isEqualTo(states));
    }

    @Test
    void aHostWhoseClockIsAnHourOffJoinsAndWorks() {
        Machine.onlyInTheLongForm();
        try {
            lan.clock(cellar, "-1h");
            lan.clock(den, "+1h");
            Invite invite = Invite.of(attic, "--uses", "2", "--for", "1h");
            invite.usedBy(cellar).expect(0);
            invite.usedBy(den).expect(0);
            expectNodes("attic", "cellar", "den");
            GridJob job = attic.grid().submit("""
                    dsg: 1
                    name: clocks
                    sweep: {grid: {n: {range: "1..40"}}}
                    resources: {cpu: 0.5}
                    run: sleep 0.2
                    """);
            await().atMost(SOON)
                    .until(() -> job.show().path("tasks").path("done").asInt() >= 5);
            lan.clock(cellar, "+2d");
            lan.clock(den, "-2d");
            job.expect("done");
            JournalReader journal = JournalReader.of(attic.grid());
            journal.expectEachDecidedOnce(job.id(), 40);
            assertThat(journal.lost(job.id())).isZero();
        } finally {
            lan.clock(cellar, "right");
            lan.clock(den, "right");
        }
    }

    @Test
    void aHostThatLeavesOrIsForgottenIsNoNodeAnyMore() {
        Machine.onlyInTheLongForm();
        Invite invite = Invite.of(attic, "--uses", "2", "--for", "1h");
        invite.usedBy(cellar).expect(0);
        invite.usedBy(den).expect(0);
        cellar.dsg("leave").expect(0);
        expectNodes("attic", "den");
        attic.dsg("node", "forget", "den", "--yes").expect(0);
        expectNodes("attic");
        await("the end of a node that was removed")
                .atMost(SOON)
                .until(() -> Machine.processesWith("DSG_HOME", den.grid().home().toString())
                        .isEmpty());
    }
}
