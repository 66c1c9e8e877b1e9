// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Hardware;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// What Linux tells of the network interface by which the machine reaches others.
record Interfaces(SystemFiles files) {

    private static final String ALL = "sys/class/net/";
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
    private static final String NOBODY = "00:00:00:00:00:00";

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
                files.exists(ALL + name + "/wireless") || files.exists(ALL + name + "/phy80211"),
                files.text(ALL + name + "/address").flatMap(Interfaces::address));
    }

    /// A hardware address as all of DSG writes it; none if it is not one that a machine could be woken by.
    static Optional<String> address(String text) {
        String address = text.strip().toLowerCase(Locale.ROOT);
        return ADDRESS.matcher(address).matches() && !address.equals(NOBODY) ? Optional.of(address) : Optional.empty();
    }

    /// Whether the machine would sleep on though it is called by this interface, as far as that is told.
    boolean sleepsOn(String name) {
        return files.text(ALL + name + "/device/power/wakeup")
                .filter("disabled"::equals)
                .isPresent();
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
