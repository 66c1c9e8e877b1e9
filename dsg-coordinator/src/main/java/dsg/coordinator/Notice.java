// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Something that people are told of, on every way that the settings name.
///
/// @param title a few words, plain ASCII
/// @param text a line
/// @param urgent whether it should be seen soon
/// @param json the same for programs
public record Notice(String title, String text, boolean urgent, Map<String, Object> json) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int TRIES = 3;

    /// A notice that says only that notices arrive.
    public static Notice test() {
        String text = "DSG's notices arrive here.";
        return new Notice("DSG: a test", text, false, Map.of("v", 1, "event", "test", "text", text));
    }

    /// Tells it, and again where that fails for a moment.
    ///
    /// @return what failed for good, a sentence each
    public List<String> send(NoticeSettings settings) throws InterruptedException {
        Map<String, Way> ways = new LinkedHashMap<>();
        if (settings.desktop()) {
            ways.put("the desktop", this::show);
        }
        settings.webhook().ifPresent(address -> {
            byte[] body = RestFace.JSON.writeValueAsBytes(json);
            ways.put(address.toString(), () -> post(address, body, Map.of("Content-Type", "application/json")));
        });
        settings.ntfy().ifPresent(address -> {
            // As in ntfy's documentation, "Publishing".
            Map<String, String> headers =
                    new HashMap<>(Map.of("Title", title, "Priority", urgent ? "high" : "default"));
            settings.ntfyToken().ifPresent(token -> headers.put("Authorization", "Bearer " + token));
            ways.put(address.toString(), () -> post(address, text.getBytes(StandardCharsets.UTF_8), headers));
        });
        List<String> failures = new ArrayList<>();
        for (Map.Entry<String, Way> way : ways.entrySet()) {
            attempt(way.getKey(), way.getValue(), failures);
        }
        return failures;
    }

    private interface Way {
        void tell() throws IOException, InterruptedException;
    }

    private static void attempt(String whom, Way way, List<String> failures) throws InterruptedException {
        for (int tried = 1; tried <= TRIES; tried++) {
            try {
                way.tell();
                return;
            } catch (IOException e) {
                if (tried == TRIES) {
                    failures.add(whom + " could not be told: " + e.getMessage());
                } else {
                    TimeUnit.SECONDS.sleep((long) tried * tried);
                }
            }
        }
    }

    private static void post(URI address, byte[] body, Map<String, String> headers) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout((int) PATIENCE.toMillis());
        connection.setReadTimeout((int) PATIENCE.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setDoOutput(true);
        headers.forEach(connection::setRequestProperty);
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        int status = connection.getResponseCode();
        connection.disconnect();
        if (status >= 300) {
            throw new IOException("it answers " + status);
        }
    }

    private void show() throws IOException, InterruptedException {
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
        Process shown = new ProcessBuilder(mac ? macCommand() : linuxCommand())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!shown.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            shown.destroyForcibly();
            throw new IOException("its command does not end");
        }
        if (shown.exitValue() != 0) {
            throw new IOException("its command ended with " + shown.exitValue());
        }
    }

    private List<String> linuxCommand() {
        return List.of("notify-send", "--app-name=DSG", "--urgency=" + (urgent ? "critical" : "normal"), title, text);
    }

    private List<String> macCommand() {
        return List.of(
                "osascript",
                "-e",
                "on run argv",
                "-e",
                "display notification (item 2 of argv) with title (item 1 of argv)",
                "-e",
                "end run",
                title,
                text);
    }
}
