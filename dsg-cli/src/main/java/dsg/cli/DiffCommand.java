// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dsg job diff`: what is other in one job than in an earlier one.
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        header = "Say what is other in a job than in an earlier one.",
        description = "Compares parameters, what each task depends on by content, the content of outputs, and the text "
                + "of the job file.")
final class DiffCommand implements Callable<Integer> {

    private static final int CHANGES_SHOWN = 5;
    private static final int CONTEXT = 2;

    @Parameters(index = "0", paramLabel = "EARLIER", description = Selector.ONE)
    private String before = "";

    @Parameters(index = "1", paramLabel = "LATER", description = Selector.ONE)
    private String after = "";

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    private final Terminal terminal = new Terminal();
    private final GridClient client = GridClient.of(GridHome.ofEnvironment());

    @Override
    public Integer call() {
        long old = Selector.job(client, before);
        long now = Selector.job(client, after);
        JsonNode diff = client.get("/api/v1/jobs/" + now + "/diff?since=" + old);
        if (json) {
            terminal.print(GridClient.pretty(diff));
            return ExitStatus.OK;
        }
        params(diff.path("params"));
        diff.path("stages").forEach(stage -> stage(stage, old, now));
        if (diff.path("file_changed").asBoolean()) {
            file(old, now);
        } else {
            terminal.print("The job file is the same.");
        }
        return ExitStatus.OK;
    }

    private void params(JsonNode params) {
        for (JsonNode param : params) {
            terminal.print("param " + param.path("name").asString() + "   "
                    + param.path("before").asString("(not there)") + " -> "
                    + param.path("after").asString("(not there)"));
        }
    }

    private void stage(JsonNode stage, long old, long now) {
        long before = stage.path("tasks_before").asLong();
        long after = stage.path("tasks_after").asLong();
        List<String> tasks = new ArrayList<>();
        add(tasks, stage.path("same").asLong(), "depend on the same");
        add(tasks, stage.path("only_before").asLong(), "only in job " + old);
        add(tasks, stage.path("only_after").asLong(), "only in job " + now);
        terminal.print(stage.path("name").asString() + "   "
                + (before == after
                        ? ProgressView.count(after, "task")
                        : before + " -> " + ProgressView.count(after, "task"))
                + (tasks.isEmpty() ? "" : ": " + String.join(", ", tasks)));
        most(stage.path("changes"), "  %d: %s");
        List<String> outputs = new ArrayList<>();
        add(outputs, stage.path("same_outputs").asLong(), "the same");
        stage.path("other_outputs")
                .forEachEntry((name, number) ->
                        outputs.add(name + " is other in " + ProgressView.count(number.asLong(), "task")));
        if (!outputs.isEmpty()) {
            terminal.print("  outputs: " + String.join(", ", outputs));
        }
    }

    private static void add(List<String> parts, long number, String words) {
        if (number > 0) {
            parts.add(number + " " + words);
        }
    }

    private void most(JsonNode changes, String line) {
        changes.properties().stream()
                .sorted(Map.Entry.comparingByValue((a, b) -> Long.compare(b.asLong(), a.asLong())))
                .limit(CHANGES_SHOWN)
                .forEach(change ->
                        terminal.print(line.formatted(change.getValue().asLong(), change.getKey())));
        if (changes.size() > CHANGES_SHOWN) {
            terminal.print("  and " + (changes.size() - CHANGES_SHOWN) + " other changes");
        }
    }

    private void file(long old, long now) {
        List<String> before = lines(old);
        List<String> unified = UnifiedDiffUtils.generateUnifiedDiff(
                "job " + old, "job " + now, before, DiffUtils.diff(before, lines(now)), CONTEXT);
        for (String line : unified) {
            String safe = Terminal.harmless(line);
            terminal.print(
                    safe.startsWith("+")
                            ? Terminal.styled("fg(green)", safe)
                            : safe.startsWith("-") ? Terminal.styled("fg(red)", safe) : safe);
        }
    }

    private List<String> lines(long job) {
        return client.get("/api/v1/jobs/" + job + "/file")
                .path("text")
                .asString()
                .lines()
                .toList();
    }
}
