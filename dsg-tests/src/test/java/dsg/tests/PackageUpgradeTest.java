// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `dsg upgrade` takes a signed package and nothing else, undoes what does not work, and leaves a version that works
/// wherever it is cut off.
@OnlyInTheLongForm
@Timeout(900)
class PackageUpgradeTest {

    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    static Path packages;

    private static ReleaseKey key;
    private static Path next;

    @TempDir
    Path folder;

    private PackedProgram program;
    private TestGrid grid;

    @BeforeAll
    static void aSignedPackage() {
        Machine.needs("openssl", "openssl");
        key = ReleaseKey.in(packages.resolve("key"));
        next = key.sign(PackedProgram.packed(packages, "0.2.0", ""));
    }

    @AfterAll
    static void gone() throws IOException {
        Files.deleteIfExists(next);
    }

    @BeforeEach
    void anInstallation() {
        program = PackedProgram.installed(folder.resolve("dsg"), "0.1.0", key.pem());
        grid = TestGrid.create().with(TestGrid.PROGRAM, program.program());
    }

    @AfterEach
    void closed() {
        grid.close();
    }

    private String upgraded(Path file, int status) {
        Finished upgrade = grid.type("upgrade", file.toString()).awaitEnd(SOON).expect(status);
        return upgrade.out() + upgrade.err();
    }

    @Test
    void aNewVersionIsInItsPlaceWhileJobsWaitForIt() {
        grid.up();
        GridJob job = grid.submit("""
                dsg: 1
                name: through
                sweep: {grid: {n: {range: "1..12"}}}
                run: sleep 1; echo done
                """);
        assertThat(upgraded(next, 0)).contains("DSG 0.2.0 works");
        assertThat(grid.dsg("status").expect(0).out()).contains("DSG 0.2.0").doesNotContain("paused");
        job.expect("done");
        JournalReader.of(grid).expectEachDecidedOnce(job.id(), 12);
        assertThat(JournalReader.of(grid).lost(job.id()))
                .describedAs("it was drained")
                .isZero();

        assertThat(grid.dsg("upgrade", "--undo").expect(0).out()).contains("DSG 0.1.0 works");
        assertThat(grid.dsg("status").expect(0).out()).contains("DSG 0.1.0");
    }

    @Test
    void whatDoesNotWorkIsUndone() {
        grid.up();
        Path broken = key.sign(PackedProgram.packed(folder, "0.3.0", "dsg-coordinator"));
        assertThat(upgraded(broken, 1)).contains("was undone: DSG 0.1.0 goes on");
        assertThat(program.version()).isEqualTo("0.1.0");
        assertThat(grid.dsg("status").expect(0).out()).contains("DSG 0.1.0");
        assertThat(grid.dsg("run", "--", "echo", "hello").expect(0).out()).contains("hello");
    }

    @Test
    void whatIsNotSignedWholeOrNewerIsRefused() throws IOException {
        Path own = Files.copy(next, folder.resolve(next.getFileName()));
        assertThat(upgraded(own, 4)).contains("It is not signed");

        Path signature = Files.copy(sig(next), sig(own));
        byte[] bytes = Files.readAllBytes(own);
        bytes[bytes.length / 2] ^= 1;
        Files.write(own, bytes);
        assertThat(upgraded(own, 6)).contains("tampered with");
        Files.write(own, java.util.Arrays.copyOf(bytes, bytes.length - 1000));
        assertThat(upgraded(own, 6)).contains("cut off");
        Files.writeString(signature, Files.readString(signature).replace("0.2.0", "0.9.0"));
        assertThat(upgraded(own, 6)).contains("none of the release keys");

        ReleaseKey other = ReleaseKey.in(folder.resolve("other"));
        Files.copy(next, own, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        other.sign(own);
        assertThat(upgraded(own, 6)).contains("none of the release keys");

        Path older = key.sign(PackedProgram.packed(folder, "0.0.9", ""));
        assertThat(upgraded(older, 6)).contains("older than 0.1.0", "--force-older");
        assertThat(program.version()).isEqualTo("0.1.0");
        grid.dsg("upgrade", "--force-older", "0.1.0 lost my jobs", older.toString())
                .expect(0);
        assertThat(program.version()).isEqualTo("0.0.9");
        assertThat(program.prefix().resolve("upgrades.log")).content().contains("0.1.0 lost my jobs");
    }

    private static Path sig(Path file) {
        return file.resolveSibling(file.getFileName() + ".sig");
    }

    /// At each step that it tells of, and in between, as if the power failed.
    @ParameterizedTest
    @ValueSource(strings = {"whole", "unpacked", "stopped", "in its place", "works"})
    void whereverItIsCutOffAVersionThatWorksIsInItsPlace(String step) {
        grid.up();
        Command upgrade = grid.type("upgrade", next.toString());
        await(step)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> upgrade.out().contains(step));
        upgrade.process().descendants().forEach(ProcessHandle::destroyForcibly);
        upgrade.kill();
        for (String kind : new String[] {TestGrid.COORDINATOR, TestGrid.NODE}) {
            grid.pid(kind).ifPresent(Machine::kill); // the power is gone for these, too
        }
        grid.up();
        assertThat(grid.dsg("status").expect(0).out()).contains("DSG " + program.version());
        assertThat(grid.dsg("run", "--", "echo", "hello").expect(0).out()).contains("hello");

        if (!program.version().equals("0.2.0")) {
            grid.dsg("upgrade", next.toString()).expect(0);
        }
        assertThat(grid.dsg("--version").out()).contains("0.2.0");
    }
}
