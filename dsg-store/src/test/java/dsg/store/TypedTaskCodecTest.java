// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Abilities;
import dsg.model.Command;
import dsg.model.GridEvent;
import dsg.model.Isolation;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.NodeFacts;
import dsg.model.NodeId;
import dsg.model.Request;
import dsg.model.Resources;
import dsg.model.StageSpec;
import dsg.model.Submission;
import dsg.model.Template;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TypedTaskCodecTest {

    private static final Instant AT = Instant.parse("2026-11-27T12:00:00Z");
    private final EventCodec codec = new EventCodec();

    @Test
    void aStageOfAnotherTypeThanRunIsReadBackAsItWasWritten() {
        StageSpec stage = StageSpec.of(
                        "simulate",
                        new Command.Typed(
                                "container",
                                "ab12",
                                Optional.of(new Command.Program(List.of(Template.of("sir")))),
                                new TreeMap<>(Map.of("container", List.of(Template.of("lab.tar"))))))
                .request(new Request(
                        Resources.DEFAULT,
                        Set.of("wired"),
                        Optional.of(Isolation.SANDBOX),
                        Optional.of("container@ab12")))
                .build();
        JobSpec spec = new JobSpec("job", "", Map.of(), List.of(), List.of(stage));
        GridEvent event = new GridEvent.JobSubmitted(
                new JobId(7), spec, new Submission("job.yaml", "", "key", Optional.empty(), "ana"), AT);
        assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
    }

    @Test
    void aNodeThatDidNotTellWhatItCanDoIsReadAsOneThatRunsCommands() {
        NodeFacts facts = new NodeFacts(
                "den-pc", Resources.DEFAULT, Set.of(), Isolation.SANDBOX, "Debian", "amd64", "EPYC", "0.1.0");
        GridEvent event = new GridEvent.NodeArrived(new NodeId("den"), facts, AT);
        String older = codec.encode(event).replaceFirst(",?\"able\":null", "");
        assertThat(older).doesNotContain("able");
        assertThat(codec.decode(older)).isEqualTo(event);
        assertThat(facts.abilities().types()).containsExactly("run");
    }

    @Test
    void whatANodeCanDoIsReadBackAsItWasWritten() {
        NodeFacts facts = new NodeFacts(
                        "den-pc", Resources.DEFAULT, Set.of(), Isolation.SANDBOX, "Debian", "amd64", "EPYC", "0.1.0")
                .with(new Abilities(Set.of("run", "java"), List.of("memory")));
        GridEvent event = new GridEvent.NodeArrived(new NodeId("den"), facts, AT);
        assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
    }
}
