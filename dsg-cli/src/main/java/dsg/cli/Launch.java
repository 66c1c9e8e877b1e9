// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Starts a coordinator or a node as a process of its own that outlives this one.
final class Launch {

    private static final int LOG_LINES_SHOWN = 6;
    /// A line of a log that says why a process has ended.
    private static final Pattern ERROR = Pattern.compile("^\\S+ ERROR GridProcess - (.*)$");

    private final GridHome home;

    Launch(GridHome home) {
        this.home = home;
    }

    /// Starts it.
    Process start(ProcessKind kind, List<String> arguments) {
        List<String> command = new ArrayList<>();
        // A session of its own, so that Ctrl-C and the end of the terminal do not reach it.
        Optional.of(Path.of("/usr/bin/setsid"))
                .filter(Files::isExecutable)
                .ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(command(kind, arguments));
        File log = home.log(kind).toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.folder().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .redirectError(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().put("DSG_HOME", home.folder().toString());
        try {
            return builder.start();
        } catch (IOException e) {
            throw failure(kind, String.valueOf(e.getMessage()));
        }
    }

    /// The words that are such a process.
    static List<String> command(ProcessKind kind, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path dist = dist();
        command.addAll(aotOptions(dist, kind));
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:CompilerDirectivesFile=" + dist.resolve("compiler.json"),
                "-XX:CompileCommand=quiet",
                // The JVM would look for monitors to deflate four times a second.
                "-XX:AsyncDeflationInterval=5000",
                "-Xms16m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        supervisor().ifPresent(supervisor -> command.add("-Ddsg.supervisor=" + supervisor));
        wasm().ifPresent(runtime -> command.add("-Ddsg.wasm=" + runtime));
        command.addAll(kind.options());
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "process", kind.word()));
        command.addAll(arguments);
        return command;
    }

    /// What the build has put beside the jar.
    private static Path dist() {
        return Path.of(System.getProperty("java.class.path").split(File.pathSeparator)[0])
                .resolveSibling("dist");
    }

    /// The program that makes sandboxes, where it was built: a node without it uses bubblewrap. DSG_SUPERVISOR names
    /// another one.
    static Optional<Path> supervisor() {
        return Optional.ofNullable(System.getenv("DSG_SUPERVISOR"))
                .map(Path::of)
                .or(() -> Optional.of(dist().resolve("dsg-supervisor")))
                .filter(Files::isExecutable);
    }

    /// What runs WebAssembly, where it was built.
    private static Optional<Path> wasm() {
        return Optional.of(dist().resolve("wasm")).filter(Files::isDirectory);
    }

    /// What was loaded and linked ahead of time halves the start (JEP 483); it is made by a run in which
    /// `DSG_AOT_TRAINING` names the folder that it comes into.
    private static List<String> aotOptions(Path dist, ProcessKind kind) {
        String training = System.getenv("DSG_AOT_TRAINING");
        Path cache = (training == null ? dist : Path.of(training)).resolve(kind.word() + ".aot");
        if (training != null) {
            // Noted is that C1 is enough, without the profiles that C2 wants: a node that starts with them compiles
            // more,
            // and takes 16 MiB more. Of what C2 is to compile nothing is noted.
            return List.of(
                    "-XX:AOTCacheOutput=" + cache,
                    "-XX:TieredStopAtLevel=1",
                    "-XX:CompileCommand=exclude,sun.security.provider.DigestBase::*",
                    "-XX:CompileCommand=exclude,sun.security.provider.SHA*::*",
                    "-XX:CompileCommand=exclude,com.sun.crypto.provider.*::*");
        }
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off", "-Xlog:cds*=off") : List.of();
    }

    /// That it did not start, with what it said last.
    CommandFailure notStarted(ProcessKind kind, String why) {
        return failure(kind, why + ":" + lastLines(kind));
    }

    private CommandFailure failure(ProcessKind kind, String why) {
        return new CommandFailure(
                ExitStatus.FAILED,
                "The " + kind.word() + " did not start.",
                why,
                "Look into its log: less " + home.log(kind));
    }

    private String lastLines(ProcessKind kind) {
        try {
            List<String> lines = Files.readAllLines(home.log(kind));
            Optional<String> reason = lines.stream()
                    .skip(Math.max(0, lines.size() - LOG_LINES_SHOWN))
                    .map(ERROR::matcher)
                    .filter(Matcher::find)
                    .map(error -> error.group(1))
                    .reduce((_, later) -> later);
            if (reason.isPresent()) {
                return " " + reason.get();
            }
            List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
            return last.isEmpty() ? " its log is empty." : "\n           " + String.join("\n           ", last);
        } catch (IOException e) {
            return " its log cannot be read: " + e.getMessage();
        }
    }

    static void pause() {
        try {
            Thread.sleep(25);
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    static CommandFailure interrupted() {
        Thread.currentThread().interrupt();
        return new CommandFailure(
                ExitStatus.INTERRUPTED, "Interrupted.", "Somebody asked dsg to stop.", "Type the command again.");
    }
}
