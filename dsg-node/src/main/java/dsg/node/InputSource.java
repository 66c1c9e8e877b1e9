// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.time.Duration;
import java.util.Optional;

/// One way to learn when somebody last touched this machine: its keyboard, mouse, screen or
/// terminal.
interface InputSource extends AutoCloseable {

    /// What a source says.
    ///
    /// @param idle how long ago the last input was; none if that cannot be told from here
    /// @param note why it cannot be told, or what people may want to know of it; may be empty
    record Seen(Optional<Duration> idle, String note) {

        static Seen idle(Duration idle) {
            return new Seen(Optional.of(idle), "");
        }

        static Seen nothing(String why) {
            return new Seen(Optional.empty(), why);
        }
    }

    /// The word that people read: `x11`, `wayland`, `logind`, `terminals`, `interrupts`.
    String name();

    /// Looks; by one thread, up to ten times a second, and never for longer than a few
    /// milliseconds. A source that fails says so in its note, and finds its way back by itself once
    /// it can.
    Seen look();

    /// Whether there is a desktop here, as far as it knows, whose input it cannot tell.
    default boolean unseen() {
        return false;
    }

    @Override
    void close();
}
