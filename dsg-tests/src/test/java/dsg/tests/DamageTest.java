// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Artefacts that the coordinator's disk has changed: nothing is computed from them or given out as a result, and the
/// same content, put again, makes them whole.
@Timeout(180)
class DamageTest {

    private static final String USES_IT = """
            dsg: 1
            name: uses-it
            in: [data.bin]
            run: sha256sum data.bin
            """;

    @AutoClose
    private static final TestGrid GRID = TestGrid.create().up();

    /// The file in which the coordinator keeps this content.
    private static Path kept(String sha256) throws IOException {
        try (Stream<Path> files = Files.walk(GRID.home().resolve("coordinator/artefacts"))) {
            return files.filter(file -> file.getFileName().toString().equals(sha256))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flipABit(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(bytes.length() / 2);
            int before = bytes.read();
            bytes.seek(bytes.length() / 2);
            bytes.write(before ^ 1);
        }
    }

    private static void emptyTheNodesCache() throws IOException {
        try (Stream<Path> files = Files.walk(GRID.home().resolve("node/cache"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    private static byte[] random(int seed) {
        byte[] content = new byte[200_000];
        new Random(seed).nextBytes(content);
        return content;
    }

    @Test
    void noTaskRunsOnADamagedInputAndHandingItInAgainHealsIt() throws IOException {
        Path data = GRID.file("data.bin", random(1));
        String sha256 = dsg.store.ArtefactFolder.hash(data).hex();
        GRID.submitFile(USES_IT).expect("done");
        flipABit(kept(sha256));
        emptyTheNodesCache();

        GridJob second = GRID.submitFile(USES_IT).expect("failed");
        assertThat(second.why())
                .startsWith("its input data.bin is not whole on the coordinator any more: ")
                .contains("is damaged")
                .endsWith("dsg submit FILE");
        assertThat(second.out()).isEmpty();

        GridJob third = GRID.submitFile(USES_IT).expect("done");
        assertThat(third.out()).startsWith(sha256);
        GRID.dsg("retry", Long.toString(second.id())).expect(0);
        assertThat(second.expect("done").out()).startsWith(sha256);
    }

    @Test
    void anInputThatWasCutShortIsSeenWhenAJobIsHandedIn() throws IOException {
        Path data = GRID.file("data.bin", random(2));
        String sha256 = dsg.store.ArtefactFolder.hash(data).hex();
        GRID.submitFile(USES_IT).expect("done");
        Files.write(kept(sha256), new byte[10]);
        emptyTheNodesCache();

        assertThat(GRID.submitFile(USES_IT).expect("done").out()).startsWith(sha256);
    }

    @Test
    void aDamagedResultIsNotGivenOutAndRunningTheJobAgainHealsIt() throws IOException {
        String makes = "dsg: 1\nname: makes\nrun: yes result | head -c 200000 > out.txt\nout: [out.txt]\n";
        GridJob job = GRID.submit(makes).expect("done");
        String sha256 = job.attempt().path("outputs").path(0).path("sha256").asString();
        flipABit(kept(sha256));

        Finished got =
                GRID.dsg("get", Long.toString(job.id()), "--out", "damaged").expect(1);
        assertThat(got.err()).contains("out.txt cannot be had", "is damaged", "dsg submit FILE");
        assertThat(GRID.folder().resolve("damaged/main/out.txt")).doesNotExist();

        GRID.submit(makes).expect("done");
        GRID.dsg("get", Long.toString(job.id()), "--out", "healed").expect(0);
        assertThat(dsg.store.ArtefactFolder.hash(GRID.folder().resolve("healed/main/out.txt"))
                        .hex())
                .isEqualTo(sha256);
    }

    @Test
    void whatIsDamagedInTheNodesCacheIsFetchedAgain() throws IOException {
        Path data = GRID.file("data.bin", random(3));
        String sha256 = dsg.store.ArtefactFolder.hash(data).hex();
        GRID.submitFile(USES_IT).expect("done");
        try (Stream<Path> files = Files.walk(GRID.home().resolve("node/cache"))) {
            flipABit(files.filter(file -> file.getFileName().toString().equals(sha256))
                    .findFirst()
                    .orElseThrow());
        }

        assertThat(GRID.submitFile(USES_IT).expect("done").out()).startsWith(sha256);
    }
}
