# SPDX-License-Identifier: Apache-2.0
"""One task on an idle grid, from its submission to its end as a resident client sees it; also on a slow disk."""
import contextlib
import time

import peers
from measured import Grid, say

SLOW_MS = 20


def latency(context, grid, warm, count):
    text = f"dsg: 1\nname: one\nrun: [/bin/true]\nresources: {{cpu: {context.cores / 2:g}}}\n"
    seconds = []
    for turn in range(warm + count):
        start = time.perf_counter()
        grid.run(text)
        if turn >= warm:
            seconds.append(time.perf_counter() - start)
    return peers.percentiles(seconds)


def measure(table, context):
    dask = (None, None)
    peer = peers.dask(table, context)
    if peer:
        dask = peers.percentiles(peer.ask("one", context.scale(300))[1])
        peer.close()
    with contextlib.closing(Grid()) as grid:
        p50, p99 = latency(context, grid, context.scale(200), context.scale(300))
    table.add("one task, submit → done, resident client, p50", p50, "ms", dask=dask[0], goal=("≤", 4.0))
    table.add("one task, submit → done, resident client, p99", p99, "ms", dask=dask[1])
    say(f"one task: {p50:.1f} / {p99:.1f} ms")
    library = context.compiled("slow_sync.c", "slow_sync.so", "-shared", "-fPIC", "-ldl")
    if library:
        slow = {"LD_PRELOAD": library, "DSG_BENCHMARK_SYNC_MS": str(SLOW_MS)}
        with contextlib.closing(Grid(environment=slow)) as grid:
            p50, p99 = latency(context, grid, context.scale(50), context.scale(100))
        if p50 < SLOW_MS:
            table.note("The slow disk took no hold: this system's C library does not take preloaded syncs.")
            return
        what = f"the same on a disk that takes {SLOW_MS} ms more to sync"
        table.add(f"{what}, p50 (goal: two syncs and 3 ms)", p50, "ms", goal=("≤", 2 * SLOW_MS + 3))
        table.add(f"{what}, p99", p99, "ms")
        say(f"one task, slow disk: {p50:.1f} / {p99:.1f} ms")
