// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {

    @TempDir
    Path folder;

    private Path bin;
    private Path asked;

    @BeforeEach
    void prepare() throws IOException {
        bin = Files.createDirectory(folder.resolve("bin"));
        asked = folder.resolve("asked");
    }

    private Path program(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Map<String, String> look() {
        return new Programs(folder, folder, bin + ":/nowhere", Duration.ofSeconds(2)).look();
    }

    @Test
    void theFirstLineThatAProgramSaysIsItsVersion() throws IOException {
        program("perl", "echo; printf 'This is perl \\033[31m5\\n(with patches)\\n'");
        program("java", "echo 'openjdk 25' >&2");
        Files.writeString(bin.resolve("python3"), "not to be executed");

        assertThat(look()).containsExactly(Map.entry("java", "openjdk 25"), Map.entry("perl", "This is perl [31m5"));
    }

    @Test
    void aProgramThatDoesNotTellIsNamedByItsFile() throws IOException {
        Path dash = program("dash", "exit 2");
        Files.createSymbolicLink(bin.resolve("sh"), dash);
        Path hangs = program("octave", "exec /bin/sleep 60");
        Path silent = program("lua", ":");

        assertThat(look())
                .containsEntry("sh", dash.toRealPath().toString())
                .containsEntry("octave", hangs.toRealPath().toString())
                .containsEntry("lua", silent.toRealPath().toString());
    }

    @Test
    void aProgramIsAskedAgainOnlyWhenItsFileHasChanged() throws IOException {
        program("python3", "echo x >> " + asked + "; echo Python 3.11");
        assertThat(look()).containsEntry("python3", "Python 3.11");
        assertThat(look()).containsEntry("python3", "Python 3.11");
        assertThat(asked).content().isEqualTo("x\n");

        program("python3", "echo x >> " + asked + "; echo Python 3.13.1");
        assertThat(look()).containsEntry("python3", "Python 3.13.1");
        assertThat(asked).content().isEqualTo("x\nx\n");
    }
}
