// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The rule that makes a stage's tasks. A sweep is never written out: the values of task `n` follow from its
/// number, so that a million tasks cost as much as one.
public sealed interface Sweep {

    /// No sweep: one task, without values.
    record Single() implements Sweep {}

    /// Every combination of the axes' values; the last axis turns fastest.
    record Grid(List<Axis> axes) implements Sweep {
        public Grid {
            axes = List.copyOf(axes);
            if (axes.isEmpty()) {
                throw new IllegalArgumentException("A grid has at least one axis.");
            }
        }
    }

    /// One dimension of a grid: the placeholder's name and the values it takes.
    record Axis(String name, Values values) {}

    /// The values along an axis, by position from 0.
    sealed interface Values {

        /// Written out one by one.
        record Listed(List<String> values) implements Values {
            public Listed {
                values = List.copyOf(values);
            }
        }

        /// `steps` values from `from` to `to`, both included, evenly spaced.
        record Steps(BigDecimal from, BigDecimal to, int steps) implements Values {
            public Steps {
                if (steps < 1) {
                    throw new IllegalArgumentException("At least one step.");
                }
            }
        }

        /// The whole numbers from `first` to `last`, both included.
        record Range(long first, long last) implements Values {
            public Range {
                if (last < first) {
                    throw new IllegalArgumentException("A range goes upwards.");
                }
            }
        }

        /// How many values there are.
        default long size() {
            return switch (this) {
                case Listed(List<String> values) -> values.size();
                case Steps(var _, var _, int steps) -> steps;
                case Range(long first, long last) -> Math.addExact(Math.subtractExact(last, first), 1);
            };
        }

        /// The value at this position, as text. Steps are computed in decimal, so that 0.1 + 2 × 0.1 reads
        /// 0.3.
        default String at(long position) {
            return switch (this) {
                case Listed(List<String> values) -> values.get((int) position);
                case Steps(BigDecimal from, BigDecimal to, int steps) -> step(from, to, steps, position);
                case Range(long first, var _) -> Long.toString(first + position);
            };
        }

        private static String step(BigDecimal from, BigDecimal to, int steps, long position) {
            if (position == 0) {
                return plain(from);
            }
            BigDecimal way = to.subtract(from).multiply(BigDecimal.valueOf(position));
            BigDecimal value = from.add(way.divide(BigDecimal.valueOf(steps - 1L), MathContext.DECIMAL128));
            // As many digits as a double is sure of, but none of what was written is lost: GPS nanoseconds
            // have 19.
            int digits = Math.max(15, Math.max(from.precision(), to.precision()));
            return plain(value.round(new MathContext(digits)));
        }

        private static String plain(BigDecimal number) {
            return number.stripTrailingZeros().toPlainString();
        }
    }

    /// How many tasks the sweep makes.
    ///
    /// @throws ArithmeticException if there are more than a `long` holds
    default long size() {
        return switch (this) {
            case Single() -> 1;
            case Grid(List<Axis> axes) -> {
                long size = 1;
                for (Axis axis : axes) {
                    size = Math.multiplyExact(size, axis.values().size());
                }
                yield size;
            }
        };
    }

    /// The values of the task with this number, from 1, by placeholder name in the order of the job file.
    default Map<String, String> values(int task) {
        return switch (this) {
            case Single() -> Map.of();
            case Grid(List<Axis> axes) -> {
                String[] picked = new String[axes.size()];
                long rest = task - 1L;
                for (int i = picked.length - 1; i >= 0; i--) {
                    Values values = axes.get(i).values();
                    picked[i] = values.at(rest % values.size());
                    rest /= values.size();
                }
                Map<String, String> byName = LinkedHashMap.newLinkedHashMap(picked.length);
                for (int i = 0; i < picked.length; i++) {
                    byName.put(axes.get(i).name(), picked[i]);
                }
                yield byName;
            }
        };
    }

    /// The names of the placeholders this sweep defines.
    default List<String> names() {
        return switch (this) {
            case Single() -> List.of();
            case Grid(List<Axis> axes) -> axes.stream().map(Axis::name).toList();
        };
    }

    /// Whether results are kept in a folder per task: so for every sweep, even of one.
    default boolean isSweep() {
        return switch (this) {
            case Single() -> false;
            case Grid _ -> true;
        };
    }
}
