// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// Why something was not done: what, why, and how to mend it, each a sentence. None may be left out.
public record Refusal(String what, String why, String mend) {

    public Refusal {
        if (what.isBlank() || why.isBlank() || mend.isBlank()) {
            throw new IllegalArgumentException("A refusal says what, why and how to mend it.");
        }
    }
}
