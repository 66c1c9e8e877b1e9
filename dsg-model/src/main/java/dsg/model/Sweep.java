// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
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

    /// The first values of all axes together, then the second ones, and so on.
    record Zip(List<Axis> axes) implements Sweep {
        public Zip {
            axes = List.copyOf(axes);
            if (axes.stream().mapToLong(axis -> axis.values().size()).distinct().count() != 1) {
                throw new IllegalArgumentException("The axes of a zip are of one length.");
            }
        }
    }

    /// A table: one task a row. So are the rows of a CSV file (`csv`) and the lines of a file (`lines`) kept.
    ///
    /// @param cells the values, row after row
    record Table(List<String> columns, List<String> cells) implements Sweep {
        public Table {
            columns = List.copyOf(columns);
            cells = List.copyOf(cells);
            if (columns.isEmpty() || cells.size() % columns.size() != 0) {
                throw new IllegalArgumentException(cells.size() + " cells are no rows of " + columns.size() + ".");
            }
        }
    }

    /// One task a file; each task finds its own in its folder. The value is the file's path there.
    record Files(String name, List<Input.LocalFile> files) implements Sweep {
        public Files {
            files = List.copyOf(files);
        }
    }

    /// One task for each task of another stage, with that task's values; it takes what that one made. The value
    /// `name` is the path of that in the task's folder.
    ///
    /// @param upstream the sweep of the other stage
    record Each(String name, String stage, String output, String path, Sweep upstream) implements Sweep {}

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
            case Zip(List<Axis> axes) -> axes.getFirst().values().size();
            case Table(List<String> columns, List<String> cells) -> cells.size() / columns.size();
            case Files(var _, List<Input.LocalFile> files) -> files.size();
            case Each each -> each.upstream().size();
        };
    }

    /// The values of the task with this number, from 1, by placeholder name in the order of the job file.
    default Map<String, String> values(int task) {
        return switch (this) {
            case Single() -> Map.of();
            case Grid(List<Axis> axes) -> gridValues(axes, task);
            case Zip(List<Axis> axes) -> {
                Map<String, String> byName = LinkedHashMap.newLinkedHashMap(axes.size());
                axes.forEach(axis -> byName.put(axis.name(), axis.values().at(task - 1L)));
                yield byName;
            }
            case Table(List<String> columns, List<String> cells) -> {
                Map<String, String> byName = LinkedHashMap.newLinkedHashMap(columns.size());
                for (int i = 0; i < columns.size(); i++) {
                    byName.put(columns.get(i), cells.get((task - 1) * columns.size() + i));
                }
                yield byName;
            }
            case Files(String name, List<Input.LocalFile> files) ->
                Map.of(name, files.get(task - 1).path());
            case Each each -> {
                Map<String, String> byName = new LinkedHashMap<>(each.upstream().values(task));
                byName.put(each.name(), each.path());
                yield byName;
            }
        };
    }

    private static Map<String, String> gridValues(List<Axis> axes, int task) {
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
        return byName;
    }

    /// What a task finds in its folder because of its place in the sweep.
    default List<Input> inputs(int task) {
        return switch (this) {
            case Single _, Grid _, Zip _, Table _ -> List.of();
            case Files(String name, List<Input.LocalFile> files) -> {
                Input.LocalFile file = files.get(task - 1);
                yield List.of(new Input.Local(name, file.path(), List.of(file)));
            }
            case Each each ->
                List.of(new Input.From(each.name(), each.stage(), each.output(), Input.Gather.EACH, each.path()));
        };
    }

    /// The names of the placeholders this sweep defines.
    default List<String> names() {
        return switch (this) {
            case Single() -> List.of();
            case Grid(List<Axis> axes) -> axes.stream().map(Axis::name).toList();
            case Zip(List<Axis> axes) -> axes.stream().map(Axis::name).toList();
            case Table(List<String> columns, var _) -> columns;
            case Files(String name, var _) -> List.of(name);
            case Each each -> {
                List<String> names = new ArrayList<>(each.upstream().names());
                names.remove(each.name());
                names.add(each.name());
                yield names;
            }
        };
    }

    /// Whether results are kept in a folder per task: so for every sweep, even of one.
    default boolean isSweep() {
        return switch (this) {
            case Single() -> false;
            case Each each -> each.upstream().isSweep();
            case Grid _, Zip _, Table _, Files _ -> true;
        };
    }
}
