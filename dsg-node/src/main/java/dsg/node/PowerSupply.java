// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Hardware.Power;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What Linux tells of the batteries that the machine runs on, and of what charges them.
record PowerSupply(SystemFiles files) {

    private static final String ALL = "sys/class/power_supply";

    /// Where the power comes from; none if there is no battery.
    Optional<Power> source() {
        List<String> batteries = batteries();
        if (batteries.isEmpty()) {
            return Optional.empty();
        }
        boolean plugged = files.names(ALL).stream()
                .anyMatch(name -> !is(name, "type", "Battery")
                        && files.number(ALL + "/" + name + "/online").orElse(0) > 0);
        boolean discharges = batteries.stream().anyMatch(name -> is(name, "status", "Discharging"));
        return Optional.of(plugged || !discharges ? Power.MAINS : Power.BATTERY);
    }

    /// How full the batteries are together, in per cent.
    OptionalInt percent() {
        List<Long> full = batteries().stream()
                .map(name -> files.number(ALL + "/" + name + "/capacity"))
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .toList();
        return full.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.round(
                        full.stream().mapToLong(Long::longValue).average().orElse(0)));
    }

    /// Without those of a mouse or a headset.
    private List<String> batteries() {
        return files.names(ALL).stream()
                .filter(name -> is(name, "type", "Battery") && !is(name, "scope", "Device"))
                .filter(name -> files.number(ALL + "/" + name + "/present").orElse(1) > 0)
                .toList();
    }

    private boolean is(String name, String file, String word) {
        return files.text(ALL + "/" + name + "/" + file).filter(word::equals).isPresent();
    }
}
