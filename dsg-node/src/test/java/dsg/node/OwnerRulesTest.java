// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Hardware.Power;
import dsg.model.Resources;
import dsg.model.Rest;
import dsg.model.Rest.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerRulesTest {

    private static final Resources MACHINE = new Resources(8000, 16_000, 100_000, 2);
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final OwnerRules rules = new OwnerRules();
    private Instant wall = Instant.parse("2026-11-23T11:00:00Z");
    private long nanos;
    private OwnerPolicy policy = OwnerPolicy.USUAL;
    private Sighting sighting = Sighting.NOTHING;

    private void says(String... settings) {
        for (String setting : settings) {
            String[] words = setting.split(" ", 2);
            Setting which = Setting.of(words[0]).orElseThrow();
            assertThat(which.fault(words[1])).isEmpty();
            policy = policy.with(which, List.of(words[1]));
        }
    }

    private Consent now() {
        return rules.judge(policy, sighting, MACHINE, new OwnerRules.Moment(wall, BERLIN, nanos));
    }

    private void pass(String time) {
        Duration length = Duration.parse("PT" + time);
        wall = wall.plus(length);
        nanos += length.toNanos();
        sighting = sighting.with(sighting.idle().map(idle -> idle.plus(length)));
    }

    private void touched() {
        sighting = sighting.with(Optional.of(Duration.ZERO));
    }

    private Optional<Kind> rests() {
        return now().offer().rest().map(Rest::kind);
    }

    private boolean isFrozen() {
        return now().freezes().isPresent();
    }

    @Test
    void anOwnerWhoHasSaidNothingLetsTasksHaveAllOfIt() {
        touched();
        assertThat(now()).isEqualTo(Consent.all(MACHINE));
    }

    @Test
    void whoeverTouchesHisMachineHasItBackAndTasksGoOnAMinuteAfterHeLeft() {
        says("when idle");
        touched();
        pass("10M");
        assertThat(rests()).isEmpty();

        touched();
        assertThat(isFrozen()).isTrue();
        assertThat(now().runs()).isEqualTo(Resources.NONE);
        assertThat(rests()).contains(Kind.IN_USE);

        pass("59.9S");
        assertThat(isFrozen()).isTrue();
        pass("0.1S");
        assertThat(isFrozen()).as("what was frozen goes on").isFalse();
        assertThat(rests()).as("but nothing new begins").contains(Kind.IN_USE);

        pass("119.9S");
        assertThat(rests()).contains(Kind.IN_USE);
        pass("0.1S");
        assertThat(rests()).isEmpty();
    }

    @Test
    void resumingLaterThanBeginningMeansBeginningThen() {
        says("when idle", "idle_after 1m", "resume_after 5m");
        touched();
        pass("2M");
        assertThat(rests()).contains(Kind.IN_USE);
        assertThat(isFrozen()).isTrue();
    }

    @Test
    void whereItCannotBeToldItRunsUnlessTheOwnerWantsOtherwise() {
        says("when idle");
        assertThat(rests()).isEmpty();
        says("unknown rest");
        assertThat(rests()).contains(Kind.UNKNOWN);
        assertThat(isFrozen()).isTrue();
    }

    @Test
    void aMachineThatMayGoToSleepIsLetGo() {
        says("when idle", "idle_at_most 2h");
        touched();
        pass("119M");
        assertThat(rests()).isEmpty();
        pass("1M");
        assertThat(rests()).contains(Kind.ASLEEP);
    }

    @ParameterizedTest
    @CsvSource({"schedule, 0", "idle, 600"})
    void hoursHoldByTheClockOnTheWall(String when, int idleSeconds) {
        says("when " + when, "hours mon-fri 18:00-07:00");
        sighting = sighting.with(Optional.of(Duration.ofSeconds(idleSeconds)));
        assertThat(now().offer().rest().orElseThrow().why()).isEqualTo("its owner lets tasks run from 18:00 on");
        wall = Instant.parse("2026-11-23T16:59:59Z");
        assertThat(rests()).contains(Kind.HOURS);
        wall = Instant.parse("2026-11-23T17:00:00Z"); // 18:00 in Berlin
        assertThat(rests()).isEmpty();
        wall = Instant.parse("2026-11-24T06:00:00Z"); // 07:00
        assertThat(rests()).contains(Kind.HOURS);
        wall = Instant.parse("2026-11-28T12:00:00Z");
        assertThat(now().offer().rest().orElseThrow().why()).endsWith("from Mon 18:00 on");
    }

    @Test
    void onTheDayOnWhichClocksGoForwardTheHoursAreTheWallsStill() {
        says("when schedule", "hours 01:30-03:30");
        wall = Instant.parse("2027-03-28T00:29:00Z"); // 01:29; at 02:00 it becomes 03:00
        assertThat(rests()).contains(Kind.HOURS);
        wall = Instant.parse("2027-03-28T01:29:00Z"); // 03:29
        assertThat(rests()).isEmpty();
        wall = Instant.parse("2027-03-28T01:30:00Z");
        assertThat(rests()).contains(Kind.HOURS);
    }

    @Test
    void aSnoozeEndsByItself() {
        says("snooze 2026-11-23T12:00:00Z");
        assertThat(now().offer().rest().orElseThrow())
                .isEqualTo(new Rest(Kind.SNOOZED, "its owner has sent it to rest until 13:00"));
        pass("59M");
        assertThat(isFrozen()).isTrue();
        assertThat(policy.withoutPast(wall)).isEqualTo(policy);
        pass("1M");
        assertThat(rests()).isEmpty();
        assertThat(policy.withoutPast(wall)).isEqualTo(OwnerPolicy.USUAL);
    }

    @Test
    void ofAllReasonsTheStrongestIsTold() {
        says("when idle", "exclusive vlc");
        touched();
        sighting = new Sighting(
                sighting.idle(),
                Optional.of("vlc"),
                Optional.of("vlc"),
                Optional.of(Power.BATTERY),
                OptionalInt.of(50),
                OptionalDouble.of(90),
                OptionalDouble.of(95),
                0,
                List.of());
        assertThat(rests()).contains(Kind.IN_USE);
        pass("10M");
        assertThat(rests()).contains(Kind.FULL_SCREEN);
        says("when never");
        assertThat(rests()).contains(Kind.NEVER);
    }

    @Test
    void whatDisturbsHoldsUntilItHasBeenGoneForAWhile() {
        says("when schedule", "hours sun-sat", "others_load 25%");
        sighting = others(26);
        assertThat(rests()).contains(Kind.OTHERS);
        sighting = others(24);
        pass("59S");
        assertThat(rests()).contains(Kind.OTHERS);
        pass("1S");
        assertThat(rests()).isEmpty();
    }

    private static Sighting others(double percent) {
        return new Sighting(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalDouble.of(percent),
                OptionalDouble.empty(),
                0,
                List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "always, , 5, ",
        "idle, , 100, BATTERY",
        "idle, work, 5, ",
        "idle, 60%, 60, ",
        "idle, 60%, 59, BATTERY",
        "always, rest, 100, BATTERY"
    })
    void onItsBatteryItDoesWhatItsOwnerSays(String when, String allowed, int charge, Kind rest) {
        says("when " + when);
        if (allowed != null) {
            says("on_battery " + allowed);
        }
        sighting = new Sighting(
                Optional.of(Duration.ofHours(1)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Power.BATTERY),
                OptionalInt.of(charge),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                0,
                List.of());
        assertThat(rests()).isEqualTo(Optional.ofNullable(rest));
    }

    @Test
    void whileItIsUsedTasksGetLessOfIt() {
        says("cores_in_use 25%", "memory_in_use 4GiB", "cpu_share_in_use 50%", "cores 7", "gpus_in_use 1");
        touched();
        assertThat(now().runs()).isEqualTo(new Resources(2000, 4096, 100_000, 1));
        assertThat(now().offer().most()).contains(new Resources(2000, 4096, 100_000, 1));
        assertThat(now().cpuShare()).isEqualTo(50);
        assertThat(rests()).isEmpty();
        pass("1M");
        assertThat(now().runs()).isEqualTo(new Resources(7000, 16_000, 100_000, 2));
        assertThat(now().offer().most()).contains(new Resources(2000, 4096, 100_000, 1));
        pass("2M");
        assertThat(now().offer().most()).contains(new Resources(7000, 16_000, 100_000, 2));
        assertThat(now().cpuShare()).isEqualTo(100);
    }

    @Test
    void aNetworkThatIsUsedUpStopsWhatIsNewAndNothingThatRuns() {
        says("daily_transfer 10GiB");
        sighting = new Sighting(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                10 * 1024,
                List.of());
        assertThat(rests()).contains(Kind.NETWORK);
        assertThat(isFrozen()).isFalse();
    }

    @Test
    void aPolicyThatCannotBeReadAllowsNothing() {
        Consent consent = OwnerRules.unreadable("policy.json", "it has an unknown key `wen`.");
        assertThat(consent.runs()).isEqualTo(Resources.NONE);
        assertThat(consent.offer().rest().orElseThrow().why())
                .isEqualTo("its owner's policy in policy.json cannot be read: it has an unknown key `wen`."
                        + " See: dsg node policy");
    }

    @Test
    void whatIsSaidTwiceIsKeptAsSaid() {
        assertThat(OwnerPolicy.of(Map.of(Setting.EXCLUSIVE, List.of("vlc", "zoom*")))
                        .values(Setting.EXCLUSIVE))
                .containsExactly("vlc", "zoom*");
    }
}
