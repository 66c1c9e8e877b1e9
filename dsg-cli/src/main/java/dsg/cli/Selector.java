// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.JobId;
import dsg.model.StageId;
import dsg.model.Target;
import dsg.model.TaskId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// How people name jobs and what is in them: `2`, `last`, a nickname such as `calm-heron` or any beginning of it that
/// only one job has; several as `2-5`, `2,4,7` or `@me`, all of one's own that are not over; and in a job `2.simulate`
/// and `2.simulate.17`.
final class Selector {

    /// What help says of a parameter that names one job.
    static final String ONE = "A number, a nickname or its beginning, or last.";

    /// What help says of a parameter that names jobs.
    static final String MANY =
            "Numbers, ranges (2-5), lists (2,4,7), nicknames or their beginnings, last, or @me: all of "
                    + "yours that are not over.";

    private static final int RANGE_MAX = 10_000;
    private static final int CANDIDATES_SHOWN = 5;
    private static final Pattern IN_JOB = Pattern.compile("([^.]+)\\.([a-z][a-z0-9_-]*)(?:\\.([1-9]\\d{0,8}))?");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,15})-(\\d{1,15})");

    private Selector() {}

    /// The job's number.
    ///
    /// @throws CommandFailure if it names none, or more than one
    static long job(GridClient client, String text) {
        if (text.matches("[1-9]\\d{0,17}")) {
            return new JobId(Long.parseLong(text)).number();
        }
        if (text.equals("last")) {
            JsonNode newest = client.get("/api/v1/jobs?limit=1").path("jobs");
            if (newest.isEmpty()) {
                throw new CommandFailure(
                        ExitStatus.NOT_FOUND,
                        "There is no last job.",
                        "This grid has none.",
                        "The first one: dsg run -- echo hello");
            }
            return newest.path(0).path("id").asLong();
        }
        return named(client, text);
    }

    private static long named(GridClient client, String text) {
        List<JsonNode> found = new ArrayList<>();
        if (text.matches("[a-z][a-z-]*")) {
            for (JsonNode job :
                    client.get("/api/v1/jobs?limit=1000&name=" + text).path("jobs")) {
                String nickname = job.path("nickname").asString();
                if (nickname.equals(text)) {
                    return job.path("id").asLong();
                }
                if (nickname.startsWith(text)) {
                    found.add(job);
                }
            }
        }
        if (found.size() == 1) {
            return found.getFirst().path("id").asLong();
        }
        throw found.isEmpty()
                ? new CommandFailure(
                        ExitStatus.NOT_FOUND,
                        "There is no job `" + text + "`.",
                        "A job is named by its number, its nickname or a beginning of it, or `last`.",
                        "See them all: dsg ls")
                : new CommandFailure(
                        ExitStatus.USAGE,
                        "More than one job is called `" + text + "…`.",
                        "There are " + candidates(found) + ".",
                        "Write more of the nickname, or the number.");
    }

    private static String candidates(List<JsonNode> jobs) {
        List<String> names = jobs.stream()
                .limit(CANDIDATES_SHOWN)
                .map(job ->
                        job.path("nickname").asString() + " (" + job.path("id").asLong() + ")")
                .toList();
        return String.join(", ", names)
                + (jobs.size() > CANDIDATES_SHOWN ? " and " + (jobs.size() - CANDIDATES_SHOWN) + " more" : "");
    }

    /// The numbers of all jobs that these texts name, each once, in the order in which they are named.
    ///
    /// @throws CommandFailure if one of them names none
    static Set<Long> jobs(GridClient client, List<String> texts) {
        Set<Long> jobs = new LinkedHashSet<>();
        for (String text : texts) {
            for (String part : text.split(",", -1)) {
                Matcher range = RANGE.matcher(part);
                if (part.equals("@me")) {
                    unfinished(client).forEach(jobs::add);
                } else if (range.matches()) {
                    addRange(client, jobs, Long.parseLong(range.group(1)), Long.parseLong(range.group(2)), part);
                } else {
                    jobs.add(job(client, part));
                }
            }
        }
        return jobs;
    }

    /// Those of the range that are there: some may have been deleted.
    private static void addRange(GridClient client, Set<Long> jobs, long first, long last, String text) {
        if (first < 1 || last < first || last - first >= RANGE_MAX) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "`" + text + "` is no range of jobs.",
                    "A range goes from a smaller number to a larger one, over " + RANGE_MAX + " jobs at most.",
                    "Write it so: 2-5");
        }
        List<Long> there = new ArrayList<>();
        client.get("/api/v1/jobs?before=" + (last + 1) + "&limit=" + (last - first + 1))
                .path("jobs")
                .forEach(job -> there.add(job.path("id").asLong()));
        there.removeIf(job -> job < first);
        if (there.isEmpty()) {
            throw new CommandFailure(
                    ExitStatus.NOT_FOUND,
                    "There is no job in " + text + ".",
                    "This grid never had any of these numbers, or they were deleted.",
                    "See those that are there: dsg ls");
        }
        jobs.addAll(there.reversed());
    }

    private static List<Long> unfinished(GridClient client) {
        String me = client.get("/api/v1/me").path("name").asString();
        List<Long> mine = new ArrayList<>();
        JsonNode jobs = client.get("/api/v1/jobs?limit=10000&state=waiting,running,paused")
                .path("jobs");
        for (JsonNode job : jobs) {
            if (job.path("by").asString().equals(me)) {
                mine.add(job.path("id").asLong());
            }
        }
        return mine;
    }

    /// The jobs, stages and tasks that these texts name, each once, in the order in which they are named.
    ///
    /// @throws CommandFailure if one of them names none
    static Set<Target> targets(GridClient client, List<String> texts) {
        Set<Target> targets = new LinkedHashSet<>();
        for (String text : texts) {
            for (String part : text.split(",", -1)) {
                if (part.contains(".")) {
                    targets.add(inJob(client, part));
                } else {
                    jobs(client, List.of(part)).forEach(job -> targets.add(new JobId(job)));
                }
            }
        }
        return targets;
    }

    private static Target inJob(GridClient client, String text) {
        Matcher parts = IN_JOB.matcher(text);
        if (!parts.matches()) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "`" + text + "` names no stage or task.",
                    "A stage is named like 2.simulate, and a task like 2.simulate.17.",
                    "See what a job has: dsg task list 2");
        }
        StageId stage = new StageId(new JobId(job(client, parts.group(1))), parts.group(2));
        return Optional.ofNullable(parts.group(3))
                .<Target>map(number -> stage.task(Integer.parseInt(number)))
                .orElse(stage);
    }

    /// The path in REST of a job, a stage or a task.
    static String path(Target target) {
        return switch (target) {
            case JobId job -> "/api/v1/jobs/" + job;
            case StageId stage -> path(stage.job()) + "/stages/" + stage.stage();
            case TaskId task -> path(task.stageId()) + "/tasks/" + task.number();
        };
    }

    static boolean isTask(String text) {
        return text.matches("[^.]+\\.[^.]+\\.\\d+");
    }

    /// The path of a task in REST.
    static String taskPath(GridClient client, String text) {
        return path(inJob(client, text));
    }
}
