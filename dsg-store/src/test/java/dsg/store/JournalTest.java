// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.model.AllowedFailures;
import dsg.model.Artefact;
import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.Checkpoint;
import dsg.model.Checkpointing;
import dsg.model.Command;
import dsg.model.Condition;
import dsg.model.Digest;
import dsg.model.GridEvent;
import dsg.model.Hardware;
import dsg.model.Health;
import dsg.model.Input;
import dsg.model.Invite;
import dsg.model.Isolation;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.JobState;
import dsg.model.NodeFacts;
import dsg.model.NodeId;
import dsg.model.Offer;
import dsg.model.Output;
import dsg.model.Request;
import dsg.model.Resources;
import dsg.model.RetryPolicy;
import dsg.model.Role;
import dsg.model.Software;
import dsg.model.StageId;
import dsg.model.StageSpec;
import dsg.model.Submission;
import dsg.model.Sweep;
import dsg.model.TaskId;
import dsg.model.Template;
import dsg.model.TimeLimit;
import dsg.model.Usage;
import dsg.model.Verdict;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final Submission SUBMISSION =
            new Submission("x.yaml", "dsg: 1\nname: x\n", "key-1", Optional.of(JobId.parse("2")), "anna");
    private static final Instant AT = Instant.parse("2026-11-24T10:00:00.123456789Z");
    private static final JobId JOB = new JobId(2);
    private static final NodeId NODE = new NodeId("n-1");
    private static final AttemptId ATTEMPT = AttemptId.parse("2.simulate.17.a3");

    private static final Software SOFTWARE =
            new Software("Linux 6.1", "25.0.1", new TreeMap<>(Map.of("python3", "Python 3.11.2")));

    private static final Hardware HARDWARE = new Hardware(
            new Hardware.Cores(OptionalInt.of(10), 16, OptionalInt.of(12), OptionalInt.of(4), OptionalInt.empty()),
            List.of(new Hardware.Disk("Samsung SSD 990", 1_907_729, "ssd")),
            Optional.of(new Hardware.Volume("ext4", 1_800_000)),
            List.of(new Hardware.Gpu("NVIDIA", "NVIDIA T400", Optional.of(4096L), "550.54")),
            Optional.of(Hardware.Power.BATTERY),
            Optional.of(new Hardware.Link("eth0", OptionalInt.of(1000), false, Optional.of("52:54:00:12:34:56"))),
            OptionalDouble.of(1.31));

    @TempDir
    Path folder;

    @Test
    void everyKindOfEventIsReadBackAsItWasWritten() {
        List<GridEvent> written = everyKindOfEvent();
        try (Journal journal = Journal.open(folder.resolve("journal.db"))) {
            journal.append(written, Map.of());
        }
        assertThat(written.stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(eventKinds().toArray(Class[]::new));
        assertThat(read()).isEqualTo(written);
    }

    @Test
    void eventsOfSeveralTurnsStayInOrder() {
        List<GridEvent> all = everyKindOfEvent();
        try (Journal journal = Journal.open(folder.resolve("journal.db"))) {
            all.forEach(event -> journal.append(List.of(event), Map.of()));
        }
        assertThat(read()).isEqualTo(all);
    }

    @Test
    void anEarlierJournalThatSaysNothingOfWhatWasLeftOutIsRead() throws SQLException {
        Path file = folder.resolve("journal.db");
        GridEvent ended = new GridEvent.AttemptEnded(
                ATTEMPT, NODE, AttemptReport.without(new AttemptEnd.Cancelled()), new GridEvent.Next.Cancelled(), AT);
        try (Journal journal = Journal.open(file)) {
            journal.append(List.of(ended), Map.of());
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE event SET body = replace(body, ',\"leftOutBytes\":0', '')"
                            + " WHERE body LIKE '%leftOutBytes%'"))
                    .isOne();
        }
        assertThat(read()).containsExactly(ended);
    }

    @Test
    void whatAnEarlierJournalTellsOfNobodyIsTheOwners() throws SQLException {
        Path file = folder.resolve("journal.db");
        GridEvent put = new GridEvent.DataPut("stars.csv", Artefact.of(new byte[] {1}), "owner", AT);
        Submission submission = new Submission("x.yaml", "dsg: 1", "key-1", Optional.empty());
        GridEvent submitted = new GridEvent.JobSubmitted(JOB, spec(), submission, AT);
        try (Journal journal = Journal.open(file)) {
            journal.append(List.of(put, submitted), Map.of());
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE event SET body = replace(body, ',\"by\":\"owner\"', '')"
                            + " WHERE body LIKE '%\"by\":\"owner\"%'"))
                    .isEqualTo(2);
        }
        assertThat(read()).containsExactly(put, submitted);
    }

    @Test
    void aSmallContentIsFoundByItsDigestAlsoAfterReopening() {
        byte[] content = "42\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Digest digest = Digest.of(content);
        try (Journal journal = Journal.open(folder.resolve("journal.db"))) {
            journal.append(List.of(), Map.of(digest, content));
            journal.append(List.of(), Map.of(digest, content));
            assertThat(journal.content(digest)).contains(content);
        }
        try (Journal journal = Journal.open(folder.resolve("journal.db"))) {
            assertThat(journal.content(digest)).contains(content);
            assertThat(journal.content(Digest.of("other"))).isEmpty();
        }
    }

    @Test
    void aJournalOfANewerDsgIsRefusedAndNotTouched() throws SQLException {
        Path file = folder.resolve("journal.db");
        Journal.open(file).close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA user_version = 99");
        }
        assertThatThrownBy(() -> Journal.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("form 99");
    }

    @Test
    void aJournalFromBeforeTheFirstReleaseIsRefusedWithAWayOut() throws SQLException {
        Path file = folder.resolve("journal.db");
        Journal.open(file).close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA user_version = 1");
        }
        assertThatThrownBy(() -> Journal.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("form 1");
    }

    @Test
    void anArrivalFromBeforeNodesToldTheirSoftwareIsReadAsOneThatTellsNone() throws SQLException {
        Path file = folder.resolve("journal.db");
        Journal.open(file).close();
        String arrived = """
                {"is":"NodeArrived","node":"n-1","facts":{"name":"den-pc","capacity":{"cpuMilli":8000,"memoryMib":16384,\
                "diskMib":500},"tags":["wired"],"isolation":"SANDBOX","os":"Debian 12","arch":"amd64","cpu":"AMD EPYC",\
                "version":"0.1.0"},"at":"2026-11-24T10:00:00Z"}""";
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var insert = connection.prepareStatement("INSERT INTO event(body) VALUES (?)")) {
            insert.setString(1, arrived);
            insert.executeUpdate();
        }
        assertThat(read()).hasSize(1).allSatisfy(event -> {
            NodeFacts facts = ((GridEvent.NodeArrived) event).facts();
            assertThat(facts.software()).isEmpty();
            assertThat(facts.name()).isEqualTo("den-pc");
        });
    }

    @Test
    void aJournalWithoutRoomTakesNothingAndTheSameOnceThereIsSome() throws SQLException {
        List<GridEvent> all = everyKindOfEvent();
        byte[] content = new byte[60_000];
        try (Journal journal = Journal.open(folder.resolve("journal.db"))) {
            journal.append(all, Map.of());
            journal.pragma("max_page_count = 16");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> journal.append(all, Map.of(Digest.of(content), content)))
                        .isInstanceOf(StoreException.NoRoom.class);
            }
            assertThat(journal.content(Digest.of(content))).isEmpty();
            journal.pragma("max_page_count = 1000");
            journal.append(all, Map.of(Digest.of(content), content));
        }
        List<GridEvent> twice = new ArrayList<>(all);
        twice.addAll(all);
        assertThat(read()).isEqualTo(twice);
    }

    @Test
    void whatIsCommittedIsSyncedFully() throws SQLException {
        // The promise against power cuts stands on these two words.
        try (Journal journal = Journal.open(folder.resolve("journal.db"))) {
            assertThat(journal.pragma("journal_mode")).isEqualTo("wal");
            assertThat(journal.pragma("synchronous")).isEqualTo("2");
        }
    }

    private List<GridEvent> read() {
        List<GridEvent> events = new ArrayList<>();
        try (Journal journal = Journal.open(folder.resolve("journal.db"))) {
            journal.replay(events::add);
        }
        return events;
    }

    private static List<Class<?>> eventKinds() {
        return List.of(GridEvent.class.getPermittedSubclasses());
    }

    private static List<GridEvent> besideJobs() {
        return List.of(
                new GridEvent.DataPut("stars.csv", Artefact.of(new byte[] {1}), "anna", AT),
                new GridEvent.CheckpointTaken(
                        ATTEMPT,
                        NODE,
                        new Checkpoint(3, List.of(new Checkpoint.Saved("c.pt", Artefact.of(new byte[] {9})))),
                        AT),
                new GridEvent.DataForgotten("stars.csv", AT),
                new GridEvent.DataCollected(
                        List.of(new GridEvent.Collected(Artefact.of(new byte[] {1}), AT.minusSeconds(1))), AT),
                new GridEvent.InviteMade(new Invite(Digest.of("secret"), 30, AT, Optional.of("192.168.1.0/24")), AT),
                new GridEvent.InvitesEnded(AT),
                new GridEvent.NodeAdmitted(NODE, "den-pc", Digest.of("key"), Optional.of(Digest.of("secret")), AT),
                new GridEvent.NodeForgotten(NODE, AT),
                new GridEvent.NodeRenamed(NODE, "den-pc", AT),
                new GridEvent.FailuresExcused(NODE, List.of(TaskId.parse("2.simulate.17")), AT),
                new GridEvent.NodeRested(NODE, AT.plusSeconds(30), AT));
    }

    private static List<GridEvent> whatBecomesOfNodes() {
        return List.of(
                new GridEvent.NodeOffers(NODE, Offer.ALL, AT),
                new GridEvent.NodeDeparted(NODE, AT.plusSeconds(2), AT),
                new GridEvent.NodeLost(NODE, List.of(ATTEMPT), AT),
                new GridEvent.NodePaused(NODE, AT),
                new GridEvent.NodeUnpaused(NODE, AT),
                new GridEvent.NodeDraining(NODE, AT));
    }

    private static List<GridEvent> everyKindOfEvent() {
        NodeFacts facts = new NodeFacts(
                        "den-pc",
                        new Resources(8000, 16384, 500),
                        Set.of("wired"),
                        Isolation.SANDBOX,
                        "Debian 12",
                        "amd64",
                        "AMD EPYC",
                        "0.1.0")
                .with(SOFTWARE)
                .with(HARDWARE);
        AttemptReport done = new AttemptReport(
                new AttemptEnd.Done(),
                new Usage(Duration.ofMillis(1234), Duration.ofNanos(987_654_000), 4096),
                List.of(new AttemptReport.Produced("run", Artefact.of(new byte[] {1, 2, 3}))),
                Artefact.of(new byte[] {4}),
                Artefact.EMPTY,
                123);
        List<GridEvent> events = new ArrayList<>(List.of(
                new GridEvent.JobSubmitted(JOB, spec(), SUBMISSION, AT),
                new GridEvent.NodeArrived(NODE, facts, AT),
                new GridEvent.NodeSurveyed(NODE, SOFTWARE, AT),
                new GridEvent.NodeChanged(NODE, facts, AT),
                new GridEvent.NodeTagged(NODE, Set.of("gpu-lab"), Set.of("wired"), AT),
                new GridEvent.AttemptPlaced(ATTEMPT, NODE, AT),
                new GridEvent.AttemptEnded(ATTEMPT, NODE, done, new GridEvent.Next.Done(), AT),
                new GridEvent.JobCancelled(JOB, AT),
                new GridEvent.TasksCancelled(new StageId(JOB, "main"), AT),
                new GridEvent.TasksCancelled(new TaskId(JOB, "main", 1), AT),
                new GridEvent.JobPaused(JOB, AT),
                new GridEvent.JobUnpaused(JOB, AT),
                new GridEvent.Retried(JOB, AT),
                new GridEvent.Retried(new StageId(JOB, "main"), AT),
                new GridEvent.Retried(new TaskId(JOB, "main", 1), AT),
                new GridEvent.StageJudged(new StageId(JOB, "main"), new Verdict.Run(), AT),
                new GridEvent.StageJudged(new StageId(JOB, "main"), new Verdict.Skip(), AT),
                new GridEvent.StageJudged(new StageId(JOB, "main"), new Verdict.Unclear("why"), AT),
                new GridEvent.TaskReused(new TaskId(JOB, "main", 1), new TaskId(JOB, "main", 2), AT),
                new GridEvent.JobEnded(JOB, JobState.CANCELLED, AT),
                new GridEvent.JobDeleted(JOB, AT)));
        events.addAll(besideJobs());
        events.addAll(whatBecomesOfNodes());
        events.addAll(ofUsers());
        List<AttemptEnd> ends = List.of(
                new AttemptEnd.ExitCode(3),
                new AttemptEnd.Signalled(9),
                new AttemptEnd.Broken("It could not start."),
                new AttemptEnd.Unhealthy("It was quiet."),
                new AttemptEnd.TimedOut(Duration.ofMinutes(10)),
                new AttemptEnd.OutOfMemory(),
                new AttemptEnd.Lost("gone"),
                new AttemptEnd.Cancelled());
        List<GridEvent.Next> nexts = List.of(
                new GridEvent.Next.Again(AT, true), new GridEvent.Next.Failed(), new GridEvent.Next.Cancelled());
        for (int i = 0; i < ends.size(); i++) {
            events.add(new GridEvent.AttemptEnded(
                    ATTEMPT, NODE, AttemptReport.without(ends.get(i)), nexts.get(i % nexts.size()), AT));
        }
        return events;
    }

    private static List<GridEvent> ofUsers() {
        return List.of(
                new GridEvent.UserAdded("anna", Role.SUBMITTER, AT),
                new GridEvent.TokenIssued("anna", 1, Digest.of("secret"), AT.plusSeconds(60), Optional.empty(), AT),
                new GridEvent.TokenIssued("owner", 1, Digest.of("page"), AT.plusSeconds(60), Optional.of("page"), AT),
                new GridEvent.RoleChanged("anna", Role.ADMIN, AT),
                new GridEvent.TokenRevoked("anna", 1, AT),
                new GridEvent.UserRemoved("anna", AT));
    }

    private static JobSpec spec() {
        Template text = new Template(
                List.of(new Template.Part.Text("python3 sir.py --beta "), new Template.Part.Placeholder("beta", true)));
        StageSpec simulate = StageSpec.of("simulate", new Command.Shell(text))
                .sweep(new Sweep.Grid(List.of(
                        new Sweep.Axis("beta", new Sweep.Values.Steps(new BigDecimal("0.10"), BigDecimal.ONE, 9)),
                        new Sweep.Axis("gamma", new Sweep.Values.Listed(List.of("0.05", "a b"))),
                        new Sweep.Axis("seed", new Sweep.Values.Range(1, 20)))))
                .when(new Condition.When("params.full"))
                .inputs(List.of(new Input.Local(
                        "code", "sir.py", List.of(new Input.LocalFile("sir.py", Artefact.of(new byte[] {7}))))))
                .outputs(List.of(new Output("run", "run.json", true, "caption")))
                .request(new Request(new Resources(500, 300, 10), Set.of("wired")))
                .time(new TimeLimit.AtMost(Duration.ofMinutes(2)))
                .expect(Optional.of(Duration.ofSeconds(20)))
                .retry(new RetryPolicy(
                        2,
                        Set.of(RetryPolicy.Cause.OUT_OF_MEMORY),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(1),
                        new BigDecimal("1.5")))
                .allowFailures(new AllowedFailures.Percent(BigDecimal.ONE))
                .health(new Health(
                        Optional.of(new Health.Probe(new Command.Shell(text), Duration.ofSeconds(30), 3)),
                        Optional.of(new Health.Quiet(Duration.ofMinutes(1), true))))
                .checkpoint(Optional.of(new Checkpointing(List.of("c.pt"), Duration.ofMinutes(10))))
                .network(true)
                .cache(false)
                .env(Map.of("A", Template.of("b")))
                .build();
        StageSpec score = StageSpec.of("score", new Command.Shell(text))
                .sweep(new Sweep.Each("clean", "simulate", "run", "run.json", simulate.sweep()))
                .allowFailures(new AllowedFailures.Count(3))
                .build();
        StageSpec summarise = StageSpec.of("summarise", new Command.Program(List.of(Template.of("plot"), text)))
                .sweep(new Sweep.Zip(List.of(
                        new Sweep.Axis("x", new Sweep.Values.Range(1, 2)),
                        new Sweep.Axis("y", new Sweep.Values.Listed(List.of("a", "b"))))))
                .inputs(List.of(new Input.From("runs", "simulate", "run", Input.Gather.JSONL, "runs.jsonl")))
                .needs(List.of("simulate"))
                .build();
        StageSpec table = StageSpec.of("table", new Command.Shell(text))
                .sweep(new Sweep.Table(List.of("a", "b"), List.of("1", "2", "3", "4")))
                .build();
        StageSpec files = StageSpec.of("files", new Command.Shell(text))
                .sweep(new Sweep.Files("f", List.of(new Input.LocalFile("d/x", Artefact.of(new byte[] {8})))))
                .build();
        return new JobSpec(
                "sir-sweep",
                "",
                Map.of("seeds", "20"),
                List.of("10.1093/mnras/1"),
                List.of(simulate, score, summarise, table, files));
    }
}
