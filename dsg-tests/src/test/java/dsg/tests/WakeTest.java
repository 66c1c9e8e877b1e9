// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Machines that sleep are called when there is work for them, where their owners want that.
@OnlyInTheLongForm
@Timeout(180)
class WakeTest {

    private static JsonNode link(LanGrid grid, LanHost host) {
        return grid.first()
                .grid()
                .rest()
                .get("/api/v1/nodes/" + host.name())
                .json()
                .path("hardware")
                .path("link");
    }

    /// The magic packet of a hardware address.
    private static byte[] call(String address) {
        byte[] mac = HexFormat.ofDelimiter(":").parseHex(address);
        byte[] ones = new byte[6];
        Arrays.fill(ones, (byte) 0xff);
        ByteBuffer packet = ByteBuffer.allocate(102).put(ones);
        for (int i = 0; i < 16; i++) {
            packet.put(mac);
        }
        return packet.array();
    }

    @Test
    void aSleepingMachineIsCalledForWorkThatOnlyItCanDo() {
        try (LanGrid grid = LanGrid.of("attic", "cellar");
                Capture wire = grid.lan().tcpdump()) {
            LanHost attic = grid.first();
            LanHost cellar = grid.host("cellar");
            attic.dsg("node", "tag", "cellar", "+cool").expect(0);
            assertThat(link(grid, cellar).has("wake"))
                    .as("without its owner's word")
                    .isFalse();
            cellar.dsg("node", "policy", "--wake", "yes").expect(0);
            await("its address")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> link(grid, cellar).has("wake"));
            String address = link(grid, cellar).path("wake").asString();
            String device = link(grid, cellar).path("name").asString();
            assertThat(cellar.run("cat", "/sys/class/net/" + device + "/address")
                            .out())
                    .isEqualTo(address + "\n");
            assertThat(attic.dsg("node", "show", "cellar").expect(0).out()).contains("may be woken (" + address + ")");
            cellar.dsg("down").expect(0);
            grid.awaitState(cellar, "away");

            GridJob job = attic.grid()
                    .submitFile("dsg: 1\nname: cool\nwhere: {tags: [cool]}\nresources: {memory: 32MiB}\nrun: echo\n");

            wire.expect(call(address), Duration.ofSeconds(60));
            cellar.dsg("up").expect(0);
            job.expect("done");
        }
    }
}
