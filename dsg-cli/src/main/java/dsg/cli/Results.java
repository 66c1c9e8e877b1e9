// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// Fetches a job's results: `DIR/<stage>/<file>`, or `DIR/<stage>/<task>/<file>` for a sweep.
final class Results {

    /// A file that was fetched.
    record Fetched(Path file, long bytes) {}

    private static final int TRIES = 5;

    private final GridClient client;
    private final List<JsonNode> collected = new ArrayList<>();

    Results(GridClient client) {
        this.client = client;
    }

    /// Where results go unless somebody says otherwise.
    static Path defaultFolder(long job) {
        return Path.of("dsg-results", Long.toString(job));
    }

    /// Fetches into this folder; every output of every stage if `all`. A file that is there is replaced as a
    /// whole.
    List<Fetched> fetch(long job, Path folder, boolean all) {
        JsonNode files = client.get("/api/v1/jobs/" + job + "/results" + (all ? "?all=true" : ""))
                .path("files");
        List<Fetched> fetched = new ArrayList<>();
        for (JsonNode file : files) {
            if (file.has("collected_at")) {
                collected.add(file);
                continue;
            }
            Path target = folder.resolve(file.path("folder").asString())
                    .resolve(file.path("path").asString())
                    .normalize();
            if (!target.startsWith(folder.normalize())) {
                throw failure(target, "It would lie outside of " + folder + ".");
            }
            fetch(file.path("sha256").asString(), target);
            fetched.add(new Fetched(target, file.path("bytes").asLong()));
        }
        return fetched;
    }

    /// The files of the last fetch that are not kept any more.
    List<JsonNode> collected() {
        return collected;
    }

    /// Fetches the content with this SHA-256; a file that is there is replaced as a whole.
    void fetch(String sha256, Path target) {
        IOException last = new IOException();
        for (int tries = 0; tries < TRIES; tries++) {
            try (InputStream content = client.artefact(sha256)) {
                write(sha256, content, target);
                return;
            } catch (CommandFailure failure) {
                throw failure.status() == ExitStatus.NOT_FOUND ? missing(target, failure) : failure;
            } catch (IOException e) {
                last = e; // perhaps the coordinator was killed meanwhile
            }
        }
        throw failure(target, String.valueOf(last.getMessage()));
    }

    private static void write(String sha256, InputStream content, Path target) throws IOException {
        Path folder = Objects.requireNonNull(target.toAbsolutePath().getParent());
        Files.createDirectories(folder);
        Path arriving = folder.resolve("." + target.getFileName() + ".arriving");
        MessageDigest sum = Digest.sha256();
        Files.copy(new DigestInputStream(content, sum), arriving, StandardCopyOption.REPLACE_EXISTING);
        if (!Digest.finish(sum).hex().equals(sha256)) {
            Files.delete(arriving);
            throw new IOException("What arrived is not what was sent.");
        }
        Files.move(arriving, target, StandardCopyOption.REPLACE_EXISTING);
    }

    private static CommandFailure missing(Path target, CommandFailure why) {
        return new CommandFailure(
                ExitStatus.FAILED,
                "The result " + target + " cannot be had.",
                why.refusal().what() + " " + why.refusal().why(),
                "Run the job again, which makes it again: dsg submit FILE");
    }

    private static CommandFailure failure(Path target, String why) {
        return new CommandFailure(
                ExitStatus.FAILED,
                "The result " + target + " could not be written.",
                why,
                "Name another folder: dsg get JOB --out DIR");
    }
}
