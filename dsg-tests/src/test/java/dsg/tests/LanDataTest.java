// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Files between two hosts: tasks go to them, they go on where a cable broke, and they take no more of the network
/// than the owner allows.
@Timeout(300)
class LanDataTest {

    private static final long MIB = 1L << 20;

    private static LanGrid grid;
    private static LanHost attic; // the coordinator's
    private static LanHost cellar;

    @BeforeAll
    static void aGridOfTwoHosts() {
        grid = LanGrid.of("attic", "cellar");
        attic = grid.host("attic");
        cellar = grid.host("cellar");
        restartCellar("node", "tag", "+cellar");
    }

    @AfterAll
    static void gone() {
        if (grid != null) {
            grid.close();
        }
    }

    /// What its owner says holds from its next start.
    private static void restartCellar(String... words) {
        cellar.dsg(words).expect(0);
        cellar.dsg("down").expect(0);
        grid.awaitState(cellar, "away");
        cellar.dsg("up").expect(0);
        grid.awaitReady();
    }

    /// The coordinator's own host has more cores free, and would have to bring what was made on the other.
    @Test
    void aTaskGoesWhereItsDataWereMade() {
        GridJob busy = attic.grid()
                .submitFile(
                        "dsg: 1\nname: busy\nwhere: {tags: [cellar]}\nresources: {memory: 32MiB}\nrun: sleep 120\n");
        GridJob job = attic.grid().submitFile("""
                dsg: 1
                name: near
                stages:
                  make:
                    where: {tags: [cellar]}
                    resources: {memory: 32MiB}
                    run: head -c %d /dev/urandom > big.bin
                    out: {big: big.bin}
                  use:
                    in: {big: {from: make.big}}
                    resources: {memory: 32MiB}
                    run: wc -c < {{ in.big }} > size.txt
                    out: {size: {path: size.txt, show: true}}
                """.formatted(200 * MIB));
        job.awaitEnd(Duration.ofMinutes(2));
        job.expect("done");
        assertThat(job.attempt("use", 1).path("node").asString()).isEqualTo("cellar");
        busy.cancel();
    }

    @Test
    @OnlyInTheLongForm
    void aHandOverGoesOnWhereTheCableBroke() {
        long size = 48 * MIB;
        grid.lan().slow(cellar, "60mbit");
        long before = received(attic);
        GridJob job = attic.grid().submitFile("""
                dsg: 1
                name: large
                where: {tags: [cellar]}
                resources: {memory: 32MiB}
                run: head -c %d /dev/urandom > big.bin
                out: {big: big.bin}
                """.formatted(size));
        await("half of it").atMost(Duration.ofMinutes(1)).until(() -> arriving() > size / 2);
        grid.lan().cut(cellar);
        grid.awaitState(cellar, "away");
        grid.lan().heal(cellar);
        job.awaitEnd(Duration.ofMinutes(2));
        job.expect("done");
        assertThat(received(attic) - before)
                .as("bytes that have come to the coordinator")
                .isLessThan(size * 13 / 10);
    }

    @Test
    void whatTheOwnerLimitsIsNotExceeded() {
        Machine.onlyInTheLongForm();
        restartCellar("node", "policy", "--download", "20");
        attic.grid().file("input.bin", new byte[(int) (10 * MIB)]);
        long begun = System.nanoTime();
        GridJob job = attic.grid().submitFile("""
                dsg: 1
                name: slow
                where: {tags: [cellar]}
                in: [input.bin]
                resources: {memory: 32MiB}
                run: "true"
                """);
        job.awaitEnd(Duration.ofMinutes(1));
        job.expect("done");
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("10 MiB at 20 Mbit/s")
                .isGreaterThan(Duration.ofMillis(4_100));
        restartCellar("node", "policy", "--download", "none");
    }

    /// How many bytes the host has received from others.
    private static long received(LanHost host) {
        return Long.parseLong(host.run("awk", "/eth0:/ {print $2}", "/proc/net/dev")
                .expect(0)
                .out()
                .strip());
    }

    /// How much of something is there that has not wholly come to the coordinator.
    private static long arriving() throws IOException {
        Path folder = attic.grid().home().resolve("coordinator/artefacts/arriving");
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
