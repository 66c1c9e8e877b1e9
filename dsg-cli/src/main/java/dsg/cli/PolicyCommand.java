// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dsg node policy`: what the owner of this machine allows tasks; without options, what holds.
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        header = "What the owner of this machine allows.",
        description = {
            "In the sandbox a task sees its own folder, the programs of the machine (/usr, /opt), and nothing else of it:"
                    + " no home folder. With --show it sees a folder of yours, too, for reading: one with the Python"
                    + " packages that it needs, or with data too large to hand in.",
            "Without options it prints what holds."
        })
final class PolicyCommand implements Callable<Integer> {

    private static final String NONE = "none";
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5})(MiB|GiB|TiB)");
    private static final Map<String, Long> MIB = Map.of("MiB", 1L, "GiB", 1L << 10, "TiB", 1L << 20);

    /// The rungs that an owner can name.
    enum Rung {
        bare,
        sandbox
    }

    @Option(
            names = "--isolation",
            paramLabel = "RUNG",
            description = "sandbox: isolate tasks where this machine can (default); bare: never isolate them.")
    private Optional<Rung> isolation = Optional.empty();

    @Option(
            names = "--show",
            paramLabel = "DIR",
            description = "Tasks may read what is in this folder; may be given again for others.")
    private List<Path> show = List.of();

    @Option(names = "--hide", paramLabel = "DIR", description = "They may not any more.")
    private List<Path> hide = List.of();

    @Option(
            names = "--download",
            paramLabel = "MBIT",
            description = "The node brings files at no more than so many Mbit/s; none: as fast as it can.")
    private Optional<String> download = Optional.empty();

    @Option(
            names = "--upload",
            paramLabel = "MBIT",
            description =
                    "It hands results over, and lets other nodes read files, at no more than so many Mbit/s; none.")
    private Optional<String> upload = Optional.empty();

    @Option(
            names = "--cache",
            paramLabel = "SIZE",
            description = "It keeps files that it has brought, up to this (such as 10GiB), and drops first what was"
                    + " used longest ago; none: up to 20GiB.")
    private Optional<String> cache = Optional.empty();

    private final GridHome home = GridHome.ofEnvironment();

    @Override
    public Integer call() {
        home.prepare();
        OwnerPolicy policy = home.policy();
        Set<Path> shown = new TreeSet<>(policy.shown());
        show.forEach(folder -> shown.add(toBeShown(folder)));
        hide.forEach(folder -> shown.remove(folder.toAbsolutePath().normalize()));
        Map<OwnerPolicy.Limit, Long> limits = limits();
        boolean others = !shown.equals(policy.shown());
        boolean changed = isolation.isPresent() || others || !limits.isEmpty();
        isolation.ifPresent(rung -> policy.setIsolation(rung.name()));
        limits.forEach(policy::setLimit);
        if (others) {
            policy.setShown(shown);
        }
        Terminal terminal = new Terminal();
        terminal.print("isolation: " + (policy.prefersBare() ? Rung.bare : Rung.sandbox));
        terminal.print("shown:     "
                + (shown.isEmpty() ? "none" : shown.stream().map(Path::toString).collect(Collectors.joining("  "))));
        terminal.print("download:  " + mbit(policy, OwnerPolicy.Limit.DOWNLOAD_MBIT));
        terminal.print("upload:    " + mbit(policy, OwnerPolicy.Limit.UPLOAD_MBIT));
        terminal.print("cache:     up to " + Terminal.size(policy.cacheBytes()));
        if (changed && home.running(ProcessKind.NODE).isPresent()) {
            terminal.note("The running node takes it up at its next start: dsg down, then dsg up");
        }
        return ExitStatus.OK;
    }

    /// The limits that were typed, 0 for one that is taken back; every fault is told.
    private Map<OwnerPolicy.Limit, Long> limits() {
        Map<OwnerPolicy.Limit, Long> limits = new EnumMap<>(OwnerPolicy.Limit.class);
        List<String> faults = new ArrayList<>();
        download.ifPresent(text -> limits.put(OwnerPolicy.Limit.DOWNLOAD_MBIT, mbit("--download", text, faults)));
        upload.ifPresent(text -> limits.put(OwnerPolicy.Limit.UPLOAD_MBIT, mbit("--upload", text, faults)));
        cache.ifPresent(text -> limits.put(OwnerPolicy.Limit.CACHE_MIB, mib(text, faults)));
        if (!faults.isEmpty()) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "Nothing was changed.",
                    String.join(" ", faults),
                    "For example: dsg node policy --download 50 --upload 10 --cache 10GiB");
        }
        return limits;
    }

    private static long mbit(String option, String text, List<String> faults) {
        if (text.equals(NONE)) {
            return 0;
        }
        if (text.matches("[1-9][0-9]{0,5}")) {
            return Long.parseLong(text);
        }
        faults.add("`" + option + " " + text + "` is no number of Mbit/s from 1 to 999999, and not `none`.");
        return 0;
    }

    private static long mib(String text, List<String> faults) {
        Matcher size = SIZE.matcher(text);
        if (text.equals(NONE)) {
            return 0;
        }
        if (size.matches()) {
            return Long.parseLong(size.group(1)) * MIB.getOrDefault(size.group(2), 1L);
        }
        faults.add("`--cache " + text + "` is no size such as 500MiB, 10GiB or 1TiB, and not `none`.");
        return 0;
    }

    private static String mbit(OwnerPolicy policy, OwnerPolicy.Limit limit) {
        OptionalLong set = policy.limit(limit);
        return set.isPresent() ? "at most " + set.getAsLong() + " Mbit/s" : "as fast as it can";
    }

    /// The grid's own folder has its keys and its token: whoever reads them is the grid's owner.
    private Path toBeShown(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(path)) {
            throw refused(path, Files.exists(path) ? "It is no folder." : "There is no such folder.");
        }
        if (isSameOrAbove(path, home.folder()) || isSameOrAbove(home.folder(), path)) {
            throw refused(path, "It has to do with " + home.folder() + ", where the grid's own keys are.");
        }
        if (path.getNameCount() == 0
                || path.startsWith("/proc")
                || path.startsWith("/dev")
                || path.startsWith("/etc")) {
            throw refused(path, "It is the system's own.");
        }
        return path;
    }

    private static boolean isSameOrAbove(Path above, Path below) {
        try {
            return Files.exists(below) && below.toRealPath().startsWith(above.toRealPath());
        } catch (IOException _) {
            return below.toAbsolutePath().startsWith(above);
        }
    }

    private static CommandFailure refused(Path folder, String why) {
        return new CommandFailure(
                ExitStatus.USAGE,
                folder + " is not shown to tasks.",
                why,
                "Show a folder with programs or data: dsg node policy --show ~/venv");
    }
}
