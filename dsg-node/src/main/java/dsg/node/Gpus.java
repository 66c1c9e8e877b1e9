// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Hardware;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What Linux tells of the graphics processors that science computes on: NVIDIA's by `nvidia-smi`, AMD's and Intel's by
/// the kernel. `nvidia-smi` wakes the cards, and so is asked only when the kernel's own list of them has changed.
final class Gpus {

    private static final Logger LOG = LoggerFactory.getLogger(Gpus.class);
    static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Pattern CARD = Pattern.compile("card[0-9]+");
    private static final String NVIDIA = "0x10de";
    private static final Map<String, String> VENDORS = Map.of(NVIDIA, "NVIDIA", "0x1002", "AMD", "0x8086", "Intel");
    private static final long MIB = 1 << 20;

    private final SystemFiles files;
    private final List<Path> programs;
    private final Duration patience;
    private String mark = "";
    private List<Hardware.Gpu> known = List.of();

    /// @param programs where `nvidia-smi` may be
    Gpus(SystemFiles files, List<Path> programs, Duration patience) {
        this.files = files;
        this.programs = programs;
        this.patience = patience;
    }

    List<Hardware.Gpu> look() {
        Optional<Path> program = programs.stream().filter(Files::isExecutable).findFirst();
        List<String> cards = files.names("sys/class/drm").stream()
                .filter(CARD.asMatchPredicate())
                .toList();
        String now = program + " " + files.names("proc/driver/nvidia/gpus") + " " + cards;
        if (!now.equals(mark)) {
            List<Hardware.Gpu> nvidia = program.map(this::ask).orElse(List.of());
            List<Hardware.Gpu> all = new ArrayList<>(nvidia);
            cards.forEach(card -> card(card, !nvidia.isEmpty()).ifPresent(all::add));
            known = List.copyOf(all);
            mark = now;
        }
        return known;
    }

    private Optional<Hardware.Gpu> card(String card, boolean nvidiaIsTold) {
        String device = "sys/class/drm/" + card + "/device/";
        String vendor = files.text(device + "vendor").orElse("");
        String name = VENDORS.getOrDefault(vendor, "");
        if (name.isEmpty() || (vendor.equals(NVIDIA) && nvidiaIsTold)) {
            return Optional.empty(); // what draws the screen of a server computes nothing
        }
        OptionalLong bytes = files.number(device + "mem_info_vram_total");
        return Optional.of(new Hardware.Gpu(
                name,
                files.text(device + "product_name")
                        .orElseGet(() ->
                                model(vendor, files.text(device + "device").orElse(""))),
                bytes.isPresent() ? Optional.of(bytes.getAsLong() / MIB) : Optional.empty(),
                files.target(device + "driver").orElse("")));
    }

    /// As the list of PCI ids calls it, if the system has that list; else its number.
    private String model(String vendor, String device) {
        String id = device.replace("0x", "");
        for (String list : List.of("usr/share/misc/pci.ids", "usr/share/hwdata/pci.ids")) {
            boolean within = false;
            for (String line : files.lines(list)) {
                if (!line.startsWith("\t")) {
                    within = line.startsWith(vendor.replace("0x", "") + "  ");
                } else if (within && line.startsWith("\t" + id + "  ")) {
                    return line.substring(id.length() + 3).strip();
                }
            }
        }
        return device;
    }

    /// Nothing if it does not answer in time or not well: its driver is not loaded then, or it has lost its cards.
    private List<Hardware.Gpu> ask(Path program) {
        try {
            Path said = Files.createTempFile("dsg-gpus", "");
            try {
                ProcessBuilder builder = new ProcessBuilder(
                                program.toString(),
                                "--query-gpu=name,memory.total,driver_version",
                                "--format=csv,noheader,nounits")
                        .redirectInput(new File("/dev/null"))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectOutput(said.toFile());
                Process process = builder.start();
                try {
                    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0
                            ? Files.readAllLines(said).stream()
                                    .flatMap(line -> line(line).stream())
                                    .toList()
                            : List.of();
                } finally {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            } finally {
                Files.deleteIfExists(said);
            }
        } catch (IOException e) {
            LOG.debug("{} could not be asked: {}", program, e.toString());
            return List.of();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /// `NVIDIA A100-SXM4-40GB, 40960, 550.54.15`.
    private static Optional<Hardware.Gpu> line(String line) {
        String[] parts = line.split(",", -1);
        if (parts.length != 3 || parts[0].isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new Hardware.Gpu("NVIDIA", parts[0].strip(), mib(parts[1].strip()), parts[2].strip()));
    }

    private static Optional<Long> mib(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException _) {
            return Optional.empty(); // `[N/A]`, of cards that share the machine's memory
        }
    }
}
