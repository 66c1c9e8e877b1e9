// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/// What was built, laid out as in a package and installed in a folder, but with this machine's own Java and without
/// caches, which would take longer to make than a test may. Real packages are tested in the long form.
///
/// @param prefix where versions lie side by side
record PackedProgram(Path prefix) {

    private static final Path BUILT = TestGrid.REPOSITORY;
    private static final List<String> ASIDE = List.of("built", "prepared", "jdk", "lock", "build.log", "prepare.log");

    /// Installs this version here.
    static PackedProgram installed(Path prefix, String version, String keys) {
        try {
            Path folder = prefix.resolve("versions").resolve(version);
            layOut(folder, version);
            Files.writeString(folder.resolve("release-key.pem"), keys);
            Files.createSymbolicLink(prefix.resolve("current"), Path.of("versions", version));
            return new PackedProgram(prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Its `dsg`.
    String program() {
        return prefix.resolve("current/bin/dsg").toString();
    }

    /// The version that is in use.
    String version() {
        try {
            return Files.readString(prefix.resolve("current/version")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Packs this version as `tools/package.sh` would; the file.
    ///
    /// @param without a file of it that is left out, so that it does not work; none if this is empty
    static Path packed(Path folder, String version, String without) {
        String name = "dsg-" + version + "-linux-" + platform();
        try {
            layOut(folder.resolve(name), version);
            if (!without.isEmpty()) {
                try (Stream<Path> files = Files.walk(folder.resolve(name))) {
                    for (Path file : files.filter(
                                    there -> there.getFileName().toString().startsWith(without))
                            .toList()) {
                        Files.delete(file);
                    }
                }
            }
            run(
                    "tar",
                    "-C",
                    folder.toString(),
                    "--use-compress-program=gzip -1",
                    "-cf",
                    folder + "/" + name + ".tar.gz",
                    name);
            return folder.resolve(name + ".tar.gz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String platform() {
        return System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    }

    private static void layOut(Path folder, String version) throws IOException {
        Path dist = Files.createDirectories(folder.resolve("lib/dist"));
        Files.createDirectories(folder.resolve("bin"));
        copy(BUILT.resolve("dsg-cli/target/dist"), dist);
        Files.write(dist.resolve("prepared"), new byte[0]);
        for (String part : List.of("prepare", "take-code")) {
            copy(
                    BUILT.resolve("tools/package").resolve(part),
                    folder.resolve("lib").resolve(part));
        }
        copy(BUILT.resolve("tools/package/dsg"), folder.resolve("bin/dsg"));
        Files.writeString(folder.resolve("version"), version + "\n");
        Files.writeString(folder.resolve("platform"), "linux-" + platform() + "\n");
        Files.createSymbolicLink(folder.resolve("runtime"), Path.of(System.getProperty("java.home")));
        Files.createSymbolicLink(folder.resolve("examples"), BUILT.resolve("examples"));
        try (Stream<Path> jars = Files.list(BUILT.resolve("dsg-cli/target"))) {
            Path jar = jars.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
            Path copy = folder.resolve("lib/dsg-cli-" + version + ".jar");
            copy(jar, copy);
            try (FileSystem inside = FileSystems.newFileSystem(copy)) {
                Files.writeString(inside.getPath("dsg/cli/version.txt"), version);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                String name = file.getFileName().toString();
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (!name.endsWith(".aot") && !ASIDE.contains(name)) {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /// Runs a program to its end, which must be a good one.
    static String run(String... words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .describedAs(String.join(" ", words) + ": " + said)
                    .isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("The test was interrupted.", e);
        }
    }
}
