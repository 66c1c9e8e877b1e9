// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A part of the week, as people write it: `mon-fri 18:00-07:00`, `sat sun`, `22:00-06:00`. What goes past midnight
/// belongs
/// to the day on which it begins. Local time, as the clock on the wall shows it.
///
/// @param from the same as `to` for whole days
record Hours(Set<DayOfWeek> days, LocalTime from, LocalTime to) {

    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Pattern TIMES = Pattern.compile("(\\d{1,2}:\\d{2})-(\\d{1,2}:\\d{2})");
    private static final int MINUTES_A_WEEK = 7 * 24 * 60;

    Hours {
        days = Set.copyOf(days);
    }

    /// Reads it; none if it is no part of a week.
    static Optional<Hours> parse(String text) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        Optional<Matcher> times = Optional.empty();
        for (String word : text.strip().toLowerCase(Locale.ROOT).split("[\\s]+")) {
            Matcher matcher = TIMES.matcher(word);
            if (matcher.matches() && times.isEmpty()) {
                times = Optional.of(matcher);
            } else if (times.isPresent() || !addDays(days, word)) {
                return Optional.empty();
            }
        }
        try {
            LocalTime from = times.map(found -> time(found.group(1))).orElse(LocalTime.MIDNIGHT);
            LocalTime to = times.map(found -> time(found.group(2))).orElse(LocalTime.MIDNIGHT);
            return Optional.of(new Hours(days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days, from, to));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static LocalTime time(String text) {
        return text.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(text.length() == 4 ? "0" + text : text);
    }

    /// `mon`, `mon-fri`, also around the end of the week: `sat-mon`.
    private static boolean addDays(Set<DayOfWeek> days, String word) {
        String[] ends = word.split("-", -1);
        int first = DAYS.indexOf(ends[0]);
        int last = DAYS.indexOf(ends[ends.length - 1]);
        if (ends.length > 2 || first < 0 || last < 0) {
            return false;
        }
        for (int day = first; ; day = (day + 1) % 7) {
            days.add(DayOfWeek.of(day + 1));
            if (day == last) {
                return true;
            }
        }
    }

    /// Whether this moment is in it.
    boolean contains(LocalDateTime moment) {
        LocalTime time = moment.toLocalTime();
        boolean begunToday = days.contains(moment.getDayOfWeek());
        if (from.isBefore(to)) {
            return begunToday && !time.isBefore(from) && time.isBefore(to);
        }
        boolean begunYesterday = days.contains(moment.getDayOfWeek().minus(1));
        return (begunToday && !time.isBefore(from)) || (begunYesterday && time.isBefore(to));
    }

    /// When it is next in one of these; none if it never is.
    static Optional<LocalDateTime> next(List<Hours> hours, LocalDateTime after) {
        LocalDateTime minute = after.withSecond(0).withNano(0);
        for (int ahead = 1; ahead <= MINUTES_A_WEEK; ahead++) {
            LocalDateTime then = minute.plusMinutes(ahead);
            if (hours.stream().anyMatch(part -> part.contains(then))) {
                return Optional.of(then);
            }
        }
        return Optional.empty();
    }
}
