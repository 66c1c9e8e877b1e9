// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A `dsg` command that has ended: what was typed, its exit status, and what it printed.
record Finished(List<String> arguments, int status, String out, String err) {

    private static final int SHOWN = 4_000;

    /// Demands this exit status; itself.
    Finished expect(int expected) {
        assertThat(status).describedAs(toString()).isEqualTo(expected);
        return this;
    }

    /// What it printed, as JSON.
    JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }

    /// The lines of its standard output.
    List<String> lines() {
        return out.lines().toList();
    }

    @Override
    public String toString() {
        return "dsg %s ended with %d%n--- stdout%n%s%n--- stderr%n%s"
                .formatted(String.join(" ", arguments), status, tail(out), tail(err));
    }

    private static String tail(String text) {
        return text.length() <= SHOWN ? text : "..." + text.substring(text.length() - SHOWN);
    }
}
