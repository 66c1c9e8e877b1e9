// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// What takes the space, and giving some of it back: `dsg data du` and `dsg data gc`.
final class SpaceCommands {

    private SpaceCommands() {}

    private static final List<List<String>> KINDS = List.of(
            List.of("put", "by hand, until dsg data forget"),
            List.of("input", "handed in with jobs"),
            List.of("result", "of final stages, or shown"),
            List.of("intermediate", "made on the way to the results"),
            List.of("log", "what tasks printed"));

    /// How long something is kept, as a person wrote it.
    static Duration time(String text, String example) {
        return Durations.parse(text)
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.USAGE,
                        "`" + text + "` is no time.",
                        "A time is a whole number and a unit.",
                        "Write 0s, 12h or 7d: " + example));
    }

    private static List<String> row(String name, JsonNode amount, String what) {
        return List.of(
                name,
                Long.toString(amount.path("contents").asLong()),
                Terminal.size(amount.path("bytes").asLong()),
                what);
    }

    private static void jobs(JsonNode shape, Terminal terminal) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("JOB", "NAME", "CONTENTS", "SIZE"));
        for (JsonNode job : shape.path("jobs")) {
            rows.add(List.of(
                    Long.toString(job.path("id").asLong()),
                    job.path("name").asString(),
                    Long.toString(job.path("contents").asLong()),
                    Terminal.size(job.path("bytes").asLong())));
        }
        if (rows.size() > 1) {
            terminal.print("");
            terminal.printTable(rows);
        }
    }

    /// `dsg data du`.
    @Command(
            name = "du",
            mixinStandardHelpOptions = true,
            header = "What takes the space: by kind, and the ten jobs with most.",
            description = "Each content counts once among the kinds; among the jobs, with each that knows it.")
    static final class Du implements Callable<Integer> {

        @Option(names = "--json", description = "Print it as JSON.")
        private boolean json;

        @Override
        public Integer call() {
            Terminal terminal = new Terminal();
            JsonNode shape = GridClient.of(GridHome.ofEnvironment()).get("/api/v1/data/usage");
            if (json) {
                terminal.print(GridClient.pretty(shape));
                return ExitStatus.OK;
            }
            terminal.print("disk   %s free of %s"
                    .formatted(
                            Terminal.size(shape.path("disk_free_bytes").asLong()),
                            Terminal.size(shape.path("disk_total_bytes").asLong())));
            terminal.print("grid   journal %s, %s %s"
                    .formatted(
                            Terminal.size(shape.path("journal_bytes").asLong()),
                            ProgressView.count(
                                    shape.path("files").path("contents").asLong(), "file"),
                            Terminal.size(shape.path("files").path("bytes").asLong())));
            terminal.print("");
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("KIND", "CONTENTS", "SIZE", ""));
            for (List<String> kind : KINDS) {
                rows.add(row(kind.getFirst(), shape.path("kinds").path(kind.getFirst()), kind.getLast()));
            }
            rows.add(row(
                    "unused",
                    shape.path("unused"),
                    "nothing names them; dsg data gc takes them after a day, those of deleted jobs at once"));
            terminal.printTable(rows);
            jobs(shape, terminal);
            JsonNode small = shape.path("small");
            terminal.note("%s of 16 KiB or less, %s together, most of them in the journal; dsg data gc leaves those."
                    .formatted(
                            ProgressView.count(small.path("contents").asLong(), "content"),
                            Terminal.size(small.path("bytes").asLong())));
            return ExitStatus.OK;
        }
    }

    /// `dsg data gc`.
    @Command(
            name = "gc",
            mixinStandardHelpOptions = true,
            header = "Give back the space of what can be made again.",
            description = {
                "What jobs that ended a while ago made on the way to their results, and what their tasks printed;"
                        + " and files that nothing names: of deleted jobs at once, others a day after they came.",
                "Never what an unfinished job knows, what was put by hand, and without --all no result and no input."
                        + " Stages with cache: off count as results: they might not make the same again."
                        + " Contents of 16 KiB or less stay.",
                "What was collected is told by dsg data show; dsg resume JOB makes it again."
            })
    static final class Collect implements Callable<Integer> {

        @Option(
                names = "--keep",
                paramLabel = "TIME",
                description = "Leave jobs alone that ended less long ago; default 7d.")
        private String keep = "7d";

        @Option(names = "--all", description = "Also results and inputs.")
        private boolean all;

        @Option(names = "--dry-run", description = "Only say what would go.")
        private boolean dryRun;

        @Option(
                names = {"-y", "--yes"},
                description = "Do not ask.")
        private boolean yes;

        @Option(names = "--json", description = "Print it as JSON.")
        private boolean json;

        private final Terminal terminal = new Terminal();

        @Override
        public Integer call() {
            GridClient client = GridClient.of(GridHome.ofEnvironment());
            JsonNode would = collect(client, true);
            if (!json) {
                show(would);
            }
            boolean nothing = would.path("contents").asLong() == 0;
            if (dryRun || nothing) {
                if (json) {
                    terminal.print(GridClient.pretty(would));
                }
                return ExitStatus.OK;
            }
            String typed = "dsg data gc --keep " + keep + (all ? " --all" : "");
            if (!yes
                    && !terminal.asks(
                            "Delete " + amount(would) + "?",
                            "See what would go, or say yes beforehand: " + typed + " -y")) {
                terminal.note("Nothing was deleted.");
                return ExitStatus.OK;
            }
            JsonNode done = collect(client, false);
            if (json) {
                terminal.print(GridClient.pretty(done));
            } else {
                terminal.print("collected: " + amount(done));
            }
            if (!done.path("deleted").asBoolean()) {
                terminal.note("Their files are deleted as soon as the backup that is being written is done.");
            }
            return ExitStatus.OK;
        }

        private JsonNode collect(GridClient client, boolean dry) {
            Duration time = time(keep, "dsg data gc --keep 7d");
            return client.post("/api/v1/data/collect", Map.of("keep_s", time.toSeconds(), "all", all, "dry_run", dry));
        }

        private static String amount(JsonNode shape) {
            return ProgressView.count(shape.path("contents").asLong(), "content") + ", "
                    + Terminal.size(shape.path("bytes").asLong());
        }

        private void show(JsonNode would) {
            if (would.path("contents").asLong() == 0) {
                terminal.print("Nothing to collect of jobs that ended " + keep + " ago or earlier.");
                return;
            }
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("KIND", "CONTENTS", "SIZE", ""));
            for (List<String> kind : KINDS) {
                JsonNode amount = would.path("kinds").path(kind.getFirst());
                if (amount.path("contents").asLong() > 0) {
                    rows.add(row(kind.getFirst(), amount, kind.getLast()));
                }
            }
            if (would.path("unused").path("contents").asLong() > 0) {
                rows.add(row("unused", would.path("unused"), "nothing names them"));
            }
            terminal.printTable(rows);
            jobs(would, terminal);
            terminal.print("");
            terminal.print("in all " + amount(would));
        }
    }
}
