// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.InternalRouter;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// REST about itself: which routes there are, as the server has them, and `docs/openapi.yaml`, which must say the same.
final class ApiDescription {

    private final Supplier<InternalRouter> router;

    ApiDescription(Supplier<InternalRouter> router) {
        this.router = router;
    }

    void add(Routes routes) {
        routes.get(Access.viewer(), "/api/v1", request -> index(routes, request));
        routes.get(Access.viewer(), "/api/v1/openapi.yaml", ApiDescription::document);
    }

    private void index(Routes known, Context request) {
        List<Map<String, String>> routes = router.get().allHttpHandlers().stream()
                .map(handler -> handler.endpoint)
                .filter(endpoint -> HandlerType.commonHttp().contains(endpoint.method))
                .map(endpoint -> Map.of(
                        "method",
                        endpoint.method.name(),
                        "path",
                        endpoint.path,
                        "needs",
                        known.needs(endpoint).map(Access::word).orElse("unknown")))
                .toList();
        Map<String, Object> shape = Shapes.versioned();
        shape.put("description", "/api/v1/openapi.yaml");
        shape.put("routes", routes);
        RestFace.answer(request, 200, shape);
    }

    private static void document(Context request) throws IOException {
        try (InputStream document = ApiDescription.class.getResourceAsStream("openapi.yaml")) {
            request.contentType("application/yaml; charset=utf-8")
                    .result(Objects.requireNonNull(document, "The jar holds openapi.yaml.")
                            .readAllBytes());
        }
    }
}
