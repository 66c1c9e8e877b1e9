// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dsg logs`: what tasks printed, also while they run.
@Command(name = "logs", mixinStandardHelpOptions = true, header = "Print what a task, or every task of a job, printed.")
final class LogsCommand implements Callable<Integer> {

    private static final int PAGE = 500;

    @Parameters(paramLabel = "JOB or TASK", description = "For example 2, last, or 2.simulate.17.")
    private String which = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the task has ended.")
    private boolean follow;

    @Option(names = "--attempt", paramLabel = "N", description = "An earlier attempt's, from 1.")
    private int attempt;

    private final GridClient client = GridClient.of(GridHome.ofEnvironment());

    @Override
    public Integer call() {
        if (Selector.isTask(which)) {
            follow(Selector.taskPath(client, which));
            return ExitStatus.OK;
        }
        long job = Selector.job(client, which);
        for (JsonNode stage : client.get("/api/v1/jobs/" + job).path("stages")) {
            String tasks =
                    "/api/v1/jobs/" + job + "/stages/" + stage.path("name").asString() + "/tasks";
            int total = stage.path("tasks").path("total").asInt();
            for (int from = 1; from <= total; from += PAGE) {
                JsonNode page =
                        client.get(tasks + "?from=" + from + "&limit=" + PAGE).path("tasks");
                if (page.isEmpty() || page.path(0).path("attempts").isEmpty()) {
                    break; // tasks are tried in the order of their numbers: from here on none was
                }
                page.forEach(task -> follow(tasks + "/" + number(task)));
            }
        }
        return ExitStatus.OK;
    }

    private static String number(JsonNode task) {
        String id = task.path("id").asString();
        return id.substring(id.lastIndexOf('.') + 1);
    }

    private void follow(String task) {
        long[] offsets = new long[2];
        boolean ended = false;
        while (!ended) {
            // Asked before the bytes: whatever was printed until the end is in what follows.
            ended = print(task, "out", offsets, 0);
            ended &= print(task, "err", offsets, 1);
            if (!follow) {
                return;
            }
            if (!ended) {
                pause();
            }
        }
    }

    private boolean print(String task, String stream, long[] offsets, int place) {
        String path = task + "/logs?stream=" + stream + "&offset=" + offsets[place]
                + (attempt > 0 ? "&attempt=" + attempt : "");
        GridClient.Answer answer = client.stream(path);
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readAllBytes();
            offsets[place] += bytes.length;
            String text = Terminal.harmless(new String(bytes, StandardCharsets.UTF_8));
            if (place == 0) {
                System.out.print(text);
                System.out.flush();
            } else {
                System.err.print(text);
                System.err.flush();
            }
            return !"false".equals(answer.header().apply("DSG-Log-End"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void pause() {
        for (int i = 0; i < 8; i++) {
            Launch.pause();
        }
    }
}
