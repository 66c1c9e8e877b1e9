// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The REST face of a grid as any program sees it.
final class Rest {

    static final JsonMapper JSON = JsonMapper.shared();

    static {
        // Read once, when the client is first used: some tests send a foreign Host.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final TestGrid grid;

    Rest(TestGrid grid) {
        this.grid = grid;
    }

    /// An answer, whatever its status.
    record Answer(int status, String contentType, Map<String, String> headers, byte[] body) {

        JsonNode json() {
            return JSON.readTree(body);
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /// Demands this status; itself.
        Answer expect(int expected) {
            assertThat(status).describedAs(text()).isEqualTo(expected);
            return this;
        }
    }

    /// A request to this path with the grid's token.
    HttpRequest.Builder request(String path) {
        return anonymous(path).header("Authorization", "Bearer " + grid.token());
    }

    /// A request to this path with the token of a user.
    HttpRequest.Builder as(String token, String path) {
        return anonymous(path).header("Authorization", "Bearer " + token);
    }

    /// A request to this path that carries nothing.
    HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + grid.restPort() + path))
                .timeout(Duration.ofSeconds(60));
    }

    Answer send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return answer(response, response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted.", e);
        }
    }

    /// The answer to this request, of which only a refusal is read: some answers have no end.
    Answer begin(HttpRequest request) {
        try {
            HttpResponse<java.io.InputStream> response =
                    client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (java.io.InputStream body = response.body()) {
                byte[] read = response.statusCode() >= 400 ? body.readAllBytes() : new byte[0];
                return answer(response, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted.", e);
        }
    }

    private static Answer answer(HttpResponse<?> response, byte[] body) {
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.headers().map().entrySet().stream()
                        .collect(java.util.stream.Collectors.toMap(
                                header -> header.getKey().toLowerCase(java.util.Locale.ROOT),
                                header -> header.getValue().getFirst())),
                body);
    }

    /// The answer to a GET that must succeed.
    Answer get(String path) {
        return send(request(path).build()).expect(200);
    }

    /// The answer to a POST of this JSON, whatever its status.
    Answer post(String path, Object body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build());
    }

    /// Opens a stream of server-sent events; its lines as they come.
    java.util.stream.Stream<String> events(String path) {
        return events(request(path).build());
    }

    java.util.stream.Stream<String> events(HttpRequest request) {
        try {
            HttpResponse<java.util.stream.Stream<String>> response =
                    client.send(request, HttpResponse.BodyHandlers.ofLines());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted.", e);
        }
    }
}
