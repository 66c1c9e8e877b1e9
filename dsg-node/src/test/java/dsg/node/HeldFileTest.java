// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a task that runs may do while its files are taken.
@Timeout(60)
class HeldFileTest {

    @TempDir
    Path dir;

    private TaskFolder folder;
    private Path secret;

    @BeforeEach
    void aTaskBesideASecret() throws IOException {
        folder = new TaskFolder(dir.toRealPath().resolve("1.main.1.a1"));
        TaskFolder.create(folder);
        secret = Files.writeString(dir.resolve("secret"), "token");
    }

    private void isRefused(String name) {
        assertThatThrownBy(() -> HeldFile.hold(folder, name)).isInstanceOf(IOException.class);
        assertThat(folder.root().toFile().list())
                .as("nothing is left")
                .containsExactlyInAnyOrder("task", "home", "tmp");
    }

    @Test
    void aPlainFileIsHeldAndLetGo() throws IOException {
        Files.createDirectories(folder.task().resolve("state"));
        Files.writeString(folder.task().resolve("state/count"), "17");
        try (HeldFile held = HeldFile.hold(folder, "state/count")) {
            assertThat(held.path()).hasContent("17");
            assertThat(HeldFile.stamps(folder, List.of("state/count"))).contains(List.of(held.stamp()));
            held.checkUnchanged();
        }
        assertThat(folder.root().toFile().list()).containsExactlyInAnyOrder("task", "home", "tmp");
    }

    @Test
    void whatIsHeldStaysThoughAnotherIsPutInItsPlace() throws IOException {
        Path count = Files.writeString(folder.task().resolve("count"), "17");
        try (HeldFile held = HeldFile.hold(folder, "count")) {
            Files.delete(count);
            Files.createSymbolicLink(count, secret);
            assertThat(held.path()).hasContent("17");
        }
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Files.createSymbolicLink(folder.task().resolve("count"), secret);
        isRefused("count");
        assertThat(HeldFile.stamps(folder, List.of("count"))).isEmpty();
    }

    @Test
    void aLinkOnTheWayIsNotFollowed() throws IOException {
        Files.createSymbolicLink(folder.task().resolve("state"), dir);
        isRefused("state/secret");
    }

    @Test
    void nobodyWaitsAtAPipe() throws IOException, InterruptedException {
        Path pipe = folder.task().resolve("count");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        isRefused("count");
    }

    @Test
    void aFileThatIsWrittenMeanwhileIsSeen() throws IOException {
        Path count = Files.writeString(folder.task().resolve("count"), "17");
        try (HeldFile held = HeldFile.hold(folder, "count")) {
            Files.writeString(count, "18 and more");
            assertThatThrownBy(held::checkUnchanged).hasMessageContaining("rename it");
        }
    }

    @Test
    void aFileThatIsReplacedByRenamingStaysWhole() throws IOException {
        Path count = Files.writeString(folder.task().resolve("count"), "17");
        try (HeldFile held = HeldFile.hold(folder, "count")) {
            Path next = Files.writeString(folder.task().resolve("count.new"), "18");
            Files.move(next, count, StandardCopyOption.ATOMIC_MOVE);
            held.checkUnchanged();
            assertThat(held.path()).hasContent("17");
        }
    }

    @Test
    void onlyAllFilesTogetherAreACheckpoint() throws IOException {
        Files.writeString(folder.task().resolve("count"), "17");
        assertThat(HeldFile.stamps(folder, List.of("count", "state"))).isEmpty();
        Files.createDirectory(folder.task().resolve("state"));
        assertThat(HeldFile.stamps(folder, List.of("count", "state"))).isEmpty();
    }
}
