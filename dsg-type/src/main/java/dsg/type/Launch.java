// SPDX-License-Identifier: Apache-2.0
package dsg.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is started for a task, and in which world.
public sealed interface Launch {

    /// What it is called with.
    List<String> argv();

    /// Variables, over the task's clean environment and what the job file names.
    Map<String, String> env();

    /// A program of the node's machine or of the task's folder, in the world that the node has for such: a sandbox,
    /// where there is one.
    ///
    /// @param argv the program, by its name on the task's PATH or its path in the task's
    /// folder, and its arguments
    record Program(List<String> argv, Map<String, String> env) implements Launch {
        public Program {
            argv = some(argv);
            env = Map.copyOf(env);
        }
    }

    /// A container.
    ///
    /// @param image `name@sha256:…`, or the path of an archive of an image in the task's folder
    /// @param argv the program in the image and its arguments; none: what the image says
    record Container(String image, List<String> argv, Map<String, String> env) implements Launch {
        public Container {
            argv = List.copyOf(argv);
            env = Map.copyOf(env);
        }
    }

    /// A WebAssembly module (WASI preview 1).
    ///
    /// @param argv the module's path from the task's folder, and its arguments
    record Wasm(List<String> argv, Map<String, String> env) implements Launch {
        public Wasm {
            argv = some(argv);
            env = Map.copyOf(env);
        }
    }

    /// A program without variables of its own.
    static Launch program(List<String> argv) {
        return new Program(argv, Map.of());
    }

    /// A program and its arguments.
    static Launch program(String program, List<String> arguments) {
        List<String> argv = new ArrayList<>(List.of(program));
        argv.addAll(arguments);
        return program(argv);
    }

    private static List<String> some(List<String> argv) {
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("nothing is said to be started");
        }
        return List.copyOf(argv);
    }
}
