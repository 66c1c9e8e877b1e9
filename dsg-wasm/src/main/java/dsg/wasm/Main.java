// SPDX-License-Identifier: Apache-2.0
package dsg.wasm;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs one WebAssembly module and ends with its exit code:
/// `Main [--folder DIR] [--tmp DIR] [--memory MIB] [--env NAME=VALUE]... MODULE [ARGUMENT]...`. The module's path is
/// one of its folder, as the module would name it.
public final class Main {

    private static final int STACK_BYTES = 64 * 1024 * 1024;

    private Main() {}

    /// What the module is given.
    ///
    /// @param folder the only folder that it sees, as `.` and as `/`
    /// @param tmp its temporary folder, which it sees as `/tmp`
    /// @param memoryMib how large all its memory may grow
    /// @param words its own name, then its arguments
    record Order(Path folder, Path tmp, long memoryMib, Map<String, String> env, List<String> words) {

        private static final String USAGE = "usage: dsg.wasm.Main [--folder DIR] [--tmp DIR] [--memory MIB]"
                + " [--env NAME=VALUE]... MODULE [ARGUMENT]...";

        /// @throws IllegalArgumentException if they are no such words
        static Order of(List<String> arguments) {
            Path folder = Path.of("");
            Path tmp = folder;
            long memoryMib = Long.MAX_VALUE;
            Map<String, String> env = new LinkedHashMap<>();
            int at = 0;
            while (at + 1 < arguments.size() && arguments.get(at).startsWith("--")) {
                String value = arguments.get(at + 1);
                switch (arguments.get(at)) {
                    case "--folder" -> folder = Path.of(value);
                    case "--tmp" -> tmp = Path.of(value);
                    case "--memory" -> memoryMib = Long.parseLong(value);
                    case "--env" -> env.put(value.split("=", 2)[0], value.substring(value.indexOf('=') + 1));
                    default -> throw new IllegalArgumentException(USAGE);
                }
                at += 2;
            }
            if (at >= arguments.size()) {
                throw new IllegalArgumentException(USAGE);
            }
            return new Order(
                    folder.toAbsolutePath().normalize(),
                    tmp.toAbsolutePath().normalize(),
                    memoryMib,
                    Map.copyOf(env),
                    List.copyOf(arguments.subList(at, arguments.size())));
        }
    }

    /// Runs it on a thread that has room for deep recursion.
    public static void main(String[] arguments) throws InterruptedException {
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int[] code = {Ending.NOT_RUN};
        Thread thread = new Thread(null, () -> code[0] = run(List.of(arguments), err), "module", STACK_BYTES);
        thread.start();
        thread.join();
        err.flush();
        // Nothing of this process is worth waiting for.
        Runtime.getRuntime().halt(code[0]);
    }

    private static int run(List<String> arguments, PrintStream err) {
        try {
            Order order = Order.of(arguments);
            Program program =
                    new Program(order, InputStream.nullInputStream(), new FileOutputStream(FileDescriptor.out), err);
            Ending ending = program.run(read(order));
            if (!ending.why().isEmpty()) {
                err.println("dsg: " + order.words().getFirst() + " " + ending.why());
            }
            return ending.code();
        } catch (IOException | IllegalArgumentException e) {
            err.println("dsg: " + e.getMessage());
            return Ending.NOT_RUN;
        }
    }

    /// The module, which lies in its folder like all that it reads.
    static byte[] read(Order order) throws IOException {
        String name = order.words().getFirst();
        Path module = order.folder().resolve(name).normalize();
        if (!module.startsWith(order.folder()) || !OwnFolders.isWithoutLinks(order.folder(), module)) {
            throw new IOException(name + " lies outside of the task's folder; name it as an input: in: [" + name + "]");
        }
        if (!Files.isRegularFile(module)) {
            throw new IOException(
                    "there is no module " + name + " in the task's folder; name it as an input: in: [" + name + "]");
        }
        return Files.readAllBytes(module);
    }
}
