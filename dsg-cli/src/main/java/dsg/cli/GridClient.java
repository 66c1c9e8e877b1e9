// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Speaks REST to the grid of a `DSG_HOME`. Where the coordinator listens is looked up for every request, so
/// that a
/// coordinator that was restarted on another port is found again.
final class GridClient {

    static final JsonMapper JSON = JsonMapper.shared();

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final GridHome home;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private GridClient(GridHome home) {
        this.home = home;
    }

    static GridClient of(GridHome home) {
        return new GridClient(home);
    }

    /// The answer to a GET.
    ///
    /// @throws CommandFailure if there is no grid, or it refuses
    JsonNode get(String path) {
        return read(send(request(path).timeout(TIMEOUT).GET().build(), BodyHandlers.ofInputStream()));
    }

    /// The answer to a POST of this JSON.
    JsonNode post(String path, Object body) {
        return read(sendPost(path, body));
    }

    /// The answer to a POST, whatever its status is.
    HttpResponse<InputStream> sendPost(String path, Object body) {
        HttpRequest request = request(path)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build();
        return send(request, BodyHandlers.ofInputStream());
    }

    /// Puts a file's content under its digest.
    void putArtefact(String sha256, Path file) throws IOException {
        HttpRequest request = request("/api/v1/artefacts/" + sha256)
                .PUT(BodyPublishers.ofFile(file))
                .build();
        HttpResponse<InputStream> answer = send(request, BodyHandlers.ofInputStream());
        if (answer.statusCode() != 204) {
            throw refusal(answer);
        }
        answer.body().close();
    }

    /// The content under a digest.
    InputStream artefact(String sha256) {
        return stream("/api/v1/artefacts/" + sha256).body();
    }

    /// The answer to a GET whose body is no JSON.
    HttpResponse<InputStream> stream(String path) {
        HttpResponse<InputStream> answer = send(request(path).GET().build(), BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw refusal(answer);
        }
        return answer;
    }

    /// The data of every event of this stream, as long as the connection lasts; close it.
    Stream<JsonNode> events(String path) {
        HttpResponse<Stream<String>> answer = send(request(path).GET().build(), BodyHandlers.ofLines());
        if (answer.statusCode() != 200) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "The grid does not tell what happens.",
                    "It answered " + answer.statusCode() + ".",
                    "See whether it runs: dsg status");
        }
        return answer.body().filter(line -> line.startsWith("data:")).map(line -> JSON.readTree(line.substring(5)));
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
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.NOT_REACHABLE,
                        "There is no grid here.",
                        "No coordinator runs for " + home.folder() + ".",
                        "Start one: dsg up"));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address() + path)).header("Authorization", "Bearer " + home.token());
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return http.send(request, body);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.NOT_REACHABLE,
                    "The grid cannot be reached.",
                    "Its coordinator at " + request.uri().getAuthority() + " does not answer: " + why(e),
                    "See whether it runs: dsg status");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(
                    ExitStatus.INTERRUPTED, "Interrupted.", "Somebody asked dsg to stop.", "Type the command again.");
        }
    }

    private static String why(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static JsonNode read(HttpResponse<InputStream> answer) {
        if (answer.statusCode() >= 300) {
            throw refusal(answer);
        }
        return body(answer);
    }

    static JsonNode body(HttpResponse<InputStream> answer) {
        try (InputStream body = answer.body()) {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.NOT_REACHABLE,
                    "The grid's answer broke off.",
                    why(e),
                    "Type the command again; nothing was lost.");
        }
    }

    private static CommandFailure refusal(HttpResponse<InputStream> answer) {
        JsonNode problem = body(answer);
        int status = switch (answer.statusCode()) {
            case 401, 403 -> ExitStatus.NOT_ALLOWED;
            case 404 -> ExitStatus.NOT_FOUND;
            default -> ExitStatus.FAILED;
        };
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
