// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalDouble;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How fast a core of this machine was when it was measured ([SpeedTest]), kept in the node's folder for as long as the
/// machine has the same processor and DSG the same version.
public final class Speed {

    private static final Logger LOG = LoggerFactory.getLogger(Speed.class);

    private final Path memory;
    private final String processor;
    private final String version;

    Speed(Path home, String processor, String version) {
        this.memory = home.resolve("speed.properties");
        this.processor = processor;
        this.version = version;
    }

    /// That of this machine.
    ///
    /// @param home the node's folder
    /// @param version DSG's
    public static Speed here(Path home, String version) {
        return new Speed(home, Machine.here(home).processor(), version);
    }

    /// What was measured for this processor and version.
    public OptionalDouble known() {
        Properties kept = new Properties();
        if (!Files.exists(memory)) {
            return OptionalDouble.empty();
        }
        try (InputStream in = Files.newInputStream(memory)) {
            kept.load(in);
            boolean same = kept.getProperty("processor", "").equals(processor)
                    && kept.getProperty("version", "").equals(version);
            double speed = Double.parseDouble(kept.getProperty("speed", "0"));
            return same && speed > 0 && Double.isFinite(speed) ? OptionalDouble.of(speed) : OptionalDouble.empty();
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("The speed that was measured cannot be read: {}", e.toString());
            return OptionalDouble.empty();
        }
    }

    /// Keeps what was measured now. A node that runs tells it within seconds.
    public void keep(double measured) {
        Properties kept = new Properties();
        kept.setProperty("speed", Double.toString(measured));
        kept.setProperty("processor", processor);
        kept.setProperty("version", version);
        try {
            Path writing = memory.resolveSibling(memory.getFileName() + ".new");
            try (OutputStream out = Files.newOutputStream(writing)) {
                kept.store(out, "How fast one core was on the benchmark of DSG; measure it anew: dsg node bench");
            }
            Files.move(writing, memory, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("The speed cannot be kept in {}: {}", memory, e.toString());
        }
    }
}
