# SPDX-License-Identifier: Apache-2.0
"""DSG's figures, beside a floor in C and beside peers, on this machine in one run. Every row is ours unless it says
whose it is."""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

import core
import dags
import hot
import lan
import one
import owner
import page
import peers
import recovery
import rungs
import science
import starts
import table
from measured import ROOT, Tree, say

# In the order of the document: name, title, what measures it.
GROUPS = [
    ("hot", "Many short tasks", hot.measure),
    ("rungs", "What a rung of isolation costs a task", rungs.measure),
    ("owner", "What the owner of a machine feels", owner.measure),
    ("one", "One task, from its submission to its end", one.measure),
    ("dag", "Tasks that wait for each other", dags.measure),
    ("memory", "Idle, and with much in the queue", hot.measure_memory),
    ("recovery", "After kill -9 of the coordinator", recovery.measure),
    ("science", "A whole search, beside the same commands typed by hand", science.measure),
    ("lan", "A LAN: joining, moving files, a cable that is out", lan.measure),
    ("page", "The page in the browser", page.measure),
    ("start", "The start of a command", starts.measure),
    ("core", "The core alone: the end of one task, no disk and no network", core.measure),
    ("peers", "Others, beside the same floor", peers.measure),
]


class Context:
    """What the groups share: how much of everything, and what was measured once for several of them."""

    def __init__(self, folder, quick, with_peers):
        self.folder, self.quick, self.with_peers = pathlib.Path(folder), quick, with_peers
        self.cores = os.cpu_count()
        self._floors = {}
        self._program = None

    def scale(self, count):
        return max(20, count // 10) if self.quick else count

    def compiled(self, *words):
        """A C program or library of this folder, compiled; none without a compiler."""
        return peers.compiled(self.folder, *words)

    def floor(self, name):
        """CPU ms a task and tasks a second of the C loop over this command; two times nothing without a compiler."""
        if name not in self._floors:
            self._program = self._program or self.compiled("floor.c", "floor")
            self._floors[name] = peers.floor_of(self._program, self.scale(1000), hot.COMMANDS[name]) \
                if self._program else (None, None)
            say(f"floor {name}: {table.number(self._floors[name][0])} ms")
        return self._floors[name]


def main():
    options = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    names = [name for name, _, _ in GROUPS]
    options.add_argument("--only", metavar="GROUP,...", default=",".join(names), help=f"some of: {', '.join(names)}")
    options.add_argument("--quick", action="store_true", help="a smoke check; rough figures")
    options.add_argument("--markdown", action="store_true", help="write the tables into docs/performance.md")
    options.add_argument("--no-peers", action="store_true", help="leave Dask, Celery, xargs and GNU parallel out")
    chosen = options.parse_args()
    wanted = chosen.only.split(",")
    if not set(wanted) <= set(names):
        options.error(f"no such group: {', '.join(sorted(set(wanted) - set(names)))}; there are {', '.join(names)}")
    subprocess.run([str(ROOT / "dsg"), "--version"], check=True, stdout=subprocess.DEVNULL)  # builds it if need be
    probe = Tree("probe")
    probe.close()
    tables = []
    with tempfile.TemporaryDirectory(prefix="dsg-benchmark-") as folder:
        context = Context(folder, chosen.quick, not chosen.no_peers)
        for name, title, measure in GROUPS:
            if name in wanted:
                say(f"--- {title}")
                tables.append(table.Table(name, title))
                measure(tables[-1], context)
    print(table.machine(probe.how), *(each.text() for each in tables), sep="\n\n")
    if chosen.markdown:
        table.write(tables, probe.how, names)
        say(f"Written to {table.DOC}")


if __name__ == "__main__":
    sys.exit(main())
