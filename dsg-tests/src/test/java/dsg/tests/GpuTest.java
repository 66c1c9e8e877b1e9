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
/// their files and what their driver tells of them, which only the grid sees. They compute nothing.
@OnlyInTheLongForm
@Timeout(600)
class GpuTest {

    /// What covers a part of `/proc` keeps the kernel from giving sandboxes a `/proc` of their own, so the cards are
    /// of the vendor whose driver tells of them in `/sys`.
    private static final String TWO_CARDS = """
            set -e
            # beside FOLDER: what it holds, in a folder that can be added to
            beside() {
                made=$(mktemp -d)
                mount -t tmpfs none "$made"
                for one in "$1"/*; do
                    there=$made/${one##*/}
                    if [ -L "$one" ]; then cp -d "$one" "$there"
                    elif [ -d "$one" ]; then mkdir "$there"; mount --rbind "$one" "$there"
                    else : > "$there"; mount --bind "$one" "$there"
                    fi
                done
                mount --move "$made" "$1"
                rmdir "$made"
            }
            beside /dev
            beside /sys/class
            mknod -m 666 /dev/kfd c 1 3
            mkdir -p /dev/dri
            for card in 0 1; do
                mknod -m 666 /dev/dri/renderD$card c 1 3
                device=/sys/class/drm/card$card/device
                mkdir -p $device/drm/renderD$card
                echo 0x1002 > $device/vendor
                echo 0x744c > $device/device
                echo 0xa$card > $device/unique_id
            done
            exec "$@"
            """;

    private static final String SEES =
            "echo \"$DSG_GPUS:$ROCR_VISIBLE_DEVICES:\" $(ls /dev /dev/dri 2>/dev/null | grep -E \"kfd|render\")";

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
                .containsExactlyInAnyOrder("1:GPU-a0: kfd renderD0\n", "1:GPU-a1: kfd renderD1\n");
        assertThat(job.out("both", 1)).isEqualTo("2:GPU-a0,GPU-a1: kfd renderD0 renderD1\n");
        assertThat(job.out("none", 1)).isEqualTo("::\n");
    }

    @Test
    void aTaskWithACardLeavesWithinFiveSecondsOnceItsMachinesOwnerIsBackAndBeginsAnewWhenHeHasLeft() {
        GRID.dsg(
                        "node",
                        "policy",
                        "--when",
                        "idle",
                        "--idle-after",
                        "5s",
                        "--resume-after",
                        "5s",
                        "--others-load",
                        "none")
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
