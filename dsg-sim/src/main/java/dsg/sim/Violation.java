// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

/// A promise that was not kept.
///
/// @param promise its name in `reliability.md`: `P1` … `P7`, `durable before known`, or `kept work`
public record Violation(String promise, String what) {

    @Override
    public String toString() {
        return promise + ": " + what;
    }
}
