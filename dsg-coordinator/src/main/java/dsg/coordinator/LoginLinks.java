// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.Digest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Codes by which a browser is let in as whoever asked for one: each once, for ten minutes. They are kept in memory,
/// as their SHA-256 only, so a coordinator that is started again knows none of them.
final class LoginLinks {

    static final Duration GOOD_FOR = Duration.ofMinutes(10);
    /// So many wait at a time; the oldest makes room.
    static final int LINKS_MAX = 1_000;

    private static final int SECRET_BYTES = 20;

    /// A code as it is told once.
    record Link(String code, Instant until) {}

    private record Waiting(Caller asker, Instant until) {}

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<Digest, Waiting> waiting = new LinkedHashMap<>();

    LoginLinks(InstantSource clock) {
        this.clock = clock;
    }

    /// A new code for whoever asks.
    synchronized Link make(Caller asker) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String code = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Instant until = clock.instant().plus(GOOD_FOR);
        forgetOldOnes();
        if (waiting.size() >= LINKS_MAX) {
            waiting.remove(waiting.keySet().iterator().next());
        }
        waiting.put(Digest.of(code), new Waiting(asker, until));
        return new Link(code, until);
    }

    /// Who asked for this code, which is used up by that; nobody if it is none, was used, or is too old.
    synchronized Optional<Caller> use(String code) {
        forgetOldOnes();
        return Optional.ofNullable(waiting.remove(Digest.of(code))).map(Waiting::asker);
    }

    private void forgetOldOnes() {
        Instant now = clock.instant();
        waiting.values().removeIf(link -> !now.isBefore(link.until()));
    }
}
