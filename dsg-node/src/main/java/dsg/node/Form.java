// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Durations;
import dsg.model.UserName;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the value of a setting is written.
///
/// @param label how a value is called, as in `--idle-after TIME`
/// @param isList whether several values may be given
/// @param says what is to be written, such as "a time such as 30s, 5m or 2h"
/// @param is whether this text is one
record Form(String label, boolean isList, String says, Predicate<String> is) {

    /// For what has no limit, or is not wanted.
    static final String NONE = "none";

    static final String ALL = "all";

    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3})%");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,3})?");
    private static final Pattern MBIT = Pattern.compile("[1-9][0-9]{0,5}");
    private static final Pattern SIZE_TEXT = Pattern.compile("([1-9][0-9]{0,6})(MiB|GiB|TiB)");

    static final Form TIME = new Form(
            "TIME",
            false,
            "a time such as 30s, 5m or 2h",
            text -> Durations.parse(text).isPresent());
    static final Form TIME_OR_NONE = TIME.orNone();
    static final Form CORES = new Form(
            "CORES",
            false,
            "a number of cores such as 2, or a share of them such as 50%",
            text -> percent(text).isPresent() || COUNT.matcher(text).matches());
    static final Form GPUS = new Form(
            "GPUS",
            false,
            "a number of graphics processors such as 0 or 1, or all",
            text -> text.equals(ALL) || text.matches("[0-9]{1,2}"));
    static final Form SHARE = new Form(
            "PERCENT",
            false,
            "a share from 1% to 100%",
            text -> percent(text).filter(some -> some > 0).isPresent());
    static final Form SHARE_OR_NONE = new Form(
                    "PERCENT",
                    false,
                    "a share from 0% to 100%",
                    text -> percent(text).isPresent())
            .orNone();
    static final Form MEMORY = new Form(
            "SIZE",
            false,
            "a size such as 4GiB, or a share such as 50%",
            text -> percent(text).isPresent() || mib(text).isPresent());
    static final Form SIZE = new Form(
            "SIZE",
            false,
            "a size such as 500MiB, 10GiB or 1TiB",
            text -> mib(text).isPresent());
    static final Form SIZE_OR_NONE = SIZE.orNone();
    static final Form MBIT_OR_NONE = new Form(
                    "MBIT",
                    false,
                    "a number of Mbit/s from 1 to 999999",
                    text -> MBIT.matcher(text).matches())
            .orNone();
    static final Form HEAT_OR_NONE = new Form(
                    "CELSIUS",
                    false,
                    "a temperature from 30 to 120",
                    text -> text.matches("[0-9]{2,3}") && Integer.parseInt(text) >= 30 && Integer.parseInt(text) <= 120)
            .orNone();
    static final Form BATTERY = new Form(
            "rest|work|PERCENT",
            false,
            "rest, work, or the least charge such as 60%",
            text -> text.equals("rest") || text.equals("work") || percent(text).isPresent());
    static final Form HOURS = new Form(
            "HOURS",
            true,
            "part of a week such as \"mon-fri 18:00-07:00\", \"sat sun\" or 22:00-06:00",
            text -> Hours.parse(text).isPresent());
    static final Form PROGRAMS = new Form(
            "PROGRAM", true, "the name of a program such as vlc or zoom*", text -> text.matches("[^/\\s]{1,64}"));
    static final Form PEOPLE = new Form(
            "USER", true, "the name of a user", text -> UserName.fault(text).isEmpty());
    static final Form TAGS = new Form(
            "TAG", true, "a tag: letters, digits, - and _, at most 64", text -> text.matches("[A-Za-z0-9_-]{1,64}"));
    static final Form FOLDERS = new Form(
            "DIR",
            true,
            "the whole path of a folder",
            text -> text.startsWith("/") || Path.of(text).isAbsolute());

    static Form choice(String... words) {
        List<String> all = List.of(words);
        String last = all.getLast();
        String some = String.join(", ", all.subList(0, all.size() - 1));
        return new Form(String.join("|", all), false, some + " or " + last, all::contains);
    }

    /// A moment until which something holds, given as a time from now.
    static final Form UNTIL = new Form(
                    "TIME",
                    false,
                    "a time such as 30m or 2h",
                    text -> Durations.parse(text).isPresent() || moment(text).isPresent())
            .orNone();

    private Form orNone() {
        return new Form(label, isList, says + ", or " + NONE, text -> text.equals(NONE) || is.test(text));
    }

    /// The moment that this is, if it is one.
    static Optional<Instant> moment(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /// The share that this is, if it is one.
    static Optional<Integer> percent(String text) {
        Matcher matcher = PERCENT.matcher(text);
        return matcher.matches()
                ? Optional.of(Integer.parseInt(matcher.group(1))).filter(some -> some <= 100)
                : Optional.empty();
    }

    /// The MiB that this size is, if it is one.
    static Optional<Long> mib(String text) {
        Matcher size = SIZE_TEXT.matcher(text);
        if (!size.matches()) {
            return Optional.empty();
        }
        int shift = switch (size.group(2)) {
            case "MiB" -> 0;
            case "GiB" -> 10;
            default -> 20;
        };
        return Optional.of(Long.parseLong(size.group(1)) << shift);
    }
}
