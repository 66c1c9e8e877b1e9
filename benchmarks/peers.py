# SPDX-License-Identifier: Apache-2.0
"""The floor in C, and the peers: each runs the same no-op process tasks, two at once."""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

from measured import Tree, rss_mib, say

HERE = pathlib.Path(__file__).resolve().parent
DEBIAN_PYTHON = "/usr/bin/python3"
NO_OP = ["/bin/true"]


def compiled(folder, source, name, *flags):
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        say(f"No C compiler: what needs {source} is left out.  Debian: apt install gcc")
        return None
    program = str(folder / name)
    subprocess.run([compiler, "-O2", *flags, "-o", program, str(HERE / source)], check=True)
    return program


def floor_of(program, count, command):
    """CPU ms a task and tasks a second of the C loop, two at once; the better half of four runs is the floor."""
    runs = []
    for _ in range(4):
        tree = Tree("floor")
        wall = float(tree.run([program, str(count), "2", *command]).split()[0])
        runs.append((tree.cpu() * 1000 / count, count / wall))
        tree.close()
    runs.sort()
    return statistics.mean(cpu for cpu, _ in runs[:2]), max(rate for _, rate in runs)


def percentiles(seconds):
    """The 50th and the 99th, in ms."""
    ordered = sorted(seconds)
    return ordered[len(ordered) // 2] * 1000, ordered[int(len(ordered) * 0.99)] * 1000


class Peer:
    """A peer that stays and answers: a line `tasks 100`, `one 20`, `chain 50` or `fan 50` runs so many no-op process
    tasks; the answer is the wall seconds, of `one` those of each."""

    def __init__(self, name, script, command):
        self.name = name
        self.tree = Tree(name.lower())
        self.process = self.tree.start([DEBIAN_PYTHON, "-B", str(HERE / script), json.dumps(command)], text=True,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{name} does not start.")

    def ask(self, what, count):
        """CPU ms a task of the whole tree, and the answer."""
        before = self.tree.cpu()
        self.process.stdin.write(f"{what} {count}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return (self.tree.cpu() - before) * 1000 / count, answer

    def rss(self):
        return rss_mib(self.process.pid)

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.tree.close()


def importable(module, package, debian):
    probe = subprocess.run([DEBIAN_PYTHON, "-c", f"import {module}; print({module}.__version__)"], capture_output=True,
                           text=True, check=False) if os.path.exists(DEBIAN_PYTHON) else None
    if probe and probe.returncode == 0:
        return probe.stdout.strip()
    say(f"No {package}: it is left out.  Debian: apt install {debian}")
    return None


def dask(table, context, command=None):
    """A warm Dask; none where there is none."""
    version = importable("distributed", "Dask", "python3-distributed") if context.with_peers else None
    if not version:
        table.note("Dask was not there.")
        return None
    peer = Peer("Dask", "dask_peer.py", command or NO_OP)
    table.note(f"Dask {version} on Debian's Python.")
    peer.ask("tasks", context.scale(500))
    return peer


def measure(table, context):
    """Those that stand beside the floor only."""
    if not context.with_peers:
        return
    floor = context.floor("[/bin/true]")
    _lines(table, floor, context.scale(2000), "xargs -P2 -n1 /bin/true", ["xargs", "-P2", "-n1", "/bin/true"],
           "findutils")
    _lines(table, floor, context.scale(400), "parallel -j2 /bin/true", ["parallel", "--will-cite", "-j2", "/bin/true"],
           "parallel")
    _celery(table, context, floor)


def _lines(table, floor, count, name, command, debian):
    """A program that runs a command for each line of its standard input."""
    if not shutil.which(command[0]):
        table.note(f"{command[0]} was not there (Debian: apt install {debian}).")
        return
    with tempfile.TemporaryFile("w+") as lines:
        lines.write("\n".join(str(i) for i in range(count)))
        lines.seek(0)
        tree = Tree(command[0])
        start = time.perf_counter()
        tree.run(command, stdin=lines)
        wall = time.perf_counter() - start
        table.add(f"`{name}`, CPU a task", tree.cpu() * 1000 / count, "ms", floor[0])
        table.add(f"`{name}`", count / wall, "tasks/s", floor[1])
        tree.close()


def _celery(table, context, floor):
    version = importable("celery", "Celery", "python3-celery python3-redis redis-server")
    if not version or not shutil.which("redis-server"):
        table.note("Celery with Redis was not there (Debian: apt install python3-celery python3-redis redis-server).")
        return
    peer = Peer("Celery", "celery_peer.py", NO_OP)
    peer.ask("tasks", context.scale(300))
    count = context.scale(1000)
    cpu, wall = peer.ask("tasks", count)
    name = f"Celery {version} with Redis, not durable, `[/bin/true]`"
    table.add(f"{name}, CPU a task", cpu, "ms", floor[0])
    table.add(f"{name}, 2 workers", count / wall, "tasks/s", floor[1])
    p50, p99 = percentiles(peer.ask("one", context.scale(200))[1])
    table.add(f"{name}, one task, submit → done, p50", p50, "ms")
    table.add(f"{name}, one task, submit → done, p99", p99, "ms")
    peer.close()
