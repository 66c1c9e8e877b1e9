// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Hardware;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What Linux tells of the network interface by which the machine reaches others.
record Interfaces(SystemFiles files) {

    private static final String ALL = "sys/class/net/";

    Optional<Hardware.Link> link() {
        return ofDefaultRoute()
                .or(this::firstOne)
                .filter(name -> files.exists(ALL + name))
                .map(this::link);
    }

    private Hardware.Link link(String name) {
        OptionalLong mbit = files.number(ALL + name + "/speed");
        boolean told = mbit.isPresent() && mbit.getAsLong() > 0;
        return new Hardware.Link(
                name,
                told ? OptionalInt.of((int) mbit.getAsLong()) : OptionalInt.empty(),
                files.exists(ALL + name + "/wireless") || files.exists(ALL + name + "/phy80211"));
    }

    /// Of several default routes the one with the least metric is taken.
    private Optional<String> ofDefaultRoute() {
        return files.lines("proc/net/route").stream()
                .skip(1)
                .map(line -> line.split("\\s+"))
                .filter(columns -> columns.length > 7 && columns[1].equals("00000000") && columns[7].equals("00000000"))
                .min(Comparator.comparing(columns -> columns[6], Comparator.comparingInt(Interfaces::metric)))
                .map(columns -> columns[0]);
    }

    private static int metric(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return Integer.MAX_VALUE;
        }
    }

    private Optional<String> firstOne() {
        return files.names("sys/class/net").stream()
                .filter(name -> files.exists(ALL + name + "/device"))
                .filter(name -> files.text(ALL + name + "/operstate")
                        .filter("up"::equals)
                        .isPresent())
                .findFirst();
    }
}
