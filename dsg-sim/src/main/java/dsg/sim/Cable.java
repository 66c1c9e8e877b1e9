// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What lies between a node and the coordinator. It can be cut in one direction or in both; what is said
/// meanwhile is held up, and may arrive late.
final class Cable {

    /// How long nothing must be heard before a link is given up: a few missed beats of one second.
    static final Duration SILENCE_LEAST = Duration.ofSeconds(4);

    static final Duration SILENCE_MOST = Duration.ofSeconds(5);

    private final World world;
    private final List<SimLink> links = new ArrayList<>();
    private boolean upCut;
    private boolean downCut;
    private Instant goodSince = Agenda.START;

    Cable(World world) {
        this.world = world;
    }

    boolean isUpCut() {
        return upCut;
    }

    boolean isDownCut() {
        return downCut;
    }

    boolean isGood() {
        return !upCut && !downCut;
    }

    /// Since when it has not been cut.
    Instant goodSince() {
        return goodSince;
    }

    void add(SimLink link) {
        links.removeIf(SimLink::isForgotten);
        links.add(link);
    }

    void cut(boolean up, boolean down) {
        upCut |= up;
        downCut |= down;
        links.forEach(link -> link.listen(SILENCE_LEAST, SILENCE_MOST));
    }

    void heal() {
        if (!isGood()) {
            upCut = false;
            downCut = false;
            goodSince = world.now();
            for (SimLink link : List.copyOf(links)) {
                link.carryOn();
                link.listen(Duration.ZERO, Duration.ofSeconds(1));
            }
        }
    }
}
