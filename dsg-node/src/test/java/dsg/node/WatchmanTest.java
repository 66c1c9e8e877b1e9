// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dsg.model.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchmanTest {

    private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

    /// Somebody who touched the machine just now, or left it an hour ago; and when he was looked at.
    private static final class Owner implements Sights {
        private final BlockingQueue<Long> looks = new LinkedBlockingQueue<>();
        private volatile boolean here;

        @Override
        public Sighting look(OwnerPolicy policy, boolean atPeople) {
            looks.add(System.nanoTime());
            return new Sighting(
                    Optional.of(here ? Duration.ZERO : Duration.ofHours(1)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    0,
                    List.of());
        }

        /// The shortest time between two looks of the next few.
        private long shortestGap(int count) throws InterruptedException {
            looks.clear();
            long shortest = Long.MAX_VALUE;
            long last = next();
            for (int i = 1; i < count; i++) {
                long at = next();
                shortest = Math.min(shortest, at - last);
                last = at;
            }
            return shortest;
        }

        private long next() throws InterruptedException {
            Long at = looks.poll(30, TimeUnit.SECONDS);
            if (at == null) {
                throw new AssertionError("nobody looks");
            }
            return at;
        }

        @Override
        public void close() {}
    }

    /// A node on which a task runs, or is frozen.
    private static final class Busy implements Watchman.Ward {
        private final BlockingQueue<Consent> allowed = new LinkedBlockingQueue<>();

        @Override
        public void allow(Consent consent) {
            allowed.add(consent);
        }

        @Override
        public boolean isIdle() {
            return false;
        }

        @Override
        public void rest(boolean now) {}

        @Override
        public void lookAround(Duration after, long keepMib) {}

        @Override
        public void heed(OwnerPolicy policy) {}

        private void awaitFrozen() throws InterruptedException {
            Consent consent;
            do {
                consent = allowed.poll(30, TimeUnit.SECONDS);
                assertTrue(consent != null, "the owner is there, and nothing is frozen");
            } while (consent.freezes().isEmpty());
        }
    }

    @Test
    void anOwnerIsLookedForCloselyWhileTasksRunAndDoesNotFeelTheLooksOnceHeHasHisMachine(@TempDir Path home)
            throws Exception {
        PolicyFile file = new PolicyFile(home.resolve("policy.json"), false);
        file.write(OwnerPolicy.USUAL.with(Setting.WHEN, List.of("idle")));
        Owner owner = new Owner();
        Busy node = new Busy();
        try (Watchman watchman =
                new Watchman(file, owner, () -> new Resources(2000, 1024), InstantSource.system(), node)) {
            watchman.begin();
            assertTrue(owner.shortestGap(12) < CLOSE_NANOS, "his return would be noticed late");
            owner.here = true;
            node.awaitFrozen();
            owner.next();
            assertTrue(owner.shortestGap(4) > CLOSE_NANOS, "he is looked at closely though nothing runs");
        }
    }
}
