// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/// What the build runs to make the ahead-of-time cache of the command line: the commands on standard input, one a line,
/// one after the other in one process, so that one cache knows what all of them load. See `tools/aot.sh`.
final class Training {

    private Training() {}

    /// Runs them, whatever becomes of each.
    public static void main(String[] arguments) {
        try (Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8)) {
            while (lines.hasNextLine()) {
                String line = lines.nextLine();
                System.out.println("dsg " + line + ": " + Main.run(line.split(" ")));
            }
        }
    }
}
