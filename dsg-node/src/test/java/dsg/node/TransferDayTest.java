// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.wire.Bandwidth;
import dsg.wire.Throttle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferDayTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-11-27");
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    private final Bandwidth bandwidth = new Bandwidth(Throttle.open(), Throttle.open());

    private TransferDay begin(LocalDate day) {
        return new TransferDay(folder.resolve("moved"), bandwidth, day);
    }

    @Test
    void bothDirectionsCountAndTomorrowIsAnotherDay() throws InterruptedException {
        TransferDay transfers = begin(TODAY);
        bandwidth.down().pass(3 * MIB);
        bandwidth.up().pass(2 * MIB);
        assertThat(transfers.movedMib(TODAY)).isEqualTo(5);
        assertThat(transfers.movedMib(TODAY.plusDays(1))).isZero();
        bandwidth.up().pass(MIB);
        assertThat(transfers.movedMib(TODAY.plusDays(1))).isEqualTo(1);
    }

    @Test
    void aRestartGoesOnWithTodayAndForgetsYesterday() throws IOException {
        Files.writeString(folder.resolve("moved"), TODAY + " " + 7 * MIB);
        assertThat(begin(TODAY).movedMib(TODAY)).isEqualTo(7);
        assertThat(begin(TODAY.plusDays(1)).movedMib(TODAY.plusDays(1))).isZero();
        Files.writeString(folder.resolve("moved"), "nonsense");
        assertThat(begin(TODAY).movedMib(TODAY)).isZero();
    }
}
