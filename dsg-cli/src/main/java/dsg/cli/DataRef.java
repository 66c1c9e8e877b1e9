// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import tools.jackson.databind.JsonNode;

/// How people name a content: `2.simulate.17/run`, a name that something was put under, or the first digits of a
/// SHA-256.
final class DataRef {

    static final String HELP = "2.simulate.17/run, last/peak.json, the name of something that was put, or the first"
            + " digits (4 or more) of a SHA-256.";

    private DataRef() {}

    /// The content that it names, as REST tells it.
    ///
    /// @throws CommandFailure if it names none, or several
    static JsonNode find(GridClient client, String ref) {
        return client.get("/api/v1/data/find?ref=" + GridClient.encoded(numbered(client, ref)));
    }

    /// With the job's number for `last` or a nickname.
    private static String numbered(GridClient client, String ref) {
        int slash = ref.indexOf('/');
        if (slash <= 0) {
            return ref;
        }
        int dot = ref.indexOf('.');
        int end = dot > 0 && dot < slash ? dot : slash;
        return Selector.job(client, ref.substring(0, end)) + ref.substring(end);
    }

    /// The path in REST of a content.
    static String path(String sha256) {
        return "/api/v1/data/contents/" + sha256;
    }

    /// Twelve digits, as tables show them.
    static String brief(JsonNode content) {
        return content.path("sha256").asString().substring(0, 12);
    }
}
