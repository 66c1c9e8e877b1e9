// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.wire.Bandwidth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How much a node has moved over the network on this day, also before it was started last: the bytes of contents, in
/// both directions. A start that follows a crash has forgotten a minute's at most.
final class TransferDay {

    private static final Logger LOG = LoggerFactory.getLogger(TransferDay.class);
    private static final Duration KEPT_EVERY = Duration.ofMinutes(1);

    private final Path file;
    private final Bandwidth bandwidth;
    private final Every keeps = new Every(KEPT_EVERY);
    private LocalDate day;
    private long before;
    private long passedAtStart;
    private long kept;

    /// Goes on with what was kept of today.
    TransferDay(Path file, Bandwidth bandwidth, LocalDate today) {
        this.file = file;
        this.bandwidth = bandwidth;
        this.day = today;
        this.passedAtStart = passed();
        this.before = read(today).orElse(0L);
        this.kept = before;
        keeps.due();
    }

    private long passed() {
        return bandwidth.down().passed() + bandwidth.up().passed();
    }

    /// In MiB, on this day.
    long movedMib(LocalDate today) {
        if (!today.equals(day)) {
            day = today;
            before = 0;
            passedAtStart = passed();
        }
        long bytes = before + passed() - passedAtStart;
        if (bytes != kept && keeps.due()) {
            keep(bytes);
        }
        return bytes >> 20;
    }

    private Optional<Long> read(LocalDate today) {
        try {
            String[] words = Files.readString(file).strip().split(" ", -1);
            return words.length == 2 && words[0].equals(today.toString())
                    ? Optional.of(Long.parseLong(words[1]))
                    : Optional.empty();
        } catch (IOException | NumberFormatException _) {
            return Optional.empty(); // nothing was kept yet, or nothing that can be read
        }
    }

    private void keep(long bytes) {
        kept = bytes;
        Path writing = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(writing, day + " " + bytes);
            Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("How much was moved today is not kept: {}", e.toString());
        }
    }
}
