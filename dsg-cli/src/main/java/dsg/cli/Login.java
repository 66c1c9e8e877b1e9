// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.wire.CaFingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What `dsg login` remembers in the file `login.json` of `DSG_HOME`, which only its owner can read.
///
/// @param name whom the token lets in
record Login(Reach reach, String name) {

    private static Path file(GridHome home) {
        return home.folder().resolve("login.json");
    }

    /// What is remembered, if anything is.
    static Optional<Login> read(GridHome home) {
        if (!Files.exists(file(home))) {
            return Optional.empty();
        }
        try {
            JsonNode json = GridClient.JSON.readTree(file(home));
            Optional<CaFingerprint> ca =
                    json.has("ca") ? CaFingerprint.parse(json.path("ca").asString("")) : Optional.empty();
            Reach reach = new Reach(
                    json.required("address").asString(),
                    ca,
                    json.required("token").asString());
            return Optional.of(new Login(reach, json.path("name").asString("")));
        } catch (JacksonException _) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "Your login cannot be read.",
                    file(home) + " is damaged, or another user's.",
                    "Log in again: dsg logout, then dsg login ADDRESS");
        }
    }

    void write(GridHome home) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("address", reach.address());
        reach.ca().ifPresent(ca -> json.put("ca", ca.toString()));
        json.put("token", reach.token());
        json.put("name", name);
        try {
            home.prepareFolder();
            GridHome.writePrivately(file(home), GridClient.JSON.writeValueAsString(json));
        } catch (IOException e) {
            throw home.unusable(String.valueOf(e.getMessage()));
        }
    }

    /// Whether there was one.
    static boolean forget(GridHome home) {
        try {
            return Files.deleteIfExists(file(home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
