// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.core.Trait.Kind;
import dsg.core.TraitColumn.Chance;
import dsg.core.TraitColumn.Claim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What sets the tasks of a stage that failed apart from those that passed: a value of the sweep, the node, the size of
/// an input, what they asked for. It states only what was counted, and keeps silent where chance alone would often
/// separate as well.
public final class FailureContrast {

    private static final int SAID_MAX = 2;
    /// Of so many values of the sweep, any two are looked at together.
    private static final int PAIRED_MAX = 8;

    private FailureContrast() {}

    /// A task that was looked at.
    ///
    /// @param why why it failed; empty if it passed
    /// @param traits what may set it apart, in the order in which that is preferred
    public record Looked(String why, Map<Trait, String> traits) {}

    /// The tasks that were looked at, and how many there are in all.
    public record Sample(List<Looked> failed, List<Looked> passed, int allFailed, int allPassed) {
        public Sample {
            failed = List.copyOf(failed);
            passed = List.copyOf(passed);
        }
    }

    /// In whole sentences without a full stop, the most telling first; empty if nothing separates them well.
    public static List<String> of(Sample sample) {
        if (sample.failed().isEmpty() || sample.passed().isEmpty()) {
            return List.of();
        }
        Words all = new Words(sample, "");
        List<String> said = separate(sample.failed(), sample.passed(), all);
        return said.isEmpty() ? ofTheCommonestReason(sample) : said;
    }

    /// Tasks that fail for several reasons have little in common; those that fail for the same reason may.
    private static List<String> ofTheCommonestReason(Sample sample) {
        Map<String, List<Looked>> byReason = new TreeMap<>();
        sample.failed()
                .forEach(task -> byReason.computeIfAbsent(task.why(), _ -> new ArrayList<>())
                        .add(task));
        List<Looked> most = byReason.values().stream()
                .max(Comparator.comparingInt(List::size))
                .orElseThrow();
        if (byReason.size() == 1 || most.size() < 2) {
            return List.of();
        }
        Sample some = new Sample(most, sample.passed(), most.size(), sample.allPassed());
        return separate(most, sample.passed(), new Words(some, most.getFirst().why()));
    }

    private static List<String> separate(List<Looked> failed, List<Looked> passed, Words words) {
        List<TraitColumn> columns = columns(failed, passed);
        List<Integer> groups = new ArrayList<>();
        columns.forEach(column -> groups.addAll(column.groupSizes()));
        Chance chance = new Chance(failed.size(), passed.size(), groups);
        List<Claim> claims = new ArrayList<>();
        columns.forEach(column -> column.claim(chance).ifPresent(claims::add));
        if (claims.isEmpty()) {
            pairs(columns, failed.size(), passed.size()).ifPresent(claims::add);
        }
        return claims.stream()
                .sorted(Comparator.comparingDouble(Claim::chance))
                .limit(SAID_MAX)
                .map(claim -> words.sentence(claim.text(), claim.kind(), claim.passed()))
                .toList();
    }

    /// One for each trait that not all tasks have alike; of traits that part the tasks alike, the preferred one.
    private static List<TraitColumn> columns(List<Looked> failed, List<Looked> passed) {
        List<Looked> all = new ArrayList<>(failed);
        all.addAll(passed);
        Set<Trait> traits = new LinkedHashSet<>(all.getFirst().traits().keySet());
        List<TraitColumn> columns = new ArrayList<>();
        Set<List<Integer>> partitions = new HashSet<>();
        for (Trait trait : traits) {
            List<String> values = all.stream()
                    .map(task -> task.traits().getOrDefault(trait, ""))
                    .toList();
            TraitColumn column = new TraitColumn(trait, values, failed.size());
            if (column.groups() > 1 && partitions.add(column.partition())) {
                columns.add(column);
            }
        }
        return columns;
    }

    /// Two values together, if neither alone tells anything.
    private static Optional<Claim> pairs(List<TraitColumn> columns, int failed, int passed) {
        List<TraitColumn> values = columns.stream()
                .filter(column -> column.trait().kind() == Kind.VALUE)
                .limit(PAIRED_MAX)
                .toList();
        List<Integer> groups = new ArrayList<>();
        List<Claim> found = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            for (TraitColumn other : values.subList(i + 1, values.size())) {
                TraitColumn one = values.get(i);
                Map<List<String>, Integer> cells = new HashMap<>();
                for (int task = 0; task < failed + passed; task++) {
                    cells.merge(List.of(one.values().get(task), other.values().get(task)), 1, Integer::sum);
                }
                groups.addAll(cells.values());
                if (one.isShared()
                        && other.isShared()
                        && cells.getOrDefault(List.of(one.first(), other.first()), 0) == failed) {
                    found.add(new Claim(one.equality() + " and " + other.equality(), Kind.VALUE, 0, 0));
                }
            }
        }
        double chance = new Chance(failed, passed, groups).of(0);
        return chance <= TraitColumn.CHANCE_MAX ? found.stream().findFirst() : Optional.empty();
    }

    /// Says it in words that claim no more than was counted.
    private record Words(Sample sample, String reason) {

        String sentence(String text, Kind kind, int passed) {
            boolean one = sample.failed().size() == 1;
            return subject(one) + " " + kind.verb(one) + text + "; " + others(kind, passed);
        }

        private String subject(boolean one) {
            int failed = sample.failed().size();
            String with = reason.isEmpty() ? "" : " (" + reason + ")";
            if (one) {
                return "the failed task" + with;
            }
            return failed < sample.allFailed()
                    ? String.format(Locale.ROOT, "the %,d failed tasks looked at%s", failed, with)
                    : reason.isEmpty()
                            ? String.format(Locale.ROOT, "all %,d failed tasks", failed)
                            : String.format(Locale.ROOT, "all %,d tasks that failed alike%s", failed, with);
        }

        private String others(Kind kind, int passed) {
            int looked = sample.passed().size();
            String whom = looked < sample.allPassed()
                    ? String.format(Locale.ROOT, "the %,d passed tasks looked at", looked)
                    : looked == 1 ? "the one that passed" : String.format(Locale.ROOT, "the %,d that passed", looked);
            if (passed == 0) {
                return looked == 1 ? whom + " " + kind.no() : "none of " + whom + " " + kind.did(true);
            }
            return String.format(Locale.ROOT, "only %,d of %s %s", passed, whom, kind.did(passed == 1));
        }
    }
}
