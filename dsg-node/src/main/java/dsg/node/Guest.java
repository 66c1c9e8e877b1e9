// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Offer;
import dsg.wire.Bandwidth;
import dsg.wire.CoordinatorLink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// The node as a guest on its owner's machine: does to tasks and transfers what his policy wants, and tells the grid
/// what
/// he offers.
final class Guest implements Watchman.Ward, AutoCloseable {

    private final Workbench bench;
    private final Surveyor surveyor;
    private final Cache cache;
    private final Bandwidth bandwidth;
    private final Watchman watchman;
    private final OwnerDoor door;
    private final Awake awake = Awake.here();
    private Nap nap = Nap.here();
    private volatile boolean keepsAwake;
    private volatile boolean wakes;
    private final long began = System.nanoTime();
    private volatile Offer offer;
    private volatile Optional<CoordinatorLink> link = Optional.empty();
    private final PolicyDesk desk;

    Guest(NodeSettings settings, Sights sights, Workbench bench, Surveyor surveyor, Cache cache, Bandwidth bandwidth) {
        this.bench = bench;
        this.surveyor = surveyor;
        this.cache = cache;
        this.bandwidth = bandwidth;
        watchman = new Watchman(
                settings.policy(), sights, () -> surveyor.facts().capacity(), InstantSource.system(), this);
        offer = watchman.known().consent().offer();
        desk = new PolicyDesk(settings.policy(), watchman, InstantSource.system());
        door = new OwnerDoor(
                OwnerDoor.of(settings.home()),
                question -> Standing.json(
                        question.equals(OwnerDoor.PRESENCE) ? watchman.lookAtPeople() : watchman.lookNow()));
    }

    void begin() {
        watchman.begin();
    }

    /// What the grid is told that the owner offers.
    Offer offer() {
        return offer;
    }

    /// The grid hears over this link; what it was told in the hello may be out of date by now.
    void opened(CoordinatorLink opened) {
        link = Optional.of(opened);
        opened.offer(offer);
        desk.opened(opened);
        bench.tellAgain();
    }

    void closed() {
        link = Optional.empty();
        desk.closed();
    }

    /// Where admins of the grid bring what they want to be said from afar.
    PolicyDesk desk() {
        return desk;
    }

    /// The grid hears that tasks must go before it hears that they are gone, so that it does not send them back; and
    /// that they may come when they may.
    @Override
    public void allow(Consent consent) {
        offer = consent.offer();
        if (consent.offer().rest().isPresent()) {
            link.ifPresent(open -> open.offer(consent.offer()));
            bench.allow(consent);
        } else {
            bench.allow(consent);
            link.ifPresent(open -> open.offer(consent.offer()));
        }
    }

    @Override
    public boolean isIdle() {
        return bench.isIdle();
    }

    @Override
    public void rest(boolean now) {
        bench.rest(now);
    }

    @Override
    public void lookAround(Duration after, long keepMib) {
        desk.look();
        bench.moveFrozen(after, keepMib);
        awake.keep(keepsAwake && offer.rest().isEmpty() && !bench.isIdle());
        if (wakes) {
            nap.look(
                    Duration.ofNanos(System.nanoTime() - began),
                    bench.isIdle(),
                    watchman.known().sighting().idle());
        }
    }

    @Override
    public void heed(OwnerPolicy policy) {
        desk.heed(policy);
        keepsAwake = policy.value(Setting.KEEP_AWAKE).equals("yes");
        wakes = policy.letsWake();
        if (!wakes) {
            nap = Nap.here(); // what happens meanwhile is none of its business
        }
        surveyor.wakes(wakes);
        surveyor.tag(policy.tags());
        cache.limit(policy.cacheBytes());
        bandwidth.down().limit(policy.bytesPerSecond(Setting.DOWNLOAD));
        bandwidth.up().limit(policy.bytesPerSecond(Setting.UPLOAD));
    }

    @Override
    public void close() {
        door.close();
        awake.close();
        watchman.close();
    }
}
