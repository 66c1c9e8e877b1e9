// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import java.time.Duration;
import java.time.Instant;

/// What happened in a simulated world, a line each. The same seed tells the same history.
final class History {

    private final StringBuilder text = new StringBuilder();

    void note(Instant now, String what) {
        long millis = Duration.between(Agenda.START, now).toMillis();
        String fraction = Long.toString(1000 + millis % 1000);
        text.append(millis / 1000).append('.').append(fraction, 1, 4).append("  ");
        text.append(what).append('\n');
    }

    /// The last lines.
    String tail(int lines) {
        int from = text.length() - 1;
        for (int i = 0; i < lines && from > 0; i++) {
            from = text.lastIndexOf("\n", from - 1);
        }
        return text.substring(from + 1);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
