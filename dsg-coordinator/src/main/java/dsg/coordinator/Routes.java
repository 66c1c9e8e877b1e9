// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The one way to give REST a route: it says who may use it, and its handler is reached only by those. Nobody else has
/// the web server's own list in hand (`ArchitectureTest`), so a route that says nothing of it cannot be.
final class Routes {

    private final RoutesConfig config;
    private final Map<String, Access> needs = new HashMap<>();
    /// Those that need no token, a placeholder at their end without its name.
    private final Set<String> forAnybody = new HashSet<>();
    /// How the paths begin behind which there is something else than the page.
    private final Set<String> roots = new HashSet<>(Set.of("assets"));

    Routes(RoutesConfig config) {
        this.config = config;
    }

    void get(Access who, String path, Handler handler) {
        add(HandlerType.GET, who, path, handler);
    }

    void post(Access who, String path, Handler handler) {
        add(HandlerType.POST, who, path, handler);
    }

    void put(Access who, String path, Handler handler) {
        add(HandlerType.PUT, who, path, handler);
    }

    void delete(Access who, String path, Handler handler) {
        add(HandlerType.DELETE, who, path, handler);
    }

    /// Whether whoever asks this needs no token. Nothing but the page's own files and its login is so, and a path that
    /// ends with a placeholder stands for all that begin alike.
    boolean isForAnybody(Context request) {
        String method = request.method().equals(HandlerType.HEAD)
                ? "GET"
                : request.method().name();
        String path = request.path();
        return forAnybody.contains(method + " " + path)
                || forAnybody.contains(method + " " + path.replaceFirst("/[^/]+$", "/{}"));
    }

    /// Whether a browser asks for a page, be there one or not: what needs a token is elsewhere.
    boolean asksForPage(Context request) {
        String accept = request.header("Accept");
        return request.method().equals(HandlerType.GET)
                && accept != null
                && accept.contains("text/html")
                && !roots.contains(root(request.path()));
    }

    private static String root(String path) {
        return path.split("/", 3)[1];
    }

    private void add(HandlerType method, Access who, String path, Handler handler) {
        needs.put(method.name() + " " + path, who);
        if (who instanceof Access.Anybody) {
            forAnybody.add(method.name() + " " + path.replaceFirst("\\{[^/]+}$", "{}"));
        } else {
            roots.add(root(path));
        }
        config.addEndpoint(new Endpoint(method, path, request -> {
            if (!(who instanceof Access.Anybody)) {
                who.check(AccessGuard.caller(request), request);
            }
            handler.handle(request);
        }));
    }

    /// Who may use this route of the web server; none if it did not come in by this way.
    Optional<Access> needs(Endpoint endpoint) {
        return Optional.ofNullable(needs.get(endpoint.method.name() + " " + endpoint.path));
    }
}
