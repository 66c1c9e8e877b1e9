// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The images that this node has brought to its engine, and when a task used each last: what none has used for two
/// weeks is to go, for the disk is lent. What the machine's owner has brought himself is not among them.
final class BroughtImages {

    private static final Logger LOG = LoggerFactory.getLogger(BroughtImages.class);

    /// How long an image is kept that no task uses.
    static final Duration KEPT = Duration.ofDays(14);

    private final Path file;
    private final InstantSource clock;

    /// @param home the node's folder
    BroughtImages(Path home, InstantSource clock) {
        this.file = home.resolve("images.properties");
        this.clock = clock;
    }

    /// It was not there before.
    synchronized void brought(String name) {
        Properties known = recall();
        known.setProperty(name, clock.instant().toString());
        keep(known);
    }

    /// A task uses it. Nothing if it was brought by somebody else.
    synchronized void used(String name) {
        if (recall().containsKey(name)) {
            brought(name);
        }
    }

    /// It is gone.
    synchronized void gone(String name) {
        Properties known = recall();
        known.remove(name);
        keep(known);
    }

    /// Those that no task has used for so long that they are to go.
    synchronized List<String> old() {
        Properties known = recall();
        Instant limit = clock.instant().minus(KEPT);
        return known.stringPropertyNames().stream()
                .filter(name ->
                        usedAt(known.getProperty(name)).map(limit::isAfter).orElse(false))
                .sorted()
                .toList();
    }

    private static Optional<Instant> usedAt(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private Properties recall() {
        Properties known = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            known.load(in);
        } catch (NoSuchFileException _) {
            // none was brought yet
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} cannot be read, so the images that it told of stay: {}", file, e.toString());
        }
        return known;
    }

    private void keep(Properties known) {
        Path made = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (OutputStream out = Files.newOutputStream(made)) {
                known.store(out, "Images that this node has brought, and when a task used each last");
            }
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{} cannot be written, so an image may stay for good: {}", file, e.toString());
        }
    }
}
