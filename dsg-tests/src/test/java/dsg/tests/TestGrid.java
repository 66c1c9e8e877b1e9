// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A grid of a test's own: its own DSG_HOME and HOME in a folder that is removed at the end, driven through the
/// launcher and the built distribution, as a person would. Whatever it started is killed at the end, by pid.
final class TestGrid implements AutoCloseable {

    static final String COORDINATOR = "coordinator";
    static final String NODE = "node";

    /// The variable that names another `dsg` than the repository's.
    static final String PROGRAM = "DSG_PROGRAM";
    /// The top folder of the sources.
    static final Path REPOSITORY = Machine.repository();

    private static final Duration COMMAND = Duration.ofMinutes(3);

    private final Path root;
    private final Path home;
    private final Map<String, String> environment;
    private final List<String> prefix = new ArrayList<>();
    private final Map<Path, SmallDisk> disks = new java.util.LinkedHashMap<>();
    private final List<Command> commands = new ArrayList<>();
    private final Rest rest = new Rest(this);
    private Path input = Path.of("/dev/null");
    private IntUnaryOperator door = IntUnaryOperator.identity();

    private TestGrid(boolean homeNamed) {
        try {
            root = Files.createTempDirectory("dsg [test] ").toRealPath();
            Path userHome = Files.createDirectory(root.resolve("user"));
            Files.createDirectory(root.resolve("work"));
            Files.createDirectory(root.resolve("typed"));
            home = homeNamed ? root.resolve("home") : userHome.resolve(".local/share/dsg");
            environment = new java.util.LinkedHashMap<>(Map.of(
                    "PATH",
                    System.getenv("PATH"),
                    "JAVA_HOME",
                    System.getProperty("java.home"),
                    "HOME",
                    userHome.toString(),
                    "LANG",
                    "C.UTF-8",
                    "DSG_LISTEN",
                    "127.0.0.1",
                    "DSG_SKIP_BUILD",
                    "1"));
            if (homeNamed) {
                environment.put("DSG_HOME", home.toString());
                KnownMachine.tell(home);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A grid with a DSG_HOME of its own; nothing runs yet.
    static TestGrid create() {
        return new TestGrid(true);
    }

    /// A grid of a person who has just made his account: DSG_HOME is not set, and HOME is empty.
    static TestGrid withEmptyHome() {
        return new TestGrid(false);
    }

    /// Commands are typed without this variable from now on; itself.
    TestGrid without(String variable) {
        environment.remove(variable);
        return this;
    }

    /// Programs in this folder are found before all others; itself.
    TestGrid onPath(Path folder) {
        environment.merge("PATH", folder.toString(), (before, first) -> first + ":" + before);
        return this;
    }

    /// Commands are typed with this variable from now on; itself.
    TestGrid with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// Commands find this text on standard input from now on; itself.
    TestGrid saying(String text) {
        try {
            input = Files.writeString(root.resolve("input"), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Commands are typed by the user nobody from now on, who owns the home and nothing else; itself.
    TestGrid asNobody() {
        Machine.needsAnotherUser(REPOSITORY.resolve("dsg"));
        return as(Machine.NOBODY);
    }

    /// Commands are typed by the user with this number from now on, who owns the home; itself.
    TestGrid as(int user) {
        prefix.addAll(Machine.as(user));
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:uid", user);
                Files.setAttribute(file, "unix:gid", user);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /// Commands are typed behind these words from now on, which put them elsewhere: on a host of a LAN; itself.
    TestGrid behind(List<String> words) {
        prefix.addAll(words);
        return this;
    }

    /// The words behind which its commands are typed.
    List<String> prefix() {
        return List.copyOf(prefix);
    }

    /// From now on the test itself reaches a port of the grid's through another one; itself.
    TestGrid through(IntUnaryOperator other) {
        door = other;
        return this;
    }

    /// This part of the home lies on a disk of so few MiB from now on; the disk, to be closed after the grid.
    SmallDisk onSmallDisk(String part, int mib) {
        SmallDisk disk = new SmallDisk(home.resolve(part), mib);
        prefix.addAll(disk.beside());
        disks.put(home.resolve(part), disk);
        return disk;
    }

    /// Where the test itself sees what the grid sees here.
    Path seen(Path path) {
        return disks.entrySet().stream()
                .filter(disk -> path.startsWith(disk.getKey()))
                .findFirst()
                .map(disk -> disk.getValue().seen(path))
                .orElse(path);
    }

    /// `dsg up`, on free ports.
    TestGrid up() {
        dsg("up", "--port", "0").expect(0);
        return this;
    }

    /// Runs `dsg` with these arguments to its end.
    Finished dsg(String... arguments) {
        return type(arguments).awaitEnd(COMMAND);
    }

    /// Types `dsg` and these arguments, in a folder of the test's own.
    Command type(String... arguments) {
        return typeIn(folder(), arguments);
    }

    /// Types `dsg` and these arguments, in this folder.
    Command typeIn(Path folder, String... arguments) {
        assertThat(REPOSITORY.resolve("dsg-cli/target/dist/lib"))
                .describedAs("the distribution is built: mvn -DskipTests package")
                .isDirectory();
        // The limit of open files as a login shell has it: the JVM that runs the tests has raised its own.
        List<String> words = new ArrayList<>(prefix);
        words.addAll(List.of(
                "/bin/sh",
                "-c",
                "ulimit -S -n 1024; cd \"$0\"; exec \"$@\"",
                folder.toString(),
                environment.getOrDefault(PROGRAM, REPOSITORY.resolve("dsg").toString())));
        words.addAll(List.of(arguments));
        Path typed = root.resolve("typed");
        synchronized (commands) {
            Path out = typed.resolve(commands.size() + ".out");
            Path err = typed.resolve(commands.size() + ".err");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectInput(input.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            dress(builder);
            try {
                Command command = new Command(List.of(arguments), builder.start(), out, err);
                commands.add(command);
                return command;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Gives a process the environment in which commands are typed.
    void dress(ProcessBuilder builder) {
        builder.environment().clear();
        builder.environment().putAll(environment);
    }

    /// Where commands are typed.
    Path folder() {
        return root.resolve("work");
    }

    /// DSG_HOME.
    Path home() {
        return home;
    }

    /// Writes a file into the folder where commands are typed.
    Path file(String name, String content) {
        return file(name, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    Path file(String name, byte[] content) {
        try {
            Path file = folder().resolve(name);
            Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Rest rest() {
        return rest;
    }

    /// Hands in a job file without input files.
    GridJob submit(String text) {
        JsonNode job = rest.post("/api/v1/jobs", Map.of("file", "job.yaml", "text", text))
                .expect(201)
                .json();
        return new GridJob(this, job.path("id").asLong());
    }

    /// Hands in a job file that lies beside its input files, by `dsg submit`.
    GridJob submitFile(String text) {
        file("job.yaml", text);
        String id = dsg("submit", "-q", "job.yaml").expect(0).out().strip();
        return new GridJob(this, Long.parseLong(id));
    }

    String token() {
        try {
            return Files.readString(home.resolve("token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The port on which REST listens.
    int port() {
        return runFile(COORDINATOR).path("port").asInt();
    }

    /// The port on which node links are taken.
    int nodePort() {
        return runFile(COORDINATOR).path("node_port").asInt();
    }

    /// The port of this machine by which the test itself gets to REST.
    int restPort() {
        return door.applyAsInt(port());
    }

    private JsonNode runFile(String kind) {
        return Rest.JSON.readTree(home.resolve("run/" + kind + ".json"));
    }

    /// The process id of the coordinator or the node, if it runs and is ready.
    OptionalLong pid(String kind) {
        if (!Files.exists(home.resolve("run/" + kind + ".json"))) {
            return OptionalLong.empty();
        }
        try {
            long pid = runFile(kind).path("pid").asLong();
            boolean alive = Machine.arguments(pid).containsAll(List.of("process", kind));
            return alive ? OptionalLong.of(pid) : OptionalLong.empty();
        } catch (tools.jackson.core.JacksonException _) {
            return OptionalLong.empty(); // withdrawn meanwhile
        }
    }

    /// Waits until the coordinator or the node runs; its process id.
    long awaitPid(String kind) {
        await("a running " + kind)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> pid(kind).isPresent());
        return pid(kind).orElseThrow();
    }

    /// `kill -9` to the coordinator or the node; waits until it is gone.
    void kill(String kind) {
        long pid = awaitPid(kind);
        Machine.kill(pid);
        await("the end of " + kind + " " + pid)
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Machine.arguments(pid).isEmpty());
    }

    /// The journal's file; a copy of it, if it lies on a disk of its own: SQLite does not look through `/proc`.
    Path journal() {
        Path journal = home.resolve("coordinator/journal.db");
        Path copy = root.resolve("journal.db");
        try {
            for (String part : List.of("", "-wal")) {
                Path file = seen(journal.resolveSibling("journal.db" + part));
                if (disks.isEmpty() || !Files.exists(file)) {
                    continue;
                }
                Files.copy(file, Path.of(copy + part), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return disks.isEmpty() ? journal : copy;
    }

    /// What the coordinator or the node has logged.
    String log(String kind) {
        Path file = home.resolve("logs/" + kind + ".log");
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Kills what was typed and what that has started, and removes the folder.
    @Override
    public void close() {
        KnownMachine.learn(home);
        synchronized (commands) {
            commands.forEach(Command::kill);
        }
        // Twice: a command that was killed may just have started something.
        for (int round = 0; round < 2; round++) {
            Set<Long> left = new LinkedHashSet<>(Machine.processesWith("DSG_HOME", home.toString()));
            left.forEach(Machine::kill);
        }
        await("the end of every process of this grid")
                .atMost(Duration.ofSeconds(15))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(leftovers()).isEmpty());
        await("the end of " + root)
                .atMost(Duration.ofSeconds(15))
                .pollDelay(Duration.ZERO)
                .ignoreException(UncheckedIOException.class)
                .until(this::remove);
    }

    private List<Long> leftovers() {
        return Stream.concat(
                        Machine.processesWith("DSG_HOME", home.toString()).stream(), Machine.processesIn(root).stream())
                .distinct()
                .toList();
    }

    private boolean remove() {
        if (!Files.exists(root)) {
            return true;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("The test's folder " + root + " could not be removed.", e);
        }
    }
}
