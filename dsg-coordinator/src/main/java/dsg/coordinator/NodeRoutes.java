// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.NodeView;
import dsg.model.GridCommand;
import dsg.model.NodeId;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Nodes: list, show, tag, pause, unpause, drain.
final class NodeRoutes {

    private static final String NODE = "/api/v1/nodes/{node}";

    private static final int BODY_MAX = 64 * 1024;
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final GridLoop loop;
    private final LiveFigures figures;

    NodeRoutes(GridLoop loop, LiveFigures figures) {
        this.loop = loop;
        this.figures = figures;
    }

    void add(Routes routes) {
        routes.get(Access.viewer(), "/api/v1/nodes", this::list);
        routes.get(Access.viewer(), NODE, this::show);
        routes.post(Access.admin(), NODE + "/tags", this::tag);
        routes.post(Access.admin(), NODE + "/pause", request -> tell(request, GridCommand.PauseNode::new));
        routes.post(Access.admin(), NODE + "/unpause", request -> tell(request, GridCommand.UnpauseNode::new));
        routes.post(Access.admin(), NODE + "/drain", request -> tell(request, GridCommand.DrainNode::new));
    }

    private void list(Context request) {
        RestFace.answer(request, 200, shape(loop.snapshot(), node -> Shapes.node(node, figures)));
    }

    /// Every node, each in this shape.
    static Map<String, Object> shape(GridSnapshot snapshot, Function<NodeView, Map<String, Object>> each) {
        Map<String, Object> shape = Shapes.versioned();
        shape.put(
                "nodes",
                snapshot.nodes().stream()
                        .sorted(Comparator.comparing(node -> node.facts().name()))
                        .map(each)
                        .toList());
        return shape;
    }

    private void show(Context request) {
        answer(request, named(loop, request.pathParam("node")));
    }

    private void answer(Context request, NodeView node) {
        Map<String, Object> shape = Shapes.versioned();
        shape.putAll(Shapes.node(node, figures));
        RestFace.answer(request, 200, shape);
    }

    /// All that is wrong with the tags is told at once.
    private void tag(Context request) {
        Set<String> added = new TreeSet<>();
        Set<String> removed = new TreeSet<>();
        try {
            JsonNode body = RestFace.JSON.readTree(RestFace.body(request, BODY_MAX));
            body.path("add").forEach(word -> added.add(word.asString()));
            body.path("remove").forEach(word -> removed.add(word.asString()));
        } catch (JacksonException e) {
            throw HttpProblem.badRequest(
                    "This cannot be read.", e.getOriginalMessage(), "Send JSON as docs/openapi.yaml describes it.");
        }
        List<String> faults = new ArrayList<>();
        Stream.concat(added.stream(), removed.stream())
                .filter(word -> !TAG.matcher(word).matches())
                .forEach(word -> faults.add("`" + word + "` cannot be a tag."));
        added.stream().filter(removed::contains).forEach(word -> faults.add("`" + word + "` is added and removed."));
        if (!faults.isEmpty()) {
            throw HttpProblem.badRequest(
                    "No tag was changed.",
                    String.join(" ", faults),
                    "A tag has letters, digits, - and _, at most 64: {\"add\": [\"wired\"], \"remove\": [\"old\"]}");
        }
        tell(request, id -> new GridCommand.TagNode(id, added, removed));
    }

    /// Asks this of the node that the path names, and answers how the node is then.
    private void tell(Context request, Function<NodeId, GridCommand> command) {
        NodeId id = named(loop, request.pathParam("node")).id();
        RestFace.ok(loop.tell(command.apply(id)).join());
        NodeView node = loop.snapshot().nodes().stream()
                .filter(view -> view.id().equals(id))
                .findFirst()
                .orElseThrow(() -> noSuchNode(id.value()));
        answer(request, node);
    }

    /// The node of this id, or the one of this name.
    static NodeView named(GridLoop loop, String text) {
        List<NodeView> nodes = loop.snapshot().nodes();
        List<NodeView> byId =
                nodes.stream().filter(node -> node.id().value().equals(text)).toList();
        List<NodeView> found = byId.isEmpty()
                ? nodes.stream()
                        .filter(node -> node.facts().name().equals(text))
                        .toList()
                : byId;
        if (found.size() > 1) {
            String ids = found.stream().map(node -> node.id().value()).collect(Collectors.joining(", "));
            throw HttpProblem.notFound(
                    "There is no one node " + text + ".",
                    "More than one is named so; their ids are " + ids + ".",
                    "Name the one that you mean by its id.");
        }
        return found.stream().findFirst().orElseThrow(() -> noSuchNode(text));
    }

    static HttpProblem noSuchNode(String text) {
        return HttpProblem.notFound(
                "There is no node " + text + ".",
                "A node is named as its machine; none of that name has ever been in this grid.",
                "See them all: dsg node list");
    }
}
