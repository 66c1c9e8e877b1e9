// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import java.time.Duration;

/// How well machines and disk behave when nothing in particular is wrong.
///
/// @param slowest the longest that a message takes
/// @param duplicates how likely a message arrives twice
/// @param reorders whether messages about different attempts may overtake each other
/// @param lateVoices how likely a link is heard that its coordinator has given up
/// @param lostAnswers how likely a client does not get its answer
/// @param slowCommits how likely a commit takes seconds
record Net(
        Duration slowest,
        double duplicates,
        boolean reorders,
        double lateVoices,
        double lostAnswers,
        double slowCommits) {

    static final Net CALM = new Net(Duration.ofMillis(2), 0, false, 0, 0, 0);

    static final Net STORMY = new Net(Duration.ofMillis(200), 0.05, true, 0.5, 0.1, 0.02);

    Duration delay(Dice dice) {
        return dice.between(Duration.ofNanos(100_000), slowest);
    }

    Duration commit(Dice dice) {
        return dice.chance(slowCommits)
                ? dice.between(Duration.ofMillis(500), Duration.ofSeconds(5))
                : dice.between(Duration.ofMillis(1), Duration.ofMillis(40));
    }
}
