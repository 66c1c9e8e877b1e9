// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Certificates end and are renewed while tasks run: here they live seconds instead of a week.
@OnlyInTheLongForm
class CertificateTest {

    private static final String RENEWED = "certificate was renewed";

    private static long count(String text, String what) {
        return Pattern.compile(Pattern.quote(what)).matcher(text).results().count();
    }

    @Test
    void certificatesAreRenewedWithoutARestartAndNoTaskIsTriedTwice() {
        try (TestGrid grid = TestGrid.create().with("DSG_CERTIFICATE_LIFE", "9s")) {
            grid.up();
            GridJob job = grid.submit("dsg: 1\nname: long\nsweep: {grid: {i: {range: \"1..4\"}}}\nrun: sleep 9\n");
            job.awaitEnd();
            assertThat(job.state()).isEqualTo("done");
            assertThat(count(grid.log(TestGrid.NODE), RENEWED)).isGreaterThanOrEqualTo(2);
            assertThat(count(grid.log(TestGrid.COORDINATOR), RENEWED)).isGreaterThanOrEqualTo(2);
            JournalReader journal = JournalReader.of(grid);
            journal.expectEndedOnce(job.id());
            assertThat(grid.dsg("explain", job.id() + ".main.1", "--json")
                            .expect(0)
                            .out())
                    .contains("\"number\" : 1")
                    .doesNotContain("\"number\" : 2");
        }
    }

    @Test
    void aNodeThatWasAwayBeyondTheEndOfItsCertificateComesBackWithTheOldOne() {
        try (TestGrid grid = TestGrid.create().with("DSG_CERTIFICATE_LIFE", "9s")) {
            grid.up();
            Machine.signal(grid.awaitPid(TestGrid.NODE), "STOP");
            await("its certificate's end")
                    .pollDelay(Duration.ofSeconds(11))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> grid.rest().get("/api/v1/nodes").text().contains("\"away\""));
            Machine.signal(grid.awaitPid(TestGrid.NODE), "CONT");
            await("its return")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> grid.rest().get("/api/v1/nodes").text().contains("\"ready\""));
            assertThat(grid.log(TestGrid.COORDINATOR)).contains("comes back from");
            grid.submit("dsg: 1\nname: hello\nrun: echo hello\n").expect("done");
        }
    }
}
