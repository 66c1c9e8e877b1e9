// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// How long a link lets a browser in, and how often.
class LoginLinksTest {

    private static final Caller ANNA = new Caller("anna", Role.VIEWER, Optional.empty());

    private Instant now = Instant.parse("2026-11-26T12:00:00Z");
    private final LoginLinks links = new LoginLinks(() -> now);

    @Test
    void aLinkLetsInWhoeverAskedForItOnce() {
        String code = links.make(ANNA).code();

        assertThat(links.use(code)).contains(ANNA);
        assertThat(links.use(code)).isEmpty();
    }

    @Test
    void aLinkIsGoodForTenMinutes() {
        LoginLinks.Link first = links.make(ANNA);
        LoginLinks.Link second = links.make(ANNA);

        now = first.until().minusMillis(1);
        assertThat(links.use(first.code())).contains(ANNA);
        now = second.until();
        assertThat(links.use(second.code())).isEmpty();
        assertThat(second.until())
                .isEqualTo(Instant.parse("2026-11-26T12:00:00Z").plus(Duration.ofMinutes(10)));
    }

    @Test
    void whatIsNoLinkLetsNobodyIn() {
        String code = links.make(ANNA).code();

        assertThat(links.use(code.toLowerCase(java.util.Locale.ROOT))).isEmpty();
        assertThat(links.use("")).isEmpty();
        assertThat(links.use(code)).contains(ANNA);
    }

    @Test
    void linksDoNotPileUp() {
        String oldest = links.make(ANNA).code();
        String next = links.make(ANNA).code();
        for (int i = 2; i <= LoginLinks.LINKS_MAX; i++) {
            links.make(ANNA);
        }

        assertThat(links.use(oldest)).isEmpty();
        assertThat(links.use(next)).contains(ANNA);
    }
}
