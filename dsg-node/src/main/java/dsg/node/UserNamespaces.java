// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What keeps ordinary users of this machine from making user namespaces, which every sandbox needs: distributions have
/// settings for that, and what to set is said in full.
final class UserNamespaces {

    private UserNamespaces() {}

    /// Each in one sentence without its full stop.
    static List<String> hindrances() {
        return hindrances(Path.of("/proc/sys"));
    }

    /// @param settings the folder of the kernel's settings
    static List<String> hindrances(Path settings) {
        List<String> found = new ArrayList<>();
        if (is(settings.resolve("kernel/unprivileged_userns_clone"), "0")) {
            found.add("this machine lets only root make user namespaces; as root:"
                    + " sysctl -w kernel.unprivileged_userns_clone=1 (and the same line in /etc/sysctl.d/dsg.conf)");
        }
        if (is(settings.resolve("kernel/apparmor_restrict_unprivileged_userns"), "1")) {
            found.add("AppArmor restricts user namespaces on this machine (Ubuntu since 23.10); install DSG from its"
                    + " package, or as root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (and the same"
                    + " line in /etc/sysctl.d/dsg.conf)");
        }
        if (is(settings.resolve("user/max_user_namespaces"), "0")) {
            found.add("this machine allows no user namespaces; as root: sysctl -w user.max_user_namespaces=10000"
                    + " (and the same line in /etc/sysctl.d/dsg.conf)");
        }
        return List.copyOf(found);
    }

    private static boolean is(Path setting, String value) {
        try {
            return Files.readString(setting).strip().equals(value);
        } catch (IOException _) {
            return false; // this kernel has no such setting
        }
    }
}
