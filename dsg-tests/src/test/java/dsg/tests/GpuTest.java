// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Graphics processors on a machine that its owner comes back to. There are none in most machines: two are made up, by
/// what the grid learns of them, their files and their driver's tables, which only it sees. They compute nothing.
@OnlyInTheLongForm
@Timeout(600)
class GpuTest {

    private static final String TWO_CARDS = """
            set -e
            devices=$(mktemp -d)
            mount -t tmpfs none "$devices"
            for one in /dev/*; do
                made=$devices/${one#/dev/}
                if [ -L "$one" ]; then cp -d "$one" "$made"
                elif [ -d "$one" ]; then mkdir "$made"; mount --rbind "$one" "$made"
                else : > "$made"; mount --bind "$one" "$made"
                fi
            done
            for card in nvidia0 nvidia1 nvidiactl; do mknod -m 666 "$devices/$card" c 1 3; done
            mount --move "$devices" /dev
            rmdir "$devices"
            mount -t tmpfs none /proc/driver
            for card in 0 1; do
                mkdir -p /proc/driver/nvidia/gpus/0000:0$card:00.0
                echo "Device Minor: $card" > /proc/driver/nvidia/gpus/0000:0$card:00.0/information
            done
            mount -t tmpfs none /usr/local/bin
            printf '#!/bin/sh\\necho "NVIDIA T4, 16384, 550.54, GPU-a, 00000000:00:00.0"\\n' > /usr/local/bin/nvidia-smi
            printf 'echo "NVIDIA T4, 16384, 550.54, GPU-b, 00000000:01:00.0"\\n' >> /usr/local/bin/nvidia-smi
            chmod +x /usr/local/bin/nvidia-smi
            exec "$@"
            """;

    private static final String SEES = "echo \"$DSG_GPUS:$CUDA_VISIBLE_DEVICES:\" $(ls /dev | grep nvidia)";

    @TempDir
    private static Path folder;

    private static final TestGrid GRID = TestGrid.create();
    private static Desk desk;

    @BeforeAll
    static void putThemIn() throws IOException {
        Machine.needsLinux();
        assumeTrue(
                System.getProperty("user.name").equals("root"),
                "SKIPPED: tasks with graphics processors are not tested, for only root can make some up");
        Path script = Files.writeString(folder.resolve("two-cards.sh"), TWO_CARDS);
        desk = Desk.open();
        GRID.with("DISPLAY", desk.display())
                .behind(List.of("unshare", "--mount", "--propagation", "private", "sh", script.toString()))
                .up();
    }

    @AfterAll
    static void takeThemOut() {
        GRID.close();
        if (desk != null) {
            desk.close();
        }
    }

    @Test
    void eachTaskHasItsOwnCardAndWhoHasNotAskedSeesNone() {
        GridJob job = GRID.submit("""
                dsg: 1
                name: cards
                stages:
                  one:
                    sweep: {grid: {n: [1, 2]}}
                    resources: {cpu: 0.1, memory: 64MiB, gpu: 1}
                    run: %1$s; sleep 3
                  both: {needs: [one], resources: {gpu: 2}, run: '%1$s'}
                  none: {run: '%1$s'}
                """.formatted(SEES)).expect("done");
        assertThat(List.of(job.out("one", 1), job.out("one", 2)))
                .containsExactlyInAnyOrder("1:GPU-a: nvidia0 nvidiactl\n", "1:GPU-b: nvidia1 nvidiactl\n");
        assertThat(job.out("both", 1)).isEqualTo("2:GPU-a,GPU-b: nvidia0 nvidia1 nvidiactl\n");
        assertThat(job.out("none", 1)).isEqualTo("::\n");
    }

    @Test
    void aTaskWithACardLeavesWithinFiveSecondsOnceItsMachinesOwnerIsBackAndBeginsAnewWhenHeHasLeft() {
        GRID.dsg("node", "policy", "--when", "idle", "--idle-after", "5s", "--resume-after", "5s", "--others-load", "none")
                .expect(0);
        GridJob job = GRID.submit("""
                dsg: 1
                name: trains
                resources: {gpu: 1}
                run: echo begun; sleep 471.25
                """);
        job.awaitPrinted("main", 1, "begun");
        desk.touch();
        long touched = System.nanoTime();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> Machine.processesSaying("471.25").isEmpty());
        double seconds = (System.nanoTime() - touched) / 1e9;
        System.out.printf("A task with a graphics processor was gone %.1f s after the touch.%n", seconds);
        assertThat(seconds).isLessThan(5);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> job.task("main", 1).path("attempts").size() == 2);
        assertThat(job.task("main", 1).path("attempts").get(0).path("why").asString())
                .isEqualTo("moved: its machine's owner needs the graphics processor");
        job.cancel();
    }
}
