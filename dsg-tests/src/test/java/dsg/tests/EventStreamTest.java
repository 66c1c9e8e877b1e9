// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Whoever follows what happens and is cut off goes on where he was.
@Timeout(90)
class EventStreamTest {

    private static final String HELLO = "dsg: 1\nname: hello\nrun: echo hello\n";

    /// An event: its id, and the job that it is about.
    private record Event(String id, long job, String state) {}

    private static TestGrid grid() {
        return Rung.SANDBOX.grid();
    }

    /// The events of a new connection up to the first that is like this; then the connection is cut.
    private static List<Event> follow(TestGrid grid, String lastEventId, Predicate<Event> last) {
        var request = grid.rest().request("/api/v1/events");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        List<Event> events = new ArrayList<>();
        try (Stream<String> lines = grid.rest().events(request.build())) {
            String id = "";
            for (Iterator<String> left = lines.iterator(); left.hasNext(); ) {
                String line = left.next();
                if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    JsonNode job = Rest.JSON.readTree(line.substring(5));
                    events.add(new Event(
                            id,
                            job.path("id").asLong(),
                            job.path("deleted").asBoolean(false)
                                    ? "deleted"
                                    : job.path("state").asString()));
                    id = "";
                    if (last.test(events.getLast())) {
                        return events;
                    }
                }
            }
        }
        throw new AssertionError("The stream ended with " + events);
    }

    private static Predicate<Event> done(GridJob job) {
        return event -> event.job() == job.id() && event.state().equals("done");
    }

    @Test
    void everyEventHasAnId() {
        GridJob job = grid().submit(HELLO).expect("done");

        assertThat(follow(grid(), "", done(job))).allMatch(event -> !event.id().isEmpty());
    }

    @Test
    void whoeverWasCutOffIsToldWhatHasChangedSinceAndNothingElse() {
        GridJob before = grid().submit(HELLO).expect("done");
        String id = follow(grid(), "", done(before)).getLast().id();
        GridJob first = grid().submit(HELLO).expect("done");
        GridJob second = grid().submit(HELLO).expect("done");

        List<Event> events = follow(grid(), id, done(second));
        assertThat(events).extracting(Event::job).contains(first.id(), second.id());
        assertThat(events).extracting(Event::job).doesNotContain(before.id());
        String later = events.getLast().id();
        GridJob third = grid().submit(HELLO);
        assertThat(follow(grid(), later, done(third))).extracting(Event::job).containsOnly(third.id());
    }

    @Test
    void whoeverFollowsLearnsThatAJobWasDeleted() {
        GridJob job = grid().submit(HELLO).expect("done");
        String id = follow(grid(), "", done(job)).getLast().id();
        grid().dsg("job", "delete", Long.toString(job.id()), "-y").expect(0);

        Predicate<Event> deleted =
                event -> event.job() == job.id() && event.state().equals("deleted");
        assertThat(follow(grid(), id, deleted).getLast().id()).isNotEmpty();
        GridJob next = grid().submit(HELLO).expect("done");
        assertThat(follow(grid(), "", done(next))).extracting(Event::job).doesNotContain(job.id());
        assertThat(grid().dsg("watch", Long.toString(job.id())).expect(4).err()).contains("It was deleted");
    }

    @Test
    void whoeverWasCutOffInTheMiddleOfAMomentIsToldTheWholeMoment() {
        GridJob first = grid().submit(HELLO).expect("done");
        GridJob second = grid().submit(HELLO).expect("done");
        // The full picture is one moment: its first event does not say that the others have arrived.
        String id =
                follow(grid(), "", event -> event.job() == first.id()).getLast().id();

        assertThat(follow(grid(), id, done(second))).extracting(Event::job).contains(first.id(), second.id());
    }

    @Test
    void anIdThatThisCoordinatorNeverGaveMeansEverythingAgain() {
        GridJob job = grid().submit(HELLO).expect("done");
        String id = follow(grid(), "", done(job)).getLast().id();
        String life = id.replaceFirst("-.*", "");

        for (String unknown : List.of("nonsense", "17", "abc-1", life + "-999999999", life + "-")) {
            assertThat(follow(grid(), unknown, done(job)))
                    .extracting(Event::job)
                    .contains(1L, job.id());
        }
    }

    /// The kinds of the events of a new connection up to the first of this kind, each with its data.
    private static List<String> kinds(TestGrid grid, String token, String topics, String last) {
        List<String> kinds = new ArrayList<>();
        Rest rest = grid.rest();
        try (Stream<String> lines =
                rest.events(rest.as(token, "/api/v1/events?topics=" + topics).build())) {
            for (Iterator<String> left = lines.iterator(); left.hasNext(); ) {
                String line = left.next();
                if (line.startsWith("event:")) {
                    kinds.add(line.substring(6).strip());
                } else if (line.startsWith("data:") && kinds.getLast().equals(last)) {
                    kinds.add(line.substring(5).strip());
                    return kinds;
                }
            }
        }
        throw new AssertionError("The stream ended with " + kinds);
    }

    @Test
    void whoeverAsksForNodesIsToldAllOfThemThenEachThatChanges() {
        List<String> all = kinds(grid(), grid().token(), "nodes", "nodes");
        assertThat(all.subList(0, 2)).containsExactly("begin", "nodes");
        JsonNode node = Rest.JSON.readTree(all.getLast()).path("nodes").path(0);
        // But for how its machine fares, which is of the moment.
        ObjectNode asked = (ObjectNode)
                grid().rest().get("/api/v1/nodes").json().path("nodes").path(0);
        assertThat(node).isEqualTo(asked.without("live"));

        GridJob job = grid().submit("dsg: 1\nname: busy\nrun: sleep 1\n");
        List<String> changed = kinds(grid(), grid().token(), "nodes", "node");
        assertThat(changed).startsWith("begin", "nodes").doesNotContain("job");
        assertThat(Rest.JSON.readTree(changed.getLast()).path("id")).isEqualTo(node.path("id"));
        job.expect("done");
    }

    @Test
    void onlyAdminsAreToldWhoAsksToJoin() {
        assertThat(kinds(grid(), grid().token(), "joins", "joins").getLast()).isEqualTo("{\"v\":1,\"joins\":[]}");

        People.Person viewer = new People(grid()).add("vi", dsg.model.Role.VIEWER);
        assertThat(kinds(grid(), viewer.token(), "joins,nodes", "nodes")).doesNotContain("joins");
    }

    @Test
    @OnlyInTheLongForm
    void afterARestartOfTheCoordinatorEverythingIsToldAgain() {
        try (TestGrid grid = TestGrid.create()) {
            Machine.needsLinux();
            grid.dsg("node", "policy", "--isolation", "bare").expect(0);
            grid.up();
            GridJob first = grid.submit(HELLO).expect("done");
            GridJob second = grid.submit(HELLO).expect("done");
            String id = follow(grid, "", done(second)).getLast().id();
            grid.kill(TestGrid.COORDINATOR);
            grid.up();

            assertThat(follow(grid, id, done(second))).extracting(Event::job).containsExactly(first.id(), second.id());
        }
    }
}
