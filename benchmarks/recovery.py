# SPDX-License-Identifier: Apache-2.0
"""How long until REST answers with the job again, after kill -9 of the coordinator of a grid with much in its journal."""
import contextlib
import statistics

import core
from hot import sweep
from measured import Grid, rss_mib, say

COUNT = 100_000


def measure(table, context):
    times = 1 if context.quick else 3
    with contextlib.closing(Grid()) as grid:
        _crashes(table, grid, times, "nothing in its journal", "/api/v1/grid", None)
        # Larger than the machine, so that nothing of it starts.
        job = grid.submit(sweep(COUNT, "[/bin/true]", 2 * context.cores + 2))
        _crashes(table, grid, times, f"{COUNT:,} tasks queued", f"/api/v1/jobs/{job}", None)
    count = context.scale(COUNT)
    with contextlib.closing(Grid()) as grid:
        grid.down()
        for old in (grid.home / "coordinator").glob("journal.db*"):
            old.unlink()
        core.java("DoneJournal.java", str(grid.home / "coordinator" / "journal.db"), str(count))
        grid.up("/api/v1/jobs/1")
        _crashes(table, grid, times, f"{count:,} tasks done", "/api/v1/jobs/1", None)
        table.add(f"RSS of the coordinator after that, {count:,} tasks done", rss_mib(grid.coordinator), "MiB")


def _crashes(table, grid, times, what, answers, goal):
    runs = []
    for _ in range(times):
        grid.crash()
        runs.append(grid.up(answers))
    answered, ended = (statistics.median(values) * 1000 for values in zip(*runs))
    table.add(f"{what}: from `dsg up` until REST answers with it", answered, "ms", goal=goal)
    table.add(f"{what}: until `dsg up` has ended", ended, "ms")
    say(f"{what}: {answered:.0f} ms, {ended:.0f} ms")
