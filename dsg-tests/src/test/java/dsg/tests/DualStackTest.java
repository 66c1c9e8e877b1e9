// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Machines with IPv4, with IPv6 and with both work for one grid.
@OnlyInTheLongForm
@Timeout(180)
class DualStackTest {

    private static final int TASKS = 12;

    private static JsonNode invite(LanHost coordinator) {
        return coordinator.dsg("invite", "--uses", "9", "--json").expect(0).json();
    }

    private static void join(LanHost host, String... where) {
        List<String> words = new ArrayList<>(List.of("join", "--yes"));
        words.addAll(List.of(where));
        host.dsg(words.toArray(String[]::new)).expect(0);
    }

    /// Each task needs an input that moves in chunks, and each machine gets some; the names of those that worked.
    private static Set<String> whoRuns(LanHost coordinator) {
        coordinator.grid().file("large.txt", "all that is in it\n".repeat(200_000));
        GridJob job = coordinator.grid().submitFile("""
                dsg: 1
                name: shared
                sweep: {grid: {n: {range: "1..%d"}}}
                in: [large.txt]
                resources: {cpu: 1}
                run: wc -l < large.txt; sleep 1
                """.formatted(TASKS));
        job.expect("done");
        Set<String> nodes = new TreeSet<>();
        for (int number = 1; number <= TASKS; number++) {
            assertThat(job.out("main", number)).isEqualTo("200000\n");
            nodes.add(job.attempt("main", number).path("node").asString());
        }
        return nodes;
    }

    @Test
    void aHostWithIPv6OnlyWorksForAGridThatHasBoth() {
        try (Lan lan = Lan.of("attic", "cellar", "den")) {
            LanHost attic = lan.host("attic");
            attic.dsg("up").expect(0);
            JsonNode invite = invite(attic);
            assertThat(invite.path("address").asString()).isEqualTo("10.77.1.1:7301");
            assertThat(invite.path("addresses").size()).isOne(); // that of IPv4 is enough for people
            join(lan.host("cellar"), "--code", invite.path("code").asString());
            lan.address(lan.host("den"), "fd77:1::33");
            join(
                    lan.host("den"),
                    "[fd77:1::1]:7301",
                    "--code",
                    invite.path("code").asString());

            assertThat(whoRuns(attic)).containsExactly("attic", "cellar", "den");
        }
    }

    @Test
    void hostsWithoutIPv4FindEachOther() {
        try (Lan lan = Lan.of("attic", "cellar")) {
            LanHost attic = lan.host("attic");
            LanHost cellar = lan.host("cellar");
            lan.address(attic, "fd77:1::1");
            lan.address(cellar, "fd77:1::2");
            attic.dsg("up").expect(0);
            JsonNode invite = invite(attic);
            assertThat(invite.path("address").asString()).isEqualTo("[fd77:1::1]:7301");
            assertThat(attic.dsg("invite").expect(0).err()).doesNotContain("fe80"); // it means nothing elsewhere
            join(cellar, "--code", invite.path("code").asString());
            assertThat(whoRuns(attic)).containsExactly("attic", "cellar");

            lan.address(attic, "fd77:1::51");
            await("the node at the coordinator's new address")
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> cellar.run("ss", "-Htn", "state", "established")
                            .out()
                            .contains("[fd77:1::51]:7301"));
            assertThat(whoRuns(attic)).containsExactly("attic", "cellar");
        }
    }
}
