// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The part of `OpenApiTest` that asks about users.
///
/// @param wrong where it says what is not as described
record OpenApiPeople(OpenApi api, Rest rest, List<String> wrong) {

    void check() {
        ask("GET /api/v1/me", "/api/v1/me", "");
        ask("POST /api/v1/users", "/api/v1/users", "{\"users\": [{\"name\": \"anna\", \"role\": \"viewer\"}]}");
        ask("POST /api/v1/users", "/api/v1/users", "{\"users\": [{\"name\": \"anna\"}, {\"name\": \"a b\"}]}");
        ask("POST /api/v1/users", "/api/v1/users", "{\"users\": [{\"name\": \"bert\", \"role\": \"king\"}]}");
        hostile("POST", "/api/v1/users", "/api/v1/users");
        ask("GET /api/v1/users", "/api/v1/users", "");
        String role = "/api/v1/users/{user}/role";
        ask("PUT " + role, "/api/v1/users/anna/role", "{\"role\": \"submitter\"}");
        ask("PUT " + role, "/api/v1/users/eve/role", "{\"role\": \"submitter\"}");
        ask("PUT " + role, "/api/v1/users/owner/role", "{\"role\": \"viewer\"}");
        ask("PUT " + role, "/api/v1/users/anna/role", "{}");
        hostile("PUT", role, "/api/v1/users/anna/role");
        String tokens = "/api/v1/users/{user}/tokens";
        ask("POST " + tokens, "/api/v1/users/anna/tokens", "{\"life_s\": 60}");
        ask("POST " + tokens, "/api/v1/users/anna/tokens", "{\"life_s\": 99999999}");
        ask("POST " + tokens, "/api/v1/users/anna/tokens", "{");
        hostile("POST", tokens, "/api/v1/users/anna/tokens");
        ask("DELETE " + tokens + "/{token}", "/api/v1/users/anna/tokens/2", "");
        ask("DELETE " + tokens + "/{token}", "/api/v1/users/anna/tokens/two", "");
        ask("DELETE /api/v1/users/{user}", "/api/v1/users/anna", "");
        ask("DELETE /api/v1/users/{user}", "/api/v1/users/owner", "");
        pages();
    }

    /// How browsers come in and go, and what they load.
    private void pages() {
        String login = "/api/v1/login";
        ask("POST /api/v1/login-links", "/api/v1/login-links", "");
        String code =
                rest.post("/api/v1/login-links", Map.of()).json().path("code").asString();
        Rest.Answer in = rest.post(login, Map.of("code", code));
        wrong.addAll(api.check("POST " + login, in));
        ask("GET /api/v1/users", "/api/v1/users", ""); // of which the owner has a token now
        String token = in.json().path("token").asString();
        wrong.addAll(api.check(
                "POST /api/v1/logout",
                rest.send(rest.as(token, "/api/v1/logout")
                        .POST(BodyPublishers.noBody())
                        .build())));
        ask("POST /api/v1/logout", "/api/v1/logout", "");
        ask("POST " + login, login, "{}");
        hostile("POST", login, login);
        for (int i = 0; i < 31; i++) {
            ask("POST " + login, login, "{\"code\": \"guessed\"}");
        }
        String page = rest.get("/").text();
        api.routes().stream()
                .filter(route -> route.matches("GET /(?!api/|assets/|metrics|healthz).*"))
                .forEach(route -> ask(route, route.replaceFirst("^GET ", "").replaceFirst("\\{.*", "1"), ""));
        page.lines()
                .flatMap(line -> Pattern.compile("/assets/[^\"]+").matcher(line).results())
                .forEach(file -> ask("GET /assets/{file}", file.group(), ""));
        ask("GET /assets/{file}", "/assets/none.js", "");
    }

    private void ask(String route, String path, String body) {
        String method = route.substring(0, route.indexOf(' '));
        wrong.addAll(api.check(
                route,
                rest.send(rest.request(path)
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build())));
    }

    private void hostile(String method, String route, String path) {
        wrong.addAll(api.check(
                method + " " + route,
                rest.send(rest.request(path)
                        .header("Content-Type", "text/plain")
                        .method(method, BodyPublishers.ofString("{}"))
                        .build())));
        wrong.addAll(api.check(
                method + " " + route,
                rest.send(rest.request(path)
                        .method(method, BodyPublishers.ofByteArray(new byte[1024 * 1024 + 1]))
                        .build())));
    }
}
