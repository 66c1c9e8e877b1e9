// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import io.javalin.http.Context;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a request's query says; what cannot be understood is a bad request.
final class Query {

    private Query() {}

    /// A number of at least 0, or this one.
    static long number(Context request, String name, long otherwise) {
        String text = request.queryParam(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,18}")) {
            throw HttpProblem.badRequest(
                    name + "=" + text + " is no number.",
                    "The query wants a whole number, 0 or more.",
                    "Leave it out or give one.");
        }
        return Long.parseLong(text);
    }

    /// How much a page may hold: at least one, and never more than `max`.
    static int limit(Context request, int max) {
        long limit = number(request, "limit", 100);
        if (limit == 0) {
            throw HttpProblem.badRequest("A page of 0 is none.", "limit is 1 or more.", "Leave it out or give one.");
        }
        return (int) Math.min(max, limit);
    }

    /// The words of `state=running,failed`, all of which must be known; empty if it is left out.
    static Set<String> states(Context request, List<String> known) {
        Set<String> states = new LinkedHashSet<>();
        for (String word : request.queryParam("state") == null
                ? new String[0]
                : String.valueOf(request.queryParam("state")).split(",", -1)) {
            if (!known.contains(word)) {
                throw HttpProblem.badRequest(
                        "state=" + word + " is no state.",
                        "The states are " + String.join(", ", known) + ".",
                        "Give one of them, or several with commas between.");
            }
            states.add(word);
        }
        return states;
    }

    /// One word among those that are known; none if it is left out.
    static Optional<String> word(Context request, String name, List<String> known) {
        String word = request.queryParam(name);
        if (word != null && !known.contains(word)) {
            throw HttpProblem.badRequest(
                    name + "=" + word + " is not known.",
                    "It is one of " + String.join(", ", known) + ".",
                    "Give one of them, or leave it out.");
        }
        return Optional.ofNullable(word);
    }

    /// The text in lower case; none if it is left out or empty.
    static Optional<String> text(Context request, String name) {
        return Optional.ofNullable(request.queryParam(name))
                .filter(text -> !text.isEmpty())
                .map(text -> text.toLowerCase(Locale.ROOT));
    }
}
