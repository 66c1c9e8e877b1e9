// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;

/// The part of `OpenApiTest` that asks about contents.
///
/// @param wrong where it says what is not as described
record OpenApiData(OpenApi api, Rest rest, List<String> wrong) {

    private static final String CHAIN = """
            dsg: 1
            name: chain
            stages:
              first:
                sweep: {zip: {n: [1, 2]}}
                run: seq {{ n }} 9999 > large.txt; cat large.txt
                out: {large: large.txt}
              second:
                in: {large: {from: first.large, as: list}}
                run: wc -c {{ in.large }} > count.txt
                out: [count.txt]
            """;

    void check(TestGrid grid) {
        GridJob job = grid.submit(CHAIN).expect("done");
        String artefact = rest.get("/api/v1/jobs/" + job.id() + "/results?all=true")
                .json()
                .path("files")
                .valueStream()
                .filter(file -> file.path("output").asString().equals("large"))
                .findFirst()
                .orElseThrow()
                .path("sha256")
                .asString();
        reading(job, artefact);
        putting(dsg.model.Digest.of("hello").hex()); // put by the test that goes before
        String log = "/api/v1/jobs/" + job.id() + "/stages/first/tasks/1/logs";
        collecting();
        get("GET /api/v1/artefacts/{sha256}", "/api/v1/artefacts/" + artefact);
        get("GET /api/v1/jobs/{job}/stages/{stage}/tasks/{task}/logs", log);
        get("GET /api/v1/jobs/{job}/results", "/api/v1/jobs/" + job.id() + "/results?all=true");
        get("GET /api/v1/data/contents/{sha256}", "/api/v1/data/contents/" + artefact);
        deleting(grid, job);
    }

    private void deleting(TestGrid grid, GridJob job) {
        String route = "DELETE /api/v1/jobs/{job}";
        Map<String, Object> again = Map.of("text", CHAIN, "resumes", job.id(), "key", "resumed");
        Rest.Answer answer = rest.post("/api/v1/jobs", again).expect(201);
        GridJob resumed = new GridJob(grid, answer.json().path("id").asLong());
        GridJob unfinished = grid.submit("dsg: 1\nname: unfinished\nrun: sleep 60\n");
        delete(route, "/api/v1/jobs/" + unfinished.id());
        unfinished.cancel();
        resumed.expect("done");
        delete(route, "/api/v1/jobs/" + job.id());
        get("GET /api/v1/jobs/{job}/record", "/api/v1/jobs/" + resumed.id() + "/record");
        String total = rest.get("/api/v1/data/find?ref=" + resumed.id() + ".second/count.txt")
                .json()
                .path("sha256")
                .asString();
        get("GET /api/v1/data/contents/{sha256}/trace", "/api/v1/data/contents/" + total + "/trace");
        delete(route, "/api/v1/jobs/" + resumed.id());
        wrong.addAll(api.check("POST /api/v1/jobs", rest.post("/api/v1/jobs", again)));
    }

    private void delete(String route, String path) {
        wrong.addAll(api.check(route, rest.send(rest.request(path).DELETE().build())));
    }

    private void reading(GridJob job, String artefact) {
        get("GET /api/v1/data", "/api/v1/data?limit=3");
        get("GET /api/v1/data", "/api/v1/data?kind=colour");
        get("GET /api/v1/data", "/api/v1/data?job=999999");
        get("GET /api/v1/data/find", "/api/v1/data/find?ref=" + job.id() + ".second/count.txt");
        get("GET /api/v1/data/find", "/api/v1/data/find?ref=" + job.id() + "/large");
        get("GET /api/v1/data/find", "/api/v1/data/find?ref=nothing");
        get("GET /api/v1/data/contents/{sha256}", "/api/v1/data/contents/" + artefact);
        get("GET /api/v1/data/contents/{sha256}/trace", "/api/v1/data/contents/" + artefact + "/trace");
        get("GET /api/v1/data/usage", "/api/v1/data/usage");
    }

    private void putting(String artefact) {
        post("/api/v1/data", Map.of("name", "kept", "sha256", artefact));
        post("/api/v1/data", Map.of("name", "never", "sha256", "1".repeat(64)));
        post("/api/v1/data", Map.of("name", "a/b", "sha256", artefact));
        post("/api/v1/data", Map.of());
        hostile("/api/v1/data");
        get("GET /api/v1/data", "/api/v1/data?kind=put");
        delete("kept");
        delete("kept");
    }

    private void collecting() {
        post("/api/v1/data/collect", Map.of());
        post("/api/v1/data/collect", Map.of("keep_s", 0, "dry_run", true));
        post("/api/v1/data/collect", Map.of("keep_s", 0));
        hostile("/api/v1/data/collect");
    }

    private void get(String route, String path) {
        wrong.addAll(api.check(route, rest.send(rest.request(path).GET().build())));
    }

    private void post(String path, Map<String, Object> body) {
        wrong.addAll(api.check("POST " + path, rest.post(path, body)));
    }

    private void delete(String name) {
        delete("DELETE /api/v1/data/names/{name}", "/api/v1/data/names/" + name);
    }

    private void hostile(String path) {
        HttpRequest.Builder text = rest.request(path).header("Content-Type", "text/plain");
        HttpRequest.Builder large = rest.request(path);
        wrong.addAll(api.check(
                "POST " + path,
                rest.send(text.POST(BodyPublishers.ofString("{}")).build())));
        wrong.addAll(api.check(
                "POST " + path,
                rest.send(large.POST(BodyPublishers.ofByteArray(new byte[65 * 1024]))
                        .build())));
    }
}
