// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A machine that has been on for an hour when the node begins to look.
class NapTest {

    @TempDir
    private Path root;

    private Nap nap = Nap.here();
    private Duration on = Duration.ofHours(1);
    private Duration awake = Duration.ZERO;

    @BeforeEach
    void aMachine() throws IOException {
        Files.createDirectory(root.resolve("proc"));
        nap = new Nap(
                new SystemFiles(root),
                List.of("/bin/touch", root.resolve("asleep").toString()));
        look(true, Optional.empty());
    }

    private void look(boolean idle, Optional<Duration> touched) throws IOException {
        Files.writeString(root.resolve("proc/uptime"), on.toMillis() / 1000.0 + " 1.0\n");
        nap.look(awake, idle, touched);
    }

    /// @param touched how long ago somebody touched it when this begins
    private void passes(Duration time, boolean idle, Optional<Duration> touched) throws IOException {
        for (Duration gone = Duration.ZERO; gone.compareTo(time) < 0; gone = gone.plusSeconds(10)) {
            on = on.plusSeconds(10);
            awake = awake.plusSeconds(10);
            look(idle, touched.map(gone::plus));
        }
    }

    private void sleeps() throws IOException {
        on = on.plusHours(3);
        look(true, Optional.empty());
    }

    private void expectAwake() {
        assertThat(root.resolve("asleep")).doesNotExist();
    }

    private void expectAsleep() throws InterruptedException {
        for (int i = 0; i < 400 && !Files.exists(root.resolve("asleep")); i++) {
            Thread.sleep(50);
        }
        assertThat(root.resolve("asleep")).exists();
    }

    @Test
    void whatTheGridHasWokenSleepsAgainOnceNothingHasRunForAWhile() throws IOException, InterruptedException {
        sleeps();
        passes(Nap.IDLE.multipliedBy(3), false, Optional.empty());
        passes(Nap.IDLE.minusSeconds(20), true, Optional.empty());
        expectAwake();

        passes(Duration.ofSeconds(20), true, Optional.empty());

        expectAsleep();
    }

    @Test
    void aMachineThatHasNotSleptIsNotSentToSleep() throws IOException {
        passes(Nap.IDLE.multipliedBy(5), true, Optional.empty());

        expectAwake();
    }

    @Test
    void aMachineThatSomebodyHasOpenedIsHis() throws IOException {
        sleeps();

        passes(Nap.IDLE.multipliedBy(5), true, Optional.of(Duration.ZERO));

        expectAwake();
    }

    @Test
    void whoeverLeftItBeforeItSleptDoesNotKeepItAwake() throws IOException, InterruptedException {
        sleeps();

        passes(Nap.IDLE.plusSeconds(10), true, Optional.of(Duration.ofHours(4)));

        expectAsleep();
    }
}
