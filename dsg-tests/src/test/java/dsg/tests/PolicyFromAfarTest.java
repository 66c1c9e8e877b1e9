// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dsg.model.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// An owner's policy, seen and changed through the grid: on the machine that keeps it, and on one that was lent to it.
@Timeout(180)
class PolicyFromAfarTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final TestGrid GRID = TestGrid.create();
    private static final TestGrid LENT = TestGrid.create();
    private static String keeper;
    private static String lent;

    @BeforeAll
    static void aGridAndAMachineThatWasLentToIt() {
        Machine.needsLinux();
        GRID.dsg("node", "policy", "--isolation", "bare").expect(0);
        LENT.dsg("node", "policy", "--isolation", "bare", "--exclusive", "steam")
                .expect(0);
        GRID.up();
        keeper = GRID.rest()
                .get("/api/v1/nodes")
                .json()
                .path("nodes")
                .path(0)
                .path("name")
                .asString();
        JsonNode invite = GRID.dsg("invite", "--json").expect(0).json();
        LENT.dsg(
                        "join",
                        invite.path("address").asString(),
                        "--code",
                        invite.path("code").asString(),
                        "--yes")
                .expect(0);
        lent = Rest.JSON
                .readTree(LENT.home().resolve("joined/grid.json"))
                .path("name")
                .asString();
        await().atMost(SOON).untilAsserted(() -> assertThat(told(lent).status()).isEqualTo(200));
    }

    @AfterAll
    static void end() {
        LENT.close();
        GRID.close();
    }

    @AfterEach
    void everythingIsAsUsual() {
        GRID.dsg("node", "policy", "--when", "usual", "--hours", "usual", "--heat", "usual")
                .expect(0);
        LENT.dsg("node", "policy", "--managed", "usual", "--when", "usual", "--hours", "usual")
                .expect(0);
    }

    private static Rest.Answer told(String node) {
        Rest rest = GRID.rest();
        return rest.send(rest.request("/api/v1/nodes/" + node + "/policy").build());
    }

    private static Rest.Answer wish(String node, Object body) {
        Rest rest = GRID.rest();
        return rest.send(rest.request("/api/v1/nodes/" + node + "/policy")
                .header("Content-Type", "application/json")
                .method("POST", BodyPublishers.ofByteArray(Rest.JSON.writeValueAsBytes(body)))
                .build());
    }

    private static JsonNode setting(JsonNode policy, String name) {
        return policy.path("settings")
                .valueStream()
                .filter(entry -> entry.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoKeepsTheGridChangesItsMachineFromAfarAndItHoldsWhenTheCommandHasEnded() {
        Finished changed = GRID.dsg("node", "policy", keeper, "--when", "never", "--heat", "80")
                .expect(0);
        assertThat(changed.out())
                .containsPattern("when +never")
                .containsPattern("heat +80")
                .contains("Changed from afar by owner,", "--when never --heat 80", "its owner lets no tasks run on it");
        assertThat(GRID.dsg("node", "list").expect(0).out()).contains("resting");

        // Whoever sits at the machine sees it, too, and has the last word.
        assertThat(GRID.dsg("node", "policy").expect(0).out())
                .containsPattern("when +never")
                .contains("Changed from afar by owner,", "Now it rests: its owner lets no tasks run on it");
        GRID.dsg("node", "policy", "--when", "usual").expect(0);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(setting(told(keeper).json(), "when")
                                .path("said")
                                .asBoolean())
                        .isFalse());
        assertThat(GRID.dsg("node", "policy", keeper, "--json")
                        .expect(0)
                        .json()
                        .path("heat")
                        .asString())
                .isEqualTo("80");
    }

    @Test
    void everyFaultIsToldAtOnceAndNothingIsChanged() {
        assertThat(GRID.dsg("node", "policy", keeper, "--when", "sometimes", "--heat", "hot")
                        .expect(2)
                        .err())
                .contains("Nothing was changed.", "`--when sometimes`", "`--heat hot`");
        JsonNode problem = wish(
                        keeper,
                        Map.of("set", Map.of("when", "schedule", "heat", "70", "isolation", "bare", "wen", "idle")))
                .expect(422)
                .json();
        assertThat(problem.path("faults")
                        .valueStream()
                        .map(fault -> fault.path("setting").asString()))
                .containsExactlyInAnyOrder("isolation", "wen");
        assertThat(wish(keeper, Map.of("set", Map.of("when", "schedule", "heat", "70")))
                        .expect(422)
                        .json()
                        .path("faults")
                        .path(0)
                        .path("setting")
                        .asString())
                .isEqualTo("hours");
        assertThat(setting(told(keeper).json(), "heat").path("said").asBoolean())
                .isFalse();
    }

    @Test
    @OnlyInTheLongForm
    void aMachineThatWasLentIsItsOwnersUntilHeAllowsIt() {
        assertThat(told(lent).json().path("managed").asBoolean()).isFalse();
        assertThat(GRID.dsg("node", "policy", lent, "--when", "never").expect(1).err())
                .contains("was not changed", "lets nobody change it from afar", "--managed yes");
        assertThat(wish(lent, Map.of("set", Map.of("managed", "yes")))
                        .expect(409)
                        .text())
                .contains("not-managed");

        LENT.dsg("node", "policy", "--managed", "yes").expect(0);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(told(lent).json().path("managed").asBoolean())
                                .isTrue());
        People.Person ana = new People(GRID).add("ana", Role.ADMIN);
        Rest rest = GRID.rest();
        rest.send(rest.as(ana.token(), "/api/v1/nodes/" + lent + "/policy")
                        .method("POST", BodyPublishers.ofString("{\"set\": {\"when\": \"never\"}}"))
                        .build())
                .expect(200);
        assertThat(LENT.dsg("node", "policy").expect(0).out())
                .containsPattern("when +never")
                .contains("Changed from afar by ana,", ": --when never");
        assertThat(wish(lent, Map.of("set", Map.of("managed", "no")))
                        .expect(422)
                        .text())
                .contains("never changed from afar");
    }

    @Test
    void programsPeopleAndFoldersAreShownToAdminsOnly() {
        assertThat(setting(told(lent).json(), "exclusive")
                        .path("values")
                        .path(0)
                        .asString())
                .isEqualTo("steam");
        People.Person vera = new People(GRID).add("vera", Role.VIEWER);
        Rest rest = GRID.rest();
        Rest.Answer seen = rest.send(rest.as(vera.token(), "/api/v1/nodes/" + lent + "/policy")
                        .build())
                .expect(200);
        assertThat(seen.text()).doesNotContain("steam");
        assertThat(setting(seen.json(), "exclusive").has("values")).isFalse();
        assertThat(setting(seen.json(), "when").path("values").path(0).asString())
                .isEqualTo("always");
    }

    @Test
    @OnlyInTheLongForm
    void aMachineThatIsAwayKeepsItsPolicy() {
        LENT.dsg("node", "policy", "--managed", "yes").expect(0);
        LENT.dsg("down").expect(0);
        try {
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(told(lent).json().path("connected").asBoolean())
                                    .isFalse());
            assertThat(wish(lent, Map.of("set", Map.of("when", "never")))
                            .expect(409)
                            .text())
                    .contains("node-away", "is away");
        } finally {
            LENT.dsg("up").expect(0);
        }
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(told(lent).json().path("connected").asBoolean())
                                .isTrue());
    }
}
