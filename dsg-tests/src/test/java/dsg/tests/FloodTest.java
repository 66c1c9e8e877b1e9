// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dsg.model.PrintLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tasks that print more than anybody wants to keep.
@Timeout(180)
class FloodTest {

    private static final long MIB = 1024 * 1024;
    private static final int PIECES = Machine.ALL ? 1_000 : 130;
    private static final long PRINTED = PIECES * MIB + "\nthe end\n".length();

    /// A tenth of a second between pieces of 10 MiB in the short form; in the long one as fast as it can.
    private static final String FLOOD = Machine.ALL
            ? "head -c %d /dev/zero | tr '\\0' x; echo; echo the end".formatted(PIECES * MIB)
            : "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do head -c %d /dev/zero | tr '\\0' x; sleep 0.2; done; echo; echo the end"
                    .formatted(10 * MIB);

    @Test
    void aFloodWithoutALineBreakIsHeldWithinBounds() {
        TestGrid grid = Rung.SANDBOX.grid();
        long earlier = Machine.peakMib(grid.awaitPid(TestGrid.NODE));
        GridJob job = grid.submit("dsg: 1\nname: flood\nrun: \"" + FLOOD.replace("\\", "\\\\") + "\"\n");
        AtomicLong most = new AtomicLong();
        await("the end of the flood")
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    most.accumulateAndGet(occupied(grid.home().resolve("node/work")), Math::max);
                    return !job.state().equals("running");
                });
        job.expect("done");

        assertThat(most.get()).isLessThan((Machine.ALL ? 400 : 80) * MIB);
        assertThat(Machine.peakMib(grid.awaitPid(TestGrid.NODE)) - earlier).isLessThan(150);
        assertThat(Machine.peakMib(grid.awaitPid(TestGrid.COORDINATOR))).isLessThan(500);
        long leftOut = PRINTED - PrintLimit.FIRST - PrintLimit.LAST;
        assertThat(job.attempt().path("left_out_bytes").asLong()).isEqualTo(leftOut);
        String word = PrintLimit.word(leftOut);
        String said = grid.dsg("logs", job.id() + ".main.1").expect(0).out();
        assertThat(said).hasSize((int) (PrintLimit.FIRST + word.length() + PrintLimit.LAST));
        assertThat(said.substring((int) PrintLimit.FIRST, (int) PrintLimit.FIRST + word.length()))
                .isEqualTo(word);
        assertThat(said).startsWith("xxx").endsWith("xxx\nthe end\n").doesNotContain("\0");
    }

    /// How many bytes of the disk the files below a folder take, holes left out.
    private static long occupied(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(FloodTest::blocks).sum() * 512;
        } catch (IOException | java.io.UncheckedIOException _) {
            return 0; // it changes while one looks
        }
    }

    private static long blocks(Path file) {
        try {
            Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
            return Long.parseLong(new String(stat.getInputStream().readAllBytes()).strip());
        } catch (IOException | NumberFormatException _) {
            return 0;
        }
    }
}
