// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// WebAssembly built from C, run by nodes of every rung.
@Timeout(300)
class WasmTest {

    /// A job whose stages run a module of `dsg-wasm/src/test/c`. Skips the test, and says so, where there is no
    /// compiler
    /// for it.
    private static GridJob submit(Rung rung, String module, String job) throws IOException, InterruptedException {
        TestGrid grid = rung.grid();
        build(module, grid.file(module + ".wasm", ""));
        return grid.submitFile("dsg: 1\nname: wasm\n" + job);
    }

    private static void build(String module, Path file) throws IOException, InterruptedException {
        Machine.needs("clang", "clang lld wasi-libc libclang-rt-dev-wasm32");
        Process clang = new ProcessBuilder(
                        "clang",
                        "--target=wasm32-wasi",
                        "--sysroot=/usr",
                        "-O2",
                        "-o",
                        file.toString(),
                        TestGrid.REPOSITORY
                                .resolve("dsg-wasm/src/test/c")
                                .resolve(module + ".c")
                                .toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(clang.getInputStream().readAllBytes(), UTF_8);
        assertThat(clang.waitFor()).describedAs(said).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aModuleMakesOfItsInputsWhatItMakesEverywhere(Rung rung) throws IOException, InterruptedException {
        GridJob job = submit(rung, "waves", """
                wasm: waves.wasm
                args: ["{{ steps }}"]
                sweep: {grid: {steps: [100, 20000]}}
                out: {waves: waves.txt}
                """).expect("done");

        // The last bit is the same in every rung and on every node.
        assertThat(job.out("main", 1)).isEqualTo("1.7492492641517512\n");
        assertThat(job.out("main", 2)).isEqualTo("1.9803184268390905\n");
    }

    @ParameterizedTest
    @EnumSource
    void aModuleThatLoopsForEverEndsAtItsLimit(Rung rung) throws IOException, InterruptedException {
        GridJob job = submit(rung, "loop", "wasm: loop.wasm\ntime: 2s\n").awaitEnd();

        assertThat(job.attempt().path("end").asString()).isEqualTo("timed-out");
    }

    @ParameterizedTest
    @EnumSource
    void aModuleThatWantsTooMuchMemoryEndsForThat(Rung rung) throws IOException, InterruptedException {
        GridJob job = submit(rung, "hog", "wasm: hog.wasm\nresources: {memory: 192MiB}\n")
                .awaitEnd();

        assertThat(job.attempt().path("end").asString()).isEqualTo("out-of-memory");
        assertThat(job.out()).contains("no more after 9");
        assertThat(job.err()).contains("hog.wasm wanted more memory than the 96 MiB");
    }

    @ParameterizedTest
    @EnumSource
    void variablesOfTheTaskAreTheModulesAndNotItsRuntimes(Rung rung) throws IOException, InterruptedException {
        GridJob job = submit(rung, "speak", """
                wasm: speak.wasm
                args: [--folder, /etc]
                env: {JAVA_TOOL_OPTIONS: -Dnonsense, JDK_JAVA_OPTIONS: --nonsense}
                """).expect("failed");

        assertThat(job.why()).isEqualTo("exit code 3");
        assertThat(job.out()).isEqualTo("[speak.wasm][--folder][/etc] task 1, path none\n");
        assertThat(job.err()).isEqualTo("stdin: -1\n");
    }

    @ParameterizedTest
    @EnumSource
    void whatGoesWrongIsToldWithItsReason(Rung rung) throws IOException, InterruptedException {
        assertThat(submit(rung, "trap", "wasm: trap.wasm\n").awaitEnd().why())
                .isEqualTo("exit code 134: trap.wasm trapped: unreachable instruction");
        TestGrid grid = rung.grid();
        Files.writeString(grid.file("text.wasm", ""), "no module at all");
        assertThat(grid.submitFile("dsg: 1\nname: wasm\nwasm: text.wasm\n")
                        .awaitEnd()
                        .why())
                .isEqualTo("exit code 126: text.wasm is no WebAssembly module");
        assertThat(submit(rung, "speak", "wasm: speak.wasm\nresources: {memory: 64MiB}\n")
                        .awaitEnd()
                        .why())
                .contains("memory: 128MiB");
    }
}
