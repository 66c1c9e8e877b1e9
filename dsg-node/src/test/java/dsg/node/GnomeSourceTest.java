// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GnomeSourceTest {

    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    private GnomeSource source() {
        return new GnomeSource(new UserFolders(folder, Map.of()));
    }

    @Test
    void gnomeTellsOnItsUsersBus() throws Exception {
        Path user = Files.createDirectories(folder.resolve("1000"));
        Files.createFile(user.resolve("wayland-0"));
        try (TestBus bus = new TestBus(user.resolve("bus"));
                FakeGnome gnome = new FakeGnome(bus);
                GnomeSource source = source()) {
            TestProgram.until(SOON, () -> idleMillis(source) > 700);
            gnome.touch();
            TestProgram.until(SOON, () -> idleMillis(source) < 600);

            gnome.leave(Duration.ofMinutes(2));
            TestProgram.until(SOON, () -> idleMillis(source) > 100_000);
            int before = gnome.questions();
            TestProgram.until(SOON, () -> idleMillis(source) > 122_500);
            assertThat(gnome.questions()).as("questions in two seconds").isLessThanOrEqualTo(before + 4);
            gnome.touch();
            TestProgram.until(Duration.ofSeconds(3), () -> idleMillis(source) < 3000);
            assertThat(source.desks()).hasSize(1).allMatch(desk -> desk.endsWith("/wayland"));
        }
    }

    private static long idleMillis(InputSource source) {
        return source.look().idle().map(Duration::toMillis).orElse(500L);
    }

    @Test
    void anotherDesktopsBusSaysNothing() throws Exception {
        Path user = Files.createDirectories(folder.resolve("1000"));
        Files.createFile(user.resolve("wayland-0"));
        try (TestBus bus = new TestBus(user.resolve("bus"));
                GnomeSource source = source()) {
            TestProgram.until(SOON, () -> source.look().note().contains("GNOME does not run here"));
            assertThat(source.look().idle()).isEmpty();
            assertThat(bus.address()).isNotEmpty();
        }
    }

    @Test
    void aUserWithoutACompositorIsNotAsked() throws Exception {
        Path user = Files.createDirectories(folder.resolve("1000"));
        Files.createFile(user.resolve("bus"));
        try (GnomeSource source = source()) {
            assertThat(source.look().note()).isEqualTo("there is no Wayland desktop with a bus");
        }
    }
}
