// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.Artefact;
import dsg.model.Digest;
import dsg.model.Input;
import dsg.model.JobId;
import dsg.model.Submission;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What somebody hands in, as the body of a request: `{"file", "text",
/// "inputs": {path or pattern: [{"path", "sha256", "bytes"}]}, "texts": {path: text}, "params": {name: value},
/// "key", "large", "resumes"}`. The header `Idempotency-Key` does what `key` does; `texts` are the files whose rows or
/// lines are swept over; `large` allows more than 100,000 tasks; `resumes` is the number of the job whose results are
/// reused.
record SubmissionBody(
        String file,
        String text,
        Map<String, List<Input.LocalFile>> inputs,
        Map<String, String> texts,
        Map<String, String> params,
        String key,
        boolean large,
        Optional<JobId> resumes) {

    private static final int KEY_MAX = 256;

    /// As the rules take it.
    Submission handedInBy(String user) {
        return new Submission(file, text, key, resumes, user);
    }

    /// @throws HttpProblem if it is no submission
    static SubmissionBody read(Context request) {
        return read(RestFace.body(request), request.header("Idempotency-Key"));
    }

    /// @param header the idempotency key, if the request's header has one
    /// @throws HttpProblem if it is no submission
    static SubmissionBody read(byte[] body, @Nullable String header) {
        try {
            JsonNode json = RestFace.JSON.readTree(body);
            Map<String, List<Input.LocalFile>> inputs = new LinkedHashMap<>();
            json.path("inputs").forEachEntry((path, files) -> inputs.put(path, files(files)));
            return new SubmissionBody(
                    json.path("file").asString("job.yaml"),
                    json.required("text").asString(),
                    inputs,
                    texts(json.path("texts")),
                    texts(json.path("params")),
                    key(header, json),
                    json.path("large").asBoolean(false),
                    json.has("resumes")
                            ? Optional.of(new JobId(json.path("resumes").asLong()))
                            : Optional.empty());
        } catch (JacksonException | IllegalArgumentException e) {
            throw HttpProblem.badRequest(
                    "The submission cannot be read.",
                    String.valueOf(e.getMessage()),
                    "Send JSON with file, text and inputs.");
        }
    }

    private static Map<String, String> texts(JsonNode texts) {
        Map<String, String> read = new LinkedHashMap<>();
        texts.forEachEntry((name, text) -> read.put(name, text.asString()));
        return read;
    }

    /// The key of the header or of the body; if neither has one, the submission is like no other.
    private static String key(@Nullable String header, JsonNode json) {
        // The header is a structured field (RFC 9651), a string in quotes; most people leave them out.
        String given = header == null ? "" : header.strip().replaceAll("^\"(.*)\"$", "$1");
        String key = json.path("key").asString(given);
        if ((header != null && !given.equals(key)) || key.length() > KEY_MAX) {
            throw HttpProblem.badRequest(
                    "The idempotency key cannot be used.",
                    "The header says \"" + given + "\", the body \"" + key + "\"; a key has up to " + KEY_MAX
                            + " characters.",
                    "Give one key, in one place.");
        }
        return key.isEmpty() ? UUID.randomUUID().toString() : key;
    }

    private static List<Input.LocalFile> files(JsonNode files) {
        List<Input.LocalFile> read = new ArrayList<>();
        for (JsonNode file : files) {
            read.add(new Input.LocalFile(
                    file.required("path").asString(),
                    new Artefact(
                            new Digest(file.required("sha256").asString()),
                            file.required("bytes").asLong())));
        }
        return read;
    }
}
