// SPDX-License-Identifier: Apache-2.0
package dsg.wasm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Builds the modules of the tests from `src/test/c`, as whoever writes one would.
final class Clang {

    private Clang() {}

    /// A module in this folder. Skips the test, and says so, where there is no compiler for it.
    static void build(String name, Path folder) throws IOException, InterruptedException {
        assumeTrue(
                Files.exists(Path.of("/usr/lib/wasm32-wasi/libc.a")) && Files.exists(Path.of("/usr/bin/clang")),
                "SKIPPED: no compiler for WebAssembly"
                        + " (Debian: apt install clang lld wasi-libc libclang-rt-dev-wasm32)");
        Process clang = new ProcessBuilder(
                        "clang",
                        "--target=wasm32-wasi",
                        "--sysroot=/usr",
                        "-O1",
                        "-o",
                        folder.resolve(name + ".wasm").toString(),
                        Path.of("src/test/c", name + ".c").toAbsolutePath().toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(clang.getInputStream().readAllBytes(), UTF_8);
        if (clang.waitFor() != 0) {
            throw new AssertionError(said);
        }
    }
}
