// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.util.Optional;

/// A process, as `/proc/PID/stat` tells of it (proc_pid_stat(5)).
///
/// @param name its program's name, cut after 15 letters
/// @param terminal the number of its terminal's device; 0 if it has none
/// @param ticks what it and those of its children that have ended have used
/// @param started when, in ticks since the machine was; a number that is given again has
///     another start
record ProcessStat(long pid, String name, char state, long parent, long terminal, long ticks, long started) {

    private static final int GENERATIONS_MAX = 10_000;

    /// @param process its number
    static Optional<ProcessStat> read(SystemFiles files, String process) {
        return files.text("proc/" + process + "/stat").flatMap(ProcessStat::parse);
    }

    /// The program's name stands in brackets, and may have blanks and brackets itself.
    static Optional<ProcessStat> parse(String text) {
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 0 || close < open) {
            return Optional.empty();
        }
        String[] columns = text.substring(close + 1).strip().split(" ", -1);
        if (columns.length < 15) {
            return Optional.empty();
        }
        return Optional.of(new ProcessStat(
                number(text.substring(0, open).strip()),
                text.substring(open + 1, close),
                columns[0].charAt(0),
                number(columns[1]),
                number(columns[4]),
                number(columns[11]) + number(columns[12]) + number(columns[13]) + number(columns[14]),
                columns.length > 19 ? number(columns[19]) : 0));
    }

    /// Whether a process was started by another one, or by one that it started, and so on.
    static boolean descends(SystemFiles files, ProcessStat process, long from) {
        long parent = process.parent();
        for (int i = 0; i < GENERATIONS_MAX && parent > 1; i++) {
            if (parent == from) {
                return true;
            }
            parent = read(files, Long.toString(parent)).map(ProcessStat::parent).orElse(0L);
        }
        return parent == from;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
