// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A machine that nobody sits at joins by the code that its image brought, and a copy of it is another machine.
@Timeout(300)
class UnattendedTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /// A host on which `/etc/machine-id` says this.
    private LanHost machine(Lan lan, String name, String id) throws IOException {
        assumeTrue(Files.exists(Path.of("/etc/machine-id")), "SKIPPED: this machine has no /etc/machine-id");
        Path file = Files.writeString(folder.resolve(name + ".id"), id + "\n");
        LanHost host = lan.host(name);
        host.grid().behind(List.of("sh", "-c", "mount --bind '" + file + "' /etc/machine-id && exec \"$@\"", "sh"));
        host.grid().with(TestGrid.PROGRAM, folder.resolve("dsg/current/bin/dsg").toString());
        return host;
    }

    private static Path leaveCode(LanHost host, JsonNode invite) throws IOException {
        Path file = host.grid().home().resolve("join");
        Files.createDirectories(host.grid().home());
        return Files.writeString(
                file,
                invite.path("code").asString() + "\n" + invite.path("address").asString() + "\n");
    }

    private static void awaitNodes(LanHost attic, Map<String, String> states) {
        await("the nodes " + states)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(LanGrid.states(attic)).isEqualTo(states));
    }

    @Test
    @OnlyInTheLongForm
    void aMachineJoinsByTheCodeOfItsImageAndACopyOfItAsksAnew() throws IOException {
        PackedProgram.installed(folder.resolve("dsg"), "0.1.0", "");
        try (Lan lan = Lan.of("attic", "cellar", "den")) {
            LanHost attic = lan.host("attic");
            attic.dsg("up").expect(0);
            JsonNode invite = attic.dsg("invite", "--uses", "2", "--for", "1h", "--json")
                    .expect(0)
                    .json();

            LanHost cellar = machine(lan, "cellar", "11111111111111111111111111111111");
            Command service = cellar.grid().type("service", "run", "node");
            await("a service that waits")
                    .atMost(SOON)
                    .until(() -> Files.exists(cellar.grid().home().resolve("run/service-node")));
            Path code = leaveCode(cellar, invite);
            awaitNodes(attic, Map.of("attic", "ready", "cellar", "ready"));
            assertThat(code).doesNotExist();
            String secret = invite.path("code").asString();
            expectNowhere(secret, cellar.grid().home());
            assertThat(Machine.arguments(cellar.grid().awaitPid(TestGrid.NODE)))
                    .describedAs("the service has become the node itself")
                    .contains("process", "node");
            assertThat(service.isAlive()).isTrue();

            // The image is copied to another machine, which still has what the first had.
            LanHost den = machine(lan, "den", "22222222222222222222222222222222");
            PackedProgram.run(
                    "cp",
                    "-a",
                    cellar.grid().home() + "/joined",
                    den.grid().home().toString() + "-copied");
            Files.createDirectories(den.grid().home());
            Files.move(Path.of(den.grid().home() + "-copied"), den.grid().home().resolve("joined"));
            var _ = den.grid().type("service", "run", "node");
            await("that it has noticed")
                    .atMost(SOON)
                    .until(() -> den.grid().log(TestGrid.NODE).contains("is a copy"));
            assertThat(den.grid().home().resolve("joined/grid.json")).doesNotExist();
            assertThat(LanGrid.states(attic)).isEqualTo(Map.of("attic", "ready", "cellar", "ready"));
            leaveCode(den, invite);
            awaitNodes(attic, Map.of("attic", "ready", "cellar", "ready", "den", "ready"));
            assertThat(key(den)).isNotEqualTo(key(cellar));

            // The same machine again: it is known, and asks nothing.
            cellar.grid().kill(TestGrid.NODE);
            var _ = cellar.grid().type("service", "run", "node");
            awaitNodes(attic, Map.of("attic", "ready", "cellar", "ready", "den", "ready"));
            assertThat(cellar.grid().log(TestGrid.NODE)).doesNotContain("is a copy");
        }
    }

    @Test
    void whatItsOwnerWantsDownAServiceDoesNotStart() throws IOException {
        Machine.onlyInTheLongForm();
        PackedProgram.installed(folder.resolve("dsg"), "0.1.0", "");
        try (TestGrid grid = TestGrid.create().with(TestGrid.PROGRAM, folder + "/dsg/current/bin/dsg")) {
            var _ = grid.type("service", "run", "coordinator", "--port", "0");
            var _ = grid.type("service", "run", "node");
            long before = grid.awaitPid(TestGrid.NODE);
            grid.dsg("up", "--port", "0").expect(0); // finds both there
            assertThat(grid.awaitPid(TestGrid.NODE)).isEqualTo(before);
            grid.dsg("down").expect(0);
            var _ = grid.type("service", "run", "coordinator", "--port", "0"); // as systemd would
            var _ = grid.type("service", "run", "node");
            await().during(Duration.ofSeconds(4))
                    .atMost(Duration.ofSeconds(8))
                    .until(() -> grid.pid(TestGrid.COORDINATOR).isEmpty());
            assertThat(grid.dsg("up", "--port", "0").expect(0).out()).contains("this machine");
        }
    }

    private static byte[] key(LanHost host) throws IOException {
        return Files.readAllBytes(host.grid().home().resolve("joined/keys/key.pem"));
    }

    private static void expectNowhere(String secret, Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .describedAs(file.toString())
                        .doesNotContain(secret);
            }
        }
    }
}
