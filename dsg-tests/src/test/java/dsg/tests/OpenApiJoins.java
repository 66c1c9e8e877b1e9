// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.awaitility.Awaitility.await;

import dsg.model.AttemptId;
import dsg.model.Isolation;
import dsg.model.NodeFacts;
import dsg.model.Order;
import dsg.model.Resources;
import dsg.wire.Admission;
import dsg.wire.Applicant;
import dsg.wire.CoordinatorLink;
import dsg.wire.GateClient;
import dsg.wire.Identity;
import dsg.wire.LinkClient;
import dsg.wire.LogRequest;
import dsg.wire.NodeHello;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// The part of `OpenApiTest` that asks about codes and machines that join, with a machine that does.
///
/// @param wrong where it says what is not as described
record OpenApiJoins(OpenApi api, Rest rest, List<String> wrong) {

    private static final String LAPTOP = "laptop";

    void check(TestGrid grid) {
        String invites = "/api/v1/invites";
        ask("POST " + invites, invites, "{\"uses\": 3, \"seconds\": 60, \"subnet\": \"127.0.0.0/8\"}");
        ask("POST " + invites, invites, "{\"uses\": 0}");
        ask("POST " + invites, invites, "{");
        hostile(invites);
        ask("DELETE " + invites, invites, "");
        ask("GET /api/v1/joins", "/api/v1/joins", "");
        try {
            joins(grid);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void joins(TestGrid grid) throws IOException {
        InetSocketAddress nodes = new InetSocketAddress("127.0.0.1", grid.nodePort());
        Applicant laptop = applicant(grid, "laptop-keys");
        asks(nodes, laptop, "reject");
        String node = "/api/v1/nodes/{node}";
        String replaces = "POST " + node + "/replaces/{old}";
        try (LinkClient _ = new LinkClient(
                nodes, member(nodes, laptop, grid, "laptop-keys"), hello(), dsg.wire.Bandwidth.UNLIMITED, new Deaf())) {
            awaitNode(LAPTOP, "ready");
            ask("GET /api/v1/nodes", "/api/v1/nodes", "");
            ask(replaces, "/api/v1/nodes/" + LAPTOP + "/replaces/" + LAPTOP, "");
            ask(replaces, "/api/v1/nodes/nobody/replaces/" + LAPTOP, "");
        }
        awaitNode(LAPTOP, "away");
        ask("GET " + node + "/policy", "/api/v1/nodes/" + LAPTOP + "/policy", ""); // it has never told
        ask("POST " + node + "/policy", "/api/v1/nodes/" + LAPTOP + "/policy", "{\"unset\": [\"when\"]}");
        // The same machine with a fresh disk.
        Applicant fresh = applicant(grid, "fresh-keys");
        try (LinkClient _ = new LinkClient(
                nodes, member(nodes, fresh, grid, "fresh-keys"), hello(), dsg.wire.Bandwidth.UNLIMITED, new Deaf())) {
            awaitNode(LAPTOP + "-2", "ready");
            ask(replaces, "/api/v1/nodes/" + LAPTOP + "-2/replaces/" + LAPTOP, "");
            ask("DELETE " + node, "/api/v1/nodes/" + LAPTOP, "");
        }
        ask(
                "DELETE " + node,
                "/api/v1/nodes/"
                        + Files.readString(grid.home().resolve("node/id")).strip(),
                "");
        // The key that was removed is not let in again, though somebody approves it.
        asks(nodes, fresh, "approve");
    }

    /// The laptop with the key of this folder.
    private static Applicant applicant(TestGrid grid, String folder) throws IOException {
        KeyPair pair = new Identity(grid.folder().resolve(folder)).makeKey();
        return new Applicant(pair.getPublic(), LAPTOP, "0.1.0", 2, 1024, List.of());
    }

    /// The same, once it is let in.
    private Identity member(InetSocketAddress nodes, Applicant asking, TestGrid grid, String folder)
            throws IOException {
        if (!(asks(nodes, asking, "approve") instanceof Admission.Granted(var membership))) {
            throw new AssertionError("It was not let in.");
        }
        Identity keys = new Identity(grid.folder().resolve(folder));
        keys.keep(membership.certificate(), membership.authority());
        return keys;
    }

    private void awaitNode(String name, String state) {
        await(name + " " + state)
                .atMost(Duration.ofSeconds(20))
                .until(() -> rest.get("/api/v1/nodes")
                        .json()
                        .path("nodes")
                        .valueStream()
                        .anyMatch(node -> node.path("name").asString().equals(name)
                                && node.path("state").asString().equals(state)));
    }

    /// The machine asks, and this is what a person answers.
    private Admission asks(InetSocketAddress nodes, Applicant laptop, String answer) {
        try (GateClient gate = GateClient.of(nodes, _ -> true)) {
            CompletableFuture<Admission> asking = CompletableFuture.supplyAsync(() -> {
                try {
                    return gate.byWords(laptop, (_, _) -> {});
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            await("the laptop's question")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> rest.get("/api/v1/joins").text().contains("\"" + LAPTOP));
            ask("GET /api/v1/joins", "/api/v1/joins", "");
            String path = "/api/v1/joins/{name}/" + answer;
            String name = rest.get("/api/v1/joins").json().at("/joins/0/name").asString();
            ask("POST " + path, "/api/v1/joins/" + name + "/" + answer, "");
            return asking.join();
        }
    }

    private static NodeHello hello() {
        return new NodeHello(
                new NodeFacts(
                        LAPTOP,
                        new Resources(1000, 256),
                        Set.of(),
                        Isolation.BARE,
                        "made up",
                        "made up",
                        "made up",
                        "0.1.0"),
                Set.of());
    }

    private void ask(String route, String path, String body) {
        String method = route.substring(0, route.indexOf(' '));
        wrong.addAll(api.check(
                route,
                rest.send(rest.request(path)
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build())));
    }

    private void hostile(String path) {
        wrong.addAll(api.check(
                "POST " + path,
                rest.send(rest.request(path)
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{}"))
                        .build())));
        wrong.addAll(api.check(
                "POST " + path,
                rest.send(rest.request(path)
                        .POST(BodyPublishers.ofByteArray(new byte[65 * 1024 * 1024]))
                        .build())));
    }

    /// A node that does nothing with what it hears.
    private static final class Deaf implements CoordinatorLink.Listener {
        @Override
        public void welcome() {}

        @Override
        public void alive() {}

        @Override
        public void start(List<Order> orders) {}

        @Override
        public void stop(List<AttemptId> attempts) {}

        @Override
        public void recall(List<AttemptId> attempts) {}

        @Override
        public void move(List<AttemptId> attempts) {}

        @Override
        public void acknowledged(List<AttemptId> attempts) {}

        @Override
        public void readLog(LogRequest request) {}

        @Override
        public void policyWish(long request, dsg.model.NodePolicy.Wish wish) {}

        @Override
        public void goodbye() {}

        @Override
        public void removed() {}

        @Override
        public void closed(String why) {}
    }
}
