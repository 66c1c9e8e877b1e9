// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The page for people, as files of the jar `dsg-dashboard`. They are the same for everybody and hold
/// no secret, so they need no token; all that the page shows comes from REST, which does. Where the jar
/// was built without npm, a plain page says that REST is here.
final class PageRoutes {

    /// Where the page can be opened; each is the same file, which looks at its address itself.
    static final List<String> PATHS = List.of(
            "/",
            "/jobs",
            "/jobs/{job}",
            "/nodes",
            "/nodes/{node}",
            "/data",
            "/submit",
            "/join",
            "/shares",
            "/settings");

    private static final String FOLDER = "/dsg/dashboard/";
    /// The page's own scripts, styles and pictures, requests to this very server, and nothing else. Pictures
    /// that jobs have made are fetched with the token and shown as `blob:`, where no script of theirs runs.
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'; require-trusted-types-for 'script'";
    /// The names of these change with what is in them.
    private static final Pattern NAMED_BY_CONTENT = Pattern.compile("[\\w-]+-[\\w-]{8}\\.(js|css)");

    private static final String FOR_EVER = "private, max-age=31536000, immutable";

    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "txt", "text/plain; charset=utf-8");
    private static final String PLAIN = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Distributed Science Grid</title>
            <h1>Distributed Science Grid</h1>
            <p>The grid is up. Its API is here, under <code>/api/v1</code>; <code>dsg</code> speaks to it.</p>
            <p>This build has no page, since npm was not there when it was made. Install Node.js with npm and build
            again.</p>
            </html>
            """;

    void add(Routes routes) {
        PATHS.forEach(path -> routes.get(Access.anybody(), path, PageRoutes::page));
        routes.get(Access.anybody(), "/assets/{file}", PageRoutes::asset);
    }

    /// The page, which looks at its address itself.
    static void page(Context request) {
        request.header("Content-Security-Policy", POLICY);
        request.contentType("text/html; charset=utf-8")
                .result(file("index.html").orElseGet(() -> PLAIN.getBytes(StandardCharsets.UTF_8)));
    }

    private static void asset(Context request) {
        String name = request.pathParam("file");
        Optional<String> type = Optional.ofNullable(TYPES.get(name.replaceFirst(".*\\.", "")));
        byte[] content = type.filter(_ -> name.matches("[\\w-]+(\\.[\\w-]+)+"))
                .flatMap(_ -> file("assets/" + name))
                .orElseThrow(() -> HttpProblem.notFound(
                        "There is nothing at " + request.path() + ".",
                        "The page has no such file; it may be of another version.",
                        "Load the page again."));
        request.header("Content-Security-Policy", POLICY);
        if (NAMED_BY_CONTENT.matcher(name).matches()) {
            request.header("Cache-Control", FOR_EVER);
        }
        request.contentType(type.orElseThrow()).result(content);
    }

    private static Optional<byte[]> file(String name) {
        try (InputStream in = PageRoutes.class.getResourceAsStream(FOLDER + name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
