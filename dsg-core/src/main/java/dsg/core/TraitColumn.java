// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.core.Trait.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One trait of every task of a stage that was looked at, those that failed first.
///
/// @param failed how many failed
record TraitColumn(Trait trait, List<String> values, int failed) {

    /// Nothing is said that chance would bring about more often than this.
    static final double CHANCE_MAX = 0.1;

    /// Nothing is said of which more than this share of those that passed have it, too.
    private static final double PASSED_SHARE_MAX = 0.2;

    /// A longer text is no number that anybody compares.
    private static final int NUMBER_MAX = 40;

    /// Something that all failed tasks have, `passed` of those that passed have, too, and chance brings about so often.
    record Claim(String text, Kind kind, int passed, double chance) {}

    /// How often chance separates: so many tasks, drawn blindly, all lie in one of these groups.
    record Chance(int failed, int passed, List<Integer> groups) {

        /// In a group with at most this many of those that passed.
        double of(int others) {
            double chance = 0;
            for (int size : groups) {
                if (size >= failed && size <= failed + others) {
                    double all = 1;
                    for (int i = 0; i < failed; i++) {
                        all *= (double) (size - i) / (failed + passed - i);
                    }
                    chance += all;
                }
            }
            return chance;
        }
    }

    String first() {
        return values.getFirst();
    }

    boolean isShared() {
        return values.subList(0, failed).stream().allMatch(first()::equals);
    }

    int groups() {
        return new HashSet<>(values).size();
    }

    /// The tasks by the group that they are in, whatever the groups are called.
    List<Integer> partition() {
        Map<String, Integer> numbers = new HashMap<>();
        return values.stream()
                .map(value -> numbers.computeIfAbsent(value, _ -> numbers.size()))
                .toList();
    }

    private Optional<List<BigDecimal>> numbers() {
        boolean counts = switch (trait.kind()) {
            case VALUE, SIZE, MEMORY -> values.stream().allMatch(value -> value.length() <= NUMBER_MAX);
            case NODE, PROGRAM, SYSTEM -> false;
        };
        if (!counts) {
            return Optional.empty();
        }
        try {
            return Optional.of(values.stream().map(BigDecimal::new).toList());
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// The sizes of all groups that something could be said of: one value, or all from one value on, up or down.
    List<Integer> groupSizes() {
        Map<String, Integer> counts = new HashMap<>();
        values.forEach(value -> counts.merge(value, 1, Integer::sum));
        List<Integer> sizes = new ArrayList<>(counts.values());
        numbers().ifPresent(numbers -> {
            TreeMap<BigDecimal, Integer> sorted = new TreeMap<>();
            numbers.forEach(number -> sorted.merge(number, 1, Integer::sum));
            int below = 0;
            int seen = 0;
            for (int count : sorted.values()) {
                below += count;
                seen++;
                if (seen > 1 && seen < sorted.size()) {
                    sizes.add(below);
                    sizes.add(values.size() - below + count);
                }
            }
        });
        return sizes;
    }

    String equality() {
        return trait.says("=", first());
    }

    Optional<Claim> claim(Chance chance) {
        return isShared()
                ? claim(
                        equality(),
                        (int) values.subList(failed, values.size()).stream()
                                .filter(first()::equals)
                                .count(),
                        chance)
                : numbers().flatMap(numbers -> claim(numbers, chance));
    }

    private Optional<Claim> claim(List<BigDecimal> numbers, Chance chance) {
        List<BigDecimal> bad = numbers.subList(0, failed);
        List<BigDecimal> good = numbers.subList(failed, numbers.size());
        BigDecimal least = bad.stream().min(Comparator.naturalOrder()).orElseThrow();
        BigDecimal most = bad.stream().max(Comparator.naturalOrder()).orElseThrow();
        int above = (int)
                good.stream().filter(number -> number.compareTo(least) >= 0).count();
        int below = (int)
                good.stream().filter(number -> number.compareTo(most) <= 0).count();
        return above <= below
                ? claim(trait.says(">=", values.get(bad.indexOf(least))), above, chance)
                : claim(trait.says("<=", values.get(bad.indexOf(most))), below, chance);
    }

    private Optional<Claim> claim(String text, int passed, Chance chance) {
        double byChance = chance.of(passed);
        boolean telling = byChance <= CHANCE_MAX && passed <= PASSED_SHARE_MAX * chance.passed();
        return telling ? Optional.of(new Claim(text, trait.kind(), passed, byChance)) : Optional.empty();
    }
}
