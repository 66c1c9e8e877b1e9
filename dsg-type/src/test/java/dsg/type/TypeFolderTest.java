// SPDX-License-Identifier: Apache-2.0
package dsg.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jars that somebody else has written, as an owner allows them and takes that back.
class TypeFolderTest {

    @TempDir
    Path temp;

    private Path folder() {
        return temp.resolve("task-types");
    }

    /// A jar of one type, written and compiled as anybody would.
    ///
    /// @param name what its method `name` does, an expression
    private Path jar(String file, String name) throws IOException {
        Path source = Files.createDirectories(temp.resolve(file + ".src/lab")).resolve("Made.java");
        Files.writeString(source, """
                package lab;
                import dsg.type.*;
                import java.util.List;
                public final class Made implements TaskType {
                    public String name() { return %s; }
                    public String help() { return "made in a test"; }
                    public List<TypeKey> keys() {
                        return List.of(TypeKey.of("made", TypeKey.Kind.TEXT, "anything", "made: x"));
                    }
                    public Launch launch(TypedTask task) { return Launch.program("true", List.of()); }
                }
                """.formatted(name));
        Path classes = Files.createDirectories(temp.resolve(file + ".classes"));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(failed).isZero();
        Path jar = temp.resolve(file);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry("META-INF/services/dsg.type.TaskType"));
            entries.write("lab.Made\n".getBytes(StandardCharsets.UTF_8));
            entries.putNextEntry(new JarEntry("lab/Made.class"));
            entries.write(Files.readAllBytes(classes.resolve("lab/Made.class")));
        }
        return jar;
    }

    /// What a later write would do by itself, unless the clock stands still.
    private void touch() throws IOException {
        Files.setLastModifiedTime(
                folder().resolve(TaskTypes.ALLOWED), FileTime.from(Instant.now().plusSeconds(5)));
    }

    @Test
    void aJarIsKnownByItsHashOnceItIsAllowedAndNoLongerOnceThatIsTakenBack() throws IOException {
        Path jar = jar("made.jar", "\"made\"");
        TypeFolder types = new TypeFolder(folder());
        assertThat(types.current()).isEqualTo(TaskTypes.builtIn());

        assertThat(types.allow(jar))
                .singleElement()
                .satisfies(known -> assertThat(known.id()).isEqualTo("made@" + hash(jar)));
        assertThat(types.current().of("made", hash(jar))).isPresent();
        assertThat(types.current().of("made", "")).isEmpty();

        assertThat(types.forbid("made")).isTrue();
        touch();
        assertThat(types.current().known()).isEqualTo(TaskTypes.builtIn().known());
        assertThat(types.forbid("made")).isFalse();
    }

    private static String hash(Path jar) {
        try {
            return TaskTypes.hash(jar);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anotherVersionTakesThePlaceOfTheOneBefore() throws IOException {
        TypeFolder types = new TypeFolder(folder());
        types.allow(jar("first.jar", "\"made\""));
        Path second = jar("second.jar", "\"ma\" + \"de\".toString()");
        types.allow(second);
        touch();
        assertThat(TaskTypes.allowed(folder())).hasSize(1);
        assertThat(types.current().of("made", hash(second))).isPresent();
    }

    @Test
    void aJarThatHasChangedIsLeftOutAndThatIsTold() throws IOException {
        TypeFolder types = new TypeFolder(folder());
        types.allow(jar("made.jar", "\"made\""));
        Files.write(folder().resolve("made.jar"), new byte[] {0}, StandardOpenOption.APPEND);

        TaskTypes seen = TaskTypes.of(folder());
        assertThat(seen.known()).isEqualTo(TaskTypes.builtIn().known());
        assertThat(seen.faults()).singleElement().asString().contains("is not the file that was allowed");
    }

    @Test
    void whatLiesThereWithoutBeingAllowedIsNotEvenLookedAt() throws IOException {
        Files.createDirectories(folder());
        Files.copy(jar("made.jar", "\"made\""), folder().resolve("made.jar"));
        assertThat(TaskTypes.of(folder())).isEqualTo(TaskTypes.builtIn());
    }

    @Test
    void aTypeWhoseCodeFailsKeepsNoOtherAway() throws IOException {
        Path failing = jar("failing.jar", "List.<String>of().getFirst()");
        assertThatThrownBy(() -> new TypeFolder(folder()).allow(failing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its code fails: java.util.NoSuchElementException");

        Files.createDirectories(folder());
        Files.copy(failing, folder().resolve("failing.jar"));
        Files.writeString(folder().resolve(TaskTypes.ALLOWED), hash(failing) + "  failing.jar\n");
        assertThat(TaskTypes.of(folder()).known()).isEqualTo(TaskTypes.builtIn().known());
        assertThat(TaskTypes.of(folder()).faults()).hasSize(1);
    }

    @Test
    void namesThatAreTakenOrCannotBeKeysAreRefused() throws IOException {
        for (String name : List.of("\"run\"", "\"java\"", "\"Made\"", "\"no-such\"", "\"other\"")) {
            Path jar = jar("named.jar", name);
            assertThatThrownBy(() -> TaskTypes.inside(jar))
                    .describedAs(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatIsNoJarIsRefused() throws IOException {
        Path text = Files.writeString(temp.resolve("text.jar"), "no jar");
        assertThatThrownBy(() -> TaskTypes.inside(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names no task type");
    }
}
