// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A machine is told from a copy of its disk, and stays itself through small changes.
class MachineMarksTest {

    private static final String SALT = "00112233445566778899aabbccddeeff";

    @TempDir
    Path root;

    @BeforeEach
    void aMachine() throws IOException {
        file("etc/machine-id", "1f2e3d4c5b6a79881f2e3d4c5b6a7988");
        file("sys/class/dmi/id/product_uuid", "4C4C4544-0042-3510-8058-B7C04F595831");
        card("enp3s0", "52:54:00:12:34:56");
    }

    private void file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content + "\n");
    }

    private void card(String name, String address) throws IOException {
        file("sys/class/net/" + name + "/address", address);
        file("sys/class/net/" + name + "/addr_assign_type", "0");
        file("sys/class/net/" + name + "/device/vendor", "0x8086");
    }

    private void remove(String name) throws IOException {
        Files.delete(root.resolve(name));
    }

    private MachineMarks here() {
        return MachineMarks.here(root, root.resolve("board"), SALT);
    }

    @Test
    void theSameMachineIsItself() {
        assertThat(here().areOf(here())).isTrue();
        assertThat(here().toString()).doesNotContain("1f2e3d4c", "4C4C4544", "52:54");
    }

    @Test
    void aCopyThatHasAnotherIdIsAnotherMachine() throws IOException {
        MachineMarks then = here();
        file("etc/machine-id", "ffffffffffffffffffffffffffffffff");
        assertThat(here().areOf(then)).isFalse();
        assertThat(here().differenceTo(then)).contains("machine id");
    }

    @Test
    void aCopyThatHasKeptTheIdIsKnownByItsBoardOrItsCards() throws IOException {
        MachineMarks then = here();
        file("sys/class/dmi/id/product_uuid", "00000000-0000-0000-0000-AC1F6B000001");
        assertThat(here().areOf(then)).isFalse();
        assertThat(here().differenceTo(then)).contains("board");

        file("sys/class/dmi/id/product_uuid", "4C4C4544-0042-3510-8058-B7C04F595831");
        file("sys/class/net/enp3s0/address", "52:54:00:65:43:21");
        assertThat(here().areOf(then)).isFalse();
        assertThat(here().differenceTo(then)).contains("network cards");
    }

    @Test
    void anotherCardBesideTheOldOneChangesNothing() throws IOException {
        MachineMarks then = here();
        card("enx1", "00:e0:4c:68:00:01");
        file("sys/class/net/br0/address", "02:42:ac:11:00:02"); // no device: comes and goes with containers
        assertThat(here().areOf(then)).isTrue();
        assertThat(here().cards()).hasSize(2);
    }

    @Test
    void whatIsNotKnownAnyMoreProvesNothing() throws IOException {
        MachineMarks then = here();
        remove("sys/class/dmi/id/product_uuid");
        remove("sys/class/net/enp3s0/addr_assign_type");
        assertThat(here().areOf(then)).isTrue();
    }

    @Test
    void theBoardsNumberIsTheSameThoughOnlyRootMayReadIt() throws Exception {
        MachineMarks then = here();
        Path number = root.resolve("sys/class/dmi/id/product_uuid");
        Process hash = new ProcessBuilder(
                        "sh", "-c", "sha256sum <\"$0\" | cut -d' ' -f1 >\"$1\"", "" + number, root + "/board")
                .start();
        assertThat(hash.waitFor()).isZero();
        remove("sys/class/dmi/id/product_uuid");
        assertThat(here()).isEqualTo(then);
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        MachineMarks marks = here();
        marks.write(root.resolve("machine.json"));
        assertThat(MachineMarks.read(root.resolve("machine.json"))).isEqualTo(marks);
        assertThat(MachineMarks.read(root.resolve("missing.json")).areOf(marks)).isTrue();
    }
}
