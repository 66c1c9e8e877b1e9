// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a stream of events can tell of.
enum Topic {
    JOBS,
    NODES,
    /// The machines that ask to join; only admins are told of them.
    JOINS;

    /// Those that a reader asks for, `jobs,nodes`; of jobs alone if he names none.
    ///
    /// @throws HttpProblem if there is no such topic
    static Set<Topic> asked(@Nullable String text) {
        Set<Topic> asked = EnumSet.noneOf(Topic.class);
        for (String word : (text == null ? "jobs" : text).split(",", -1)) {
            try {
                asked.add(valueOf(word.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException _) {
                throw HttpProblem.badRequest(
                        "Nothing is told of that.",
                        "`" + word + "` is no topic; there are jobs, nodes and joins.",
                        "Ask like: /api/v1/events?topics=jobs,nodes");
            }
        }
        return asked;
    }
}
