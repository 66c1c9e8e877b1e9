// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InputChainTest {

    private static final Duration LONG = Duration.ofHours(3);
    private static final Duration SHORT = Duration.ofSeconds(5);

    private final Made x11 = new MadeDesktop("x11");
    private final Made wayland = new MadeDesktop("wayland");
    private final Made logind = new Made("logind");
    private final Made terminals = new Made("terminals");
    private final Made interrupts = new Made("interrupts");
    private final InputChain chain = new InputChain(List.of(x11, wayland, logind), terminals, interrupts);

    /// A source that says what it is told to.
    private static class Made implements InputSource {

        final String name;
        Seen seen = Seen.nothing("it knows nothing");
        boolean unseen;
        boolean closed;

        Made(String name) {
            this.name = name;
        }

        void idle(Duration idle) {
            seen = Seen.idle(idle);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Seen look() {
            return seen;
        }

        @Override
        public boolean unseen() {
            return unseen;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class MadeDesktop extends Made implements DeskSource {

        MadeDesktop(String name) {
            super(name);
        }

        @Override
        public Set<String> desks() {
            return Set.of();
        }
    }

    private Optional<Duration> idle() {
        return chain.look().idle();
    }

    private List<String> asked() {
        return chain.look().looks().stream().map(InputChain.Look::source).toList();
    }

    @Test
    void theLatestInputCounts() {
        x11.idle(LONG);
        terminals.idle(SHORT);
        assertThat(idle()).contains(SHORT);
        terminals.idle(LONG);
        logind.idle(Duration.ZERO);
        assertThat(idle()).contains(Duration.ZERO);
    }

    @Test
    void theInterruptsAreAskedOnlyWhereNobodyElseCanTell() {
        interrupts.idle(SHORT);
        x11.idle(LONG);
        assertThat(asked()).containsExactly("x11", "wayland", "logind", "terminals");
        assertThat(idle()).contains(LONG);
        x11.seen = InputSource.Seen.nothing("it is gone");
        assertThat(asked()).contains("interrupts");
        assertThat(idle()).contains(SHORT);
    }

    @Test
    void onAServerTheTerminalsTell() {
        terminals.idle(LONG);
        assertThat(idle()).contains(LONG);
    }

    @Test
    void terminalsCannotSayThatNobodyIsAtADesktop() {
        wayland.unseen = true; // its compositor does not tell
        terminals.idle(LONG);
        assertThat(idle()).isEmpty();
        terminals.idle(SHORT);
        assertThat(idle()).contains(SHORT);
        terminals.idle(LONG);
        interrupts.idle(Duration.ofMinutes(7));
        assertThat(idle()).contains(Duration.ofMinutes(7));
    }

    @Test
    void aForgottenDisplayDoesNotSpeakForTheDesktopOfWhoeverIsLoggedIn() {
        x11.idle(LONG);
        logind.unseen = true; // somebody is at a desktop that tells nobody
        assertThat(idle()).isEmpty();
        assertThat(asked()).contains("interrupts");
    }

    @Test
    void aLoginScreenThatTellsNobodyIsNoMatterWhereTheDesktopTells() {
        x11.unseen = true;
        wayland.idle(LONG);
        assertThat(idle()).contains(LONG);
        assertThat(asked()).doesNotContain("interrupts");
    }

    @Test
    void whereNobodyCanTellNothingIsSaid() {
        assertThat(idle()).isEmpty();
        assertThat(chain.look().looks()).allMatch(look -> look.seen().note().equals("it knows nothing"));
    }

    @Test
    void allAreClosedInTheEnd() {
        chain.close();
        assertThat(List.of(x11, wayland, logind, terminals, interrupts)).allMatch(source -> source.closed);
    }

    @Test
    void onThisMachineEverybodySaysSomething() {
        try (InputChain here = InputChain.here()) {
            assertThat(here.look().looks())
                    .isNotEmpty()
                    .allMatch(look -> look.seen().idle().isPresent()
                            || !look.seen().note().isEmpty());
            assertThat(here.fullScreen()).isNotNull();
        }
    }
}
