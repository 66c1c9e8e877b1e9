// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.List;
import java.util.Locale;

/// The two processes that a grid on one machine is made of.
enum ProcessKind {
    COORDINATOR(List.of("-Xmx512m")),
    NODE(List.of("-Xmx256m", "-XX:-MaxFDLimit"));

    private final List<String> options;

    ProcessKind(List<String> options) {
        this.options = options;
    }

    /// Options of its own for the JVM. The node leaves the limit of open files as it is, since its children
    /// inherit
    /// it.
    List<String> options() {
        return options;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
