// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// A graphics processor that a task can be given: as the programs of its vendor call it, and the files in `/dev` by
/// which
/// they reach it.
///
/// @param variable in which its vendor's programs look for those that they may use
/// @param id how they call it there
/// @param devices its own, and those that all of its vendor have in common
record GpuDevice(String variable, String id, List<Path> devices) {

    GpuDevice {
        devices = List.copyOf(devices);
    }

    /// What tells a task's programs that they may use these of the machine's, and no others.
    static Map<String, String> environment(List<GpuDevice> all, List<GpuDevice> given) {
        Map<String, List<String>> ids = new LinkedHashMap<>();
        all.forEach(device -> ids.putIfAbsent(device.variable, new ArrayList<>()));
        given.forEach(device ->
                ids.computeIfAbsent(device.variable, _ -> new ArrayList<>()).add(device.id));
        Map<String, String> env = new LinkedHashMap<>();
        ids.forEach((variable, some) -> env.put(variable, String.join(",", some)));
        return env;
    }

    /// The files of these, each once.
    static List<Path> files(List<GpuDevice> given) {
        LinkedHashSet<Path> files = new LinkedHashSet<>();
        given.forEach(device -> files.addAll(device.devices));
        return List.copyOf(files);
    }
}
