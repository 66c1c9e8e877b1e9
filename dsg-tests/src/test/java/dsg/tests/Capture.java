// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Every packet that goes over a LAN, written down by tcpdump from the moment it is made.
final class Capture implements AutoCloseable {

    private final Path file;
    private final Path said;
    private final Process process;

    /// @param words what to type before the name of the file
    Capture(List<String> words) {
        try {
            file = Files.createTempFile("dsg-capture", ".pcap");
            said = Files.createTempFile("dsg-capture", ".txt");
            List<String> all = new ArrayList<>(words);
            all.add(file.toString());
            process = new ProcessBuilder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("tcpdump")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Files.readString(said).contains("listening on"));
    }

    /// Demands that these bytes, as they are, were in a packet by now or will be in a moment.
    void expect(String text) {
        expect(text.getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(10));
    }

    /// The same within this time.
    void expect(byte[] bytes, Duration patience) {
        await("`" + latin(bytes) + "` on the wire")
                .atMost(patience)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> bytes().contains(latin(bytes)));
    }

    /// Demands that these bytes were in no packet.
    void expectNot(String text) {
        expectNot(text.getBytes(StandardCharsets.UTF_8));
    }

    void expectNot(byte[] bytes) {
        assertThat(bytes().contains(latin(bytes)))
                .describedAs("`%s` is on the wire", latin(bytes))
                .isFalse();
    }

    // One character a byte, so that text can be looked for in what is none.
    private String bytes() {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.delete(file);
            Files.delete(said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
