// SPDX-License-Identifier: Apache-2.0
package dsg.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A Java program, by the Java that every node brings along: `java: Pi.java` or `java: pi.jar`. Its heap is three
/// quarters of the memory that the task asks for, if nothing else is said.
public final class JavaType implements TaskType {

    /// Its name.
    public static final String NAME = "java";

    private static final String LIBRARIES = "libraries";
    private static final String MAIN = "main";
    private static final String OPTIONS = "jvm";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String help() {
        return "a Java program, as source or as a jar, by the Java that every node has";
    }

    @Override
    public List<TypeKey> keys() {
        return List.of(
                TypeKey.of(
                                NAME,
                                TypeKey.Kind.FILE,
                                "the program: a source file that has `main`, or a jar",
                                "java: Pi.java")
                        .must(),
                WasmType.arguments(),
                TypeKey.of(
                        LIBRARIES, TypeKey.Kind.TEXTS, "jars it uses, from among the inputs", "libraries: [fft.jar]"),
                TypeKey.of(MAIN, TypeKey.Kind.TEXT, "the class to start, if the jar does not say", "main: lab.Pi"),
                TypeKey.of(OPTIONS, TypeKey.Kind.TEXTS, "options of the virtual machine", "jvm: [-Xss4m]"));
    }

    @Override
    public List<TypeFault> check(TypeValues values) {
        List<TypeFault> faults = new ArrayList<>();
        Optional<String> program = values.known(NAME);
        if (program.isPresent() && !isSource(program.get()) && !program.get().endsWith(".jar")) {
            faults.add(new TypeFault(
                    NAME,
                    "`" + program.get() + "` is neither a source file nor a jar",
                    "write java: Pi.java, or java: pi.jar; other programs are run by `run`"));
        }
        if (program.filter(JavaType::isSource).isPresent() && values.has(MAIN)) {
            faults.add(new TypeFault(
                    MAIN, "a source file is started by its first class", "leave `main` out, or give a jar"));
        }
        if (values.has(LIBRARIES)
                && !values.has(MAIN)
                && program.filter(JavaType::isSource).isEmpty()) {
            faults.add(new TypeFault(
                    LIBRARIES, "a jar that uses `libraries` does not say what to start", "write main: lab.Pi"));
        }
        return faults;
    }

    private static boolean isSource(String program) {
        return program.endsWith(".java");
    }

    @Override
    public Launch launch(TypedTask task) {
        String program = task.must(NAME);
        List<String> options = task.texts(OPTIONS);
        List<String> arguments = new ArrayList<>();
        if (options.stream().noneMatch(option -> option.startsWith("-Xmx"))) {
            arguments.add("-Xmx" + Math.max(16, task.memoryMib() * 3 / 4) + "m");
        }
        arguments.add("-XX:ActiveProcessorCount=" + Math.max(1, task.cpus()));
        arguments.addAll(options);
        List<String> path = new ArrayList<>(task.texts(LIBRARIES));
        Optional<String> main = task.text(MAIN);
        if (isSource(program)) {
            classPath(arguments, path);
            arguments.add(program);
        } else if (main.isEmpty() && path.isEmpty()) {
            arguments.addAll(List.of("-jar", program));
        } else {
            path.addFirst(program);
            classPath(arguments, path);
            arguments.add(main.orElseThrow(() -> new IllegalArgumentException(
                    "a jar that uses `libraries` needs `main`: the class to start, main: lab.Pi")));
        }
        arguments.addAll(task.texts(WasmType.ARGUMENTS));
        return Launch.program("java", arguments);
    }

    private static void classPath(List<String> arguments, List<String> path) {
        if (!path.isEmpty()) {
            arguments.addAll(List.of("-cp", String.join(java.io.File.pathSeparator, path)));
        }
    }
}
