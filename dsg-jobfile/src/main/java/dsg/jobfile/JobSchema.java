// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.type.TaskTypes;
import dsg.type.TypeKey;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The JSON Schema (2020-12) of the job file, with the keys of the task types that are known here, for editors.
public final class JobSchema {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JobSchema() {}

    /// The schema, with what added types declare of their keys.
    public static String of(TaskTypes types) {
        List<TaskTypes.Known> added =
                types.all().stream().filter(known -> !known.pin().isEmpty()).toList();
        if (added.isEmpty()) {
            return CodePages.schema();
        }
        ObjectNode schema = (ObjectNode) JSON.readTree(CodePages.schema());
        ObjectNode stage = (ObjectNode) schema.path("$defs").path("stage");
        for (TaskTypes.Known known : added) {
            addWay((ArrayNode) stage.path("anyOf"), known.type().name());
            addWay(
                    (ArrayNode) schema.path("oneOf").path(0).path("anyOf"),
                    known.type().name());
            for (TypeKey key : known.type().keys()) {
                addKey((ObjectNode) stage.path("properties"), key);
                addReference((ObjectNode) schema.path("properties"), key.name());
            }
        }
        return JSON.writeValueAsString(schema);
    }

    /// A stage is one that says this key.
    private static void addWay(ArrayNode ways, String type) {
        ways.addObject().putArray("required").add(type);
    }

    /// A key that stages have anyway stays as it is: several types may share one.
    private static void addKey(ObjectNode properties, TypeKey key) {
        if (!properties.has(key.name())) {
            ObjectNode shape = properties.putObject(key.name());
            shape.put("description", key.help());
            shape.setAll(form(key));
        }
    }

    private static void addReference(ObjectNode properties, String name) {
        if (!properties.has(name)) {
            properties.putObject(name).put("$ref", "#/$defs/stage/properties/" + name);
        }
    }

    private static ObjectNode form(TypeKey key) {
        return switch (key.kind()) {
            case TEXT -> key.choices().isEmpty() ? reference("value") : orFilled(words(key.choices()));
            case TEXTS -> {
                ObjectNode list = typed("array");
                list.set("items", reference("value"));
                yield list;
            }
            case FILE -> typed("string").put("minLength", 1);
            case WHOLE -> orFilled(typed("integer"));
            case FLAG -> orFilled(typed("boolean"));
            case COMMAND -> reference("run");
        };
    }

    private static ObjectNode typed(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    private static ObjectNode reference(String definition) {
        return JSON.createObjectNode().put("$ref", "#/$defs/" + definition);
    }

    private static ObjectNode words(List<String> choices) {
        ObjectNode words = JSON.createObjectNode();
        choices.forEach(words.putArray("enum")::add);
        return words;
    }

    private static ObjectNode orFilled(JsonNode form) {
        ObjectNode either = JSON.createObjectNode();
        either.putArray("anyOf").add(form).add(reference("filled"));
        return either;
    }
}
