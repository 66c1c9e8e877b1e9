// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dsg.model.GridEffect;
import dsg.model.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whose connections are relayed, how many, and for how long.
class RelaysTest {

    private static final NodeId DEN = new NodeId("n-den");
    private static final NodeId ATTIC = new NodeId("n-attic");

    private final Relays relays = new Relays();
    private ServerSocket people;

    @BeforeEach
    void listen() throws IOException {
        people = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        relays.begin(people.getLocalPort());
    }

    @AfterEach
    void end() throws IOException {
        people.close();
    }

    @Test
    void aRelayedConnectionIsKnownByItsPortUntilItIsClosed() throws IOException {
        Socket relayed = relays.open(DEN);
        try (Socket seen = people.accept()) {
            assertThat(relays.has(seen.getPort())).isTrue();
            relays.close(DEN, relayed);
            assertThat(relays.has(seen.getPort())).isFalse();
        }
    }

    @Test
    void oneNodeTakesNoMoreThanItsPart() throws IOException {
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < Relays.MOST_OF_ONE; i++) {
            open.add(relays.open(DEN));
        }
        assertThatThrownBy(() -> relays.open(DEN)).hasMessageContaining("too many");
        open.add(relays.open(ATTIC));

        relays.close(DEN, open.getFirst());
        assertThat(relays.open(DEN).isConnected()).isTrue();
    }

    @Test
    void whatIsRelayedForARemovedNodeEndsAndNothingMoreIs() throws IOException {
        Socket removed = relays.open(DEN);
        Socket other = relays.open(ATTIC);

        relays.carryOut(List.of(new GridEffect.CutOff(DEN)));

        assertThat(removed.isClosed()).isTrue();
        assertThat(other.isClosed()).isFalse();
        assertThatThrownBy(() -> relays.open(DEN)).hasMessageContaining("removed");
    }
}
