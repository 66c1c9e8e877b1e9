// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The noun `task`.
@Command(
        name = "task",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "The tasks of jobs.",
        subcommands = {
            TaskCommands.ListTasks.class,
            ExplainCommand.class,
            LogsCommand.class,
            JobActions.Cancel.class,
            JobActions.Retry.class
        })
final class TaskCommands {

    /// `dsg task list`.
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            header = "List the tasks of a job or of one of its stages, by number.")
    static final class ListTasks implements Callable<Integer> {

        private static final int PAGE = 1_000;

        @Parameters(paramLabel = "JOB or STAGE", description = "For example 2, last, or 2.simulate.")
        private String which = "";

        @Option(
                names = "--state",
                paramLabel = "STATES",
                description = "Only these, with commas between: waiting, running, done, cached, failed, cancelled.")
        private Optional<String> state = Optional.empty();

        @Option(
                names = {"-n", "--limit"},
                paramLabel = "N",
                description = "At most N of each stage; default 50.")
        private int limit = 50;

        @Option(
                names = {"-q", "--quiet"},
                description = "Print their ids only.")
        private boolean quiet;

        @Option(names = "--jsonl", description = "Print each as a line of JSON.")
        private boolean jsonLines;

        @Mixin
        private Listing listing = new Listing();

        private final Terminal terminal = new Terminal();
        private final GridClient client = GridClient.of(GridHome.ofEnvironment());

        @Override
        public Integer call() {
            List<JsonNode> tasks = new ArrayList<>();
            boolean more = false;
            for (String stage : stages()) {
                more |= read(stage, tasks);
            }
            if (jsonLines) {
                tasks.forEach(task -> terminal.print(task.toString()));
            } else if (quiet) {
                tasks.forEach(task -> terminal.print(task.path("id").asString()));
            } else {
                listing.print(terminal, shape(tasks), () -> rows(tasks));
                if (tasks.isEmpty()) {
                    terminal.note("No such tasks.  See how the job stands: dsg job show " + which.split("\\.")[0]);
                }
            }
            if (more) {
                terminal.note("There are more: dsg task list " + which + " -n " + 20 * limit);
            }
            return ExitStatus.OK;
        }

        /// The paths in REST of the stages that are asked for.
        private List<String> stages() {
            String[] parts = which.split("\\.");
            String job = "/api/v1/jobs/" + Selector.job(client, parts[0]);
            if (parts.length > 1) {
                return List.of(job + "/stages/" + parts[1]);
            }
            List<String> stages = new ArrayList<>();
            client.get(job)
                    .path("stages")
                    .forEach(stage ->
                            stages.add(job + "/stages/" + stage.path("name").asString()));
            return stages;
        }

        /// Whether there are more than were wanted.
        private boolean read(String stage, List<JsonNode> tasks) {
            String filter = state.map(states -> "&state=" + states).orElse("");
            int left = limit;
            long from = 1;
            while (true) {
                JsonNode page =
                        client.get(stage + "/tasks?from=" + from + "&limit=" + Math.clamp(left, 1, PAGE) + filter);
                if (left > 0) {
                    page.path("tasks").forEach(tasks::add);
                    left -= page.path("tasks").size();
                } else if (!page.path("tasks").isEmpty()) {
                    return true;
                }
                if (!page.has("next")) {
                    return false;
                }
                from = page.path("next").asLong();
            }
        }

        private static JsonNode shape(List<JsonNode> tasks) {
            Map<String, Object> shape = new LinkedHashMap<>();
            shape.put("v", 1);
            shape.put("tasks", tasks);
            return GridClient.JSON.valueToTree(shape);
        }

        private static List<List<String>> rows(List<JsonNode> tasks) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("TASK", "STATE", "NODE", "ATTEMPTS", "WALL", "VALUES", "WHY"));
            for (JsonNode task : tasks) {
                JsonNode attempts = task.path("attempts");
                JsonNode last = attempts.path(attempts.size() - 1);
                String reason = task.path("reason").asString("");
                rows.add(List.of(
                        task.path("id").asString(),
                        task.path("state").asString(),
                        last.path("node").asString("-"),
                        Integer.toString(attempts.size()),
                        last.has("wall_s")
                                ? "%.2f s".formatted(last.path("wall_s").asDouble())
                                : "-",
                        values(task.path("values")),
                        reason.isEmpty()
                                ? last.path("why")
                                        .asString(ExplainCommand.continuesFrom(last)
                                                .orElse(""))
                                : reason));
            }
            return rows;
        }

        /// `beta=0.5 seed=3`.
        private static String values(JsonNode values) {
            List<String> words = new ArrayList<>();
            values.forEachEntry((name, value) -> words.add(name + "=" + Terminal.harmless(value.asString())));
            return words.isEmpty() ? "-" : Terminal.fit(String.join(" ", words), 60);
        }
    }
}
