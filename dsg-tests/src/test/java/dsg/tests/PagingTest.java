// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Jobs and tasks come in pages, and only those that are asked for.
@Timeout(60)
class PagingTest {

    private static Rest rest() {
        return Rung.SANDBOX.grid().rest();
    }

    private static GridJob submit(String name, String run) {
        return Rung.SANDBOX.grid().submit("dsg: 1\nname: " + name + "\nrun: " + run + "\n");
    }

    /// The numbers of all jobs that this query finds, page by page.
    private static List<Long> jobs(String query, int limit) {
        List<Long> ids = new ArrayList<>();
        JsonNode page = rest().get("/api/v1/jobs?limit=" + limit + query).json();
        while (true) {
            assertThat(page.path("jobs").size()).isLessThanOrEqualTo(limit);
            page.path("jobs").forEach(job -> ids.add(job.path("id").asLong()));
            if (!page.has("next")) {
                return ids;
            }
            page = rest().get("/api/v1/jobs?limit=" + limit + query + "&before="
                            + page.path("next").asLong())
                    .json();
        }
    }

    @Test
    void jobsAreFoundByNameAndStateNewestFirst() {
        GridJob one = submit("paging-a", "echo").expect("done");
        GridJob two = submit("paging-b", "exit 1").expect("failed");
        GridJob three = submit("Paging-c", "echo").expect("done");

        assertThat(jobs("&name=paging-", 1)).containsExactly(three.id(), two.id(), one.id());
        assertThat(jobs("&name=paging-", 2)).containsExactly(three.id(), two.id(), one.id());
        assertThat(jobs("&name=paging-", 3)).containsExactly(three.id(), two.id(), one.id());
        assertThat(jobs("&name=PAGING-&state=done", 1)).containsExactly(three.id(), one.id());
        assertThat(jobs("&name=paging-&state=failed,running", 5)).containsExactly(two.id());
        assertThat(jobs("&name=paging-&state=cancelled", 5)).isEmpty();
        assertThat(jobs("&name=paging-&by=owner", 5)).containsExactly(three.id(), two.id(), one.id());
        assertThat(jobs("&name=paging-&by=nobody", 5)).isEmpty();
        assertThat(jobs("&name=" + one.show().path("nickname").asString(), 5)).contains(one.id());
    }

    @Test
    void tasksAreFoundByState() {
        GridJob job = Rung.SANDBOX
                .grid()
                .submit("dsg: 1\nname: odd\nsweep: {grid: {x: {range: \"1..7\"}}}\n"
                        + "run: test $(( {{ x }} % 2 )) = 0\n")
                .expect("failed");

        assertThat(tasks(job, "state=failed", 3)).containsExactly("1", "3", "5", "7");
        assertThat(tasks(job, "state=failed", 4)).containsExactly("1", "3", "5", "7");
        assertThat(tasks(job, "state=done", 100)).containsExactly("2", "4", "6");
        assertThat(tasks(job, "state=done,failed&from=4", 2)).containsExactly("4", "5", "6", "7");
        assertThat(tasks(job, "state=running", 5)).isEmpty();
        assertThat(tasks(job, "from=100", 5)).isEmpty();
    }

    private static List<String> tasks(GridJob job, String query, int limit) {
        String path = "/api/v1/jobs/" + job.id() + "/stages/main/tasks?limit=" + limit;
        List<String> numbers = new ArrayList<>();
        JsonNode page = rest().get(path + "&" + query).json();
        while (true) {
            assertThat(page.path("tasks").size()).isLessThanOrEqualTo(limit);
            page.path("tasks")
                    .forEach(task -> numbers.add(task.path("id").asString().replaceFirst(".*\\.", "")));
            if (!page.has("next")) {
                return numbers;
            }
            page = rest().get(path + "&" + query.replaceAll("from=\\d+", "") + "&from="
                            + page.path("next").asLong())
                    .json();
        }
    }

    @Test
    void aFewTasksAmongAMillionAreFoundAtOnce() {
        GridJob job = Rung.SANDBOX
                .grid()
                .submit("dsg: 1\nname: vast\nsweep: {grid: {x: {range: \"1..100000\"}}}\n"
                        + "run: \"test {{ x }} != 1 && sleep 60\"\n");
        try {
            org.awaitility.Awaitility.await()
                    .until(() -> job.show().path("tasks").path("failed").asLong() == 1);
            long begun = System.nanoTime();
            assertThat(tasks(job, "state=failed", 100)).containsExactly("1");
            assertThat(tasks(job, "state=running", 100)).isNotEmpty();
            assertThat((System.nanoTime() - begun) / 1_000_000).isLessThan(2_000);
        } finally {
            job.cancel();
            job.awaitEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/jobs?limit=0",
                "/api/v1/jobs?state=finished",
                "/api/v1/jobs?state=done,",
                "/api/v1/jobs?state=",
                "/api/v1/jobs?before=yesterday",
                "/api/v1/jobs/1/stages/main/tasks?state=lost"
            })
    void aQueryThatCannotBeUnderstoodIsABadRequest(String path) {
        submit("any", "echo");
        Rest.Answer answer = rest().send(rest().request(path).build()).expect(400);
        assertThat(answer.json().path("mend").asString()).isNotEmpty();
    }
}
