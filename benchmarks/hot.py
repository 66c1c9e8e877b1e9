# SPDX-License-Identifier: Apache-2.0
"""Many short tasks: CPU a task, tasks a second; and what a grid costs that is idle or has much in its queue."""
import contextlib
import datetime
import os
import statistics
import time

import peers
from measured import Grid, cpu_of, rss_mib, say

COMMANDS = {"[/bin/true]": ["/bin/true"], '"true"': ["/bin/sh", "-c", "true"]}
# What the sandbox rung asks of bubblewrap, to see what that alone costs.
BWRAP = ["/usr/bin/bwrap", "--unshare-all", "--die-with-parent", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL",
         "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib",
         "--symlink", "usr/lib64", "/lib64", "--proc", "/proc", "--dev", "/dev", "--clearenv", "--"]


def sweep(count, run, cores):
    # Half of the machine for each task, so that two run at once whatever the machine.
    return (f"dsg: 1\nname: benchmark\nsweep: {{grid: {{i: {{range: '1..{count}'}}}}}}\nrun: {run}\n"
            f"resources: {{cpu: {cores / 2:g}}}\n")


def wall_of(job):
    begin, end = (datetime.datetime.fromisoformat(job[key][:26].rstrip("Z") + "+00:00")
                  for key in ("submitted_at", "ended_at"))
    return (end - begin).total_seconds()


def spent(grid, count, text):
    """CPU ms a task of the whole tree, the coordinator and the node; tasks a second."""
    before = (grid.tree.cpu(), cpu_of(grid.coordinator), cpu_of(grid.node))
    job = grid.run(text)
    time.sleep(0.2)
    after = (grid.tree.cpu(), cpu_of(grid.coordinator), cpu_of(grid.node))
    return (*((now - then) * 1000 / count for then, now in zip(before, after)), count / wall_of(job))


def measure(table, context):
    figures = {}
    for name, command in COMMANDS.items() if context.with_peers else ():
        peer = peers.dask(table, context, command)
        if peer:
            count = context.scale(1500)
            cpu, wall = peer.ask("tasks", count)
            figures[name] = (cpu, count / wall)
            peer.close()
            say(f"Dask {name}: {cpu:.2f} ms, {count / wall:.0f}/s")
    table.notes = sorted(set(table.notes))
    for isolation in ("bare", "sandbox"):
        _rung(table, context, isolation, figures)
    _bubblewrap(table, context)


def _rung(table, context, isolation, dasks):
    sandbox = isolation == "sandbox"
    with contextlib.closing(Grid(isolation)) as grid:
        node = grid.call("GET", "/api/v1/nodes")["nodes"][0]
        if node["isolation"] != isolation:
            table.note(f"The rung {isolation} was not there." + (" Debian: apt install bubblewrap" if sandbox else ""))
            return
        cores, scale = node["cores"], context.scale
        cold = spent(grid, scale(1000), sweep(scale(1000), "[/bin/true]", cores))
        warm = scale(300 if sandbox else 3000)
        spent(grid, warm, sweep(warm, "[/bin/true]", cores))
        for name in COMMANDS:
            count = scale(300 if sandbox else 2000)
            runs = [spent(grid, count, sweep(count, name, cores)) for _ in range(1 if context.quick else 3)]
            whole, coordinator, own, rate = (statistics.median(values) for values in zip(*runs))
            floor, dask = context.floor(name), dasks.get(name, (None, None))
            first = name == "[/bin/true]" and not sandbox
            head = f"rung {isolation}, `run: {name}`"
            goal = lambda extra: ("≤", floor[0] + extra) if floor[0] else None
            if first:
                table.add(f"{head}, CPU a task, the first {scale(1000):,} after a start", cold[0], "ms", floor[0],
                          dask[0], goal(1.0))
            table.add(f"{head}, CPU a task, warm", whole, "ms", floor[0], dask[0], goal(0.7 if sandbox else 0.4))
            table.add(f"{head}, warm: of it the coordinator", coordinator, "ms", goal=("≤", 0.1) if first else None)
            table.add(f"{head}, warm: of it the node itself", own, "ms")
            table.add(f"{head}, 2 slots, warm", rate, "tasks/s", floor[1], dask[1], ("≥", 1600) if first else None)
            say(f"{head}: {whole:.2f} ms (coordinator {coordinator:.2f}, node {own:.2f}), {rate:.0f}/s")


def _bubblewrap(table, context):
    floor = context.floor("[/bin/true]")
    if not os.path.exists(BWRAP[0]) or not floor[0]:
        return
    try:
        cpu, rate = peers.floor_of(str(context.folder / "floor"), context.scale(200), [*BWRAP, "/bin/true"])
    except RuntimeError as error:
        table.note(f"bubblewrap cannot make namespaces here: {error}")
        return
    table.add("bubblewrap alone: the C loop of `bwrap … /bin/true`, CPU a task", cpu, "ms", floor[0])
    table.add("bubblewrap alone: the C loop of `bwrap … /bin/true`, 2 at once", rate, "tasks/s", floor[1])


def measure_memory(table, context):
    with contextlib.closing(Grid()) as grid:
        table.add("RSS of the coordinator, idle after a start", rss_mib(grid.coordinator), "MiB", goal=("≤", 128))
        table.add("RSS of the node, idle after a start", rss_mib(grid.node), "MiB", goal=("≤", 100))
        _idle(table, context, grid)
        for count, goal in ((100_000, 256), (1_000_000, 512)):
            # Larger than the machine, so that nothing of it starts.
            start = time.perf_counter()
            job = grid.submit(sweep(count, "[/bin/true]", 2 * context.cores + 2))
            seconds = time.perf_counter() - start
            table.add(f"a sweep of {count:,} tasks is accepted", seconds * 1000, "ms",
                      goal=("≤", 1000) if count == 1_000_000 else None)
            time.sleep(1)
            table.add(f"RSS of the coordinator, {count:,} queued", rss_mib(grid.coordinator), "MiB", goal=("≤", goal))
            grid.cancel(job)


def _idle(table, context, grid):
    """CPU in percent of a core while there is nothing to do; the ticks of /proc are 10 ms, so it takes a while."""
    patience = time.monotonic() + 60  # in its first minute a node measures, once in its life, how fast the machine is
    while "speed" not in grid.call("GET", "/api/v1/nodes")["nodes"][0].get("hardware", {}) and time.monotonic() < patience:
        time.sleep(1)
    time.sleep(10)  # compiling what the start needed
    start, before = time.perf_counter(), [cpu_of(pid) for pid in (grid.coordinator, grid.node)]
    time.sleep(context.scale(100) / 5)
    seconds = time.perf_counter() - start
    for name, pid, then in zip(("coordinator", "node"), (grid.coordinator, grid.node), before):
        table.add(f"CPU of the idle {name}, of a core", (cpu_of(pid) - then) / seconds * 100, "%",
                  goal=("≤", 0.5) if name == "node" else None)
