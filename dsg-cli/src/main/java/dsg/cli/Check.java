// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

/// What `dsg doctor` found on one question.
///
/// @param name what was looked at, in a word
/// @param state how it is
/// @param what what was seen
/// @param mend what to type or do; empty if all is well
record Check(String name, State state, String what, String mend) {

    /// How it is; the shape says it without colour.
    enum State {
        OK("ok", "fg(green)"),
        WARNING("!", "bold,fg(yellow)"),
        FAULT("x", "bold,fg(red)");

        private final String sign;
        private final String style;

        State(String sign, String style) {
            this.sign = sign;
            this.style = style;
        }

        /// `ok`, `!` or `x`.
        String sign() {
            return sign;
        }

        String style() {
            return style;
        }

        /// For programs: `ok`, `warning` or `fault`.
        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Check ok(String name, String what) {
        return new Check(name, State.OK, what, "");
    }

    static Check warning(String name, String what, String mend) {
        return new Check(name, State.WARNING, what, mend);
    }

    static Check fault(String name, String what, String mend) {
        return new Check(name, State.FAULT, what, mend);
    }
}
