// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {

    @TempDir
    private Path folder;

    private PolicyFile file() {
        return new PolicyFile(folder.resolve("policy.json"), false);
    }

    @Test
    void whatWasWrittenIsReadBack() throws PolicyFile.UnreadableException {
        OwnerPolicy policy = OwnerPolicy.USUAL
                .with(Setting.WHEN, List.of("idle"))
                .with(Setting.EXCLUSIVE, List.of("vlc", "zoom*"))
                .with(Setting.HOURS, List.of("mon-fri 18:00-07:00"));
        file().write(policy);
        assertThat(file().read()).isEqualTo(policy);
        assertThat(policy).hasToString("--when idle --hours mon-fri 18:00-07:00 --exclusive vlc --exclusive zoom*");
    }

    @Test
    void noFileSaysNothing() throws PolicyFile.UnreadableException {
        assertThat(file().read()).isEqualTo(OwnerPolicy.USUAL);
    }

    @Test
    void everyFaultIsToldAtOnce() throws IOException {
        Files.writeString(file().path(), "{\"wen\": \"idle\", \"idle_after\": \"3 minutes\", \"cores\": \"many\"}");
        assertThatThrownBy(() -> file().read())
                .isInstanceOf(PolicyFile.UnreadableException.class)
                .hasMessageContaining("unknown key `wen`")
                .hasMessageContaining("`--idle-after 3 minutes`: write a time such as 30s, 5m or 2h.")
                .hasMessageContaining(
                        "`--cores many`: write a number of cores such as 2, or a share of them such as 50%.");
        Files.writeString(file().path(), "{\"when\": ");
        assertThatThrownBy(() -> file().read()).hasMessageContaining("it is no JSON");
        Files.writeString(file().path(), "[]");
        assertThatThrownBy(() -> file().read()).hasMessage("it holds no JSON object");
    }

    @Test
    void whatHoldsAsUsualIsAPossibleValueOfEverySetting() {
        for (Setting setting : Setting.values()) {
            for (boolean always : List.of(true, false)) {
                String usual = setting.usual(always);
                assertThat(
                                usual.isEmpty()
                                        ? setting.isList()
                                        : setting.fault(usual).isEmpty())
                        .as(setting.option())
                        .isTrue();
            }
        }
    }
}
