// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dsg node show`: what a node is, how it fares at the moment, and what tasks find on it.
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        header = "Show one node: what it is, how it fares, and what tasks find on it.")
final class NodeShow implements Callable<Integer> {

    @Parameters(paramLabel = "NODE", description = "Its name.")
    private String name = "";

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal();
        JsonNode node = GridClient.of(GridHome.ofEnvironment()).get("/api/v1/nodes/" + GridClient.encoded(name));
        if (json) {
            terminal.print(GridClient.pretty(node));
        } else {
            describe(node).forEach(terminal::print);
        }
        return ExitStatus.OK;
    }

    static List<String> describe(JsonNode node) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("node " + text(node, "name"), text(node, "state")));
        if (node.has("why")) {
            rows.add(List.of("  why", text(node, "why")));
        }
        addTasks(rows, node);
        addLive(rows, node);
        addMachine(rows, node);
        boolean looked = !node.path("programs").isEmpty();
        rows.add(List.of("programs", looked ? "" : "not known yet; a node looks at its first start"));
        node.path("programs")
                .properties()
                .forEach(program -> rows.add(List.of(
                        "  " + program.getKey(),
                        Terminal.harmless(program.getValue().asString()))));
        return Terminal.table(rows);
    }

    /// What tasks may have of it.
    private static void addTasks(List<List<String>> rows, JsonNode node) {
        rows.add(List.of(
                "  cores",
                "%d, %d free"
                        .formatted(
                                node.path("cores").asLong(),
                                node.path("free_cores").asLong())));
        rows.add(List.of("  memory", free(node, "memory_mib")));
        rows.add(List.of("  disk", free(node, "disk_mib")));
        if (node.path("gpus").asInt() > 0) {
            rows.add(List.of(
                    "  gpus",
                    "%d, %d free"
                            .formatted(
                                    node.path("gpus").asInt(),
                                    node.path("free_gpus").asInt())));
        }
        rows.add(List.of("  running", ProgressView.count(node.path("running").asLong(), "attempt")));
        rows.add(List.of("  isolation", text(node, "isolation")));
        List<String> types = new ArrayList<>();
        node.path("types").forEach(type -> types.add(type.asString().replaceFirst("(@.{12}).*", "$1")));
        rows.add(List.of("  runs", String.join(" ", types)));
        node.path("limits").forEach(limit -> rows.add(List.of("  limits", Terminal.harmless(limit.asString()))));
        List<String> tags = new ArrayList<>();
        node.path("tags").forEach(tag -> tags.add(tag.asString()));
        rows.add(List.of("  tags", tags.isEmpty() ? "none" : String.join(" ", tags)));
    }

    /// How it fares, which whoever sits at it would see too.
    private static void addLive(List<List<String>> rows, JsonNode node) {
        JsonNode live = node.path("live");
        if (live.isMissingNode()) {
            return;
        }
        rows.add(List.of("now", ""));
        if (live.has("load")) {
            String own = live.has("own_load") ? ", %s by the grid".formatted(figure(live, "own_load")) : "";
            long all = node.path("hardware")
                    .path("logical_cores")
                    .asLong(node.path("cores").asLong());
            rows.add(List.of("  busy", "%s of %d cores".formatted(figure(live, "load"), all) + own));
        }
        if (live.has("memory_used_mib")) {
            rows.add(List.of("  memory", size(live, "memory_used_mib") + " in use"));
        }
        if (live.has("disk_free_mib")) {
            rows.add(List.of("  disk", size(live, "disk_free_mib") + " free"));
        }
        if (live.has("celsius")) {
            rows.add(List.of("  temperature", Math.round(live.path("celsius").asDouble()) + " °C"));
        }
        if (live.has("battery_percent")) {
            boolean mains = node.path("hardware").path("power").asString("").equals("mains");
            rows.add(List.of(
                    "  battery",
                    live.path("battery_percent").asInt() + " %, " + (mains ? "on mains power" : "not plugged in")));
        }
    }

    private static void addMachine(List<List<String>> rows, JsonNode node) {
        JsonNode hardware = node.path("hardware");
        rows.add(List.of("machine", ""));
        rows.add(List.of("  processor", text(node, "cpu") + " (" + text(node, "arch") + ")"));
        if (!hardware.isMissingNode()) {
            rows.add(List.of("  its cores", cores(hardware)));
            rows.add(List.of(
                    "  speed",
                    hardware.has("speed")
                            ? "%.2f (a common server core has 1.00)"
                                    .formatted(hardware.path("speed").asDouble())
                            : "not measured yet; that is done when it has nothing to do"));
            hardware.path("gpus").forEach(gpu -> rows.add(List.of("  gpu", gpu(gpu))));
            hardware.path("disks").forEach(disk -> rows.add(List.of("  drive", drive(disk))));
            if (hardware.has("volume")) {
                JsonNode volume = hardware.path("volume");
                rows.add(List.of("  volume", size(volume, "size_mib") + " " + text(volume, "type")));
            }
            if (hardware.has("link")) {
                rows.add(List.of("  network", link(hardware.path("link"))));
            }
        }
        rows.add(List.of("  system", text(node, "os")));
        rows.add(List.of("  kernel", Terminal.harmless(node.path("kernel").asString("not known"))));
        rows.add(List.of(
                "  dsg", text(node, "version") + " on Java " + node.path("jvm").asString("not known")));
    }

    /// `8 with 2 threads each`, `12 fast and 4 saving`, at most so many GHz.
    private static String cores(JsonNode hardware) {
        long logical = hardware.path("logical_cores").asLong();
        long physical = hardware.path("physical_cores").asLong(logical);
        String text = logical == physical ? Long.toString(logical) : physical + " with " + logical + " threads";
        if (hardware.has("performance_cores")) {
            text += "; %d fast, %d that save power"
                    .formatted(
                            hardware.path("performance_cores").asLong(),
                            hardware.path("efficiency_cores").asLong());
        }
        return hardware.has("mhz")
                ? text
                        + String.format(
                                Locale.ROOT,
                                ", up to %.1f GHz",
                                hardware.path("mhz").asDouble() / 1000)
                : text;
    }

    private static String gpu(JsonNode gpu) {
        String memory = gpu.has("memory_mib") ? ", " + size(gpu, "memory_mib") : "";
        return fullName(gpu) + memory + (gpu.has("driver") ? ", driver " + text(gpu, "driver") : "");
    }

    /// A graphics processor's model, with its vendor once.
    static String fullName(JsonNode gpu) {
        String vendor = text(gpu, "vendor");
        String model = text(gpu, "model");
        return model.startsWith(vendor) ? model : vendor + " " + model;
    }

    private static String drive(JsonNode disk) {
        String kind = switch (disk.path("kind").asString("")) {
            case "ssd" -> " SSD";
            case "hdd" -> " hard disk";
            default -> "";
        };
        String model = text(disk, "model");
        return size(disk, "size_mib") + kind + (model.isEmpty() ? "" : ", " + model);
    }

    private static String link(JsonNode link) {
        long mbit = link.path("mbit").asLong();
        String speed = mbit == 0 ? "" : mbit % 1000 == 0 ? ", " + mbit / 1000 + " Gbit/s" : ", " + mbit + " Mbit/s";
        return text(link, "name")
                + (link.path("wireless").asBoolean() ? ", wireless" : ", wired")
                + speed
                + (link.has("wake") ? ", may be woken (" + text(link, "wake") + ")" : "");
    }

    private static String figure(JsonNode live, String what) {
        return String.format(Locale.ROOT, "%.1f", live.path(what).asDouble());
    }

    private static String free(JsonNode node, String what) {
        return size(node, what) + ", " + size(node, "free_" + what) + " free";
    }

    private static String size(JsonNode node, String mib) {
        return Terminal.size(node.path(mib).asLong() << 20);
    }

    private static String text(JsonNode node, String what) {
        return Terminal.harmless(node.path(what).asString(""));
    }
}
