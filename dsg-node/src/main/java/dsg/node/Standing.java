// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Rest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
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
        known.sighting().idle().ifPresent(idle -> shape.put("idle_s", seconds(idle)));
        if (!known.sighting().looks().isEmpty()) {
            shape.put(
                    "sources",
                    known.sighting().looks().stream().map(Standing::source).toList());
        }
        addMachine(shape, known.sighting());
        return JSON.writeValueAsString(shape);
    }

    private static Map<String, Object> source(InputChain.Look look) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", look.source());
        look.seen().idle().ifPresent(idle -> shape.put("idle_s", seconds(idle)));
        shape.put("note", look.seen().note());
        return shape;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private static void addMachine(Map<String, Object> shape, Sighting sighting) {
        shape.put("full_screen", sighting.fullScreen().isPresent());
        sighting.exclusive().ifPresent(program -> shape.put("exclusive", program));
        sighting.power().ifPresent(power -> shape.put("power", power.name().toLowerCase(Locale.ROOT)));
        sighting.battery().ifPresent(percent -> shape.put("battery_percent", percent));
        sighting.others().ifPresent(percent -> shape.put("others_percent", Math.round(percent)));
        sighting.celsius().ifPresent(celsius -> shape.put("celsius", celsius));
    }

    private static Map<String, String> rest(Rest rest) {
        return Map.of("kind", rest.kind().word(), "why", rest.why());
    }
}
