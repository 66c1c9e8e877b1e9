// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.Artefact;
import dsg.model.Digest;
import dsg.model.Refusal;
import dsg.store.Artefacts;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/// Artefacts by their SHA-256: put and get.
final class ArtefactRoutes {

    private static final int PART = 1024 * 1024;
    /// How much of what there is no room for is still read.
    private static final long READ_ON_MAX = 64L * PART;

    private final GridLoop loop;
    private final Artefacts artefacts;
    private final Consumer<Artefact> arrived;

    /// @param arrived told of what has come
    ArtefactRoutes(GridLoop loop, Artefacts artefacts, Consumer<Artefact> arrived) {
        this.loop = loop;
        this.artefacts = artefacts;
        this.arrived = arrived;
    }

    void add(Routes routes) {
        routes.put(Access.submitter(), "/api/v1/artefacts/{sha256}", this::put);
        routes.get(Access.viewer(), "/api/v1/artefacts/{sha256}", this::get);
    }

    static Digest digest(Context request) {
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
        long bytes = request.req().getContentLengthLong();
        if (bytes < 0 || !artefacts.hold(new Artefact(digest, bytes))) {
            take(request, digest);
        }
        request.status(204);
    }

    private void take(Context request, Digest digest) throws IOException {
        Path received = artefacts.receive();
        try (InputStream content = request.req().getInputStream()) {
            if (!artefacts.room().has(Math.max(0, request.req().getContentLengthLong()))
                    || !receive(content, received)) {
                // Whoever still writes would not see the answer.
                var _ = content.skip(READ_ON_MAX);
                throw Refusals.noRoom("The artefact was not taken.", artefacts.room());
            }
            long bytes = Files.size(received);
            artefacts.keep(digest, received);
            arrived.accept(new Artefact(digest, bytes));
        } catch (IOException e) {
            throw artefacts.room().isShort()
                    ? Refusals.noRoom("The artefact was not taken.", artefacts.room())
                    : HttpProblem.badRequest(
                            "The artefact was not taken.", String.valueOf(e.getMessage()), "Send it again.");
        } finally {
            Files.deleteIfExists(received);
        }
    }

    /// Whether there was room for all of it.
    private boolean receive(InputStream content, Path received) throws IOException {
        try (OutputStream out = Files.newOutputStream(received)) {
            for (byte[] part = content.readNBytes(PART); part.length > 0; part = content.readNBytes(PART)) {
                if (!artefacts.room().has(part.length)) {
                    return false;
                }
                out.write(part);
            }
        }
        return true;
    }

    private void get(Context request) throws IOException {
        Digest digest = digest(request);
        InputStream content = artefacts
                .open(digest)
                .orElseThrow(() -> artefacts.isDamaged(digest) ? damaged(digest) : DataRoutes.notHere(loop, digest));
        request.contentType("application/octet-stream").result(content);
    }

    private static HttpProblem damaged(Digest digest) {
        return new HttpProblem(
                404,
                "damaged",
                new Refusal(
                        "Artefact " + digest.brief() + " is damaged.",
                        "The coordinator's disk has changed it: it is not what its SHA-256 says, and was set aside.",
                        "An input: hand the job in again, which sends the file again. A result: run the job again,"
                                + " which makes it again. Both: dsg submit FILE"),
                Map.of());
    }
}
