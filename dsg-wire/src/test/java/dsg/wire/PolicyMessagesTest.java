// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dsg.model.NodePolicy;
import dsg.model.NodePolicy.Entry;
import dsg.model.NodePolicy.Verdict;
import dsg.wire.proto.Policy;
import dsg.wire.proto.PolicyVerdict;
import dsg.wire.proto.PolicyWish;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyMessagesTest {

    private static final NodePolicy FULL = new NodePolicy(
            true,
            List.of(
                    new Entry("when", List.of("idle"), true, "always", "always", false, true, "always|idle", false),
                    new Entry(
                            "hours",
                            List.of("mon-fri 18:00-07:00", "sat sun"),
                            true,
                            "",
                            "",
                            true,
                            true,
                            "HOURS",
                            false),
                    new Entry("exclusive", List.of(), false, "", "", true, true, "PROGRAM", true),
                    new Entry("isolation", List.of("bare"), true, "sandbox", "sandbox", false, false, "a|b", false)),
            Optional.of(new NodePolicy.Change("ana", Instant.parse("2026-11-27T10:00:00Z"), "--when idle")),
            List.of(
                    new NodePolicy.Source("x11", true, ""),
                    new NodePolicy.Source("wayland", false, "no session here")));
    private static final NodePolicy PLAIN = new NodePolicy(false, List.of(), Optional.empty(), List.of());

    @Test
    void aPolicyArrivesAsItWasTold() throws InvalidProtocolBufferException {
        for (NodePolicy policy : List.of(FULL, PLAIN)) {
            byte[] sent = PolicyMessages.toProto(policy).toByteArray();
            assertThat(PolicyMessages.fromProto(Policy.parseFrom(sent))).isEqualTo(policy);
        }
    }

    @Test
    void aWishArrivesAsItWasMeant() throws InvalidProtocolBufferException {
        NodePolicy.Wish wish = new NodePolicy.Wish(
                "ana", Map.of("when", List.of("idle"), "hours", List.of("sat", "sun 10:00-12:00")), List.of("heat"));
        PolicyWish sent = PolicyWish.parseFrom(PolicyMessages.toProto(7, wish).toByteArray());
        assertThat(PolicyMessages.fromProto(sent)).isEqualTo(wish);
        assertThat(sent.getRequest()).isEqualTo(7);
    }

    @Test
    void everyVerdictArrivesAsItWasGiven() throws InvalidProtocolBufferException {
        for (Verdict verdict : List.of(
                new Verdict.Taken(FULL),
                new Verdict.Taken(PLAIN),
                new Verdict.NotManaged(),
                new Verdict.Faulty(List.of(new NodePolicy.Fault("heat", "`--heat hot`: write a temperature."))),
                new Verdict.Hindered("Its disk is full."))) {
            byte[] sent = PolicyMessages.toProto(3, verdict).toByteArray();
            assertThat(PolicyMessages.fromProto(PolicyVerdict.parseFrom(sent))).isEqualTo(verdict);
        }
    }
}
