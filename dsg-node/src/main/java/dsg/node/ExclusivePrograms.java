// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which of the programs that are to have the machine for themselves run now, and were not started
/// by the node. Every program has three names here: its file's, the one it was called by, and the
/// one that it gave itself.
///
/// A process is read when it is new. As it may become another program soon after, it is read again
/// while it is young, and sometimes later on, each time with its start: its number may belong to
/// somebody else by then.
final class ExclusivePrograms {

    private static final Duration READ_EVERY = Duration.ofSeconds(2);
    private static final int YOUNG_READINGS = 5;
    private static final int ROUND = 16;
    private static final long KERNEL = 2; // the parent of what the kernel does itself

    private final SystemFiles files;
    private final long self;
    private final Every again;
    private final Map<Long, Known> known = new HashMap<>();
    private List<Pattern> patterns = List.of();
    private Set<String> wanted = Set.of();
    private Set<String> running = Set.of();
    private int round;

    /// @param match its name that is wanted, if one is
    private record Known(long started, int readings, Optional<String> match) {}

    /// @param self the node's process
    ExclusivePrograms(SystemFiles files, long self) {
        this(files, self, READ_EVERY);
    }

    ExclusivePrograms(SystemFiles files, long self, Duration readEvery) {
        this.files = files;
        this.self = self;
        this.again = new Every(readEvery);
    }

    /// @param names of programs, in upper or lower case; `*` stands for any letters
    /// @return the names of those that run
    Set<String> look(Collection<String> names) {
        Set<String> now = Set.copyOf(names);
        if (!now.equals(wanted)) {
            wanted = now;
            patterns = names.stream().map(ExclusivePrograms::pattern).toList();
            known.clear();
            again.soon();
        }
        if (wanted.isEmpty()) {
            running = Set.of();
        } else if (again.due()) {
            read();
        }
        return running;
    }

    private static Pattern pattern(String name) {
        return Pattern.compile(Arrays.stream(name.toLowerCase(Locale.ROOT).split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    }

    private void read() {
        round++;
        Set<Long> there = new HashSet<>();
        for (String name : files.names("proc")) {
            if (Character.isDigit(name.charAt(0))) {
                long pid = Long.parseLong(name);
                there.add(pid);
                Known before = known.get(pid);
                if (before == null || before.readings() < YOUNG_READINGS || (pid + round) % ROUND == 0) {
                    read(pid, Optional.ofNullable(before));
                }
            }
        }
        known.keySet().retainAll(there);
        running = known.values().stream()
                .flatMap(program -> program.match().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void read(long pid, Optional<Known> before) {
        Optional<ProcessStat> stat = ProcessStat.read(files, Long.toString(pid));
        if (stat.isEmpty()) {
            known.remove(pid);
            return;
        }
        ProcessStat process = stat.get();
        int readings = before.filter(one -> one.started() == process.started())
                .map(Known::readings)
                .orElse(0);
        known.put(pid, new Known(process.started(), readings + 1, match(process)));
    }

    private Optional<String> match(ProcessStat process) {
        if (process.state() == 'Z' || process.parent() == KERNEL || process.pid() == self) {
            return Optional.empty();
        }
        String folder = "proc/" + process.pid();
        String called = files.text(folder + "/cmdline").orElse("").split("\0", 2)[0];
        String file = files.target(folder + "/exe").orElse("").replaceFirst(" \\(deleted\\)$", "");
        return Stream.of(
                        file,
                        called.substring(Math.max(called.lastIndexOf('/'), called.lastIndexOf('\\')) + 1),
                        process.name())
                .filter(name -> !name.isEmpty() && isWanted(name))
                .findFirst()
                .filter(_ -> !ProcessStat.descends(files, process, self));
    }

    private boolean isWanted(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return patterns.stream().anyMatch(pattern -> pattern.matcher(lower).matches());
    }
}
