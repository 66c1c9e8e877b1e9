// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptEnd;
import dsg.model.Isolation;
import dsg.model.Order;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A WebAssembly module (`dsg-wasm`): a Java process in the world that this machine has for commands, so that time,
/// freezing and killing are what they are for any. In a sandbox that makes two walls; on a machine without, the
/// module's
/// own is left.
///
/// @param around the world's rung
/// @param jars the folder of the runtime, in which nothing else lies
record WasmRung(Rung around, Path jars) implements Rung {

    /// Names the runtime's folder; whoever starts the node sets it.
    static final String JARS = "dsg.wasm";

    /// What the runtime takes beside the module's memory, and of that what is no heap.
    static final long OWN_MIB = 96;

    private static final long NO_HEAP_MIB = 64;
    private static final long YOUNG_MIB = 16;

    /// Below this a module would have next to nothing.
    private static final long LEAST_MIB = 128;

    /// As `dsg.wasm.Ending` has them.
    private static final int NOT_RUN = 126;

    private static final int TRAPPED = 134;
    private static final int OUT_OF_MEMORY = 137;
    private static final String SAID = "dsg: ";

    /// What a module is not told: it would be another on every machine.
    private static final Set<String> OF_THE_MACHINE = Set.of("PATH");

    private static final String TMP = "/tmp";
    private static final String PREPARED = "wasm.aot";

    /// The runtime, where it was built.
    static Optional<Path> runtime() {
        return Optional.ofNullable(System.getProperty(JARS)).map(Path::of).filter(Files::isDirectory);
    }

    /// What a sandbox must show for it.
    static Set<Path> shown() {
        return runtime().map(Set::of).orElse(Set.of());
    }

    @Override
    public Isolation isolation() {
        return Isolation.WASM;
    }

    @Override
    public Launcher.Launch dress(Order order, TaskFolder folder, List<Path> devices) throws IOException {
        long memoryMib = order.resources().memoryMib();
        if (memoryMib < LEAST_MIB) {
            throw new IOException(
                    "a WebAssembly module needs memory: " + LEAST_MIB + "MiB at least, of which its runtime" + " takes "
                            + OWN_MIB + " MiB; this task asks for " + memoryMib + " MiB");
        }
        // None of the task's variables is one of the runtime's: they could make it run other things than the module.
        Order runtime = new Order(
                order.attempt(),
                argv(order, folder),
                Map.of(),
                order.inputs(),
                order.outputs(),
                order.resources(),
                order.time(),
                order.health(),
                false);
        return around.dress(runtime, folder, devices);
    }

    /// As `tools/aot.sh` has it, which prepares its start.
    private String classPath() throws IOException {
        try (Stream<Path> files = Files.list(jars)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private List<String> argv(Order order, TaskFolder folder) throws IOException {
        long heapMib = order.resources().memoryMib() - NO_HEAP_MIB;
        List<String> argv = new ArrayList<>();
        argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path prepared = jars.resolve(PREPARED);
        if (Files.exists(prepared)) {
            argv.addAll(List.of("-XX:AOTCache=" + prepared, "-Xlog:aot*=off", "-Xlog:cds*=off"));
        }
        argv.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:ActiveProcessorCount=" + Math.max(1, order.resources().cores()),
                "-Xms" + YOUNG_MIB * 2 + "m",
                "-Xmn" + YOUNG_MIB + "m",
                "-Xmx" + heapMib + "m",
                "-cp",
                classPath(),
                "dsg.wasm.Main",
                "--tmp",
                around instanceof BareRung ? folder.tmp().toString() : View.TMP,
                "--memory",
                Long.toString(order.resources().memoryMib() - OWN_MIB)));
        Map<String, String> env = new TreeMap<>(TaskEnvironment.of(order, "/", TMP));
        env.keySet().removeAll(OF_THE_MACHINE);
        env.putAll(order.env());
        env.forEach((variable, value) -> argv.addAll(List.of("--env", variable + "=" + value)));
        argv.addAll(order.argv());
        return argv;
    }

    @Override
    public Sight sight(Path file) {
        return around.sight(file);
    }

    @Override
    public Strays strays(TaskFolder folder) {
        return around.strays(folder);
    }

    @Override
    public Optional<AttemptEnd> meaning(int exitCode, Path err) {
        return switch (exitCode) {
            case OUT_OF_MEMORY -> Optional.of(new AttemptEnd.OutOfMemory());
            case NOT_RUN, TRAPPED ->
                Optional.of(Printed.lastLine(err))
                        .filter(line -> line.startsWith(SAID))
                        .map(line ->
                                new AttemptEnd.Broken("exit code " + exitCode + ": " + line.substring(SAID.length())));
            default -> Optional.empty();
        };
    }
}
