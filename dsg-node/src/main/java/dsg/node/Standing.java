// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Rest;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// How a node stands with its owner, as JSON.
final class Standing {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Standing() {}

    static String json(Watchman.Known known) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("v", 1);
        shape.put("state", known.consent().offer().rest().isPresent() ? "resting" : "ready");
        known.consent().offer().rest().ifPresent(rest -> shape.put("rest", rest(rest)));
        known.consent().freezes().ifPresent(rest -> shape.put("frozen", rest(rest)));
        known.sighting().idle().ifPresent(idle -> shape.put("idle_s", idle.toMillis() / 1000.0));
        return JSON.writeValueAsString(shape);
    }

    private static Map<String, String> rest(Rest rest) {
        return Map.of("kind", rest.kind().word(), "why", rest.why());
    }
}
