// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import static dsg.core.Bench.id;
import static dsg.core.Jobs.job;
import static dsg.core.Jobs.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.GridCommand;
import dsg.model.Hardware;
import dsg.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Attic is awake and has one core; others sleep, with two cores each.
class WakeQueriesTest {

    private final Bench bench = new Bench().node("attic", 1);

    private void sleeps(String name, double speed, Optional<String> wake) {
        Hardware hardware = new Hardware(
                new Hardware.Cores(
                        OptionalInt.empty(), 2, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty()),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(new Hardware.Link("eth0", OptionalInt.of(1000), false, wake)),
                OptionalDouble.of(speed));
        bench.turn(new GridCommand.Arrive(id(name), Bench.facts(name, 2, 8192).with(hardware), Set.of()));
        bench.depart(name);
    }

    private void sleeps(String name, double speed) {
        sleeps(name, speed, Optional.of("52:54:00:00:00:0" + (int) speed));
    }

    private List<String> worthWaking(NodeId... called) {
        return WakeQueries.worthWaking(bench.machine.view(), bench.machine.plan(), Set.of(called)).stream()
                .map(WakeQueries.Sleeper::name)
                .toList();
    }

    @Test
    void nobodyIsWokenWhileThereIsRoom() {
        sleeps("cellar", 1);
        bench.submit(job("small", stage("main")));

        assertThat(worthWaking()).isEmpty();
    }

    @Test
    void theFastestAreWokenAndNoMoreThanWhatWaitsWouldFill() {
        sleeps("cellar", 1);
        sleeps("den", 3);
        sleeps("loft", 2);

        bench.submit(job("sweep", stage("main").tasks(5))); // one runs, four wait, two go to each

        assertThat(worthWaking()).containsExactly("den", "loft");
    }

    @Test
    void oneThatIsOnItsWayCountsAsIfItWereThere() {
        sleeps("cellar", 1);
        sleeps("den", 3);
        bench.submit(job("sweep", stage("main").tasks(3)));

        assertThat(worthWaking()).containsExactly("den");
        assertThat(worthWaking(id("den"))).isEmpty();
    }

    @Test
    void whomTheOwnerLetsSleepOrSomebodyHasPausedIsLeftAlone() {
        sleeps("cellar", 1, Optional.empty());
        sleeps("den", 3);
        bench.turn(new GridCommand.PauseNode(id("den")));

        bench.submit(job("sweep", stage("main").tasks(5)));

        assertThat(worthWaking()).isEmpty();
    }

    @Test
    void aMachineThatIsTooSmallSleepsOn() {
        sleeps("den", 3);

        bench.submit(job("large", stage("main").asks(4000, 512)));

        assertThat(worthWaking()).isEmpty();
    }
}
