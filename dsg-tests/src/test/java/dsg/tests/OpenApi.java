// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What `docs/openapi.yaml` says, and whether answers keep to it. More strictly than it tells clients: a member that
/// it does not know is a mistake of the server or of the file.
final class OpenApi {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final ObjectNode document;
    private final Set<String> seen = new TreeSet<>();

    private OpenApi(ObjectNode document) {
        this.document = document;
        close(document.path("components").path("schemas"));
    }

    static OpenApi ofRepository() {
        return new OpenApi((ObjectNode) new YAMLMapper().readTree(text()));
    }

    /// The file as it is.
    static String text() {
        try {
            return Files.readString(TestGrid.REPOSITORY.resolve("docs/openapi.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same without this path, as if somebody had forgotten it.
    OpenApi without(String path) {
        ObjectNode copy = document.deepCopy();
        ((ObjectNode) copy.path("paths")).remove(path);
        return new OpenApi(copy);
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(OpenApi::close);
    }

    /// Where it has a key without a value, and what refers to nothing.
    List<String> holes() {
        List<String> holes = new ArrayList<>();
        addHoles("", document, holes);
        return holes;
    }

    private void addHoles(String place, JsonNode node, List<String> holes) {
        if (node.isNull() || resolved(node).isMissingNode()) {
            holes.add(place);
        }
        node.forEachEntry((key, value) -> addHoles(place + "/" + key, value, holes));
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            addHoles(place + "/" + i, node.path(i), holes);
        }
    }

    /// Every route, as `GET /api/v1/jobs`.
    Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        document.path("paths")
                .forEachEntry((path, operations) -> operations.forEachEntry((method, _) -> {
                    if (METHODS.contains(method)) {
                        routes.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path);
                    }
                }));
        return routes;
    }

    /// Every answer that is described, as `GET /api/v1/jobs 200`.
    Set<String> answers() {
        Set<String> answers = new TreeSet<>();
        for (String route : routes()) {
            operation(route).path("responses").forEachEntry((status, _) -> answers.add(route + " " + status));
        }
        return answers;
    }

    /// The answers among these that were checked.
    Set<String> seen() {
        return seen;
    }

    /// Who may use this route: a role, own, or anybody.
    String needs(String route) {
        JsonNode security =
                operation(route).has("security") ? operation(route).path("security") : document.path("security");
        return security.path(0).path("token").path(0).asString("anybody");
    }

    private JsonNode operation(String route) {
        String[] words = route.split(" ");
        return document.path("paths").path(words[1]).path(words[0].toLowerCase(java.util.Locale.ROOT));
    }

    private JsonNode resolved(JsonNode node) {
        String ref = node.path("$ref").asString("");
        return ref.isEmpty() ? node : document.at(ref.substring(1));
    }

    /// What is wrong with this answer of this route; empty if nothing is.
    List<String> check(String route, Rest.Answer answer) {
        String name = route + " " + answer.status();
        JsonNode response = resolved(operation(route).path("responses").path(Integer.toString(answer.status())));
        if (response.isMissingNode()) {
            return List.of(name + " is not described: " + answer.text());
        }
        seen.add(name);
        List<String> wrong = new ArrayList<>();
        response.path("headers").forEachEntry((header, _) -> {
            if (!answer.headers().containsKey(header.toLowerCase(java.util.Locale.ROOT))) {
                wrong.add(name + " comes without the header " + header);
            }
        });
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            if (answer.body().length > 0) {
                wrong.add(name + " has a body");
            }
            return wrong;
        }
        String type = answer.contentType().replaceFirst(";.*", "");
        if (!content.has(type)) {
            wrong.add(name + " is of the type " + type);
        } else if (type.endsWith("json")) {
            schema(content.path(type).path("schema"))
                    .validate(
                            answer.json(),
                            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                    .forEach(error -> wrong.add(name + ": " + error));
        }
        return wrong;
    }

    private Schema schema(JsonNode schema) {
        ObjectNode root = ((ObjectNode) schema).deepCopy();
        root.set("$defs", document.path("components").path("schemas"));
        return SCHEMAS.getSchema(Rest.JSON.readTree(root.toString().replace("#/components/schemas/", "#/$defs/")));
    }

    /// The route's path, each placeholder replaced by this.
    static String filled(String path, TreeMap<String, String> values) {
        String filled = path;
        for (var value : values.entrySet()) {
            filled = filled.replace("{" + value.getKey() + "}", value.getValue());
        }
        return filled;
    }
}
