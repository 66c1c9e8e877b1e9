// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Arrays;

/// Why a node rests by its owner's policy: of all reasons that hold, the strongest.
///
/// @param why for people, as a sentence without a full stop that begins with a small letter
public record Rest(Kind kind, String why) {

    /// The kinds of reasons, from the strongest: what an owner has said comes before what was seen of him, and that
    /// before
    /// what was seen of his machine.
    public enum Kind {
        /// His policy cannot be read, so nothing is allowed.
        UNREADABLE("unreadable"),
        /// He lets no tasks run.
        NEVER("never"),
        /// He has sent it to rest for a while.
        SNOOZED("snoozed"),
        /// It is not one of the hours in which tasks may run.
        HOURS("hours"),
        /// Somebody uses the machine.
        IN_USE("in-use"),
        /// A program fills the whole screen: a film, a game, a talk.
        FULL_SCREEN("full-screen"),
        /// A program runs that is to have the machine for itself.
        EXCLUSIVE("exclusive"),
        /// It runs on its battery.
        BATTERY("battery"),
        /// It is too hot.
        HEAT("heat"),
        /// Other programs keep it busy.
        OTHERS("others"),
        /// It has moved as much as it may today, or may not use the network at this hour.
        NETWORK("network"),
        /// Whether somebody uses it cannot be told, and its owner wants it to rest then.
        UNKNOWN("unknown"),
        /// Nobody has used it for so long that it may go to sleep.
        ASLEEP("asleep");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /// The kind with this word; a kind that only a later version knows is unknown here.
        public static Kind of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word.equals(word))
                    .findFirst()
                    .orElse(UNKNOWN);
        }

        /// The word that people and programs read.
        public String word() {
            return word;
        }
    }
}
