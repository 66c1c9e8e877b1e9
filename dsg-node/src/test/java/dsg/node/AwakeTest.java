// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwakeTest {

    @TempDir
    private Path folder;

    /// Says that it keeps the machine awake for as long as it does.
    private Awake awake() {
        assumeThat(Files.isExecutable(Path.of("/bin/sh"))).isTrue();
        Path sign = folder.resolve("awake");
        return new Awake(
                List.of("/bin/sh", "-c", "trap 'rm " + sign + "; exit' TERM; touch " + sign + "; cat; rm " + sign));
    }

    @Test
    void aMachineIsKeptAwakeForAsLongAsThatIsWanted() throws InterruptedException {
        try (Awake awake = awake()) {
            awake.keep(true);
            awake.keep(true);
            awaitSign(true);
            awake.keep(false);
            awaitSign(false);
        }
    }

    private void awaitSign(boolean there) throws InterruptedException {
        for (int i = 0; i < 200 && Files.exists(folder.resolve("awake")) != there; i++) {
            Thread.sleep(50);
        }
        assertThat(Files.exists(folder.resolve("awake"))).isEqualTo(there);
    }

    @Test
    void whereNothingCanKeepItAwakeItGoesOnWithout() {
        try (Awake awake = new Awake(List.of(folder.resolve("no-such-program").toString()))) {
            awake.keep(true);
            awake.keep(true);
        }
        assertThat(folder).isEmptyDirectory();
    }
}
