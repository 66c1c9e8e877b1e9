// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// How a browser comes in and goes, as the coordinator sees it.
@Timeout(120)
class LoginTest {

    private static final TestGrid GRID = TestGrid.create();
    private static final People PEOPLE = new People(GRID);

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

    private static String code(String token) {
        Rest rest = GRID.rest();
        return rest.send(rest.as(token, "/api/v1/login-links")
                        .POST(BodyPublishers.noBody())
                        .build())
                .expect(201)
                .json()
                .path("code")
                .asString();
    }

    private static Rest.Answer trade(String code) {
        Rest rest = GRID.rest();
        return rest.send(rest.anonymous("/api/v1/login")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Rest.JSON.writeValueAsString(Map.of("code", code))))
                .build());
    }

    private static Rest.Answer asked(String token, String method, String path) {
        Rest rest = GRID.rest();
        return rest.send(
                rest.as(token, path).method(method, BodyPublishers.noBody()).build());
    }

    @Test
    void dsgUiPrintsALinkThatLetsTheOwnerIn() {
        String link = GRID.dsg("ui", "--print").expect(0).out().strip();
        assertThat(link).startsWith("http://127.0.0.1:" + GRID.port() + "/#login=");

        JsonNode in = trade(link.substring(link.indexOf('=') + 1)).expect(201).json();

        assertThat(in.path("name").asString()).isEqualTo("owner");
        assertThat(Duration.between(
                        Instant.now(), Instant.parse(in.path("until").asString())))
                .isBetween(Duration.ofHours(11), Duration.ofHours(12));
        asked(in.path("token").asString(), "GET", "/api/v1/users").expect(200);
    }

    @Test
    void withoutADesktopTheLinkIsSaid() {
        Finished said = GRID.dsg("ui").expect(0);

        assertThat(said.err()).contains("No browser was found here");
        assertThat(said.out()).contains("/#login=");
    }

    @Test
    void aLinkLetsInOneBrowserAndNoSecond() {
        String code = code(GRID.token());
        trade(code).expect(201);

        assertThat(trade(code).expect(403).json().path("type").asString()).isEqualTo("urn:dsg:problem:bad-link");
        trade("guessed").expect(403);
    }

    @Test
    void thePageMayWhatItsPersonMayAndIsListedAsHis() {
        People.Person viewer = PEOPLE.add("vera", Role.VIEWER);
        String token =
                trade(code(viewer.token())).expect(201).json().path("token").asString();

        asked(token, "GET", "/api/v1/nodes").expect(200);
        asked(token, "GET", "/api/v1/users").expect(403);
        assertThat(GRID.rest().get("/api/v1/users").json().path("users").findParents("name"))
                .filteredOn(user -> user.path("name").asString().equals("vera"))
                .singleElement()
                .satisfies(vera -> assertThat(
                                vera.path("tokens").path(1).path("name").asString())
                        .isEqualTo("page"));
    }

    @Test
    void aPageStaysNoLongerThanWhoeverOpenedIt() {
        People.Person brief = PEOPLE.add("bo", Role.VIEWER, 60);
        JsonNode page = trade(code(brief.token())).expect(201).json();
        assertThat(Instant.parse(page.path("until").asString()))
                .isBefore(Instant.now().plusSeconds(61));

        String code = code(brief.token());
        PEOPLE.revoke(brief);
        trade(code).expect(403);
    }

    @Test
    void whoeverLogsOutIsOutAndHisOtherTokensStayGood() {
        People.Person person = PEOPLE.add("lou", Role.SUBMITTER);
        String token =
                trade(code(person.token())).expect(201).json().path("token").asString();

        asked(token, "POST", "/api/v1/logout").expect(200);

        asked(token, "GET", "/api/v1/me").expect(401);
        asked(person.token(), "GET", "/api/v1/me").expect(200);
        asked(person.token(), "POST", "/api/v1/logout").expect(409);
    }

    @Test
    void theOwnersPageOutlivesTheCoordinator() {
        String token =
                trade(code(GRID.token())).expect(201).json().path("token").asString();
        String unused = code(GRID.token());
        GRID.dsg("down").expect(0);
        GRID.up();

        asked(token, "GET", "/api/v1/users").expect(200);
        trade(unused).expect(403);
    }

    @Test
    void noLogHasATokenOrACode() {
        String code = code(GRID.token());
        String token = trade(code).expect(201).json().path("token").asString();

        assertThat(GRID.log(TestGrid.COORDINATOR)).doesNotContain(code, token);
    }
}
