// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out the versions of the programs that science commonly uses and that tasks find on their `PATH`. What a
/// program said is remembered for as long as its file stays as it is, so that only a first start asks
/// anything.
final class Programs {

    private static final Logger LOG = LoggerFactory.getLogger(Programs.class);

    /// In the order in which they are asked.
    private static final List<String> NAMES = List.of(
            "sh",
            "bash",
            "python3",
            "java",
            "R",
            "Rscript",
            "julia",
            "octave",
            "perl",
            "node",
            "gcc",
            "g++",
            "gfortran",
            "make",
            "go",
            "ruby",
            "lua");

    /// How long one may take to answer.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int SAID_MAX = 4 * 1024;
    private static final int VERSION_MAX = 120;

    private final Path memory;
    private final Path scratch;
    private final String path;
    private final Duration patience;

    /// @param home where what was found out is remembered
    /// @param scratch a folder that the programs may write into
    /// @param path the tasks' `PATH`
    /// @param patience how long one may take to answer
    Programs(Path home, Path scratch, String path, Duration patience) {
        this.memory = home.resolve("programs.properties");
        this.scratch = scratch;
        this.path = path;
        this.patience = patience;
    }

    /// Looks at each in the background, and hands over what was found when all have answered or were given up.
    void look(Consumer<SortedMap<String, String>> found) {
        Thread.ofPlatform().name("programs").daemon().start(() -> found.accept(look()));
    }

    /// The version of every program that there is.
    SortedMap<String, String> look() {
        Properties known = recall();
        Properties now = new Properties();
        SortedMap<String, String> versions = new TreeMap<>();
        for (String name : NAMES) {
            find(name).ifPresent(program -> {
                String mark = mark(program);
                String before = known.getProperty(name, "");
                String version = before.startsWith(mark + "\t") ? before.substring(mark.length() + 1) : ask(program);
                now.setProperty(name, mark + "\t" + version);
                versions.put(name, version);
            });
        }
        if (!now.equals(known)) {
            remember(now);
        }
        return versions;
    }

    private Optional<Path> find(String name) {
        return Arrays.stream(path.split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /// What changes when the program does.
    private static String mark(Path program) {
        try {
            Path real = program.toRealPath();
            return real + " " + Files.size(real) + " "
                    + Files.getLastModifiedTime(real).toMillis();
        } catch (IOException _) {
            return program.toString();
        }
    }

    /// The first line of `--version`; of a program that does not tell, which file it is.
    private String ask(Path program) {
        try {
            Path said = Files.createTempFile(scratch, "version", "");
            try {
                return exitsWell(program, said) ? firstLine(said).orElseGet(() -> itself(program)) : itself(program);
            } finally {
                Files.deleteIfExists(said);
            }
        } catch (IOException e) {
            LOG.debug("{} could not be asked: {}", program, e.toString());
            return itself(program);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return itself(program);
        }
    }

    private boolean exitsWell(Path program, Path said) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "--version")
                .directory(scratch.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("HOME", scratch.toString());
        builder.environment().put("LANG", "C.UTF-8");
        Process process = builder.start();
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Optional<String> firstLine(Path said) throws IOException {
        try (InputStream in = Files.newInputStream(said)) {
            String text = new String(in.readNBytes(SAID_MAX), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> line.replaceAll("[\\p{Cntrl}\\p{Cf}]", "").strip())
                    .filter(line -> !line.isEmpty())
                    .map(line -> line.substring(0, Math.min(VERSION_MAX, line.length())))
                    .findFirst();
        }
    }

    private static String itself(Path program) {
        try {
            return program.toRealPath().toString();
        } catch (IOException _) {
            return program.toString();
        }
    }

    private Properties recall() {
        Properties known = new Properties();
        if (Files.exists(memory)) {
            try (InputStream in = Files.newInputStream(memory)) {
                known.load(in);
            } catch (IOException | IllegalArgumentException e) {
                LOG.debug("What was known of programs cannot be read: {}", e.toString());
            }
        }
        return known;
    }

    private void remember(Properties versions) {
        try {
            Path writing = memory.resolveSibling(memory.getFileName() + ".new");
            try (OutputStream out = Files.newOutputStream(writing)) {
                versions.store(out, "What programs said of their versions; remove it to have them asked again.");
            }
            Files.move(writing, memory, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("What programs said cannot be remembered in {}: {}", memory, e.toString());
        }
    }
}
