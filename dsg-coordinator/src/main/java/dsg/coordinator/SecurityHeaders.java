// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import io.javalin.http.Context;
import java.util.Map;

/// What every answer tells browsers: that it is for nobody else's page, is not kept, and is never guessed to be
/// something else. There is no HSTS among them: it would count for every port of the host, and loopback speaks plain
/// HTTP.
final class SecurityHeaders {

    static final Map<String, String> ALL = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");

    private SecurityHeaders() {}

    static void addTo(Context request) {
        ALL.forEach(request::header);
    }
}
