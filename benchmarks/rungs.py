# SPDX-License-Identifier: Apache-2.0
"""What starting a task costs in each rung, without a grid around it: the C loop, the same under bubblewrap, and the
supervisor asked by a pipe. Rounds take turns, so that all see the same machine; a row is the median of its rounds."""
import os
import pathlib
import statistics
import struct
import subprocess
import tempfile

import hot
from measured import ROOT, Tree, say

SUPERVISOR = ROOT / "dsg-cli" / "target" / "dist" / "dsg-supervisor"
SAID = struct.Struct("=iiiiqq96s")
NO_OP = "/bin/true"


class Place:
    """A place of the supervisor's, as the node has them: `dsg-node/src/main/c/supervisor.c` says what is said."""

    def __init__(self, name, folder, *options):
        self.tree, self.folder, self.bare = Tree(name), pathlib.Path(folder), "--bare" in options
        for part in ("task", "home", "tmp"):
            (self.folder / "a" / part).mkdir(parents=True, exist_ok=True)
        if not self.bare:
            options = ("--work", str(self.folder), *self._view(), *options)
        self.process = self.tree.start([str(SUPERVISOR), "place", *options], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, bufsize=0)
        self._hear(1)

    @staticmethod
    def _view():
        for path in ("/usr", "/bin", "/sbin", "/lib", "/lib64"):
            if os.path.islink(path):
                yield from ("--link", os.readlink(path), path)
            elif os.path.isdir(path):
                yield from ("--ro", path, path)

    def _hear(self, kind):
        said = SAID.unpack(self.process.stdout.read(SAID.size))
        if said[:2] != (kind, 0):
            raise RuntimeError(f"{said[6].rstrip(bytes(1)).decode()}: error {said[3]}")

    def run(self, count):
        """CPU ms a task."""
        base = f"{self.folder}/" if self.bare else ""
        strings = [f"{base}a" + ("/task" if self.bare else ""), f"{base}a/out", f"{base}a/err", NO_OP,
                   "PATH=/usr/bin:/bin"]
        body = b"".join(string.encode() + b"\0" for string in strings)
        message = struct.pack("=IIII", len(body), 1, 1, 1) + body
        before = self.tree.cpu()
        for _ in range(count):
            self.process.stdin.write(message)
            self._hear(2)
        return (self.tree.cpu() - before) * 1000 / count

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.tree.close()


def _loop(program, count, *before):
    """CPU ms a task of the C loop, one at a time."""
    tree = Tree("loop")
    tree.run([program, str(count), "1", *before, NO_OP])
    cpu = tree.cpu() * 1000 / count
    tree.close()
    return cpu


def measure(table, context):
    program = context.compiled("floor.c", "floor")
    if not program or not SUPERVISOR.exists():
        table.note("No C compiler, so neither a floor nor a supervisor (Debian: apt install gcc libc6-dev).")
        return
    figures = {}
    count = context.scale(100)
    with tempfile.TemporaryDirectory(prefix="dsg-benchmark-") as folder:
        places = {"bare, by the supervisor": Place("bare", folder, "--bare"),
                  "sandbox, by the supervisor": Place("sandbox", folder),
                  "sandbox with network, by the supervisor": Place("network", folder, "--net")}
        loops = {"floor": ()}
        if os.path.exists(hot.BWRAP[0]):
            loops["sandbox, by bubblewrap"] = hot.BWRAP
        for turn in range(3 if context.quick else 10):
            for name, before in loops.items():
                figures.setdefault(name, []).append(_loop(program, count if name == "floor" else count // 4 + 5, *before))
            for name, place in places.items():
                cpu = place.run(count)
                if turn:  # the first starts its processes
                    figures.setdefault(name, []).append(cpu)
        for place in places.values():
            place.close()
    floor = statistics.median(figures.pop("floor"))
    table.add("the C loop of `/bin/true`", floor, "ms", floor)
    for name, values in figures.items():
        goal = ("≤", floor + 0.7) if name.startswith("sandbox, by the supervisor") else None
        table.add(f"{name}, CPU a start of `/bin/true`", statistics.median(values), "ms", floor, goal=goal)
        say(f"{name}: {statistics.median(values):.2f} ms, floor {floor:.2f}")
