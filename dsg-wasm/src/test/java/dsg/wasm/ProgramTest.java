// SPDX-License-Identifier: Apache-2.0
package dsg.wasm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Modules built from C, run in this process.
class ProgramTest {

    @TempDir
    Path root;

    private Path folder = Path.of("");
    private Path tmp = Path.of("");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void aTasksFolders() throws IOException {
        folder = Files.createDirectory(root.toRealPath().resolve("task"));
        tmp = Files.createDirectory(root.toRealPath().resolve("tmp"));
    }

    private Main.Order order(long memoryMib, String module, String... arguments) {
        List<String> words = new ArrayList<>(List.of(module + ".wasm"));
        words.addAll(Arrays.asList(arguments));
        return new Main.Order(folder, tmp, memoryMib, Map.of("DSG_TASK", "7"), words);
    }

    private Ending run(long memoryMib, String module, String... arguments) throws IOException, InterruptedException {
        Clang.build(module, folder);
        Main.Order order = order(memoryMib, module, arguments);
        return new Program(order, InputStream.nullInputStream(), out, err).run(Main.read(order));
    }

    private String files(String... words) throws IOException, InterruptedException {
        assertThat(run(64, "files", words)).isEqualTo(Ending.with(0));
        return out.toString(UTF_8);
    }

    @Test
    void aModuleGetsItsWordsItsVariablesAndNothingOfTheMachine() throws IOException, InterruptedException {
        assertThat(run(64, "speak", "a", "b c")).isEqualTo(Ending.with(3));
        assertThat(out.toString(UTF_8)).isEqualTo("[speak.wasm][a][b c] task 7, path none\n");
        assertThat(err.toString(UTF_8)).isEqualTo("stdin: -1\n");
    }

    @Test
    void aModuleReadsWritesMovesAndListsInItsOwnFolders() throws IOException, InterruptedException {
        Files.createDirectory(folder.resolve("sub"));
        Files.writeString(folder.resolve("sub/in.txt"), "inner");
        String words = "read sub/in.txt read /sub/in.txt write given size given give sub/out size sub/out make new"
                + " write /tmp/x list sub remove sub/in.txt";
        assertThat(files(words.split(" "))).isEqualTo("""
                        read sub/in.txt: inner
                        read /sub/in.txt: inner
                        write given: ok
                        size given: 7
                        give sub/out: ok
                        size sub/out: 7
                        make new: ok
                        write /tmp/x: ok
                        list sub: . .. in.txt out\s
                        remove sub/in.txt: ok
                        """);
        assertThat(folder.resolve("sub/out")).hasContent("written");
        assertThat(tmp.resolve("x")).hasContent("written");
    }

    /// Of all that a module may try, nothing leads through a link or upwards: neither reading nor writing, making,
    /// moving, joining or asking.
    @ParameterizedTest
    @ValueSource(strings = {"out/", "deep/out/", "back/out/", "../outside/", "deep/../../outside/", "/out/"})
    void noLinkAndNoDotsLeadOutOfTheFolder(String way) throws IOException, InterruptedException {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "the secret");
        Files.createSymbolicLink(folder.resolve("out"), outside);
        Files.createSymbolicLink(Files.createDirectory(folder.resolve("deep")).resolve("out"), outside);
        Files.createSymbolicLink(folder.resolve("back"), Path.of("."));
        Files.writeString(folder.resolve("given"), "given");
        String secret = way + "secret";
        String said = files(
                "read",
                secret,
                "read-here",
                secret,
                "stat",
                secret,
                "lstat",
                secret,
                "write",
                secret,
                "join",
                secret,
                "list",
                way,
                "write",
                way + "new",
                "make",
                way + "made",
                "remove",
                secret,
                "take",
                secret,
                "give",
                way + "new");
        assertThat(said).doesNotContain("the secret").doesNotContain(": ok").doesNotContain(". ..");
        assertThat(outside).isDirectoryNotContaining(file -> !file.endsWith("secret"));
        assertThat(outside.resolve("secret")).hasContent("the secret");
    }

    @Test
    void aLinkIsNotFollowedEitherIfItIsTheFileItself() throws IOException, InterruptedException {
        Path outside = Files.writeString(root.resolve("outside"), "the secret");
        Files.createSymbolicLink(folder.resolve("linked"), outside);
        assertThat(files("read", "linked", "write", "linked", "stat", "linked", "join", "linked"))
                .doesNotContain("the secret")
                .doesNotContain(": ok");
        out.reset();
        assertThat(files("lstat", "linked", "remove", "linked")).isEqualTo("lstat linked: ok\nremove linked: ok\n");
        assertThat(outside).hasContent("the secret");
    }

    @Test
    void aModuleMakesNoLinks() throws IOException, InterruptedException {
        assertThat(files("link", "/etc", "link", "files.wasm")).doesNotContain(": ok");
        assertThat(folder.resolve("made-link")).doesNotExist();
    }

    @Test
    void aModuleThatLiesElsewhereIsNotRead() throws IOException {
        Files.createSymbolicLink(folder.resolve("linked.wasm"), Path.of("/etc/passwd"));
        assertThatThrownBy(() -> Main.read(order(64, "linked"))).hasMessageContaining("outside of the task's folder");
        assertThatThrownBy(() -> Main.read(order(64, "../other"))).hasMessageContaining("in: [../other.wasm]");
        assertThatThrownBy(() -> Main.read(order(64, "none"))).hasMessageContaining("in: [none.wasm]");
    }

    @Test
    void aFolderIsListedInTheOrderOfItsNames() throws IOException, InterruptedException {
        Files.createDirectory(folder.resolve("many"));
        List<String> names = IntStream.range(0, 300)
                .mapToObj(i -> "a-file-with-a-rather-long-name-" + (i * 7919) % 1000)
                .toList();
        for (String name : names) {
            Files.createFile(folder.resolve("many").resolve(name));
        }
        assertThat(files("list", "many"))
                .isEqualTo(names.stream().sorted().collect(Collectors.joining(" ", "list many: . .. ", " \n")));
    }

    @Test
    void whoeverWantsMoreMemoryThanItMayHaveIsToldSo() throws IOException, InterruptedException {
        assertThat(run(16, "hog").code()).isEqualTo(Ending.OUT_OF_MEMORY);
        assertThat(out.toString(UTF_8)).contains("no more after 15 MiB");
        out.reset();
        assertThat(run(32, "hog").why()).contains("32 MiB").contains("memory:");
        assertThat(out.toString(UTF_8)).contains("no more after 31 MiB");
    }

    @Test
    void aTrapIsToldInOneLine() throws IOException, InterruptedException {
        Ending ending = run(64, "trap");
        assertThat(ending.code()).isEqualTo(Ending.TRAPPED);
        assertThat(ending.why()).isEqualTo("trapped: unreachable instruction");
    }

    @Test
    void whatIsNoModuleIsToldApart() {
        assertThat(run("hello".getBytes(UTF_8))).isEqualTo("is no WebAssembly module");
        assertThat(run(new byte[] {0, 'a', 's', 'm', 13, 0, 1, 0})).contains("component", "wasm32-wasip1");
        assertThat(run(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0})).contains("has no _start");
        assertThat(run(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 9})).contains("no valid WebAssembly");
        // It imports env.f: the type of a function, then the import.
        byte[] wantsMore = {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 2, 9, 1, 3, 'e', 'n', 'v', 1, 'f', 0, 0};
        assertThat(run(wantsMore)).contains("env.f", "WASI preview 1");
    }

    private String run(byte[] bytes) {
        Ending ending = new Program(order(64, "made"), InputStream.nullInputStream(), out, err).run(bytes);
        assertThat(ending.code()).isEqualTo(Ending.NOT_RUN);
        return ending.why();
    }
}
