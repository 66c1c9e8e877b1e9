// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.Durations;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Whom a grid tells that a job has ended. Kept in a file that only its owner can read, and read again for every job,
/// so that a change holds at once.
///
/// @param onlyFailures whether jobs that are done need no notice
/// @param atLeast shorter jobs need no notice
/// @param desktop whether this machine's desktop shows it
/// @param webhook where the job is posted as JSON
/// @param ntfy a topic of an ntfy server, such as `https://ntfy.sh/our-lab`
/// @param ntfyToken what that server wants to see
public record NoticeSettings(
        boolean onlyFailures,
        Duration atLeast,
        boolean desktop,
        Optional<URI> webhook,
        Optional<URI> ntfy,
        Optional<String> ntfyToken) {

    /// Nobody is told anything; once somebody is, then of jobs that took a minute.
    public static final NoticeSettings NONE = new NoticeSettings(
            false, Duration.ofMinutes(1), false, Optional.empty(), Optional.empty(), Optional.empty());

    /// Whether anybody is told.
    public boolean tellsAnybody() {
        return desktop || webhook.isPresent() || ntfy.isPresent();
    }

    /// The file's place in the coordinator's own folder.
    public static Path file(Path coordinatorHome) {
        return coordinatorHome.resolve("notices.json");
    }

    /// What the file says; [#NONE] if there is none.
    ///
    /// @throws IOException if it cannot be read, or was changed by hand into something else
    public static NoticeSettings read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return NONE;
        }
        try {
            JsonNode json = RestFace.JSON.readTree(Files.readAllBytes(file));
            return new NoticeSettings(
                    json.path("only_failures").asBoolean(false),
                    Durations.parse(json.path("at_least").asString("")).orElse(NONE.atLeast()),
                    json.path("desktop").asBoolean(false),
                    text(json, "webhook").map(URI::create),
                    text(json, "ntfy").map(URI::create),
                    text(json, "ntfy_token"));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException(file + " does not say whom to tell: " + e.getMessage(), e);
        }
    }

    private static Optional<String> text(JsonNode json, String name) {
        return Optional.of(json.path(name).asString("")).filter(text -> !text.isEmpty());
    }

    /// Writes the file anew.
    public void write(Path file) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("only_failures", onlyFailures);
        json.put("at_least", Durations.text(atLeast));
        json.put("desktop", desktop);
        webhook.ifPresent(address -> json.put("webhook", address.toString()));
        ntfy.ifPresent(address -> json.put("ntfy", address.toString()));
        ntfyToken.ifPresent(token -> json.put("ntfy_token", token));
        Path made = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "notices",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(made, RestFace.JSON.writeValueAsBytes(json));
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
