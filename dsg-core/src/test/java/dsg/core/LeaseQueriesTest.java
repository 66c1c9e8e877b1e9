// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Bench.task;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Artefact;
import dsg.model.AttemptId;
import dsg.model.Digest;
import dsg.model.Input;
import dsg.model.Output;
import dsg.model.TaskId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a node may read: two stages on two machines, one that reads a file and one that gathers what the first made.
class LeaseQueriesTest {

    private static final Artefact STRAIN = content("strain");
    private static final Digest MADE = content("made").digest();
    private static final AttemptId MAIN = AttemptId.parse("1.main.1.a1");
    private static final AttemptId SUM = AttemptId.parse("1.sum.1.a1");
    private static final TaskId MAKER = task(1, "main", 1);

    private final Bench bench = new Bench().node("attic", 1);

    private static Artefact content(String text) {
        return Artefact.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @BeforeEach
    void submit() {
        Output out = new Output("out", "o.txt", false, "");
        bench.submit(job(
                "chain",
                stage("main")
                        .takes(new Input.Local("strain", "s.txt", List.of(new Input.LocalFile("s.txt", STRAIN))))
                        .makes(out),
                stage("sum")
                        .takes(new Input.From("all", "main", "out", Input.Gather.FILE, "all.txt"))
                        .makes(out)));
    }

    private boolean mayRead(String node, AttemptId attempt, Optional<TaskId> maker, Digest content) {
        return LeaseQueries.mayRead(bench.machine.view(), id(node), attempt, maker, content);
    }

    @Test
    void aNodeReadsTheInputsOfTheAttemptThatItWasGiven() {
        assertThat(mayRead("attic", MAIN, Optional.empty(), STRAIN.digest())).isTrue();
    }

    @Test
    void itReadsNothingElseAndNobodyElseReadsThem() {
        assertThat(mayRead("attic", MAIN, Optional.empty(), Digest.of("another")))
                .isFalse();
        assertThat(mayRead("cellar", MAIN, Optional.empty(), STRAIN.digest())).isFalse();
        assertThat(mayRead("attic", SUM, Optional.of(MAKER), MADE)).isFalse();
        assertThat(mayRead("attic", AttemptId.parse("7.main.1.a1"), Optional.empty(), STRAIN.digest()))
                .isFalse();
    }

    @Test
    void whatAnotherStageMadeIsReadByWhoeverGathersIt() {
        bench.done(MAKER, "out", "made");
        assertThat(mayRead("attic", SUM, Optional.of(MAKER), MADE)).isTrue();
        assertThat(mayRead("attic", SUM, Optional.of(task(1, "main", 2)), MADE)).isFalse();
        assertThat(mayRead("attic", SUM, Optional.of(MAKER), STRAIN.digest())).isFalse();
    }

    @Test
    void afterTheAttemptsEndItReadsNoMore() {
        bench.done(MAKER, "out", "made");
        assertThat(mayRead("attic", MAIN, Optional.empty(), STRAIN.digest())).isFalse();
    }
}
