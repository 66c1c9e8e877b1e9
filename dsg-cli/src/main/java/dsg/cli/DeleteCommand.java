// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dsg job delete`: forgets jobs that are over, for good.
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        header = "Forget jobs that are over, for good.",
        description = {
            "They are gone from every list, and the coordinator's memory of their tasks is free again; their numbers are"
                    + " given to no other job. Files that no other job knows can then be given back: dsg data gc",
            "A job that has reused something of theirs keeps what it has, and its record."
        },
        footer = {"", "Clean up after a term: dsg job delete --keep 30d"})
final class DeleteCommand implements Callable<Integer> {

    private static final int SHOWN = 20;
    private static final int PAGE = 1_000;

    @Parameters(
            paramLabel = "JOB",
            arity = "0..*",
            description =
                    "Numbers, ranges (2-5), lists (2,4,7), nicknames or their beginnings, last; without any, all that"
                            + " --keep lets go.")
    private List<String> jobs = List.of();

    @Option(
            names = "--keep",
            paramLabel = "TIME",
            description = "Leave jobs alone that ended less long ago, for example 30d.")
    private Optional<String> keep = Optional.empty();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    private final Terminal terminal = new Terminal();
    private final GridClient client = GridClient.of(GridHome.ofEnvironment());
    private int status = ExitStatus.OK;

    @Override
    public Integer call() {
        if (jobs.isEmpty() && keep.isEmpty()) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "Nothing was deleted.",
                    "No job is named, nor how long to keep them.",
                    "Name them: dsg job delete 2-40   or all that are old: dsg job delete --keep 30d");
        }
        Optional<Instant> until =
                keep.map(text -> Instant.now().minus(SpaceCommands.time(text, "dsg job delete --keep 30d")));
        List<JsonNode> over = jobs.isEmpty() ? allOver() : named();
        List<JsonNode> old = over.stream()
                .filter(job -> until.isEmpty() || !endedAt(job).isAfter(until.get()))
                .toList();
        if (old.isEmpty()) {
            if (status == ExitStatus.OK) {
                terminal.note("Nothing to delete: no job " + (jobs.isEmpty() ? "" : "of these ") + "ended "
                        + keep.orElse("") + " ago or earlier.");
            }
            return status;
        }
        if (!yes && !isWanted(old)) {
            terminal.note("Nothing was deleted.");
            return ExitStatus.OK;
        }
        long deleted = old.stream().filter(this::delete).count();
        if (deleted > 0) {
            tellWhatIsLeft();
        }
        return status;
    }

    private static Instant endedAt(JsonNode job) {
        return Instant.parse(job.path("ended_at").asString());
    }

    /// Those of the named jobs that are over; what is wrong with the others is said.
    private List<JsonNode> named() {
        List<JsonNode> found = new ArrayList<>();
        for (long id : Selector.jobs(client, jobs)) {
            try {
                JsonNode job = client.get("/api/v1/jobs/" + id);
                if (!FollowJob.isOver(job)) {
                    throw new CommandFailure(
                            ExitStatus.FAILED,
                            "Job " + id + " is not deleted.",
                            "It is not over: it is " + job.path("state").asString() + ".",
                            "End it first: dsg cancel " + id);
                }
                found.add(job);
            } catch (CommandFailure failure) {
                refused(failure);
            }
        }
        return found;
    }

    private List<JsonNode> allOver() {
        List<JsonNode> found = new ArrayList<>();
        String before = "";
        while (true) {
            JsonNode page = client.get("/api/v1/jobs?state=done,failed,cancelled&limit=" + PAGE + before);
            page.path("jobs").forEach(found::add);
            if (!page.has("next")) {
                return found.reversed();
            }
            before = "&before=" + page.path("next").asLong();
        }
    }

    /// Each has its turn, though another's was refused.
    private void refused(CommandFailure failure) {
        if (failure.status() == ExitStatus.NOT_REACHABLE) {
            throw failure;
        }
        terminal.note(failure.text());
        status = status == ExitStatus.OK ? failure.status() : status;
    }

    private boolean isWanted(List<JsonNode> old) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("JOB", "NICKNAME", "NAME", "STATE", "TASKS", "ENDED"));
        old.stream()
                .limit(SHOWN)
                .forEach(job -> rows.add(List.of(
                        Long.toString(job.path("id").asLong()),
                        job.path("nickname").asString(),
                        job.path("name").asString(),
                        job.path("state").asString(),
                        Long.toString(job.path("tasks").path("total").asLong()),
                        Terminal.time(job.path("ended_at").asString()))));
        Terminal.table(rows).forEach(terminal::note);
        if (old.size() > SHOWN) {
            terminal.note("and " + (old.size() - SHOWN) + " more");
        }
        String typed =
                "dsg job delete " + keep.map(text -> "--keep " + text + " ").orElse("") + String.join(" ", jobs);
        return terminal.asks(
                (old.size() == 1 ? "Delete it" : "Delete these " + old.size() + " jobs") + " for good?",
                "Say yes beforehand: " + typed.strip() + " -y");
    }

    private boolean delete(JsonNode job) {
        try {
            JsonNode was = client.delete("/api/v1/jobs/" + job.path("id").asLong());
            terminal.print("deleted job %d %s   %s"
                    .formatted(
                            was.path("id").asLong(),
                            was.path("nickname").asString(),
                            was.path("name").asString()));
            return true;
        } catch (CommandFailure failure) {
            refused(failure);
            return false;
        }
    }

    private void tellWhatIsLeft() {
        JsonNode unused = client.post(
                        "/api/v1/data/collect",
                        Map.of("keep_s", Duration.ofDays(7).toSeconds(), "dry_run", true))
                .path("unused");
        long contents = unused.path("contents").asLong();
        terminal.note(
                contents == 0
                        ? "There is no space to give back: other jobs know their files, or they left none of more than 16 KiB."
                        : "No job knows %s any more, %s.  Give back the space: dsg data gc"
                                .formatted(
                                        ProgressView.count(contents, "file"),
                                        Terminal.size(unused.path("bytes").asLong())));
    }
}
