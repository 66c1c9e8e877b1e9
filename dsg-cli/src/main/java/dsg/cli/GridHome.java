// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import static java.util.Objects.requireNonNull;

import dsg.coordinator.NoticeSettings;
import dsg.node.OwnerPolicy;
import dsg.node.PolicyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where all state of a grid on this machine lives: `DSG_HOME`, or `dsg` in the XDG data folder.
///
/// ```
/// token              lets the grid's owner in; only he can read it
/// login.json         another grid that commands go to while none is up here, and what lets us in there
/// keys/              the grid's CA, the coordinator's and this node's keys and certificates
/// coordinator/       journal.db and artefacts
/// node/              id, policy, cache and work of this machine's node
/// joined/            the other grid that this machine is a node of, if it is: what it is called, and the node's keys
/// run/               which processes run, and where they listen
/// logs/              what they log
/// down               there while the owner wants nothing to run, though a service would start it
/// ```
record GridHome(Path folder) {

    /// Of those after the name.
    private static final int START_FIELD = 19;
    private static final JsonMapper JSON = JsonMapper.shared();

    /// The home that the environment names.
    static GridHome ofEnvironment() {
        String named = System.getenv("DSG_HOME");
        if (named != null && !named.isBlank()) {
            return new GridHome(Path.of(named).toAbsolutePath().normalize());
        }
        String data = System.getenv("XDG_DATA_HOME");
        Path base = data != null && !data.isBlank() ? Path.of(data) : userHome().resolve(".local/share");
        return new GridHome(base.resolve("dsg").toAbsolutePath().normalize());
    }

    /// As the XDG specification and every shell say: HOME. Java's own `user.home` looks into the password file.
    private static Path userHome() {
        String home = System.getenv("HOME");
        return Path.of(home != null && !home.isBlank() ? home : System.getProperty("user.home"));
    }

    Path keys() {
        return folder.resolve("keys");
    }

    Path coordinator() {
        return folder.resolve("coordinator");
    }

    /// Where the jars of task types lie that this machine's owner has allowed.
    Path types() {
        return folder.resolve("task-types");
    }

    Path node() {
        return folder.resolve("node");
    }

    /// The grid of another machine that this one is a node of.
    Optional<Joined> joined() {
        return Joined.read(joinedFolder());
    }

    Path joinedFolder() {
        return folder.resolve("joined");
    }

    /// The file that is there while the node's link to its coordinator is open.
    Path linkedFile() {
        return folder.resolve("run").resolve("linked");
    }

    Path log(ProcessKind kind) {
        return folder.resolve("logs").resolve(kind.word() + ".log");
    }

    /// What makes this grid this grid, beside its journal and artefacts: whoever has it can act for it.
    List<Path> settings() {
        return List.of(
                keys(), tokenFile(), node().resolve("id"), policyFile().path(), NoticeSettings.file(coordinator()));
    }

    private Path tokenFile() {
        return folder.resolve("token");
    }

    private Path runFile(ProcessKind kind) {
        return folder.resolve("run").resolve(kind.word() + ".json");
    }

    /// The file whose lock says that a process of this kind runs.
    Path lock(ProcessKind kind) {
        return folder.resolve("run").resolve(kind.word() + ".lock");
    }

    /// The file whose lock says that somebody is starting the grid.
    Path startLock() {
        return folder.resolve("run").resolve("start.lock");
    }

    /// Says whether the owner wants this grid to be down, for services that would start it again.
    void setDown(boolean down) {
        Path file = folder.resolve("down");
        try {
            if (down) {
                Files.write(file, new byte[0]);
            } else {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the owner wants this grid to be down.
    boolean isDown() {
        return Files.exists(folder.resolve("down"));
    }

    /// The file with the name of a node that is drained for an upgrade, and no longer than that.
    Path drainedFile() {
        return folder.resolve("drained");
    }

    /// The process of a service that is this kind of process or is going to be, once there is something to do.
    Optional<ProcessHandle> service(ProcessKind kind) {
        try {
            long pid = Long.parseLong(Files.readString(folder.resolve("run").resolve("service-" + kind.word()))
                    .strip());
            // Another process may have that number by now.
            String words = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
            boolean serves =
                    words.contains("service\0run\0" + kind.word()) || words.contains("process\0" + kind.word());
            return serves ? ProcessHandle.of(pid).filter(ProcessHandle::isAlive) : Optional.empty();
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// Makes the home's own folder if it is missing; only its owner can look into it.
    void prepareFolder() throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /// Makes the folders that are missing.
    void prepare() {
        try {
            prepareFolder();
            for (Path part :
                    new Path[] {keys(), coordinator(), node(), folder.resolve("run"), folder.resolve("logs")}) {
                Files.createDirectories(part);
                if (!Files.isWritable(part)) {
                    throw unusable(part + " cannot be written: it is for reading only, or another user's.");
                }
            }
        } catch (IOException e) {
            throw unusable(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    /// That nothing can be kept there.
    CommandFailure unusable(String why) {
        return new CommandFailure(
                ExitStatus.FAILED,
                "The folder " + folder + " cannot be used.",
                why,
                "Make it writable for " + System.getProperty("user.name")
                        + ", or name another one: export DSG_HOME=/path/to/folder");
    }

    /// The token; made first if there is none.
    String token() {
        try {
            if (!Files.exists(tokenFile())) {
                byte[] random = new byte[32];
                new SecureRandom().nextBytes(random);
                writePrivately(
                        tokenFile(), Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            }
            return Files.readString(tokenFile()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a file that only its owner can read, as a whole or not at all.
    static void writePrivately(Path file, String text) throws IOException {
        Path made = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "new",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(made, text + "\n", StandardCharsets.UTF_8);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// A process that says where it listens. Its start tells it from a later one that got the same number.
    ///
    /// @param started when it started; see [#startOf(ProcessHandle)]
    /// @param version of DSG that it is
    record Running(long pid, long started, int port, int nodePort, String version) {

        /// Where there is no `/proc`, two looks at a start may differ by a second.
        private static final int START_TOLERANCE = 3;

        boolean isAlive() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> Math.abs(startOf(process) - started) <= START_TOLERANCE)
                    .isPresent();
        }
    }

    /// In clock ticks since the machine's boot, as proc(5) tells it. Java's own answer is counted from the wall clock,
    /// and another one after somebody has set that; it serves where there is no `/proc`, in seconds.
    private static long startOf(ProcessHandle process) {
        try {
            // pid (comm) state ppid …; the name may hold anything, so it is cut at its last bracket.
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"), StandardCharsets.ISO_8859_1);
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[START_FIELD]);
        } catch (IOException _) {
            return startOnTheWall(process);
        }
    }

    private static long startOnTheWall(ProcessHandle process) {
        return process.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
    }

    /// The process of this kind, if it runs.
    Optional<Running> running(ProcessKind kind) {
        try {
            JsonNode file = JSON.readTree(runFile(kind));
            Running running = new Running(
                    file.path("pid").asLong(),
                    file.path("started").asLong(),
                    file.path("port").asInt(),
                    file.path("node_port").asInt(),
                    file.path("version").asString(""));
            return running.isAlive() ? Optional.of(running) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty(); // no such file, or one that is being removed
        }
    }

    /// Whether a process of this kind has ended without withdrawing what it had announced.
    boolean wasKilled(ProcessKind kind) {
        return Files.exists(runFile(kind)) && running(kind).isEmpty();
    }

    /// Says that this process runs.
    void announce(ProcessKind kind, int port, int nodePort) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        Map<String, Object> file = Map.of(
                "pid",
                self.pid(),
                "started",
                startOf(self),
                "port",
                port,
                "node_port",
                nodePort,
                "version",
                Version.text());
        writePrivately(runFile(kind), JSON.writeValueAsString(file));
    }

    /// Says that it does not run any more.
    void withdraw(ProcessKind kind) throws IOException {
        Files.deleteIfExists(runFile(kind));
    }

    /// This node's id; made first if there is none.
    String nodeId() {
        Path file = node().resolve("id");
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[8];
                new SecureRandom().nextBytes(random);
                Files.writeString(file, "n-" + java.util.HexFormat.of().formatHex(random) + "\n");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Says whether the node's link to its coordinator is open.
    void setLinked(boolean open) {
        try {
            if (open) {
                Files.write(linkedFile(), new byte[0]);
            } else {
                Files.deleteIfExists(linkedFile());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where this machine listens for others: at every address, unless `DSG_LISTEN` names one.
    InetAddress listens() {
        String named = System.getenv("DSG_LISTEN");
        try {
            return InetAddress.getByName(named == null || named.isBlank() ? "0.0.0.0" : named.strip());
        } catch (UnknownHostException e) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "The grid cannot listen at `" + named + "`, which DSG_LISTEN names.",
                    String.valueOf(e.getMessage()),
                    "Name an address of this machine, or listen at all of them: unset DSG_LISTEN");
        }
    }

    /// Whether a coordinator has ever run here.
    boolean hasJournal() {
        return Files.exists(coordinator().resolve("journal.db"));
    }

    /// What the owner of this machine allows.
    OwnerPolicy policy() {
        try {
            return policyFile().read();
        } catch (PolicyFile.UnreadableException e) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "The policy of this machine's owner cannot be read.",
                    policyFile().path() + ": " + e.getMessage(),
                    "Mend the file, or begin anew: rm " + policyFile().path());
        }
    }

    /// Changes it while nobody else does.
    <T> T changePolicy(Supplier<T> change) {
        try {
            return policyFile().alone(change);
        } catch (UncheckedIOException e) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "Nothing was changed.",
                    policyFile().path() + " cannot be written: "
                            + requireNonNull(e.getCause()).getMessage(),
                    "Make room on its disk, and see that " + System.getProperty("user.name") + " may write there.");
        }
    }

    /// Where it is kept.
    PolicyFile policyFile() {
        return new PolicyFile(node().resolve("policy.json"), joined().isEmpty());
    }

    /// The machine's name. Where it has none in any directory, the kernel knows it all the same.
    static String hostName() {
        try {
            Path kernels = Path.of("/proc/sys/kernel/hostname");
            String name = Files.isReadable(kernels)
                    ? Files.readString(kernels).strip()
                    : InetAddress.getLocalHost().getHostName();
            int dot = name.indexOf('.');
            return dot > 0 ? name.substring(0, dot) : name;
        } catch (IOException _) {
            return "this-machine";
        }
    }
}
