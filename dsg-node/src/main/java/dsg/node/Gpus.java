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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
    /// Of `0000:65:00.0`, as the kernel writes it; `nvidia-smi` writes more zeros before it.
    private static final int PCI_ADDRESS = 12;

    private static final List<String> NVIDIA_SHARED =
            List.of("nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset");

    private final SystemFiles files;
    private final List<Path> programs;
    private final Duration patience;
    private String mark = "";
    private List<Hardware.Gpu> known = List.of();
    private volatile List<GpuDevice> devices = List.of();

    /// What `nvidia-smi` tells of a card.
    private record Told(Hardware.Gpu gpu, String uuid, String bus) {}

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
            List<Told> told = program.map(this::ask).orElse(List.of());
            List<Hardware.Gpu> all =
                    new ArrayList<>(told.stream().map(Told::gpu).toList());
            cards.forEach(card -> card(card, !told.isEmpty()).ifPresent(all::add));
            known = List.copyOf(all);
            devices = Stream.concat(
                            told.stream().flatMap(one -> nvidiaDevice(one).stream()),
                            cards.stream().flatMap(card -> amdDevice(card).stream()))
                    .toList();
            mark = now;
        }
        return known;
    }

    /// Those of them that tasks can be given, as of the last look: NVIDIA's that answer, and AMD's whose driver
    /// computes.
    List<GpuDevice> devices() {
        return devices;
    }

    /// The file of a card is numbered by its driver, which need not count as `nvidia-smi` does.
    private Optional<GpuDevice> nvidiaDevice(Told told) {
        if (told.uuid.isEmpty()) {
            return Optional.empty();
        }
        String bus = told.bus.toLowerCase(Locale.ROOT);
        String folder = "proc/driver/nvidia/gpus/" + bus.substring(Math.max(0, bus.length() - PCI_ADDRESS));
        return files.lines(folder + "/information").stream()
                .filter(line -> line.startsWith("Device Minor:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .map(minor ->
                        new GpuDevice("CUDA_VISIBLE_DEVICES", told.uuid, existing("nvidia" + minor, NVIDIA_SHARED)));
    }

    private Optional<GpuDevice> amdDevice(String card) {
        String device = "sys/class/drm/" + card + "/device/";
        if (!files.text(device + "vendor").filter("0x1002"::equals).isPresent() || !files.exists("dev/kfd")) {
            return Optional.empty();
        }
        Optional<String> id = files.text(device + "unique_id").map(text -> "GPU-" + text.replace("0x", ""));
        return files.names(device + "drm").stream()
                .filter(name -> name.startsWith("renderD"))
                .findFirst()
                .flatMap(render -> id.map(named ->
                        new GpuDevice("ROCR_VISIBLE_DEVICES", named, existing("dri/" + render, List.of("kfd")))));
    }

    private List<Path> existing(String own, List<String> shared) {
        List<String> names = new ArrayList<>(List.of(own));
        names.addAll(shared);
        return names.stream()
                .filter(name -> files.exists("dev/" + name))
                .map(name -> Path.of("/dev", name))
                .toList();
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
    private List<Told> ask(Path program) {
        try {
            Path said = Files.createTempFile("dsg-gpus", "");
            try {
                ProcessBuilder builder = new ProcessBuilder(
                                program.toString(),
                                "--query-gpu=name,memory.total,driver_version,uuid,pci.bus_id",
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

    /// `NVIDIA A100-SXM4-40GB, 40960, 550.54.15, GPU-6f2d0c5e-…, 00000000:65:00.0`.
    private static Optional<Told> line(String line) {
        String[] parts = line.split(",", -1);
        if (parts.length != 5 || parts[0].isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new Told(
                new Hardware.Gpu("NVIDIA", parts[0].strip(), mib(parts[1].strip()), parts[2].strip()),
                parts[3].strip(),
                parts[4].strip()));
    }

    private static Optional<Long> mib(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException _) {
            return Optional.empty(); // `[N/A]`, of cards that share the machine's memory
        }
    }
}
