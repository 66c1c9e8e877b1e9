// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.jobfile.JobSchema;
import dsg.type.TaskTypes.Known;
import dsg.type.TypeFolder;
import dsg.type.TypeKey;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What job files may say here: the types of tasks that they may name, with the keys of each, and the schema that has
/// them all.
final class TypeRoutes {

    private final TypeFolder types;

    TypeRoutes(TypeFolder types) {
        this.types = types;
    }

    void add(Routes routes) {
        routes.get(Access.viewer(), "/api/v1/types", this::list);
        routes.get(Access.viewer(), "/api/v1/schema", this::schema);
    }

    private void schema(Context request) {
        request.contentType("application/schema+json").result(JobSchema.of(types.current()));
    }

    private void list(Context request) {
        Map<String, Object> shape = Shapes.versioned();
        shape.put("types", types.current().all().stream().map(TypeRoutes::type).toList());
        RestFace.answer(request, 200, shape);
    }

    private static Map<String, Object> type(Known known) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", known.type().name());
        shape.put("help", known.type().help());
        if (!known.pin().isEmpty()) {
            shape.put("sha256", known.pin());
        }
        shape.put("keys", known.type().keys().stream().map(TypeRoutes::key).toList());
        return shape;
    }

    private static Map<String, Object> key(TypeKey key) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", key.name());
        shape.put("kind", key.kind().name().toLowerCase(Locale.ROOT));
        shape.put("required", key.required());
        if (!key.choices().isEmpty()) {
            shape.put("choices", key.choices());
        }
        shape.put("help", key.help());
        shape.put("example", key.example());
        return shape;
    }
}
