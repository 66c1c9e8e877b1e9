// SPDX-License-Identifier: Apache-2.0
package lab.dsg;

import dsg.type.Launch;
import dsg.type.TaskType;
import dsg.type.TypeFault;
import dsg.type.TypeKey;
import dsg.type.TypeValues;
import dsg.type.TypedTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A Python script that finds its values in `values.json`, and whose progress is read from tqdm's bars:
/// `python: fit.py`, `values: [beta=0.1, seed=7]`.
public final class PythonType implements TaskType {

    /// `42%|####      | 21/50`, as tqdm prints it.
    private static final Pattern BAR = Pattern.compile("\\s*(\\d{1,3})%\\|.*");

    private static final Pattern PARAM = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

    @Override
    public String name() {
        return "python";
    }

    @Override
    public String help() {
        return "a Python script, with its values in values.json and its progress from tqdm";
    }

    @Override
    public List<TypeKey> keys() {
        return List.of(
                TypeKey.of("python", TypeKey.Kind.FILE, "the script", "python: fit.py").must(),
                TypeKey.of("values", TypeKey.Kind.TEXTS, "its values", "values: [\"beta={{ beta }}\", seed=7]"),
                TypeKey.of("optimise", TypeKey.Kind.FLAG, "leave assertions out", "optimise: true"));
    }

    @Override
    public List<TypeFault> check(TypeValues values) {
        List<TypeFault> faults = new ArrayList<>();
        for (String param : values.written().getOrDefault("values", List.of())) {
            if (!PARAM.matcher(param).matches()) {
                faults.add(new TypeFault(
                        "values", "`" + param + "` is no name and value", "write values: [beta=0.1, seed=7]"));
            }
        }
        return faults;
    }

    @Override
    public Map<String, String> outputs(TypeValues values) {
        return Map.of("result", "result.json");
    }

    @Override
    public void prepare(TypedTask task, Path folder) throws IOException {
        Files.writeString(folder.resolve("values.json"), json(task.texts("values")));
    }

    static String json(List<String> params) {
        return params.stream().map(PARAM::matcher).filter(Matcher::matches).map(param -> {
            String value = param.group(2);
            boolean number = NUMBER.matcher(value).matches();
            return "\"" + param.group(1) + "\": "
                    + (number ? value : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        }).collect(Collectors.joining(", ", "{", "}\n"));
    }

    @Override
    public Launch launch(TypedTask task) {
        List<String> argv = new ArrayList<>(List.of("python3", "-u"));
        if (task.isOn("optimise")) {
            argv.add("-O");
        }
        argv.add(task.must("python"));
        return new Launch.Program(argv, Map.of("OMP_NUM_THREADS", Integer.toString(Math.max(1, task.cpus()))));
    }

    @Override
    public OptionalDouble progress(String line) {
        // tqdm draws over its own line, so the last bar of a line is the newest.
        Matcher bar = BAR.matcher(line.substring(line.lastIndexOf('\r') + 1));
        return bar.matches() ? OptionalDouble.of(Integer.parseInt(bar.group(1)) / 100.0) : OptionalDouble.empty();
    }
}
