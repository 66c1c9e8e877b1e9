# SPDX-License-Identifier: Apache-2.0
"""Tasks that wait for each other: a chain and a fan of no-op process tasks, against Dask with the same graph and
against as many that wait for nothing."""
import contextlib

import peers
from hot import spent, sweep
from measured import Grid, say

COUNT = 2_000


def job(name, cores, stages):
    return f"dsg: 1\nname: {name}\ndefaults: {{resources: {{cpu: {cores / 2:g}}}}}\nstages:\n" + "".join(
        f"  {stage}: {{run: [/bin/true]{more}}}\n" for stage, more in stages)


def chain(count, cores):
    """So many stages of one task, each of which needs the one before."""
    return job("chain", cores, [(f"s{i}", f", needs: [s{i - 1}]" if i else "") for i in range(count)])


def fan(count, cores):
    """One task, a stage of so many that need it, and one that needs them."""
    return job("fan", cores, [("first", ""), ("middle", f", needs: [first], sweep: {{grid: {{i: {{range: '1..{count}'}}}}}}"),
                              ("last", ", needs: [middle]")])


def measure(table, context):
    count, cores = context.scale(COUNT), context.cores
    peer, dasks = peers.dask(table, context), {}
    if peer:
        for what in ("chain", "fan"):
            cpu, wall = peer.ask(what, count)
            dasks[what] = (cpu, count / wall)
            say(f"Dask {what}: {cpu:.2f} ms, {count / wall:.0f}/s")
        peer.close()
    with contextlib.closing(Grid()) as grid:
        spent(grid, count, sweep(count, "[/bin/true]", cores))
        alone = spent(grid, count, sweep(count, "[/bin/true]", cores))
        table.add(f"{count:,} tasks that wait for nothing, CPU a task", alone[0], "ms")
        table.add(f"{count:,} tasks that wait for nothing", alone[3], "tasks/s")
        for what, text, shape in (("fan", fan(count, cores), f"a fan: 1 task, {count:,} that need it, 1 that needs them"),
                                  ("chain", chain(count, cores), f"a chain: {count:,} stages of a task, each needs the one before")):
            cpu, coordinator, _, rate = spent(grid, count, text)
            dask = dasks.get(what, (None, None))
            goal = ("≤", 1.5 * alone[0])
            table.add(f"{shape}; CPU a task (goal: 1.5 × of those that wait for nothing)", cpu, "ms", dask=dask[0],
                      goal=goal)
            table.add(f"the {what}: of it the coordinator", coordinator, "ms")
            table.add(f"the {what}", rate, "tasks/s", dask=dask[1])
            say(f"{what}: {cpu:.2f} ms (coordinator {coordinator:.2f}), {rate:.0f}/s")
