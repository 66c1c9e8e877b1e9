// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.Hardware;
import dsg.model.NodeFigures;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The shapes of what a node's machine is made of and how it fares. What is not known is left out.
final class MachineShapes {

    private MachineShapes() {}

    static Map<String, Object> hardware(Hardware hardware) {
        Map<String, Object> shape = new LinkedHashMap<>();
        Hardware.Cores cores = hardware.cores();
        cores.physical().ifPresent(count -> shape.put("physical_cores", count));
        shape.put("logical_cores", cores.logical());
        cores.performance().ifPresent(count -> shape.put("performance_cores", count));
        cores.efficiency().ifPresent(count -> shape.put("efficiency_cores", count));
        cores.mhz().ifPresent(mhz -> shape.put("mhz", mhz));
        hardware.speed().ifPresent(speed -> shape.put("speed", speed));
        shape.put("gpus", hardware.gpus().stream().map(MachineShapes::gpu).toList());
        shape.put("disks", hardware.disks().stream().map(MachineShapes::disk).toList());
        hardware.volume().ifPresent(volume -> {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("type", volume.type());
            told.put("size_mib", volume.sizeMib());
            shape.put("volume", told);
        });
        hardware.link().ifPresent(link -> {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("name", link.name());
            link.mbit().ifPresent(mbit -> told.put("mbit", mbit));
            told.put("wireless", link.wireless());
            link.wake().ifPresent(address -> told.put("wake", address));
            shape.put("link", told);
        });
        hardware.power().ifPresent(power -> shape.put("power", power.name().toLowerCase(Locale.ROOT)));
        return shape;
    }

    private static Map<String, Object> gpu(Hardware.Gpu gpu) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("vendor", gpu.vendor());
        shape.put("model", gpu.model());
        gpu.memoryMib().ifPresent(mib -> shape.put("memory_mib", mib));
        if (!gpu.driver().isEmpty()) {
            shape.put("driver", gpu.driver());
        }
        return shape;
    }

    private static Map<String, Object> disk(Hardware.Disk disk) {
        Map<String, Object> shape = new LinkedHashMap<>();
        if (!disk.model().isEmpty()) {
            shape.put("model", disk.model());
        }
        shape.put("size_mib", disk.sizeMib());
        if (!disk.kind().isEmpty()) {
            shape.put("kind", disk.kind());
        }
        return shape;
    }

    /// How it fared when it was told last.
    static Map<String, Object> live(LiveFigures.Told told) {
        NodeFigures figures = told.figures();
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("at", told.at().toString());
        figures.load().ifPresent(cores -> shape.put("load", rounded(cores)));
        figures.ownLoad().ifPresent(cores -> shape.put("own_load", rounded(cores)));
        figures.memoryUsedMib().ifPresent(mib -> shape.put("memory_used_mib", mib));
        figures.diskFreeMib().ifPresent(mib -> shape.put("disk_free_mib", mib));
        figures.celsius().ifPresent(celsius -> shape.put("celsius", rounded(celsius)));
        figures.battery().ifPresent(percent -> shape.put("battery_percent", percent));
        return shape;
    }

    private static double rounded(double figure) {
        return Math.round(figure * 100) / 100.0;
    }
}
