// SPDX-License-Identifier: Apache-2.0
package dsg.store;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.GridEvent;
import dsg.model.NodeId;
import dsg.model.Offer;
import dsg.model.Resources;
import dsg.model.Rest;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OfferCodecTest {

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
}
