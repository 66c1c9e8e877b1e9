// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Speaks REST to the grid of a `DSG_HOME`. Where the coordinator listens is looked up for every request, so that a
/// coordinator that was restarted on another port is found again.
///
/// Built on `HttpURLConnection`: the newer client takes half a second more of a command's start.
final class GridClient {

    static final JsonMapper JSON = JsonMapper.shared();

    private static final int CONNECT_MS = 5_000;
    private static final int READ_MS = 30_000;
    private static final int PIECE = 64 * 1024;

    private final GridHome home;
    private final Duration patience;

    private GridClient(GridHome home, Duration patience) {
        this.home = home;
        this.patience = patience;
    }

    static GridClient of(GridHome home) {
        return new GridClient(home, Duration.ZERO);
    }

    /// The same, but waits this long for a grid that is away, because somebody starts it again.
    GridClient waiting(Duration longest) {
        return new GridClient(home, longest);
    }

    /// Everything asked this way may be asked twice: what changes something carries a key or a digest.
    private <T> T patiently(Supplier<T> request) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return request.get();
            } catch (CommandFailure failure) {
                if (failure.status() != ExitStatus.NOT_REACHABLE || System.nanoTime() >= deadline) {
                    throw failure;
                }
                Launch.pause();
            }
        }
    }

    /// An answer: its status, its body, which whoever asked must close, and where its headers are.
    record Answer(int status, InputStream body, Function<String, String> header) {

        /// The body as JSON.
        JsonNode json() {
            try (InputStream in = body) {
                return JSON.readTree(in);
            } catch (IOException | JacksonException e) {
                throw new CommandFailure(
                        ExitStatus.NOT_REACHABLE,
                        "The grid's answer broke off.",
                        why(e),
                        "Type the command again; nothing was lost.");
            }
        }
    }

    private interface Body {
        void write(HttpURLConnection connection) throws IOException;
    }

    /// The answer to a GET.
    ///
    /// @throws CommandFailure if there is no grid, or it refuses
    JsonNode get(String path) {
        return patiently(() -> good(send("GET", path, _ -> {})).json());
    }

    /// The answer to a POST of this JSON.
    JsonNode post(String path, Object body) {
        return patiently(() -> good(send("POST", path, ofJson(body))).json());
    }

    /// The answer to a DELETE.
    JsonNode delete(String path) {
        return patiently(() -> good(send("DELETE", path, _ -> {})).json());
    }

    /// A text as part of a path or of a query.
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// An answer that was read to its end.
    record Posted(int status, JsonNode json) {}

    /// The answer to a POST, whatever its status is.
    Posted sendPost(String path, Object body) {
        return patiently(() -> {
            Answer answer = send("POST", path, ofJson(body));
            return new Posted(answer.status(), answer.json());
        });
    }

    private static Body ofJson(Object body) {
        byte[] bytes = JSON.writeValueAsBytes(body);
        return connection -> {
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setFixedLengthStreamingMode(bytes.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(bytes);
            }
        };
    }

    /// Puts a file's content under its digest.
    void putArtefact(String sha256, Path file) throws IOException {
        long bytes = Files.size(file);
        Answer answer = patiently(() -> good(send("PUT", "/api/v1/artefacts/" + sha256, connection -> {
            connection.setFixedLengthStreamingMode(bytes);
            try (OutputStream out = connection.getOutputStream()) {
                Files.copy(file, out);
            }
        })));
        answer.body().close();
    }

    /// The content under a digest.
    InputStream artefact(String sha256) {
        return stream("/api/v1/artefacts/" + sha256).body();
    }

    /// The answer to a GET whose body is no JSON.
    Answer stream(String path) {
        return patiently(() -> good(send("GET", path, _ -> {})));
    }

    /// The data of every event of this stream, as long as the connection lasts; close it.
    Stream<JsonNode> events(String path) {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream(path).body(), StandardCharsets.UTF_8), PIECE);
        return lines.lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> JSON.readTree(line.substring(5)))
                .onClose(() -> close(lines));
    }

    private static void close(BufferedReader lines) {
        try {
            lines.close();
        } catch (IOException _) {
            // It is closed.
        }
    }

    List<JsonNode> nodes() {
        List<JsonNode> nodes = new ArrayList<>();
        get("/api/v1/nodes").path("nodes").forEach(nodes::add);
        return nodes;
    }

    /// The page's and REST's address.
    String address() {
        return "http://127.0.0.1:" + coordinator().port();
    }

    private GridHome.Running coordinator() {
        return home.running(ProcessKind.COORDINATOR)
                .orElseThrow(() -> home.hasJournal()
                        ? new CommandFailure(
                                ExitStatus.NOT_REACHABLE,
                                "The grid is not up.",
                                "It was stopped, or was up for one dsg run only. Its jobs and results are kept in "
                                        + home.folder() + ".",
                                "Start it again: dsg up")
                        : new CommandFailure(
                                ExitStatus.NOT_REACHABLE,
                                "There is no grid here.",
                                "No coordinator runs for " + home.folder() + ".",
                                "Start one: dsg up"));
    }

    private Answer send(String method, String path, Body body) {
        String address = address();
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(address + path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setConnectTimeout(CONNECT_MS);
            connection.setReadTimeout(READ_MS);
            connection.setRequestProperty("Authorization", "Bearer " + home.token());
            connection.setDoOutput(!method.equals("GET"));
            body.write(connection);
            int status = connection.getResponseCode();
            InputStream said = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
            Answer answer =
                    new Answer(status, said == null ? InputStream.nullInputStream() : said, connection::getHeaderField);
            if (status == 503) { // it stops, or has too much to do for the moment
                throw problem(ExitStatus.NOT_REACHABLE, answer);
            }
            return answer;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.NOT_REACHABLE,
                    "The grid cannot be reached.",
                    "Its coordinator at " + address + " does not answer: " + why(e),
                    "See whether it runs: dsg status");
        }
    }

    private static String why(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static Answer good(Answer answer) {
        if (answer.status() < 300) {
            return answer;
        }
        throw problem(
                switch (answer.status()) {
                    case 401, 403 -> ExitStatus.NOT_ALLOWED;
                    case 404 -> ExitStatus.NOT_FOUND;
                    default -> ExitStatus.FAILED;
                },
                answer);
    }

    private static CommandFailure problem(int status, Answer answer) {
        JsonNode problem = answer.json();
        Function<String, String> part = name -> problem.path(name).asString("The grid did not say.");
        return new CommandFailure(status, part.apply("title"), part.apply("detail"), part.apply("mend"));
    }

    /// One object for `--json`.
    static String pretty(Map<String, ?> shape) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(shape);
    }

    static String pretty(JsonNode shape) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(shape);
    }
}
