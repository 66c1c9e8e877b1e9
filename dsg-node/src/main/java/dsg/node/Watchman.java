// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that what happens on the machine is what its owner allows: looks again and again at his policy and at
/// what there is to see, and tells the node at once when that changes what is allowed. Needs no coordinator.
///
/// While tasks run it looks ten times a second where a policy depends on who uses the machine: whoever touches it has
/// it back before he notices. Otherwise once a second is enough, and he who has it back does not feel the looks.
final class Watchman implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watchman.class);

    private static final Duration CLOSELY = Duration.ofMillis(100);
    private static final Duration USUALLY = Duration.ofSeconds(1);
    private static final int PARTS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// What the watchman has to do with, on the node.
    interface Ward {

        /// This is allowed from now on.
        void allow(Consent consent);

        /// Whether no task runs.
        boolean isIdle();

        /// Lets all tasks use no processor for a moment, or go on after one.
        void rest(boolean now);

        /// Sees to what changes slowly, about once a second: to what is frozen for too long or holds too much memory,
        /// to
        /// the machine's sleep, and to what the grid is told of the owner.
        void lookAround(Duration after, long keepMib);

        /// The policy has changed; for what holds beside what is allowed.
        void heed(OwnerPolicy policy);
    }

    /// What the watchman knows at present, for people.
    record Known(OwnerPolicy policy, Sighting sighting, Consent consent) {}

    private final PolicyFile file;
    private final Sights sights;
    private final Supplier<Resources> capacity;
    private final InstantSource clock;
    private final Ward ward;
    private final OwnerRules rules = new OwnerRules();
    private OwnerPolicy policy = OwnerPolicy.USUAL;
    private Optional<String> unreadable = Optional.empty();
    private Optional<FileTime> stamp = Optional.empty();
    private boolean read;
    private boolean rests;
    private String said = "";
    private boolean knocked;
    private boolean looksAtPolicy;
    private long rounds;
    private volatile boolean closed;
    private volatile Known known;
    private volatile long atPeopleUntil = System.nanoTime();

    /// Reads the policy and looks for the first time.
    Watchman(PolicyFile file, Sights sights, Supplier<Resources> capacity, InstantSource clock, Ward ward) {
        this.file = file;
        this.sights = sights;
        this.capacity = capacity;
        this.clock = clock;
        this.ward = ward;
        readPolicy();
        known = new Known(policy, Sighting.NOTHING, Consent.all(capacity.get()));
        known = look();
    }

    /// What it knows at present.
    Known known() {
        return known;
    }

    /// Watches from now on, on a thread of its own.
    void begin() {
        ward.heed(policy);
        ward.allow(known.consent());
        Thread.ofPlatform().name("watchman").daemon().start(() -> {
            try {
                for (int tick = 0; !closed; tick = (tick + 1) % PARTS) {
                    watch(tick);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void watch(int tick) throws InterruptedException {
        boolean closely = isClose();
        try {
            if (!closely || tick == 0 || looksAtPolicy) {
                if (readPolicy()) {
                    ward.heed(policy);
                }
                ward.lookAround(
                        policy.time(Setting.MOVE_AFTER),
                        policy.mib(Setting.FROZEN_MEMORY, capacity.get().memoryMib()));
            }
            Known now = look();
            boolean news = !now.consent().equals(known.consent());
            known = now;
            if (news) {
                say(sentence(now.consent()));
                ward.allow(now.consent());
            }
            pulse(closely ? tick : 0, now.consent().cpuShare());
        } catch (RuntimeException e) {
            LOG.warn("The watchman could not look: {}", e.toString(), e);
        }
        await(isClose() ? CLOSELY : USUALLY); // what goes on from now on is watched closely from now on
    }

    private void say(String sentence) {
        if (!sentence.equals(said)) {
            said = sentence;
            LOG.info("{}", sentence);
        }
    }

    private static String sentence(Consent consent) {
        return consent.offer()
                .rest()
                .map(rest -> "This machine rests: " + rest.why() + ".")
                .orElse("This machine takes tasks.");
    }

    private boolean isClose() {
        boolean looksForPeople = policy.asksForPresence() || policy.when() != OwnerPolicy.When.ALWAYS;
        boolean runs = !ward.isIdle() && known.consent().freezes().isEmpty();
        return runs && (looksForPeople || known.consent().cpuShare() < 100);
    }

    private Known look() {
        OwnerRules.Moment now = new OwnerRules.Moment(clock.instant(), ZoneId.systemDefault(), System.nanoTime());
        Sighting sighting = sights.look(policy, now.nanos() - atPeopleUntil < 0);
        Consent consent = unreadable
                .map(why -> OwnerRules.unreadable(file.path().toString(), why))
                .orElseGet(() -> rules.judge(policy, sighting, capacity.get(), now));
        return new Known(policy, sighting, consent);
    }

    /// A share of the time in tenths of a second.
    private void pulse(int tick, int share) {
        boolean rest = tick * 100 / PARTS >= share;
        if (rest != rests) {
            rests = rest;
            ward.rest(rest);
        }
    }

    /// Reads the policy if its file has changed; whether it has.
    private boolean readPolicy() {
        Optional<FileTime> now = stamp();
        if (read && now.equals(stamp)) {
            return false;
        }
        read = true;
        stamp = now;
        try {
            policy = file.read();
            unreadable = Optional.empty();
        } catch (PolicyFile.UnreadableException e) {
            LOG.warn("{} cannot be read, so nothing is allowed: {}", file.path(), e.getMessage());
            unreadable = Optional.of(String.valueOf(e.getMessage()));
        }
        return true;
    }

    private Optional<FileTime> stamp() {
        try {
            return Optional.of(Files.getLastModifiedTime(file.path()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// Looks at who uses the machine for a while, whether the policy wants to know or not; what is known then.
    Known lookAtPeople() {
        atPeopleUntil = System.nanoTime() + PATIENCE.multipliedBy(2).toNanos();
        lookNow();
        try {
            Thread.sleep(PATIENCE.dividedBy(2)); // who is asked has answered by then
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return lookNow();
    }

    /// Looks at once, for the policy may just have been changed; what is known then.
    synchronized Known lookNow() {
        knocked = true;
        long before = rounds;
        notifyAll();
        long until = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (long left = PATIENCE.toNanos(); left > 0 && rounds - before < 2; left = until - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                knocked = true;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return known;
    }

    private synchronized void await(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        rounds++;
        notifyAll();
        for (long left = time.toNanos(); left > 0 && !knocked && !closed; left = until - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        looksAtPolicy = knocked;
        knocked = false;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        sights.close();
    }
}
