// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Digest;
import dsg.model.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every route of a running grid, asked by everybody: by nobody, by strangers, by users of each role, and from foreign
/// pages. The routes are those that the server tells; the table says who may use each.
@Timeout(120)
class AccessMatrixTest {

    /// A route without a row here, or a row without a route, is a fault.
    private static final Map<String, String> TABLE = rows("""
            anybody    GET /healthz
            anybody    GET /
            anybody    GET /jobs
            anybody    GET /jobs/{job}
            anybody    GET /nodes
            anybody    GET /nodes/{node}
            anybody    GET /data
            anybody    GET /submit
            anybody    GET /join
            anybody    GET /settings
            anybody    GET /shares
            anybody    GET /assets/{file}
            anybody    POST /api/v1/login
            viewer     POST /api/v1/login-links
            viewer     POST /api/v1/logout
            viewer     GET /metrics
            viewer     GET /api/v1
            viewer     GET /api/v1/openapi.yaml
            viewer     GET /api/v1/grid
            admin      POST /api/v1/grid/stay
            admin      POST /api/v1/grid/stop
            viewer     GET /api/v1/nodes
            viewer     GET /api/v1/types
            viewer     GET /api/v1/schema
            viewer     GET /api/v1/history
            viewer     GET /api/v1/shares
            viewer     GET /api/v1/nodes/{node}/history
            viewer     GET /api/v1/nodes/{node}/tasks
            viewer     GET /api/v1/jobs/{job}/stages/{stage}/metrics
            viewer     GET /api/v1/nodes/{node}
            admin      DELETE /api/v1/nodes/{node}
            admin      POST /api/v1/nodes/{node}/tags
            viewer     GET /api/v1/nodes/{node}/policy
            admin      POST /api/v1/nodes/{node}/policy
            admin      POST /api/v1/nodes/{node}/replaces/{old}
            admin      POST /api/v1/nodes/{node}/pause
            admin      POST /api/v1/nodes/{node}/unpause
            admin      POST /api/v1/nodes/{node}/drain
            admin      POST /api/v1/invites
            admin      DELETE /api/v1/invites
            admin      GET /api/v1/joins
            admin      POST /api/v1/joins/{name}/approve
            admin      POST /api/v1/joins/{name}/reject
            viewer     GET /api/v1/events
            viewer     GET /api/v1/me
            admin      GET /api/v1/users
            admin      POST /api/v1/users
            admin      DELETE /api/v1/users/{user}
            admin      PUT /api/v1/users/{user}/role
            admin      POST /api/v1/users/{user}/tokens
            admin      DELETE /api/v1/users/{user}/tokens/{token}
            viewer     GET /api/v1/jobs
            submitter  POST /api/v1/jobs
            submitter  POST /api/v1/jobs/plan
            viewer     GET /api/v1/jobs/{job}
            own        DELETE /api/v1/jobs/{job}
            viewer     GET /api/v1/jobs/{job}/file
            viewer     GET /api/v1/jobs/{job}/diff
            viewer     GET /api/v1/jobs/{job}/record
            viewer     GET /api/v1/jobs/{job}/results
            own        POST /api/v1/jobs/{job}/pause
            own        POST /api/v1/jobs/{job}/unpause
            own        POST /api/v1/jobs/{job}/cancel
            own        POST /api/v1/jobs/{job}/retry
            own        POST /api/v1/jobs/{job}/stages/{stage}/cancel
            own        POST /api/v1/jobs/{job}/stages/{stage}/retry
            viewer     GET /api/v1/jobs/{job}/stages/{stage}/tasks
            viewer     GET /api/v1/jobs/{job}/stages/{stage}/tasks/{task}
            viewer     GET /api/v1/jobs/{job}/stages/{stage}/tasks/{task}/logs
            own        POST /api/v1/jobs/{job}/stages/{stage}/tasks/{task}/cancel
            own        POST /api/v1/jobs/{job}/stages/{stage}/tasks/{task}/retry
            viewer     GET /api/v1/artefacts/{sha256}
            submitter  PUT /api/v1/artefacts/{sha256}
            viewer     GET /api/v1/data
            submitter  POST /api/v1/data
            viewer     GET /api/v1/data/find
            own        DELETE /api/v1/data/names/{name}
            viewer     GET /api/v1/data/contents/{sha256}
            viewer     GET /api/v1/data/contents/{sha256}/trace
            viewer     GET /api/v1/data/usage
            admin      POST /api/v1/data/collect
            """);

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE");
    private static final Set<String> BODILESS = Set.of("GET", "HEAD", "TRACE");
    private static final List<String> HEADERS =
            List.of("content-security-policy", "x-content-type-options", "referrer-policy", "cache-control");

    private static final TestGrid GRID = TestGrid.create();
    private static final People PEOPLE = new People(GRID);

    private final List<String> wrong = new ArrayList<>();

    @BeforeAll
    static void start() {
        Machine.needsLinux();
        GRID.dsg("node", "policy", "--isolation", "bare").expect(0);
        GRID.up();
    }

    @AfterAll
    static void end() {
        GRID.close();
    }

    private static Map<String, String> rows(String text) {
        Map<String, String> rows = new TreeMap<>();
        text.lines().map(line -> line.split(" +", 2)).forEach(row -> rows.put(row[1], row[0]));
        return rows;
    }

    /// As the server tells it.
    private static Map<String, String> routes() {
        Map<String, String> routes = new TreeMap<>();
        GRID.rest()
                .get("/api/v1")
                .json()
                .path("routes")
                .forEach(route -> routes.put(
                        route.path("method").asString() + " "
                                + route.path("path").asString(),
                        route.path("needs").asString()));
        return routes;
    }

    @Test
    void everyRouteHasARowAndEveryRowARoute() {
        assertThat(routes()).isEqualTo(TABLE);
    }

    /// The path of a route, about the job and the name of this user.
    private static String path(String route, People.Person user) {
        boolean ofJob = route.contains("{job}");
        String path = route.substring(route.indexOf(' ') + 1)
                .replace("{job}", ofJob ? Long.toString(PEOPLE.submit(user)) : "")
                .replace("{stage}", "main")
                .replace("{task}", "1")
                .replace("{name}", user.name() + "s-file")
                .replace("{sha256}", "0".repeat(64))
                .replace("{file}", "icon.svg")
                .replace("{user}", "nobody")
                .replace("{node}", "nobody")
                .replace("{old}", "nobody")
                .replace("{token}", "1");
        return path.equals("/api/v1/grid/stop") ? path + "?when_idle=true" : path; // which this grid refuses
    }

    private static HttpRequest request(String method, HttpRequest.Builder to) {
        return to.header("Content-Type", "application/json")
                .method(method, BODILESS.contains(method) ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"))
                .build();
    }

    private void expect(String who, String method, HttpRequest.Builder to, int... allowed) {
        HttpRequest request = request(method, to);
        Rest.Answer answer = GRID.rest().begin(request);
        boolean refused = answer.status() == 401 || answer.status() == 403;
        boolean so = allowed.length == 0 ? !refused : answer.status() == allowed[0];
        String asked = who + ": " + method + " " + request.uri().getPath() + " is answered with " + answer.status();
        if (!so) {
            wrong.add(asked);
        }
        if (!answer.headers().keySet().containsAll(HEADERS)) {
            wrong.add(asked + " without some of " + HEADERS);
        }
    }

    @Test
    void whoeverIsNotLetInIsRefusedEverywhere() throws InterruptedException {
        People.Person admin = PEOPLE.add("boss", Role.ADMIN);
        People.Person expired = PEOPLE.add("late", Role.ADMIN, 1);
        People.Person revoked = PEOPLE.add("rex", Role.ADMIN);
        People.Person removed = PEOPLE.add("gone", Role.ADMIN);
        PEOPLE.revoke(revoked);
        PEOPLE.remove(removed);
        Thread.sleep(1_100); // until the token has expired
        Rest rest = GRID.rest();
        for (String route : TABLE.keySet()) {
            String path = path(route, admin);
            for (String method : METHODS) {
                if (!TABLE.getOrDefault(method.replace("HEAD", "GET") + route.substring(route.indexOf(' ')), "")
                        .equals("anybody")) {
                    expect("no token", method, rest.anonymous(path), 401);
                    expect("another token", method, rest.as("dsg_" + "x".repeat(43), path), 401);
                    expect("an expired token", method, rest.as(expired.token(), path), 401);
                    expect("a revoked token", method, rest.as(revoked.token(), path), 401);
                    expect("a removed user", method, rest.as(removed.token(), path), 401);
                }
                for (String host : List.of("evil.example", "127.0.0.1.evil.example:7300")) {
                    expect("foreign Host", method, rest.as(admin.token(), path).header("Host", host), 403);
                }
                for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1:1")) {
                    expect(
                            "foreign Origin",
                            method,
                            rest.as(admin.token(), path).header("Origin", origin),
                            403);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyRoleDoesWhatTheTableSaysAndNoMore() {
        People.Person viewer = PEOPLE.add("vera", Role.VIEWER);
        People.Person submitter = PEOPLE.add("sam", Role.SUBMITTER);
        People.Person other = PEOPLE.add("olga", Role.SUBMITTER);
        People.Person admin = PEOPLE.add("ada", Role.ADMIN);
        Rest rest = GRID.rest();
        TABLE.forEach((route, needs) -> {
            String method = route.substring(0, route.indexOf(' '));
            put(submitter);
            put(other);
            String own = path(route, submitter);
            String foreign = path(route, other);
            boolean reads = needs.equals("viewer") || needs.equals("anybody");
            boolean acts = reads || needs.equals("submitter") || needs.equals("own");
            int[] yes = {};
            int[] no = {403};
            expect("viewer", method, rest.as(viewer.token(), own), reads ? yes : no);
            expect(
                    "submitter, another's",
                    method,
                    rest.as(submitter.token(), foreign),
                    acts && !needs.equals("own") ? yes : no);
            expect("submitter, his own", method, rest.as(submitter.token(), own), acts ? yes : no);
            expect("admin", method, rest.as(admin.token(), foreign), yes);
            expect("owner", method, rest.request(foreign), yes);
        });
        assertThat(wrong).isEmpty();
    }

    /// Puts a content under a name that is this user's.
    private static void put(People.Person user) {
        Rest rest = GRID.rest();
        String sha256 = Digest.of("hello").hex();
        rest.send(rest.as(user.token(), "/api/v1/artefacts/" + sha256)
                        .PUT(BodyPublishers.ofString("hello"))
                        .build())
                .expect(204);
        String body = Rest.JSON.writeValueAsString(Map.of("name", user.name() + "s-file", "sha256", sha256));
        rest.send(rest.as(user.token(), "/api/v1/data")
                        .POST(BodyPublishers.ofString(body))
                        .build())
                .expect(201);
    }

    @Test
    void aRefusalSaysWhichRoleIsNeededAndWhoCanGiveIt() {
        People.Person viewer = PEOPLE.add("vic", Role.VIEWER);
        Rest rest = GRID.rest();
        Rest.Answer answer = rest.send(request("POST", rest.as(viewer.token(), "/api/v1/jobs")))
                .expect(403);

        assertThat(answer.json().path("needs").asString()).isEqualTo("submitter");
        assertThat(answer.json().path("detail").asString()).contains("needs the role submitter", "vic is viewer");
        assertThat(answer.json().path("mend").asString()).contains("An admin", "dsg user role vic submitter");
    }

    @Test
    void aRoleThatIsTakenAwayCountsAtOnce() {
        People.Person person = PEOPLE.add("max", Role.ADMIN);
        Rest rest = GRID.rest();
        rest.send(rest.as(person.token(), "/api/v1/users").build()).expect(200);

        rest.send(rest.request("/api/v1/users/max/role")
                        .PUT(BodyPublishers.ofString("{\"role\": \"viewer\"}"))
                        .build())
                .expect(200);

        rest.send(rest.as(person.token(), "/api/v1/users").build()).expect(403);
        rest.send(rest.as(person.token(), "/api/v1/jobs").build()).expect(200);
    }

    @Test
    @Timeout(30)
    void anOpenStreamEndsWithTheTokenThatOpenedIt() {
        People.Person revoked = PEOPLE.add("rita", Role.VIEWER);
        People.Person removed = PEOPLE.add("remo", Role.VIEWER);
        People.Person expiring = PEOPLE.add("ed", Role.VIEWER, 3);
        Rest rest = GRID.rest();
        List<Stream<String>> streams = Stream.of(revoked, removed, expiring)
                .map(person ->
                        rest.events(rest.as(person.token(), "/api/v1/events").build()))
                .toList();
        long begun = System.nanoTime();
        PEOPLE.revoke(revoked);
        PEOPLE.remove(removed);

        streams.forEach(stream -> assertThat(stream.toList()).isNotEmpty()); // to its end

        assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L + 3_000_000_000L);
    }
}
