// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `./dsg-lan` makes a LAN for a person to try by hand, says what to type next, and leaves nothing behind.
@Timeout(60)
class LanByHandTest {

    private static final String NAME = "p" + ProcessHandle.current().pid();

    private static Finished type(String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                "env",
                "DSG_LAN=" + NAME,
                "DSG_SKIP_BUILD=1",
                TestGrid.REPOSITORY.resolve("dsg-lan").toString()));
        words.addAll(List.of(arguments));
        return Lan.run(words);
    }

    @BeforeEach
    void whereALanCanBe() {
        Finished able = Lan.script("-", "check");
        assumeTrue(
                able.status() == 0,
                "SKIPPED: no LAN can be made on this machine: " + able.out().strip());
    }

    @AfterEach
    void removed() {
        type("down");
    }

    private static boolean isThere(String host) {
        return Files.exists(Path.of("/run/netns/dsg-lan-" + NAME + "." + host));
    }

    @Test
    void aLanIsMadeDisturbedMendedAndRemoved() throws IOException {
        assertThat(type("list").expect(1).out()).contains("There is no LAN yet.", "dsg-lan 3");
        assertThat(type("2").expect(0).out()).contains("attic      10.77.1.1", "Type next:", "dsg-lan enter attic");
        assertThat(type("run", "cellar", "--", "sh", "-c", "hostname; echo $HOME")
                        .out())
                .containsPattern("cellar\n/tmp/dsg-lan[.]\\w+/cellar\n");
        assertThat(type("run", "cellar", "--", "dsg", "status").out()).contains("There is no grid here.");

        assertThat(type("cut", "cellar").expect(0).out()).containsPattern("cellar +10.77.1.2 +cut");
        assertThat(type("run", "attic", "ping", "-c1", "-W1", "10.77.1.2").status())
                .isOne();
        assertThat(type("heal", "cellar").expect(0).out()).doesNotContain("cut");
        type("run", "attic", "ping", "-c1", "-W1", "10.77.1.2").expect(0);

        Path homes = Path.of(Files.readString(Path.of("/run/dsg-lan/dsg-lan-" + NAME + "/homes"))
                .strip());
        assertThat(homes.resolve("attic")).isDirectory();
        type("down").expect(0);
        assertThat(homes).doesNotExist();
        assertThat(isThere("attic")).isFalse();
        assertThat(isThere("switch")).isFalse();
    }

    @Test
    void whatCannotBeDoneIsSaidWithAWayOut() {
        type("2").expect(0);
        assertThat(type("3").expect(1).out()).contains("There is a LAN already.", "dsg-lan down");
        assertThat(type("cut", "roof").expect(1).out()).contains("no host \"roof\"", "attic cellar");
        assertThat(type("lose", "attic", "many").expect(1).out()).contains("Say how many of 100");
        assertThat(type("slow", "attic", "fast").expect(1).out()).contains("Say one: 2mbit");
        assertThat(type("run", "attic", "dsg-lan", "down").expect(1).out()).contains("exit, then");
        assertThat(type("cut").expect(2).out()).contains("usage:");
        assertThat(isThere("attic")).isTrue();
    }
}
