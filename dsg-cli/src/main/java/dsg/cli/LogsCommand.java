// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.PrintLimit;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
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
        JsonNode shown = client.get("/api/v1/jobs/" + job);
        boolean cancelled = shown.path("state").asString().equals("cancelled");
        for (JsonNode stage : shown.path("stages")) {
            String tasks =
                    "/api/v1/jobs/" + job + "/stages/" + stage.path("name").asString() + "/tasks";
            int total = stage.path("tasks").path("total").asInt();
            for (int from = 1; from <= total; from += PAGE) {
                JsonNode page =
                        client.get(tasks + "?from=" + from + "&limit=" + PAGE).path("tasks");
                if (isUntried(page) && (cancelled || !isCancelled(page.path(0)))) {
                    break; // tasks are tried in the order of their numbers: from here on none was
                }
                for (JsonNode task : page) {
                    if (!isCancelled(task) || isTried(task)) {
                        if (page.size() > 1) {
                            sayWhose(task);
                        }
                        follow(tasks + "/" + number(task));
                    }
                }
            }
        }
        return ExitStatus.OK;
    }

    /// A note, for what the task itself printed is data; none for a task that ended without a word.
    private static void sayWhose(JsonNode task) {
        JsonNode attempts = task.path("attempts");
        JsonNode last = attempts.path(attempts.size() - 1);
        boolean silent = last.has("end")
                && last.path("out").path("bytes").asLong()
                                + last.path("err").path("bytes").asLong()
                        == 0;
        if (!attempts.isEmpty() && !silent) {
            System.out.flush();
            System.err.println(Terminal.styled("faint", "--- " + task.path("id").asString()));
        }
    }

    private static boolean isUntried(JsonNode page) {
        for (JsonNode task : page) {
            if (isTried(task)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTried(JsonNode task) {
        return !task.path("attempts").isEmpty();
    }

    private static boolean isCancelled(JsonNode task) {
        return task.path("state").asString("").equals("cancelled");
    }

    private static String number(JsonNode task) {
        String id = task.path("id").asString();
        return id.substring(id.lastIndexOf('.') + 1);
    }

    private void follow(String task) {
        Reading out = new Reading(task, "out", System.out);
        Reading err = new Reading(task, "err", System.err);
        while (true) {
            boolean moreOut = out.readOn();
            boolean more = err.readOn() || moreOut;
            if ((out.ended && err.ended) || (!follow && !more)) {
                out.text.end();
                err.text.end();
                return;
            }
            if (!more) {
                pause();
            }
        }
    }

    /// How far one stream of a task has been read.
    private final class Reading {
        private final String path;
        private final LogText text;
        private String readAttempt = "";
        private long offset;
        private boolean ended;
        private boolean saidThatTheRestComesLater;

        Reading(String task, String stream, PrintStream reader) {
            path = task + "/logs?stream=" + stream + (attempt > 0 ? "&attempt=" + attempt : "") + "&offset=";
            text = new LogText(reader);
        }

        /// Whether there was more.
        boolean readOn() {
            if (ended) {
                return false;
            }
            GridClient.Answer answer = client.stream(path + offset);
            String answered = String.valueOf(answer.header().apply("DSG-Log-Attempt"));
            try (InputStream body = answer.body()) {
                if (!answered.equals(readAttempt) && offset > 0) {
                    // It is tried again: the new attempt is read from its beginning.
                    text.end();
                    offset = 0;
                    readAttempt = answered;
                    return true;
                }
                readAttempt = answered;
                long read = text.take(body);
                offset += read;
                sayIfTheRestComesLater();
                // Decided before the bytes were read: whatever was printed until the end is in them.
                ended = !"false".equals(answer.header().apply("DSG-Log-End"));
                return read > 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// While a task runs, no more than this can be read.
        private void sayIfTheRestComesLater() {
            if (follow && !saidThatTheRestComesLater && offset == PrintLimit.FIRST) {
                saidThatTheRestComesLater = true;
                new Terminal().note("[it prints more than 16 MiB: the rest comes when it has ended]");
            }
        }
    }

    private static void pause() {
        for (int i = 0; i < 8; i++) {
            Launch.pause();
        }
    }
}
