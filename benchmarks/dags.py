# SPDX-License-Identifier: Apache-2.0
"""Tasks that wait for each other: a chain and a fan of no-op process tasks, against Dask with the same graph and
against as many that wait for nothing."""
import contextlib

import peers
from hot import spent, sweep
from measured import Grid, say

COUNT = 2_000
# A job has at most 1,000 stages: a chain of twice as many is two such jobs, one after the other.
CHAINS = 2


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
    long = count // CHAINS
    peer, dasks = peers.dask(table, context), {}
    if peer:
        dasks["fan"] = _mean([peer.ask("fan", count)], count)
        dasks["chain"] = _mean([peer.ask("chain", long) for _ in range(CHAINS)], long)
        peer.close()
        say(f"Dask: {dasks}")
    with contextlib.closing(Grid()) as grid:
        spent(grid, count, sweep(count, "[/bin/true]", cores))
        alone = spent(grid, count, sweep(count, "[/bin/true]", cores))
        table.add(f"{count:,} tasks that wait for nothing, CPU a task", alone[0], "ms")
        table.add(f"{count:,} tasks that wait for nothing", alone[3], "tasks/s")
        for what, runs, shape in (
                ("fan", [spent(grid, count, fan(count, cores))], f"1 task, {count:,} that need it, 1 that needs them"),
                ("chain", [spent(grid, long, chain(long, cores)) for _ in range(CHAINS)],
                 f"{long:,} stages of a task, each needs the one before, {CHAINS} times")):
            cpu, coordinator = (sum(run[i] for run in runs) / len(runs) for i in (0, 1))
            rate = len(runs) / sum(1 / run[3] for run in runs)
            dask = dasks.get(what, (None, None))
            table.add(f"a {what}: {shape}; CPU a task (goal: 1.5 × without edges)", cpu, "ms", dask=dask[0],
                      goal=("≤", 1.5 * alone[0]))
            table.add(f"the {what}: of it the coordinator", coordinator, "ms")
            table.add(f"the {what}", rate, "tasks/s", dask=dask[1])
            say(f"{what}: {cpu:.2f} ms (coordinator {coordinator:.2f}), {rate:.0f}/s")


def _mean(runs, count):
    """CPU ms a task and tasks a second of runs of so many tasks each."""
    return sum(cpu for cpu, _ in runs) / len(runs), count * len(runs) / sum(wall for _, wall in runs)
