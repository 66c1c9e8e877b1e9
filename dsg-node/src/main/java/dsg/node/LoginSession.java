// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.freedesktop.dbus.types.Variant;

/// What systemd-logind knows of one login.
///
/// @param display the X display that it is on; empty if none
/// @param kind `x11`, `wayland`, `tty`, …
/// @param idle whether its desktop has said that nobody is there
/// @param sinceMicros when its desktop said last whether somebody is there, by the clock of
///     `System.nanoTime`, which on Linux is CLOCK_MONOTONIC; 0 if it never did
record LoginSession(
        String id,
        String user,
        String display,
        String kind,
        boolean person,
        boolean active,
        boolean remote,
        boolean idle,
        boolean locked,
        long sinceMicros) {

    private static final Set<String> DESKTOPS = Set.of("x11", "wayland", "mir");

    /// @param user the user's number
    static LoginSession of(String id, String user, Map<String, Variant<?>> properties) {
        return new LoginSession(
                id,
                user,
                text(properties, "Display"),
                text(properties, "Type").toLowerCase(Locale.ROOT),
                text(properties, "Class").equals("user"),
                is(properties, "Active"),
                is(properties, "Remote"),
                is(properties, "IdleHint"),
                is(properties, "LockedHint"),
                value(properties, "IdleSinceHintMonotonic")
                        .filter(Number.class::isInstance)
                        .map(number -> ((Number) number).longValue())
                        .orElse(0L));
    }

    /// Only desktops tell logind when nobody is there. Of a login at a terminal it says when the
    /// terminal was read from last, which the terminal itself tells as well; and one that started a
    /// desktop by hand stays a terminal to it.
    boolean isDesktop() {
        return DESKTOPS.contains(kind);
    }

    /// Whether its desktop ever said something: from the start the hint says "in use", whether that
    /// is so or not.
    boolean tells() {
        return isDesktop() && sinceMicros > 0;
    }

    /// Whether it is one of these desktops. Some display managers know the display before they log
    /// somebody in, others do not.
    boolean isAmong(Set<String> desks) {
        return desks.contains(display) || desks.contains(user + "/" + kind);
    }

    private static Optional<Object> value(Map<String, Variant<?>> properties, String name) {
        return Optional.<Variant<?>>ofNullable(properties.get(name)).map(Variant::getValue);
    }

    private static String text(Map<String, Variant<?>> properties, String name) {
        return value(properties, name).map(Object::toString).orElse("");
    }

    private static boolean is(Map<String, Variant<?>> properties, String name) {
        return value(properties, name).filter(Boolean.TRUE::equals).isPresent();
    }
}
