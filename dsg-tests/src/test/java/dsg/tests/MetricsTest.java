// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// What Prometheus reads is true.
@Timeout(60)
class MetricsTest {

    /// A sample of the text format: name, labels, value.
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[a-zA-Z_]\\w*=\"[^\"]*\"(?:,[a-zA-Z_]\\w*=\"[^\"]*\")*})? (\\S+)");

    private static Rest rest() {
        return Rung.SANDBOX.grid().rest();
    }

    /// Every sample, as `dsg_jobs{state="done"}`; a line that is none is an error.
    private static Map<String, Double> scrape() {
        Rest.Answer answer = rest().get("/metrics");
        assertThat(answer.contentType()).startsWith("text/plain; version=0.0.4");
        Map<String, Double> samples = new TreeMap<>();
        for (String line : answer.text().lines().toList()) {
            if (!line.startsWith("# HELP ") && !line.startsWith("# TYPE ")) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).describedAs(line).isTrue();
                String labels = sample.group(2) == null ? "" : sample.group(2);
                assertThat(samples.put(
                                sample.group(1) + labels,
                                Double.valueOf(sample.group(3).replace("+Inf", "Infinity"))))
                        .isNull();
            }
        }
        return samples;
    }

    @Test
    void jobsAndTasksAreCountedByState() {
        Map<String, Double> before = scrape();
        Rung.SANDBOX
                .grid()
                .submit("dsg: 1\nname: three\nsweep: {grid: {x: [1, 2, 3]}}\nrun: test {{ x }} != 2\n")
                .expect("failed");
        Rung.SANDBOX.grid().submit("dsg: 1\nname: one\nrun: echo\n").expect("done");
        Map<String, Double> after = scrape();

        assertThat(rise(before, after, "dsg_jobs{state=\"failed\"}")).isEqualTo(1);
        assertThat(rise(before, after, "dsg_jobs{state=\"done\"}")).isEqualTo(1);
        assertThat(rise(before, after, "dsg_tasks{state=\"done\"}")).isEqualTo(3);
        assertThat(rise(before, after, "dsg_tasks{state=\"failed\"}")).isEqualTo(1);
        assertThat(after).containsEntry("dsg_jobs{state=\"running\"}", 0.0);
    }

    private static double rise(Map<String, Double> before, Map<String, Double> after, String name) {
        return after.get(name) - before.get(name);
    }

    @Test
    void whatTheMachinesHaveAndHaveLeftIsCounted() {
        JsonNode node = rest().get("/api/v1/nodes").json().path("nodes").path(0);
        Map<String, Double> idle = scrape();
        assertThat(idle).containsEntry("dsg_nodes{state=\"ready\"}", 1.0);
        assertThat(idle).containsEntry("dsg_cores", node.path("cores").asDouble());
        assertThat(idle.get("dsg_memory_bytes"))
                .isEqualTo(node.path("memory_mib").asDouble() * 1024 * 1024);

        GridJob job = Rung.SANDBOX.grid().submit("dsg: 1\nname: nap\nrun: sleep 30\nresources: {memory: 64MiB}\n");
        try {
            await().until(() -> scrape().get("dsg_tasks{state=\"running\"}") == 1);
            Map<String, Double> busy = scrape();
            assertThat(busy.get("dsg_cores_free")).isEqualTo(busy.get("dsg_cores") - 1);
            assertThat(busy.get("dsg_memory_free_bytes")).isEqualTo(busy.get("dsg_memory_bytes") - 64.0 * 1024 * 1024);
        } finally {
            job.cancel();
            job.awaitEnd();
        }
    }

    @Test
    void turnsAndCommitsAreMeasured() {
        Map<String, Double> before = scrape();
        Rung.SANDBOX.grid().submit("dsg: 1\nname: one\nrun: echo\n").expect("done");
        Map<String, Double> after = scrape();

        assertThat(rise(before, after, "dsg_turns_total")).isGreaterThanOrEqualTo(3);
        assertThat(rise(before, after, "dsg_commit_seconds_count"))
                .isBetween(2.0, rise(before, after, "dsg_turns_total"));
        assertThat(rise(before, after, "dsg_commit_seconds_sum")).isPositive();
        assertThat(after.get("dsg_commit_seconds_bucket{le=\"+Inf\"}"))
                .isEqualTo(after.get("dsg_commit_seconds_count"));
        assertThat(after.get("dsg_journal_bytes")).isPositive();
        assertThat(after.get("dsg_inbox")).isBetween(0.0, 10.0);
    }

    @Test
    void theCoordinatorItselfIsMeasured() {
        Map<String, Double> samples = scrape();

        assertThat(samples.get("process_cpu_seconds_total")).isPositive();
        assertThat(samples.get("process_resident_memory_bytes")).isBetween(2e7, 2e9);
        assertThat(samples.get("process_start_time_seconds")).isBetween(1e9, System.currentTimeMillis() / 1e3);
    }

    @Test
    void whoFollowsTheEventsIsCounted() {
        double before = scrape().get("dsg_watchers");
        try (Stream<String> lines = rest().events("/api/v1/events")) {
            assertThat(lines.findFirst()).isPresent();
        }
        // A stream notices that its reader has gone when it writes the next time.
        try (Stream<String> lines = rest().events("/api/v1/events")) {
            var left = lines.iterator();
            assertThat(left.next()).startsWith("retry:");
            assertThat(scrape().get("dsg_watchers")).isGreaterThanOrEqualTo(Math.max(1, before));
        }
    }

    @Test
    void openMetricsIsSpokenToWhoeverAsksForIt() {
        Rest.Answer answer = rest().send(rest().request("/metrics")
                        .header("Accept", "application/openmetrics-text; version=1.0.0")
                        .build())
                .expect(200);

        assertThat(answer.contentType()).startsWith("application/openmetrics-text");
        assertThat(answer.text()).endsWith("# EOF\n");
    }

    @Test
    void nobodyReadsThemWithoutTheToken() {
        rest().send(rest().anonymous("/metrics").build()).expect(401);
    }
}
