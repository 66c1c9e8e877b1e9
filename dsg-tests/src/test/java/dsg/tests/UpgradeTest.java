// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A grid of three hosts is upgraded one by one, as `docs/keeper.md` says, while a job runs: the next version here is
/// this one under another number.
@Timeout(300)
class UpgradeTest {

    private static final int NUMBERS = 60;
    private static final String NEXT = "99.0.0";

    @TempDir
    Path folder;

    @Test
    void aGridIsUpgradedHostByHostWhileAJobRuns() throws IOException {
        Machine.onlyInTheLongForm();
        Path program = nextVersion();
        try (LanGrid grid = LanGrid.of("attic", "cellar", "den")) {
            LanHost attic = grid.first();
            String before = versions(attic).get("attic");
            GridJob job = grid.squares(NUMBERS, 5);
            grid.awaitDone(job, 5);

            upgrade(grid, grid.host("cellar"), program);
            assertThat(versions(attic)).containsEntry("cellar", NEXT).containsEntry("attic", before);
            upgrade(grid, attic, program);
            assertThat(versions(attic)).containsEntry("attic", NEXT).containsEntry("den", before);
            upgrade(grid, grid.host("den"), program);
            assertThat(versions(attic))
                    .allSatisfy((_, version) -> assertThat(version).isEqualTo(NEXT));

            grid.expectAnswer(job, NUMBERS);
        }
    }

    private static void upgrade(LanGrid grid, LanHost host, Path program) {
        LanHost first = grid.first();
        boolean own = host == first;
        if (!own) {
            first.dsg("node", "drain", host.name(), "--wait").expect(0);
        }
        host.dsg("down").expect(0);
        host.grid().with(TestGrid.PROGRAM, program.toString());
        host.dsg("up").expect(0);
        if (!own) {
            first.dsg("node", "unpause", host.name()).expect(0);
        }
        grid.awaitReady();
    }

    private static Map<String, String> versions(LanHost host) {
        Map<String, String> versions = new TreeMap<>();
        host.dsg("node", "list", "--json")
                .expect(0)
                .json()
                .path("nodes")
                .forEach(node -> versions.put(
                        node.path("name").asString(), node.path("version").asString()));
        return versions;
    }

    /// A copy of what the repository has built, whose version is another; its `dsg`.
    private Path nextVersion() throws IOException {
        Path built = TestGrid.REPOSITORY;
        copy(built.resolve("dsg"), folder.resolve("dsg"));
        copy(built.resolve("tools"), folder.resolve("tools"));
        copy(built.resolve("dsg-cli/target/dist"), folder.resolve("dsg-cli/target/dist"));
        try (Stream<Path> jars = Files.list(built.resolve("dsg-cli/target"))) {
            for (Path jar :
                    jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
                Path copy = folder.resolve("dsg-cli/target").resolve(jar.getFileName());
                copy(jar, copy);
                try (FileSystem inside = FileSystems.newFileSystem(copy)) {
                    Files.writeString(inside.getPath("dsg/cli/version.txt"), NEXT);
                }
            }
        }
        return folder.resolve("dsg");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
