// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Command;
import dsg.model.Digest;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.NodeId;
import dsg.model.Offer;
import dsg.model.Resources;
import dsg.model.Rest;
import dsg.model.StageSpec;
import dsg.model.Submission;
import dsg.model.Template;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventCodecTest {

    private static final Instant AT = Instant.parse("2026-11-24T10:00:00.123456789Z");

    @Test
    void whatAnOwnerOffersIsReadBackAsItWasWritten() {
        Offer offer = new Offer(
                Optional.of(new Rest(Rest.Kind.IN_USE, "somebody uses it")),
                Optional.of(new Resources(2000, 4096, 10)),
                Set.of("ana"));
        GridEvent event = new GridEvent.NodeOffers(new NodeId("desk"), offer, Instant.parse("2026-11-27T12:00:00Z"));
        EventCodec codec = new EventCodec();
        assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
    }

    @Test
    void aTokenOfAnEarlierVersionHasNoName() {
        GridEvent token =
                new GridEvent.TokenIssued("anna", 1, Digest.of("secret"), AT.plusSeconds(60), Optional.empty(), AT);
        String earlier = new EventCodec().encode(token).replaceFirst(",\"name\":[^,}]*", "");

        assertThat(earlier).doesNotContain("name");
        assertThat(new EventCodec().decode(earlier)).isEqualTo(token);
    }

    @Test
    void resourcesOfAnEarlierVersionHaveNoGraphicsProcessors() {
        Offer offer = new Offer(Optional.empty(), Optional.of(new Resources(2000, 4096, 10)), Set.of());
        GridEvent event = new GridEvent.NodeOffers(new NodeId("desk"), offer, AT);
        String earlier = new EventCodec().encode(event).replaceFirst(",\"gpus\":0", "");

        assertThat(earlier).doesNotContain("gpus");
        assertThat(new EventCodec().decode(earlier)).isEqualTo(event);
    }

    @Test
    void aStageOfAnEarlierVersionKeepsNothing() {
        StageSpec stage =
                StageSpec.of("main", new Command.Shell(Template.of("x"))).build();
        GridEvent submitted = new GridEvent.JobSubmitted(
                new JobId(1), new JobSpec("x", "", List.of(stage)), Submission.of("dsg: 1", "key"), AT);
        String earlier = new EventCodec().encode(submitted).replaceFirst(",\"checkpoint\":[^,}]*", "");

        assertThat(earlier).doesNotContain("checkpoint");
        assertThat(new EventCodec().decode(earlier)).isEqualTo(submitted);
    }
}
