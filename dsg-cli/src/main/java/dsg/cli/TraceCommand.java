// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dsg data trace`: where a content comes from, back to the files that were handed in.
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        header = "Walk back from a file: which task made it, how, from what, and so on to the job's own inputs.")
final class TraceCommand implements Callable<Integer> {

    private static final int SHOWN = 3;
    private static final int STEPS_MAX = 10_000;

    @Parameters(paramLabel = "FILE or REF", description = "A file on this disk; or " + DataRef.HELP)
    private String which = "";

    @Option(names = "--all", description = "Every file of every input; else the first " + SHOWN + " of many.")
    private boolean all;

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    private final Terminal terminal = new Terminal();
    private final Map<String, JsonNode> steps = new LinkedHashMap<>();
    private final Set<String> shown = new HashSet<>();

    @Override
    public Integer call() {
        GridClient client = GridClient.of(GridHome.ofEnvironment());
        boolean onDisk = Files.isRegularFile(Path.of(which));
        String sha256 = onDisk
                ? DataCommands.hash(Path.of(which)).hex()
                : DataRef.find(client, which).path("sha256").asString();
        JsonNode trace = trace(client, sha256, onDisk);
        if (json) {
            terminal.print(GridClient.pretty(trace));
            return ExitStatus.OK;
        }
        trace.path("steps").forEach(step -> steps.put(step.path("attempt").asString(), step));
        terminal.print(which + "   " + sha256);
        trace.path("names").forEach(name -> terminal.print("put by hand as " + name.asString()));
        trace.path("given")
                .forEach(given -> terminal.print("handed in with job %d as %s"
                        .formatted(
                                given.path("job").asLong(), given.path("path").asString())));
        trace.path("makers").forEach(maker -> maker(maker.asString(), ""));
        if (!trace.path("complete").asBoolean()) {
            terminal.note("The road goes on; it has more than " + steps.size() + " steps.");
        }
        return ExitStatus.OK;
    }

    private JsonNode trace(GridClient client, String sha256, boolean onDisk) {
        try {
            return client.get(DataRef.path(sha256) + "/trace?limit=" + STEPS_MAX);
        } catch (CommandFailure failure) {
            if (onDisk && failure.status() == ExitStatus.NOT_FOUND) {
                throw new CommandFailure(
                        ExitStatus.NOT_FOUND,
                        which + " does not come from this grid.",
                        "No job was given or has made these bytes (" + sha256.substring(0, 12)
                                + "); it may have been changed since.",
                        "See what was made: dsg data list --kind result");
            }
            throw failure;
        }
    }

    private void maker(String attempt, String indent) {
        JsonNode step = steps.get(attempt);
        if (step == null || !shown.add(attempt)) {
            line(indent, "made by " + attempt + (step == null ? "" : "   (see above)"));
            return;
        }
        line(
                indent,
                "made by %s   %s   on %s   %s"
                        .formatted(
                                attempt,
                                step.path("job_name").asString(),
                                step.path("node").asString(),
                                Terminal.time(step.path("ended_at").asString())));
        if (step.has("reused_from")) {
            String from = step.path("reused_from").asString();
            line(
                    indent,
                    "  as     " + from + " of job " + from.replaceAll("\\..*", "") + " (deleted); this job reuses it");
        }
        line(indent, "  ran    " + command(step.path("argv")));
        values(step.path("params"), step.path("values")).ifPresent(text -> line(indent, "  with   " + text));
        inputs(step, indent + "  ");
    }

    private void line(String indent, String text) {
        terminal.print(Terminal.fit(indent + Terminal.harmless(text), terminal.width()));
    }

    /// A command as it would be typed; of a shell, what it was told.
    private static String command(JsonNode argv) {
        List<String> words = new ArrayList<>();
        argv.forEach(word -> words.add(word.asString()));
        boolean shell = words.size() == 3
                && words.getFirst().equals("/bin/sh")
                && words.get(1).equals("-c");
        String text = shell ? words.getLast() : String.join(" ", words);
        return text.strip().replace("\n", "; ");
    }

    private static Optional<String> values(JsonNode params, JsonNode sweep) {
        List<String> all = new ArrayList<>();
        params.forEachEntry((name, value) -> all.add(name + "=" + value.asString()));
        sweep.forEachEntry((name, value) -> all.add(name + "=" + value.asString()));
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join("  ", all));
    }

    /// What came from the same stage under the same name stands together.
    private void inputs(JsonNode step, String indent) {
        Map<String, List<JsonNode>> groups = new LinkedHashMap<>();
        for (JsonNode taken : step.path("inputs")) {
            String from = taken.path("from").asString("");
            groups.computeIfAbsent(
                            taken.path("input").asString() + " " + from.replaceAll("\\.\\d+\\.a\\d+$", ""),
                            _ -> new ArrayList<>())
                    .add(taken);
        }
        groups.values().forEach(group -> {
            int first = all ? group.size() : Math.min(SHOWN, group.size());
            for (JsonNode taken : group.subList(0, first)) {
                String from = taken.path("from").asString("");
                line(
                        indent,
                        "<- %s   %s   %s%s"
                                .formatted(
                                        taken.path("path").asString(),
                                        DataRef.brief(taken),
                                        Terminal.size(taken.path("bytes").asLong()),
                                        from.isEmpty() ? "   handed in with the job" : ""));
                if (!from.isEmpty()) {
                    maker(from, indent + "   ");
                }
            }
            if (first < group.size()) {
                String stage = group.getFirst().path("from").asString("").replaceAll("\\.\\d+\\.a\\d+$", "");
                line(
                        indent,
                        "<- and " + (group.size() - first) + " more" + (stage.isEmpty() ? "" : " of " + stage)
                                + "; all: dsg data trace --all");
            }
        });
        long more = step.path("inputs_total").asLong() - step.path("inputs").size();
        if (more > 0) {
            line(indent, "<- and " + more + " more that are not told");
        }
    }
}
