# SPDX-License-Identifier: Apache-2.0
"""What a command costs from typing it to its end, with the ahead-of-time cache and without."""
import contextlib
import statistics
import subprocess

from measured import ROOT, Grid, Tree, say

COMMANDS = [("ls", 120), ("ls --limit 20", None), ("--help", None), ("status", None)]
CACHE = ROOT / "dsg-cli" / "target" / "dist" / "dsg.aot"


def measure(table, context):
    times = 3 if context.quick else 10
    if not CACHE.exists():
        table.note("There was no cache: see dsg-cli/target/dist/prepare.log.")
    with contextlib.closing(Grid()) as grid:
        _command(table, grid, times, "--version", 60, "")
        for words, goal in COMMANDS:
            _command(table, grid, times, words, goal, "")
            with without_cache():
                _command(table, grid, times, words, None, ", without the cache")
        table.add("`dsg up`, until a task could start", grid.up_seconds * 1000, "ms")
        table.add("`dsg up`, CPU of all three processes", grid.up_cpu * 1000, "ms")
    floor = min(_cpu(["/bin/sh", "-c", ":"]) for _ in range(times)) * 1000
    table.add("beside: `/bin/sh -c :`, CPU", floor, "ms")


def _command(table, grid, times, words, goal, how):
    runs = [grid.command(*words.split()) for _ in range(times)]
    cpu, wall = min(cpu for cpu, _ in runs) * 1000, statistics.median(wall for _, wall in runs) * 1000
    table.add(f"`dsg {words}`{how}, CPU, least of {times}", cpu, "ms", goal=("≤", goal) if goal else None)
    table.add(f"`dsg {words}`{how}, wall, median", wall, "ms")
    say(f"`dsg {words}`{how}: {cpu:.0f} ms CPU, {wall:.0f} ms wall")


@contextlib.contextmanager
def without_cache():
    """The launcher finds none meanwhile; the JDK's own archive of its classes stays in use."""
    away = CACHE.with_suffix(".away")
    if CACHE.exists():
        CACHE.rename(away)
    try:
        yield
    finally:
        if away.exists():
            away.rename(CACHE)


def _cpu(command):
    tree = Tree("shell")
    tree.run(command, stderr=subprocess.DEVNULL)
    try:
        return tree.cpu()
    finally:
        tree.close()
