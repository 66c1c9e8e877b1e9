// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.GridSnapshot;
import dsg.core.GridSnapshot.NodeView;
import dsg.model.GridCommand;
import dsg.model.NodeId;
import io.javalin.http.Context;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Nodes: list, pause, unpause, drain.
final class NodeRoutes {

    private static final String NODE = "/api/v1/nodes/{node}";

    private final GridLoop loop;

    NodeRoutes(GridLoop loop) {
        this.loop = loop;
    }

    void add(Routes routes) {
        routes.get(Access.viewer(), "/api/v1/nodes", this::list);
        routes.post(Access.admin(), NODE + "/pause", request -> tell(request, GridCommand.PauseNode::new));
        routes.post(Access.admin(), NODE + "/unpause", request -> tell(request, GridCommand.UnpauseNode::new));
        routes.post(Access.admin(), NODE + "/drain", request -> tell(request, GridCommand.DrainNode::new));
    }

    private void list(Context request) {
        RestFace.answer(request, 200, shape(loop.snapshot()));
    }

    /// Every node.
    static Map<String, Object> shape(GridSnapshot snapshot) {
        Map<String, Object> shape = Shapes.versioned();
        shape.put(
                "nodes",
                snapshot.nodes().stream()
                        .sorted(Comparator.comparing(node -> node.facts().name()))
                        .map(Shapes::node)
                        .toList());
        return shape;
    }

    /// Asks this of the node that the path names, and answers how the node is then.
    private void tell(Context request, Function<NodeId, GridCommand> command) {
        NodeId id = named(request.pathParam("node")).id();
        RestFace.ok(loop.tell(command.apply(id)).join());
        NodeView node = loop.snapshot().nodes().stream()
                .filter(view -> view.id().equals(id))
                .findFirst()
                .orElseThrow(() -> noSuchNode(id.value()));
        Map<String, Object> shape = Shapes.versioned();
        shape.putAll(Shapes.node(node));
        RestFace.answer(request, 200, shape);
    }

    /// The node of this id, or the one of this name.
    private NodeView named(String text) {
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

    private static HttpProblem noSuchNode(String text) {
        return HttpProblem.notFound(
                "There is no node " + text + ".",
                "A node is named as its machine; none of that name has ever been in this grid.",
                "See them all: dsg node list");
    }
}
