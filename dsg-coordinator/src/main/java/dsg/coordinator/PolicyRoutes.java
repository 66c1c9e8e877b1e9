// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot.NodeView;
import dsg.model.NodePolicy;
import dsg.model.NodePolicy.Verdict;
import dsg.model.Refusal;
import dsg.model.Role;
import dsg.wire.NodeLink;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What the owner of a node's machine has said: shown, and, where he lets admins do that, changed. It is the node that
/// changes it, by its own rules, and it is done when the node says so.
final class PolicyRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyRoutes.class);
    private static final String POLICY = "/api/v1/nodes/{node}/policy";
    private static final int BODY_MAX = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final GridLoop loop;
    private final NodeLinks links;

    PolicyRoutes(GridLoop loop, NodeLinks links) {
        this.loop = loop;
        this.links = links;
    }

    void add(Routes routes) {
        routes.get(Access.viewer(), POLICY, this::show);
        routes.post(Access.admin(), POLICY, this::change);
    }

    private void show(Context request) {
        NodeView node = NodeRoutes.named(loop, request.pathParam("node"));
        answer(request, node);
    }

    private void answer(Context request, NodeView node) {
        NodePolicies.Told told = links.policies()
                .of(node.id())
                .orElseThrow(() -> conflict(
                        "policy-unknown",
                        "What the owner of " + name(node) + " allows is not known.",
                        node.connected()
                                ? "Its node has not told: it may have an earlier version of DSG."
                                : "It is away, and has not told since this coordinator was started.",
                        "Ask at that machine: dsg node policy"));
        boolean admin = AccessGuard.caller(request).role().covers(Role.ADMIN);
        RestFace.answer(request, 200, shape(node, told, admin));
    }

    private static Map<String, Object> shape(NodeView node, NodePolicies.Told told, boolean admin) {
        NodePolicy policy = told.policy();
        Map<String, Object> shape = Shapes.versioned();
        shape.put("node", name(node));
        shape.put("managed", policy.managed());
        shape.put("connected", node.connected());
        shape.put("at", told.at().toString());
        shape.put(
                "settings",
                policy.settings().stream()
                        .map(entry -> shape(entry, admin || !entry.isPrivate()))
                        .toList());
        policy.changed().ifPresent(change -> {
            Map<String, Object> changed = new LinkedHashMap<>();
            changed.put("by", change.by());
            changed.put("at", change.at().toString());
            if (admin) {
                changed.put("what", change.what()); // it may name programs, or people
            }
            shape.put("changed", changed);
        });
        shape.put("state", node.state().word());
        node.why().ifPresent(why -> shape.put("why", why));
        shape.put(
                "sources",
                policy.sources().stream()
                        .map(source -> Map.of("name", source.name(), "works", source.works(), "note", source.note()))
                        .toList());
        return shape;
    }

    private static Map<String, Object> shape(NodePolicy.Entry entry, boolean visible) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", entry.name());
        if (visible) {
            shape.put("values", entry.values());
            shape.put("said", entry.said());
        }
        shape.put("usual", entry.usual());
        shape.put("usual_always", entry.usualAlways());
        shape.put("several", entry.several());
        shape.put("from_afar", entry.fromAfar());
        shape.put("form", entry.form());
        return shape;
    }

    private void change(Context request) {
        NodeView node = NodeRoutes.named(loop, request.pathParam("node"));
        NodePolicy.Wish wish = wish(request, AccessGuard.caller(request).name());
        NodeLink link = links.linkTo(node.id())
                .orElseThrow(() -> conflict(
                        "node-away",
                        unchanged(node),
                        "The machine is away, and keeps its policy itself.",
                        "Try again once it is back; see: dsg node show " + name(node)));
        switch (verdict(node, link, wish)) {
            case Verdict.Taken(var _) -> {
                LOG.info("{} has changed the policy of {} from afar.", wish.by(), name(node));
                loop.ask(_ -> true).join(); // what the node has said with it is true by now
                answer(request, NodeRoutes.named(loop, node.id().value()));
            }
            case Verdict.NotManaged() ->
                throw conflict(
                        "not-managed",
                        unchanged(node),
                        "Its owner lets nobody change it from afar.",
                        "Type it at that machine: dsg node policy. Its owner can allow it there: dsg node policy"
                                + " --managed yes");
            case Verdict.Hindered(String why) ->
                throw conflict("node-hindered", unchanged(node), why, "Look at that machine: dsg node policy");
            case Verdict.Faulty(List<NodePolicy.Fault> faults) -> throw faulty(node, faults);
        }
    }

    private Verdict verdict(NodeView node, NodeLink link, NodePolicy.Wish wish) {
        try {
            return links.policies().wish(node.id(), link, wish, PATIENCE).join();
        } catch (CompletionException _) {
            throw new HttpProblem(
                    503,
                    new Refusal(
                            "Whether the policy of " + name(node) + " was changed is not known.",
                            "Its node has not answered within " + PATIENCE.toSeconds()
                                    + " s; it may have an earlier version of DSG, or have just gone.",
                            "See what holds now: dsg node policy " + name(node)));
        }
    }

    private static HttpProblem faulty(NodeView node, List<NodePolicy.Fault> faults) {
        return new HttpProblem(
                422,
                "policy-faults",
                new Refusal(
                        unchanged(node),
                        String.join(
                                " ", faults.stream().map(NodePolicy.Fault::says).toList()),
                        "See what can be said: dsg node policy --help"),
                Map.of(
                        "faults",
                        faults.stream()
                                .map(fault -> Map.of("setting", fault.setting(), "says", fault.says()))
                                .toList()));
    }

    private static HttpProblem conflict(String type, String what, String why, String mend) {
        return new HttpProblem(409, type, new Refusal(what, why, mend), Map.of());
    }

    private static String unchanged(NodeView node) {
        return "The policy of " + name(node) + " was not changed.";
    }

    private static String name(NodeView node) {
        return node.facts().name();
    }

    /// `{"set": {"when": "idle", "hours": ["sat sun"]}, "unset": ["heat"]}`.
    private static NodePolicy.Wish wish(Context request, String by) {
        Map<String, List<String>> set = new TreeMap<>();
        List<String> unset = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        try {
            JsonNode body = RestFace.JSON.readTree(RestFace.body(request, BODY_MAX));
            body.propertyNames().stream()
                    .filter(key -> !key.equals("set") && !key.equals("unset"))
                    .forEach(key -> faults.add("`" + key + "` is no part of a change; there are set and unset."));
            body.path("set").properties().forEach(entry -> set.put(entry.getKey(), texts(entry.getValue(), faults)));
            unset.addAll(texts(body.path("unset"), faults));
            if (!body.path("set").isMissingNode() && !body.path("set").isObject()) {
                faults.add("`set` is an object: a value, or a list of them, for each setting.");
            }
            if (!body.isObject() || (faults.isEmpty() && set.isEmpty() && unset.isEmpty())) {
                faults.add("It names no setting.");
            }
        } catch (JacksonException e) {
            faults.add(e.getOriginalMessage());
        }
        if (!faults.isEmpty()) {
            throw HttpProblem.badRequest(
                    "This is no change of a policy.",
                    String.join(" ", faults),
                    "Send {\"set\": {\"when\": \"idle\", \"idle-after\": \"5m\"}, \"unset\": [\"heat\"]}");
        }
        return new NodePolicy.Wish(by, set, unset);
    }

    /// A text, or a list of texts.
    private static List<String> texts(JsonNode node, List<String> faults) {
        List<String> texts = new ArrayList<>();
        if (node.isString()) {
            texts.add(node.asString());
        } else if (node.isArray()) {
            node.forEach(one -> {
                if (one.isString()) {
                    texts.add(one.asString());
                } else {
                    faults.add("`" + one + "` is no text.");
                }
            });
        } else if (!node.isMissingNode()) {
            faults.add("`" + node + "` is no text, and no list of texts.");
        }
        return texts;
    }
}
