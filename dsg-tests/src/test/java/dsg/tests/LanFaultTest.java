// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A job runs over three hosts while the network or a host fails in every way it can: it comes to the same answer,
/// nothing is lost, nothing is counted twice, and no process is left.
@Timeout(300)
class LanFaultTest {

    private static final int NUMBERS = Machine.ALL ? 200 : 60;
    private static final Duration SOON = Duration.ofSeconds(10);

    private static LanGrid grid;
    private static Lan lan;
    private static LanHost attic; // the coordinator's
    private static LanHost cellar;
    private static LanHost den;
    private long begun;

    @BeforeAll
    static void aGridOfThreeHosts() {
        grid = LanGrid.of("attic", "cellar", "den");
        lan = grid.lan();
        attic = grid.host("attic");
        cellar = grid.host("cellar");
        den = grid.host("den");
    }

    @AfterAll
    static void gone() {
        if (grid != null) {
            grid.close();
        }
    }

    @BeforeEach
    void clock() {
        begun = System.nanoTime();
    }

    @AfterEach
    void healed() {
        List.of(attic, cellar, den).forEach(lan::heal);
        grid.awaitReady();
    }

    /// Hands in the job, and waits until a quarter of it is done.
    private static GridJob underWay() {
        GridJob job = grid.squares(NUMBERS, 3);
        grid.awaitDone(job, NUMBERS / 4);
        return job;
    }

    /// Demands the answer and what else must hold; how many attempts were lost.
    private long expectAnswer(GridJob job, String what) {
        long lost = grid.expectAnswer(job, NUMBERS);
        grid.expectNoOrphans(SOON);
        System.out.printf("%-40s %5.1f s, attempts lost: %d%n", what, (System.nanoTime() - begun) / 1e9, lost);
        return lost;
    }

    /// What it had done meanwhile comes late, and counts no more.
    @Test
    @OnlyInTheLongForm
    void aHostIsCutOffAndComesBack() {
        GridJob job = underWay();
        lan.cut(cellar);
        grid.awaitLost(job);
        lan.heal(cellar);
        assertThat(expectAnswer(job, "a cable out and in again")).isPositive();
    }

    @Test
    void aHostIsCutOffForGood() {
        Machine.onlyInTheLongForm();
        GridJob job = underWay();
        lan.cut(cellar);
        assertThat(expectAnswer(job, "a cable out")).isPositive();
    }

    /// Longer than its lease, so that it must end by itself what the grid has given to others.
    @Test
    void aHostThatIsCutOffEndsWhatItRuns() {
        Machine.onlyInTheLongForm();
        GridJob job = grid.squares(12, "[ $DSG_ATTEMPT != 1 ] || sleep 120.%s");
        await().atMost(SOON)
                .until(() -> job.show().path("tasks").path("running").asInt() == 12);
        lan.cut(cellar);
        lan.cut(den);
        grid.awaitState(cellar, "away");
        grid.awaitState(den, "away");
        job.cancel();
        grid.expectNoOrphans(Duration.ofSeconds(90));
    }

    @Test
    void whatAHostSendsIsLostOnTheWay() {
        Machine.onlyInTheLongForm();
        GridJob job = underWay();
        lan.cutOneWay(cellar, attic);
        grid.awaitLost(job);
        lan.heal(cellar);
        expectAnswer(job, "a one-way cut, from the node");
    }

    @Test
    void whatIsSentToAHostIsLostOnTheWay() {
        Machine.onlyInTheLongForm();
        GridJob job = underWay();
        lan.cutOneWay(attic, cellar);
        grid.awaitLost(job);
        lan.heal(cellar);
        expectAnswer(job, "a one-way cut, to the node");
    }

    /// A cable that comes and goes each second costs no storm of attempts.
    @Test
    void aCableIsLoose() throws InterruptedException {
        Machine.onlyInTheLongForm();
        GridJob job = underWay();
        for (int i = 0; i < 8; i++) {
            lan.cut(cellar);
            Thread.sleep(1_000);
            lan.heal(cellar);
            Thread.sleep(1_000);
        }
        assertThat(expectAnswer(job, "a loose cable")).isLessThan(NUMBERS);
    }

    @Test
    void aTwentiethOfAllPacketsIsLost() {
        Machine.onlyInTheLongForm();
        lan.lose(cellar, 5);
        assertThat(expectAnswer(grid.squares(NUMBERS, 3), "a loss of 5 %")).isZero();
    }

    @Test
    void aFifthOfAllPacketsIsLost() {
        Machine.onlyInTheLongForm();
        lan.lose(cellar, 20);
        expectAnswer(grid.squares(NUMBERS, 3), "a loss of 20 %");
    }

    /// Large inputs go to a node over a slow cable, and its beats get through all the same.
    @Test
    void aCableIsSlow() {
        Machine.onlyInTheLongForm();
        lan.slow(cellar, "2mbit");
        lan.slow(den, "2mbit");
        attic.grid().file("large.bin", new byte[2_000_000]);
        GridJob job = attic.grid().submitFile("""
                dsg: 1
                name: large-input
                in: [large.bin]
                sweep: {grid: {n: {range: "1..12"}}}
                run: wc -c < large.bin; sleep 3
                """);
        job.expect("done");
        JournalReader journal = JournalReader.of(attic.grid());
        journal.expectEachDecidedOnce(job.id(), 12);
        assertThat(journal.lost(job.id())).isZero();
        assertThat(expectAnswer(grid.squares(NUMBERS, 3), "a cable of 2 Mbit/s"))
                .isZero();
    }

    @Test
    void aNodeHangsAndWakesWhenItsTasksAreGivenToOthers() {
        Machine.onlyInTheLongForm();
        GridJob job = underWay();
        lan.stop(cellar, TestGrid.NODE);
        grid.awaitLost(job);
        lan.go(cellar, TestGrid.NODE);
        expectAnswer(job, "a node that hangs and wakes");
    }

    @Test
    void aNodeIsKilledAndStartedAgain() {
        Machine.onlyInTheLongForm(); // the short form has it on one machine, in KillTest
        GridJob job = underWay();
        lan.kill(cellar, TestGrid.NODE);
        grid.awaitState(cellar, "away");
        cellar.dsg("join", "--yes").expect(0);
        expectAnswer(job, "kill -9 of a node");
    }

    @Test
    void theCoordinatorIsKilledAndStartedAgain() {
        GridJob job = underWay();
        lan.kill(attic, TestGrid.COORDINATOR);
        attic.dsg("up").expect(0);
        expectAnswer(job, "kill -9 of the coordinator");
    }

    /// The README's example over three hosts, while each of them is killed in turn.
    @Test
    @Timeout(600)
    void theMergerIsFoundThoughEachPartyIsKilled() {
        Machine.onlyInTheLongForm();
        byte[] undisturbed = Gw150914.undisturbed().peak();
        begun = System.nanoTime();
        String id = attic.dsg("submit", "-q", Gw150914.JOB.toString()).expect(0).out();
        GridJob job = new GridJob(attic.grid(), Long.parseLong(id.strip()));
        grid.awaitDone(job, 2);
        lan.kill(den, TestGrid.NODE);
        grid.awaitDone(job, 5);
        lan.kill(attic, TestGrid.COORDINATOR);
        attic.dsg("up").expect(0);
        den.dsg("join", "--yes").expect(0);
        grid.awaitDone(job, 9);
        lan.kill(attic, TestGrid.NODE);
        attic.dsg("up").expect(0);
        grid.awaitDone(job, 13);
        lan.kill(cellar, TestGrid.NODE);
        cellar.dsg("join", "--yes").expect(0);
        job.awaitEnd(Duration.ofMinutes(5));
        job.expect("done");
        attic.dsg("get", Long.toString(job.id()), "--out", "merger").expect(0);

        assertThat(attic.grid().folder().resolve("merger/combine/peak.json")).hasBinaryContent(undisturbed);
        JournalReader journal = JournalReader.of(attic.grid());
        journal.expectEachDecidedOnce(job.id(), Gw150914.TASKS);
        System.out.printf(
                "%-40s %5.1f s, attempts lost: %d%n",
                "kill -9 of everybody, the merger", (System.nanoTime() - begun) / 1e9, journal.lost(job.id()));
    }

    private static long links(LanHost host) {
        return host.grid()
                .log(TestGrid.NODE)
                .lines()
                .filter(line -> line.contains("Connected as"))
                .count();
    }

    /// Waits until the host's node has opened another link than it had, and prints how long that took.
    private static void awaitAnotherLink(LanHost host, long links) {
        long since = System.nanoTime();
        await("another link of " + host)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> links(host) > links);
        System.out.printf("%-40s %5.1f s%n", "  another link after", (System.nanoTime() - since) / 1e9);
    }

    @Test
    void aNodeGetsAnotherAddress() {
        Machine.onlyInTheLongForm();
        GridJob job = underWay();
        long links = links(cellar);
        lan.address(cellar, "10.77.1.52");
        awaitAnotherLink(cellar, links);
        expectAnswer(job, "another address for a node");
    }

    @Test
    @OnlyInTheLongForm
    void theCoordinatorGetsAnotherAddress() {
        GridJob job = underWay();
        long links = links(cellar);
        lan.address(attic, "10.77.1.51");
        awaitAnotherLink(cellar, links);
        expectAnswer(job, "another address for the coordinator");
        grid.awaitReady();
    }
}
