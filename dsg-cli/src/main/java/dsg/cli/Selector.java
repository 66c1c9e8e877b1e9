// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.JobId;
import dsg.model.TaskId;
import tools.jackson.databind.JsonNode;

/// How people name a job or a task: `2`, `last`, a nickname such as `calm-heron` or the beginning of one; and
/// `2.simulate.17`.
final class Selector {

    private Selector() {}

    /// The job's number.
    ///
    /// @throws CommandFailure if it names none
    static long job(GridClient client, String text) {
        if (text.matches("\\d{1,18}")) {
            return new JobId(Long.parseLong(text)).number();
        }
        JsonNode jobs = client.get("/api/v1/jobs?limit=1000").path("jobs");
        for (JsonNode job : jobs) {
            if (text.equals("last") || job.path("nickname").asString().startsWith(text)) {
                return job.path("id").asLong();
            }
        }
        throw new CommandFailure(
                ExitStatus.NOT_FOUND,
                "There is no job `" + text + "`.",
                "A job is named by its number, its nickname, or `last`.",
                "See them all: dsg ls");
    }

    /// The path in REST of a job, a stage or a task: `2`, `2.simulate`, `2.simulate.17`.
    static String path(GridClient client, String text) {
        String[] parts = text.split("\\.");
        return switch (parts.length) {
            case 1 -> "/api/v1/jobs/" + job(client, text);
            case 2 -> "/api/v1/jobs/" + job(client, parts[0]) + "/stages/" + parts[1];
            default -> taskPath(client, text);
        };
    }

    static boolean isTask(String text) {
        return text.matches("[^.]+\\.[^.]+\\.\\d+");
    }

    /// The path of a task in REST.
    static String taskPath(GridClient client, String text) {
        String[] parts = text.split("\\.");
        TaskId task = new TaskId(new JobId(job(client, parts[0])), parts[1], Integer.parseInt(parts[2]));
        return "/api/v1/jobs/" + task.job() + "/stages/" + task.stage() + "/tasks/" + task.number();
    }
}
