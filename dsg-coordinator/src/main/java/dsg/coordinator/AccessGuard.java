// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.Refusal;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

/// Who may come in: requests to this machine's own name, from no foreign page, with the grid's token. The
/// list says what is allowed, for every method alike; all else is refused.
final class AccessGuard {

    private static final Set<String> OWN_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

    private final byte[] token;

    AccessGuard(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /// @throws HttpProblem if the request may not come in
    void check(Context request) {
        checkHost(request.header("Host"));
        String origin = request.header("Origin");
        if (origin != null) {
            // Until there is a page, no page has any business here.
            checkHost(origin.replaceFirst("^https?://", ""));
        }
        if (!request.path().equals("/healthz")) {
            checkToken(request.header("Authorization"));
        }
    }

    private static void checkHost(@org.jspecify.annotations.Nullable String host) {
        String name = host == null ? "" : host.replaceFirst(":\\d+$", "");
        if (!OWN_NAMES.contains(name)) {
            throw new HttpProblem(
                    403,
                    new Refusal(
                            "This request may not come in.",
                            "It is addressed to or comes from another name than this machine's own.",
                            "Use http://127.0.0.1 and the port that dsg status shows."));
        }
    }

    private void checkToken(@org.jspecify.annotations.Nullable String header) {
        String given = header != null && header.startsWith("Bearer ") ? header.substring(7) : "";
        // Compared in constant time, so that the answer's delay tells nothing about the token.
        if (!MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8))) {
            throw new HttpProblem(
                    401,
                    new Refusal(
                            "This request may not come in.",
                            "It does not carry the grid's token.",
                            "Send the header: Authorization: Bearer TOKEN, with the token in DSG_HOME."));
        }
    }
}
