// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.wire.PeopleTls;
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
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Speaks REST to a grid: that of a `DSG_HOME` while it is up there; else the one that `DSG_GRID` names, else the one
/// that
/// somebody has logged in to. Where the coordinator listens is looked up for every request, so that one that was
/// restarted
/// on another port is found again.
///
/// Built on `HttpURLConnection`: the newer client takes half a second more of a command's start.
final class GridClient {

    static final JsonMapper JSON = JsonMapper.shared();

    private static final int CONNECT_MS = 5_000;
    private static final int READ_MS = 30_000;
    private static final int PIECE = 64 * 1024;

    private final GridHome home;
    private final Supplier<Optional<Reach>> elsewhere;
    private final boolean localFirst;
    private final Duration patience;
    private Optional<SSLSocketFactory> sockets = Optional.empty();

    private GridClient(GridHome home, Supplier<Optional<Reach>> elsewhere, boolean localFirst, Duration patience) {
        this.home = home;
        this.elsewhere = elsewhere;
        this.localFirst = localFirst;
        this.patience = patience;
    }

    static GridClient of(GridHome home) {
        return new GridClient(home, () -> elsewhere(home), true, Duration.ZERO);
    }

    /// Speaks to the grid of this machine's `DSG_HOME` and to no other.
    static GridClient local(GridHome home) {
        return new GridClient(home, Optional::empty, true, Duration.ZERO);
    }

    /// Speaks to this grid, whatever else there is.
    static GridClient to(Reach reach, GridHome home) {
        return new GridClient(home, () -> Optional.of(reach), false, Duration.ZERO);
    }

    /// The grid that commands go to while none is up here: what the environment names, else what was logged in to.
    static Optional<Reach> elsewhere(GridHome home) {
        return Reach.ofEnvironment().or(() -> Login.read(home).map(Login::reach));
    }

    /// The same, but waits this long for a grid that is away, because somebody starts it again.
    GridClient waiting(Duration longest) {
        return new GridClient(home, elsewhere, localFirst, longest);
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

    /// The answer to a PUT of this JSON.
    JsonNode put(String path, Object body) {
        return patiently(() -> good(send("PUT", path, ofJson(body))).json());
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
        return reach().address();
    }

    /// Where the grid is now.
    Reach reach() {
        return Optional.of(home)
                .filter(_ -> localFirst)
                .flatMap(here -> here.running(ProcessKind.COORDINATOR))
                .map(running -> new Reach("http://127.0.0.1:" + running.port(), Optional.empty(), home.token()))
                .or(elsewhere)
                .orElseThrow(() -> noGrid(home));
    }

    /// Whether there is a grid to ask: one that is up here, or one that somebody has logged in to.
    boolean knowsGrid() {
        try {
            var _ = reach();
            return true;
        } catch (CommandFailure failure) {
            if (failure.status() == ExitStatus.NOT_REACHABLE) {
                return false;
            }
            throw failure;
        }
    }

    private static CommandFailure noGrid(GridHome home) {
        Optional<Joined> joined = home.joined();
        if (joined.isPresent()) {
            return new CommandFailure(
                    ExitStatus.NOT_REACHABLE,
                    "Nobody is logged in to \"" + Terminal.harmless(joined.get().grid()) + "\" here.",
                    "This machine is a node of it and computes for others; to hand in jobs, a person needs a login.",
                    "Ask its keeper for one (dsg user add NAME), then: dsg login ADDRESS");
        }
        if (home.hasJournal()) {
            return new CommandFailure(
                    ExitStatus.NOT_REACHABLE,
                    "The grid is not up.",
                    "It was stopped, or was up for one dsg run only. Its jobs and results are kept in " + home.folder()
                            + ".",
                    "Start it again: dsg up");
        }
        return new CommandFailure(
                ExitStatus.NOT_REACHABLE,
                "There is no grid here.",
                "No coordinator runs for " + home.folder() + ".",
                "Start one: dsg up    Or use one elsewhere: dsg login ADDRESS");
    }

    private Answer send(String method, String path, Body body) {
        Reach reach = reach();
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create(reach.address() + path).toURL().openConnection();
            if (connection instanceof HttpsURLConnection secure) {
                secure.setSSLSocketFactory(sockets(reach));
            }
            connection.setInstanceFollowRedirects(false); // the token is for this address and no other
            connection.setRequestMethod(method);
            connection.setConnectTimeout(CONNECT_MS);
            connection.setReadTimeout(READ_MS);
            connection.setRequestProperty("Authorization", "Bearer " + reach.token());
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
        } catch (SSLException e) {
            throw new CommandFailure(
                    ExitStatus.NOT_REACHABLE,
                    "Whoever answers at " + reach.address() + " does not prove to be your grid.",
                    "It may be another machine that has this address now: " + why(e).replaceFirst("^\\([a-z_]+\\) ", "")
                            + ".",
                    "If the grid was set up anew, log in again, with what dsg up --lan shows there: dsg login "
                            + reach.address() + " --ca FINGERPRINT");
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.NOT_REACHABLE,
                    "The grid cannot be reached.",
                    "Its coordinator at " + reach.address() + " does not answer: " + why(e),
                    "See whether it runs: dsg status");
        }
    }

    private SSLSocketFactory sockets(Reach reach) {
        SSLSocketFactory known = sockets.orElseGet(() -> PeopleTls.client(reach.ca()
                        .orElseThrow(() -> new CommandFailure(
                                ExitStatus.FAILED,
                                "Nothing says which CA " + reach.address() + " should show.",
                                "The login is damaged.",
                                "Log in again: dsg login " + reach.address())))
                .getSocketFactory());
        sockets = Optional.of(known);
        return known;
    }

    private static String why(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static Answer good(Answer answer) {
        if (answer.status() < 300) {
            return answer;
        }
        throw problem(exitStatus(answer.status()), answer);
    }

    /// What a command ends with that was refused with this status.
    static int exitStatus(int status) {
        return switch (status) {
            case 401, 403 -> ExitStatus.NOT_ALLOWED;
            case 404 -> ExitStatus.NOT_FOUND;
            default -> ExitStatus.FAILED;
        };
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
