// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.List;
import java.util.Locale;

/// The two processes that a grid on one machine is made of.
enum ProcessKind {
    COORDINATOR,
    NODE;

    /// Options of its own for the JVM. The node leaves the limit of open files as it is, since its children
    /// inherit it.
    List<String> options() {
        return switch (this) {
            case COORDINATOR -> List.of("-Xmx512m");
            case NODE -> List.of("-Xmx256m", "-XX:-MaxFDLimit");
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
