// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Where a process's own control groups are mounted, as `/proc/PID/mountinfo` and `/proc/PID/cgroup` tell.
///
/// @param mounts the lines of mountinfo
/// @param groups the lines of cgroup
record CgroupMounts(List<String> mounts, List<String> groups) {

    /// This process's own.
    static CgroupMounts here() throws IOException {
        return new CgroupMounts(
                Files.readAllLines(Path.of("/proc/self/mountinfo")), Files.readAllLines(Path.of("/proc/self/cgroup")));
    }

    /// The folder of the process's own group in this controller's tree of the first kind.
    Optional<Path> first(String controller) {
        return groups.stream()
                .map(line -> line.split(":", 3))
                .filter(parts -> List.of(parts[1].split(",")).contains(controller))
                .findFirst()
                .flatMap(parts -> folder("cgroup", controller, parts[2]));
    }

    /// The folder of the process's own group in the unified tree.
    Optional<Path> second() {
        return groups.stream()
                .filter(line -> line.startsWith("0::"))
                .findFirst()
                .flatMap(line -> folder("cgroup2", "", line.substring(3)));
    }

    /// The top of the unified tree.
    Optional<Path> secondTop() {
        return folder("cgroup2", "", "/");
    }

    private Optional<Path> folder(String type, String option, String group) {
        return mounts.stream()
                .flatMap(line -> Mount.of(line).stream())
                .filter(mount -> mount.type.equals(type))
                .filter(mount -> option.isEmpty()
                        || Arrays.asList(mount.options.split(",")).contains(option))
                .findFirst()
                .flatMap(mount -> mount.place(group))
                .filter(Files::isDirectory);
    }

    /// One line of mountinfo (proc(5)): `36 35 98:0 /root /mount/point rw,noatime master:1 - ext3 /dev/root rw`.
    private record Mount(String root, String point, String type, String options) {

        static Optional<Mount> of(String line) {
            int dash = line.indexOf(" - ");
            String[] before = line.split(" ");
            String[] after = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ");
            return before.length < 6 || after.length < 3
                    ? Optional.empty()
                    : Optional.of(new Mount(before[3], before[4].replace("\\040", " "), after[0], after[2]));
        }

        /// Where a group of the tree is seen; none if it lies outside of what is mounted.
        Optional<Path> place(String group) {
            Path inside = Path.of(group).normalize();
            Path top = Path.of(root);
            if (group.contains("..")) {
                return Optional.empty();
            }
            if (inside.startsWith(top)) {
                return Optional.of(
                        Path.of(point).resolve(top.relativize(inside)).normalize());
            }
            return group.equals("/") ? Optional.of(Path.of(point)) : Optional.empty();
        }
    }
}
