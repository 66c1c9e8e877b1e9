// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.model.AttemptEnd;
import dsg.model.Command;
import dsg.model.Template;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What a simulated task does; it travels in the order's own command.
///
/// @param failPercent how many attempts of a hundred end with exit code 1
/// @param failFirst the first attempts of every task end with exit code 1
/// @param poison its node does not survive it
record Work(Duration shortest, Duration longest, int failPercent, int failFirst, boolean poison) {

    static final Work SHORT = new Work(Duration.ofSeconds(1), Duration.ofSeconds(1), 0, 0, false);

    static Work of(List<String> argv) {
        return new Work(
                Duration.ofMillis(Long.parseLong(argv.get(1))),
                Duration.ofMillis(Long.parseLong(argv.get(2))),
                Integer.parseInt(argv.get(3)),
                Integer.parseInt(argv.get(4)),
                Boolean.parseBoolean(argv.get(5)));
    }

    Command command() {
        return new Command.Program(
                Stream.of("work", shortest.toMillis(), longest.toMillis(), failPercent, failFirst, poison)
                        .map(word -> Template.of(word.toString()))
                        .toList());
    }

    Duration time(Dice dice) {
        return dice.between(shortest, longest);
    }

    AttemptEnd end(int attempt, Dice dice) {
        return attempt <= failFirst || dice.chance(failPercent / 100.0)
                ? new AttemptEnd.ExitCode(1)
                : new AttemptEnd.Done();
    }
}
