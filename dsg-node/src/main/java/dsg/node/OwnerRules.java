// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Durations;
import dsg.model.Hardware.Power;
import dsg.model.Offer;
import dsg.model.Resources;
import dsg.model.Rest;
import dsg.model.Rest.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What follows from an owner's policy and what is seen of his machine. Reads no clock and touches nothing: time and
/// sights come in by the door, so that a day passes in a test within a moment.
///
/// Two thresholds keep a machine from changing its mind all the time, as HTCondor's `START` and `CONTINUE` do: new
/// tasks
/// begin once nobody has used it for `idle_after`, while what was frozen goes on after `resume_after` already. Every
/// other
/// reason to rest holds until it has been gone for `resume_after`, too.
final class OwnerRules {

    /// A moment on both clocks.
    ///
    /// @param wall for hours of the day, where a jump of the clock is meant to count
    /// @param nanos for lengths of time, where it is not
    record Moment(Instant wall, ZoneId zone, long nanos) {
        LocalDateTime local() {
            return LocalDateTime.ofInstant(wall, zone);
        }
    }

    private static final Comparator<Rest> STRONGEST_FIRST = Comparator.comparing(Rest::kind);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    private final Map<Kind, Seen> seen = new EnumMap<>(Kind.class);

    /// A reason that is seen and passes, and when it was seen last.
    private record Seen(Rest rest, long nanos) {}

    /// What this policy allows on a machine that has so much.
    Consent judge(OwnerPolicy policy, Sighting sighting, Resources capacity, Moment now) {
        Duration resumeAfter = policy.time(Setting.RESUME_AFTER);
        Duration idleAfter = longer(policy.time(Setting.IDLE_AFTER), resumeAfter);
        List<Rest> stops = new ArrayList<>(said(policy, now));
        look(policy, sighting, now);
        stops.addAll(seenWithin(resumeAfter, now));
        List<Rest> waits = new ArrayList<>(network(policy, sighting, now));
        if (policy.when() == OwnerPolicy.When.IDLE) {
            inUse(policy, sighting, resumeAfter).ifPresent(stops::add);
            inUse(policy, sighting, idleAfter).ifPresent(waits::add);
        }
        waits.addAll(stops);
        Resources most = limit(policy, capacity, isTouched(sighting, idleAfter));
        boolean used = isTouched(sighting, resumeAfter);
        return new Consent(
                new Offer(
                        waits.stream().min(STRONGEST_FIRST),
                        most.equals(capacity) ? Optional.empty() : Optional.of(most),
                        policy.people()),
                stops.stream().min(STRONGEST_FIRST),
                stops.isEmpty() ? limit(policy, capacity, used) : Resources.NONE,
                policy.percent(used ? Setting.CPU_SHARE_IN_USE : Setting.CPU_SHARE)
                        .orElse(100));
    }

    /// What a policy that cannot be read allows: nothing.
    static Consent unreadable(String file, String why) {
        Rest rest = new Rest(
                Kind.UNREADABLE, "its owner's policy in " + file + " cannot be read: " + why + " See: dsg node policy");
        return new Consent(
                new Offer(Optional.of(rest), Optional.empty(), Set.of()), Optional.of(rest), Resources.NONE, 100);
    }

    /// What the owner himself has said.
    private static List<Rest> said(OwnerPolicy policy, Moment now) {
        List<Rest> said = new ArrayList<>();
        if (policy.when() == OwnerPolicy.When.NEVER) {
            said.add(new Rest(Kind.NEVER, "its owner lets no tasks run on it"));
        }
        policy.snoozedUntil()
                .filter(until -> until.isAfter(now.wall()))
                .ifPresent(until -> said.add(
                        new Rest(Kind.SNOOZED, "its owner has sent it to rest until " + text(at(until, now), now))));
        List<Hours> hours = policy.hours(Setting.HOURS);
        boolean counts = policy.when() == OwnerPolicy.When.SCHEDULE || policy.when() == OwnerPolicy.When.IDLE;
        if (counts && !hours.isEmpty() && hours.stream().noneMatch(part -> part.contains(now.local()))) {
            said.add(new Rest(Kind.HOURS, "its owner lets tasks run " + again(hours, now)));
        }
        return said;
    }

    private static String again(List<Hours> hours, Moment now) {
        return Hours.next(hours, now.local())
                .map(then -> "from " + text(then, now) + " on")
                .orElse("never");
    }

    private void look(OwnerPolicy policy, Sighting sighting, Moment now) {
        if (policy.value(Setting.FULL_SCREEN).equals("rest")) {
            sighting.fullScreen().ifPresent(program -> see(Kind.FULL_SCREEN, program + " fills its screen", now));
        }
        sighting.exclusive().ifPresent(program -> see(Kind.EXCLUSIVE, program + " runs on it", now));
        battery(policy, sighting).ifPresent(why -> see(Kind.BATTERY, why, now));
        policy.number(Setting.HEAT).ifPresent(most -> {
            if (sighting.celsius().orElse(0) > most) {
                see(Kind.HEAT, "its processor is hotter than " + most + " °C", now);
            }
        });
        policy.percent(Setting.OTHERS_LOAD).ifPresent(most -> {
            if (sighting.others().orElse(0) > most) {
                see(Kind.OTHERS, "other programs keep more than " + most + " % of its cores busy", now);
            }
        });
    }

    private void see(Kind kind, String why, Moment now) {
        seen.put(kind, new Seen(new Rest(kind, why), now.nanos()));
    }

    private List<Rest> seenWithin(Duration time, Moment now) {
        seen.values().removeIf(one -> now.nanos() - one.nanos() >= Math.max(1, time.toNanos()));
        return seen.values().stream().map(Seen::rest).toList();
    }

    private static Optional<String> battery(OwnerPolicy policy, Sighting sighting) {
        boolean onBattery = sighting.power().filter(Power.BATTERY::equals).isPresent();
        String allowed = policy.value(Setting.ON_BATTERY);
        if (!onBattery || allowed.equals("work")) {
            return Optional.empty();
        }
        Optional<Integer> least = Form.percent(allowed);
        if (least.isEmpty()) {
            return Optional.of("it runs on its battery");
        }
        return sighting.battery().orElse(0) < least.get()
                ? Optional.of("it runs on its battery, which has less than " + least.get() + " %")
                : Optional.empty();
    }

    private static List<Rest> network(OwnerPolicy policy, Sighting sighting, Moment now) {
        List<Rest> waits = new ArrayList<>();
        List<Hours> hours = policy.hours(Setting.NETWORK_HOURS);
        if (!hours.isEmpty() && hours.stream().noneMatch(part -> part.contains(now.local()))) {
            waits.add(new Rest(Kind.NETWORK, "its owner lets it use the network " + again(hours, now)));
        }
        Form.mib(policy.value(Setting.DAILY_TRANSFER))
                .filter(most -> sighting.movedMib() >= most)
                .ifPresent(most -> waits.add(new Rest(
                        Kind.NETWORK, "it has moved the " + policy.value(Setting.DAILY_TRANSFER) + " of today")));
        return waits;
    }

    /// Whether its owner is too near, if nobody must have touched it for so long.
    private static Optional<Rest> inUse(OwnerPolicy policy, Sighting sighting, Duration least) {
        if (sighting.idle().isEmpty()) {
            return policy.value(Setting.UNKNOWN).equals("rest")
                    ? Optional.of(new Rest(Kind.UNKNOWN, "whether somebody uses it cannot be told"))
                    : Optional.empty();
        }
        if (isTouched(sighting, least)) {
            return Optional.of(new Rest(
                    Kind.IN_USE,
                    "somebody uses it; it takes tasks once nobody has for "
                            + Durations.text(
                                    longer(policy.time(Setting.IDLE_AFTER), policy.time(Setting.RESUME_AFTER)))));
        }
        return policy.timeIfAny(Setting.IDLE_AT_MOST)
                .filter(most -> sighting.idle().get().compareTo(most) >= 0)
                .map(most -> new Rest(
                        Kind.ASLEEP, "nobody has used it for " + Durations.text(most) + ", and it may go to sleep"));
    }

    private static boolean isTouched(Sighting sighting, Duration within) {
        return sighting.idle().filter(idle -> idle.compareTo(within) < 0).isPresent();
    }

    private static Resources limit(OwnerPolicy policy, Resources capacity, boolean used) {
        return new Resources(
                policy.cpuMilli(used ? Setting.CORES_IN_USE : Setting.CORES, capacity.cpuMilli()),
                policy.mib(used ? Setting.MEMORY_IN_USE : Setting.MEMORY, capacity.memoryMib()),
                policy.mib(Setting.DISK, capacity.diskMib()),
                policy.gpus(used ? Setting.GPUS_IN_USE : Setting.GPUS, capacity.gpus()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static LocalDateTime at(Instant moment, Moment now) {
        return LocalDateTime.ofInstant(moment, now.zone());
    }

    /// `18:00`, or with its day: `Mon 18:00`.
    private static String text(LocalDateTime moment, Moment now) {
        String time = CLOCK.format(moment);
        return moment.toLocalDate().equals(now.local().toLocalDate())
                ? time
                : moment.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ROOT) + " " + time;
    }
}
