// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tried tasks of a stage by number, in blocks, so that a sweep costs memory only as it is tried.
final class TaskTable {

    private static final int BLOCK = 256;

    private final List<@Nullable TaskLedger[]> blocks = new ArrayList<>();

    Optional<TaskLedger> get(int number) {
        int block = (number - 1) / BLOCK;
        if (number < 1 || block >= blocks.size()) {
            return Optional.empty();
        }
        @Nullable TaskLedger[] tasks = blocks.get(block);
        int place = (number - 1) % BLOCK;
        return place < tasks.length ? Optional.ofNullable(tasks[place]) : Optional.empty();
    }

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    void put(int number, TaskLedger task) {
        int block = (number - 1) / BLOCK;
        while (blocks.size() <= block) {
            // The first block stays small: most stages have few tasks.
            blocks.add(new @Nullable TaskLedger[blocks.isEmpty() ? 8 : BLOCK]);
        }
        int place = (number - 1) % BLOCK;
        if (place >= blocks.get(block).length) {
            blocks.set(block, Arrays.copyOf(blocks.get(block), BLOCK));
        }
        blocks.get(block)[place] = task;
    }
}
