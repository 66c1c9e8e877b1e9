// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The dashboard for Grafana asks for what the grid tells, and for nothing else.
class GrafanaTest {

    private static final Path METRICS =
            TestGrid.REPOSITORY.resolve("dsg-coordinator/src/main/java/dsg/coordinator/Metrics.java");
    private static final Pattern NAME = Pattern.compile("\\b(?:dsg|process)_\\w+");

    private static JsonNode dashboard() throws IOException {
        return Rest.JSON.readTree(Files.readString(TestGrid.REPOSITORY.resolve("docs/grafana.json")));
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        NAME.matcher(text).results().forEach(found -> names.add(found.group()));
        return names;
    }

    private static List<String> expressions() throws IOException {
        List<String> all = new ArrayList<>();
        for (JsonNode panel : dashboard().path("panels")) {
            panel.path("targets").forEach(target -> all.add(target.path("expr").asString()));
        }
        assertThat(all).hasSizeGreaterThan(20);
        return all;
    }

    /// Of a histogram there are the buckets, their sum and their count.
    private static Set<String> told() throws IOException {
        Set<String> told = names(Files.readString(METRICS));
        Stream.of("_bucket", "_sum", "_count").map("dsg_commit_seconds"::concat).forEach(told::add);
        return told;
    }

    @Test
    void eachExpressionNamesWhatTheGridTells() throws IOException {
        Set<String> told = told();
        for (String expression : expressions()) {
            assertThat(names(expression)).as(expression).isNotEmpty().isSubsetOf(told);
            assertThat(expression.chars().filter(c -> c == '(').count())
                    .as(expression)
                    .isEqualTo(expression.chars().filter(c -> c == ')').count());
        }
    }

    @Test
    void whateverTheGridTellsIsShown() throws IOException {
        Set<String> shown = names(String.join("\n", expressions()));
        Set<String> hidden = told();
        hidden.removeAll(shown);

        assertThat(hidden).containsExactly("dsg_commit_seconds"); // its buckets are
    }

    @Test
    void panelsStandBesideEachOtherAndEachHasANumberOfItsOwn() throws IOException {
        Set<Integer> numbers = new TreeSet<>();
        Set<String> cells = new TreeSet<>();
        for (JsonNode panel : dashboard().path("panels")) {
            assertThat(numbers.add(panel.path("id").asInt())).isTrue();
            JsonNode at = panel.path("gridPos");
            assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < at.path("w").asInt(); x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    assertThat(cells.add((at.path("x").asInt() + x) + " "
                                    + (at.path("y").asInt() + y)))
                            .as("%s", panel.path("title"))
                            .isTrue();
                }
            }
        }
    }
}
