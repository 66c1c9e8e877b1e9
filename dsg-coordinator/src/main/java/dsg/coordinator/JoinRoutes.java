// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot;
import dsg.model.GridCommand;
import dsg.model.Invite;
import dsg.model.NodeId;
import dsg.model.Refusal;
import dsg.wire.Admission;
import dsg.wire.JoinCode;
import dsg.wire.LocalAddresses;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// How machines come into the grid and leave it: codes, those that ask, and the end of a membership.
final class JoinRoutes {

    private static final Duration USUALLY = Duration.ofMinutes(15);
    private static final Duration LONGEST = Duration.ofDays(30);

    private final GridLoop loop;
    private final Doorkeeper doorkeeper;
    private final NodeId ownNode;
    private final InetSocketAddress nodes;
    private final SecureRandom random = new SecureRandom();

    /// @param ownNode the node of the coordinator's own machine, which cannot be removed
    /// @param nodes where node links are taken
    JoinRoutes(GridLoop loop, Doorkeeper doorkeeper, NodeId ownNode, InetSocketAddress nodes) {
        this.loop = loop;
        this.doorkeeper = doorkeeper;
        this.ownNode = ownNode;
        this.nodes = nodes;
    }

    void add(Routes routes) {
        routes.post(Access.admin(), "/api/v1/invites", this::invite);
        routes.delete(Access.admin(), "/api/v1/invites", this::endInvites);
        routes.get(Access.admin(), "/api/v1/joins", this::pending);
        routes.post(Access.admin(), "/api/v1/joins/{name}/approve", this::approve);
        routes.post(Access.admin(), "/api/v1/joins/{name}/reject", this::reject);
        routes.delete(Access.admin(), "/api/v1/nodes/{node}", this::forget);
        routes.post(Access.admin(), "/api/v1/nodes/{node}/replaces/{old}", this::replace);
    }

    private void invite(Context request) {
        Invite asked;
        JoinCode code = JoinCode.random(doorkeeper.grid(), random);
        try {
            JsonNode body = RestFace.JSON.readTree(RestFace.body(request));
            long seconds = body.path("seconds").asLong(USUALLY.toSeconds());
            if (seconds < 1 || seconds > LONGEST.toSeconds()) {
                throw new IllegalArgumentException("A code is good for 1 second to " + LONGEST.toDays() + " days.");
            }
            Optional<String> subnet =
                    Optional.of(body.path("subnet").asString("")).filter(text -> !text.isEmpty());
            subnet.ifPresent(Subnet::parse);
            asked = new Invite(
                    code.secretDigest(), body.path("uses").asInt(1), loop.now().plusSeconds(seconds), subnet);
        } catch (IllegalArgumentException | JacksonException e) {
            throw HttpProblem.badRequest(
                    "No code was made.",
                    String.valueOf(e.getMessage()),
                    "Ask for one like: dsg invite --uses 30 --for 1h");
        }
        RestFace.ok(loop.tell(new GridCommand.MakeInvite(asked)).join());
        Map<String, Object> shape = Shapes.versioned();
        shape.put("code", code.text());
        shape.put("address", addresses().getFirst());
        shape.put("addresses", addresses());
        shape.put("uses", asked.uses());
        shape.put("until", asked.until().toString());
        asked.subnet().ifPresent(subnet -> shape.put("subnet", subnet));
        RestFace.answer(request, 201, shape);
    }

    /// Where machines can dial, the likeliest first.
    private List<String> addresses() {
        List<InetAddress> all = nodes.getAddress().isAnyLocalAddress() ? LocalAddresses.all() : List.of();
        List<String> texts = new ArrayList<>();
        (all.isEmpty() ? List.of(reachable()) : all).forEach(address -> texts.add(text(address)));
        return texts;
    }

    private InetAddress reachable() {
        return nodes.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : nodes.getAddress();
    }

    private String text(InetAddress address) {
        return LocalAddresses.text(new InetSocketAddress(address, nodes.getPort()));
    }

    private void endInvites(Context request) {
        RestFace.ok(loop.tell(new GridCommand.EndInvites()).join());
        RestFace.answer(request, 200, Shapes.versioned());
    }

    private void pending(Context request) {
        RestFace.answer(request, 200, pending());
    }

    /// The machines that ask.
    Map<String, Object> pending() {
        Map<String, Object> shape = Shapes.versioned();
        shape.put("joins", doorkeeper.pending().stream().map(JoinRoutes::shape).toList());
        return shape;
    }

    private static Map<String, Object> shape(Doorkeeper.Pending asks) {
        return Map.of(
                "name", asks.name(),
                "from", LocalAddresses.text(asks.from()),
                "cores", asks.applicant().cores(),
                "memory_mib", asks.applicant().memoryMib(),
                "gpus", asks.applicant().gpus(),
                "version", asks.applicant().version(),
                "words", asks.words(),
                "since", asks.since().toString());
    }

    private void approve(Context request) {
        String name = request.pathParam("name");
        Admission admission = doorkeeper.approve(name).orElseThrow(() -> nobodyAsks(name));
        switch (admission) {
            case Admission.Granted(var membership) -> {
                Map<String, Object> shape = Shapes.versioned();
                shape.put("name", membership.name());
                RestFace.answer(request, 200, shape);
            }
            case Admission.Denied(Refusal refusal) -> throw new HttpProblem(409, refusal);
        }
    }

    private void reject(Context request) {
        String name = request.pathParam("name");
        if (!doorkeeper.reject(name)) {
            throw nobodyAsks(name);
        }
        RestFace.answer(request, 200, Shapes.versioned());
    }

    private static HttpProblem nobodyAsks(String name) {
        return HttpProblem.notFound(
                "No machine called `" + name + "` asks to join.",
                "It has stopped asking, was decided on, or never asked.",
                "See who asks: dsg node list --pending");
    }

    private void forget(Context request) {
        GridSnapshot.NodeView node = nodeOf(loop.snapshot(), request.pathParam("node"));
        if (node.id().equals(ownNode)) {
            throw new HttpProblem(
                    409,
                    new Refusal(
                            "The coordinator's own machine cannot be removed.",
                            node.facts().name() + " is the machine that the grid itself runs on.",
                            "Let it take no tasks: dsg node pause "
                                    + node.facts().name()));
        }
        RestFace.ok(loop.tell(new GridCommand.ForgetNode(node.id())).join());
        Map<String, Object> shape = Shapes.versioned();
        shape.put("id", node.id().value());
        shape.put("name", node.facts().name());
        RestFace.answer(request, 200, shape);
    }

    private void replace(Context request) {
        GridSnapshot.NodeView old = nodeOf(loop.snapshot(), request.pathParam("old"));
        GridSnapshot.NodeView by = nodeOf(loop.snapshot(), request.pathParam("node"));
        RestFace.ok(loop.tell(new GridCommand.ReplaceNode(old.id(), by.id())).join());
        Map<String, Object> shape = Shapes.versioned();
        shape.putAll(Shapes.node(nodeOf(loop.snapshot(), by.id().value())));
        RestFace.answer(request, 200, shape);
    }

    /// The node of this id or name.
    static GridSnapshot.NodeView nodeOf(GridSnapshot snapshot, String idOrName) {
        return snapshot.nodes().stream()
                .filter(node -> node.id().value().equals(idOrName)
                        || node.facts().name().equals(idOrName))
                .findFirst()
                .orElseThrow(() -> HttpProblem.notFound(
                        "There is no node `" + idOrName + "`.",
                        "A node is named as its machine, or by its id.",
                        "See them all: dsg node list"));
    }
}
