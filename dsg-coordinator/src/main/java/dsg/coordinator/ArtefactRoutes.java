// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.Digest;
import dsg.store.Artefacts;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Artefacts by their SHA-256: put and get.
final class ArtefactRoutes {

    private final Artefacts artefacts;

    ArtefactRoutes(Artefacts artefacts) {
        this.artefacts = artefacts;
    }

    void add(RoutesConfig routes) {
        routes.put("/api/v1/artefacts/{sha256}", this::put);
        routes.get("/api/v1/artefacts/{sha256}", this::get);
    }

    private static Digest digest(Context request) {
        try {
            return new Digest(request.pathParam("sha256"));
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest(
                    "That names no artefact.", String.valueOf(e.getMessage()), "Give the SHA-256 of the content.");
        }
    }

    /// Takes the content; it is on disk when this answers.
    private void put(Context request) throws IOException {
        Digest digest = digest(request);
        if (!artefacts.has(digest)) {
            Path received = artefacts.receive();
            try (InputStream content = request.req().getInputStream()) {
                Files.copy(content, received);
            }
            try {
                artefacts.keep(digest, received);
            } catch (IOException e) {
                throw HttpProblem.badRequest(
                        "The artefact was not taken.", String.valueOf(e.getMessage()), "Send it again.");
            }
        }
        request.status(204);
    }

    private void get(Context request) throws IOException {
        Digest digest = digest(request);
        InputStream content = artefacts
                .open(digest)
                .orElseThrow(() -> HttpProblem.notFound(
                        "There is no artefact " + digest.brief() + ".",
                        "Nothing with this SHA-256 is in the grid.",
                        "See a job's results: dsg get JOB"));
        request.contentType("application/octet-stream").result(content);
    }
}
