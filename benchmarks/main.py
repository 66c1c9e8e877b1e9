# SPDX-License-Identifier: Apache-2.0
"""DSG's first figures: CPU a task, tasks a second, latency and memory, beside a floor in C, xargs and Dask."""
import argparse
import contextlib
import datetime
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from measured import ROOT, Grid, Tree, cpu_of, rss_mib

HERE = pathlib.Path(__file__).resolve().parent
DOC = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin (written by benchmarks/run --markdown) -->", "<!-- figures: end -->"
DEBIAN_PYTHON = "/usr/bin/python3"

COMMANDS = {"[/bin/true]": ["/bin/true"], '"true"': ["/bin/sh", "-c", "true"]}
# What the sandbox rung asks of bubblewrap, to see what that alone costs.
BWRAP = ["/usr/bin/bwrap", "--unshare-all", "--die-with-parent", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL",
         "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib",
         "--symlink", "usr/lib64", "/lib64", "--proc", "/proc", "--dev", "/dev", "--clearenv", "--"]


def say(text):
    print(text, file=sys.stderr, flush=True)


class Figures:
    """The rows of the table, in order."""

    def __init__(self):
        self.rows = []
        self.floor = {}
        self.dask = {}

    def add(self, what, value, unit, floor=None, dask=None, goal=None):
        """`goal` is ("<=" or ">=", number), or none."""
        self.rows.append((what, value, unit, floor, dask, goal))

    def cells(self):
        yield ["measure", "figure", "floor (C)", "× floor", "Dask", "× Dask", "goal", "met"]
        for what, value, unit, floor, dask, goal in self.rows:
            met = "" if goal is None else "yes" if (value <= goal[1] if goal[0] == "≤" else value >= goal[1]) else "no"
            yield [what, f"{number(value)} {unit}",
                   number(floor), ratio(value, floor), number(dask), ratio(value, dask),
                   f"{goal[0]} {number(goal[1])}" if goal else "", met]


def number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ratio(value, base):
    return f"{value / base:.2f}" if base else ""


def sweep(count, run, cores):
    # Half of the machine for each task, so that two run at once whatever the machine.
    return (f"dsg: 1\nname: benchmark\nsweep: {{grid: {{i: {{range: '1..{count}'}}}}}}\nrun: {run}\n"
            f"resources: {{cpu: {cores / 2:g}}}\n")


def wall_of(job):
    begin, end = (datetime.datetime.fromisoformat(job[key][:26].rstrip("Z") + "+00:00")
                  for key in ("submitted_at", "ended_at"))
    return (end - begin).total_seconds()


def build_floor(folder):
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        say("No C compiler: the floor is left out.  Debian: apt install gcc")
        return None
    program = str(folder / "floor")
    subprocess.run([compiler, "-O2", "-o", program, str(HERE / "floor.c")], check=True)
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


def measure_floors(figures, program, scale):
    for name, command in COMMANDS.items():
        figures.floor[name] = floor_of(program, scale(1000), command)
        say(f"floor {name}: {figures.floor[name][0]:.2f} ms, {figures.floor[name][1]:.0f}/s")


def measure_xargs(figures, scale):
    if not shutil.which("xargs"):
        return
    count = scale(2000)
    tree = Tree("xargs")
    start = time.perf_counter()
    tree.run(["xargs", "-P2", "-n1", "/bin/true"], stdin=subprocess_input(count))
    wall = time.perf_counter() - start
    cpu = tree.cpu() * 1000 / count
    tree.close()
    floor = figures.floor.get("[/bin/true]", (None, None))
    figures.add("peer: `xargs -P2 -n1 /bin/true`, CPU a task", cpu, "ms", floor=floor[0])
    figures.add("peer: `xargs -P2 -n1 /bin/true`", count / wall, "tasks/s", floor=floor[1])


def subprocess_input(count):
    lines = tempfile.TemporaryFile("w+")
    lines.write("\n".join(str(i) for i in range(count)))
    lines.seek(0)
    return lines


def dask_version():
    probe = subprocess.run([DEBIAN_PYTHON, "-c", "import distributed; print(distributed.__version__)"],
                           capture_output=True, text=True, check=False) if os.path.exists(DEBIAN_PYTHON) else None
    if probe and probe.returncode == 0:
        return probe.stdout.strip()
    say("No Dask: its column stays empty.  Debian: apt install python3-distributed")
    return None


def measure_dask(figures, scale):
    for name, command in COMMANDS.items():
        tree = Tree("dask")
        peer = tree.start([DEBIAN_PYTHON, "-B", str(HERE / "dask_peer.py"), json.dumps(command)], text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

        def ask(count):
            peer.stdin.write(f"{count}\n")
            peer.stdin.flush()
            return json.loads(peer.stdout.readline())

        assert peer.stdout.readline().strip() == "ready"
        ask(scale(500))
        count, before = scale(1500), tree.cpu()
        wall = ask(count)
        figures.dask[name] = ((tree.cpu() - before) * 1000 / count, count / wall)
        if name == "[/bin/true]":
            figures.dask["latency"] = percentiles(ask(-scale(300)))
            figures.dask["rss"] = rss_mib(peer.pid)
        peer.stdin.close()
        peer.wait(30)
        tree.close()
        say(f"Dask {name}: {figures.dask[name][0]:.2f} ms, {figures.dask[name][1]:.0f}/s")


def percentiles(seconds):
    ordered = sorted(seconds)
    return ordered[len(ordered) // 2] * 1000, ordered[int(len(ordered) * 0.99)] * 1000


def parts(grid):
    return grid.tree.cpu(), cpu_of(grid.coordinator), cpu_of(grid.node)


def measured_sweep(grid, count, run, cores):
    """CPU ms a task of the whole tree, the coordinator and the node; tasks a second."""
    before = parts(grid)
    job = grid.run(sweep(count, run, cores))
    time.sleep(0.2)
    spent = [(after - start) * 1000 / count for start, after in zip(before, parts(grid))]
    return (*spent, count / wall_of(job))


def measure_rung(figures, isolation, scale, once):
    sandbox = isolation == "sandbox"
    with contextlib.closing(Grid(isolation)) as grid:
        node = grid.call("GET", "/api/v1/nodes")["nodes"][0]
        if node["isolation"] != isolation:
            say(f"This machine's node runs {node['isolation']}: the rung {isolation} is left out."
                + ("  Debian: apt install bubblewrap" if sandbox else ""))
            return
        cores = node["cores"]
        idle = (rss_mib(grid.coordinator), rss_mib(grid.node))
        if not sandbox:
            measure_idle(figures, grid, scale)
        warm_goal = {"bare": 0.4, "sandbox": 0.7}[isolation]
        cold = measured_sweep(grid, scale(1000), "[/bin/true]", cores)
        measured_sweep(grid, scale(300 if sandbox else 3000), "[/bin/true]", cores)
        for name in COMMANDS:
            runs = [measured_sweep(grid, scale(300 if sandbox else 2000), name, cores) for _ in range(1 if once else 3)]
            whole, coordinator, own, rate = (statistics.median(values) for values in zip(*runs))
            floor, dask = figures.floor.get(name, (None, None)), figures.dask.get(name, (None, None))
            goal = lambda extra: ("≤", floor[0] + extra) if floor[0] else None
            head = f"rung {isolation}, `run: {name}`"
            if name == "[/bin/true]" and not sandbox:
                figures.add(f"{head}, CPU a task, the first {scale(1000):,} after a start", cold[0], "ms",
                            floor[0], dask[0], goal(1.0))
            figures.add(f"{head}, CPU a task, warm", whole, "ms", floor[0], dask[0], goal(warm_goal))
            figures.add(f"{head}, warm: of it the coordinator", coordinator, "ms",
                        goal=("≤", 0.1) if name == "[/bin/true]" and not sandbox else None)
            figures.add(f"{head}, warm: of it the node itself", own, "ms")
            figures.add(f"{head}, 2 slots, warm", rate, "tasks/s", floor[1], dask[1],
                        ("≥", 1600) if name == "[/bin/true]" and not sandbox else None)
            say(f"{head}: {whole:.2f} ms (coordinator {coordinator:.2f}, node {own:.2f}), {rate:.0f}/s")
        if not sandbox:
            measure_latency(figures, grid, scale, cores)
            measure_memory(figures, grid, idle, scale, cores)
            measure_commands(figures, grid, once)


def measure_idle(figures, grid, scale):
    """CPU in percent of a core while there is nothing to do; the ticks of /proc are 10 ms, so it takes a while."""
    time.sleep(3)  # compiling what the start needed
    start, before = time.perf_counter(), [cpu_of(pid) for pid in (grid.coordinator, grid.node)]
    time.sleep(scale(100) / 5)
    seconds = time.perf_counter() - start
    for name, pid, spent in zip(("coordinator", "node"), (grid.coordinator, grid.node), before):
        figures.add(f"CPU of the idle {name}, of a core", (cpu_of(pid) - spent) / seconds * 100, "%",
                    goal=("≤", 0.5) if name == "node" else None)


def measure_latency(figures, grid, scale, cores):
    text = f"dsg: 1\nname: one\nrun: [/bin/true]\nresources: {{cpu: {cores / 2:g}}}\n"
    seconds = []
    for turn in range(scale(200) + scale(300)):
        start = time.perf_counter()
        grid.run(text)
        if turn >= scale(200):
            seconds.append(time.perf_counter() - start)
    p50, p99 = percentiles(seconds)
    dask = figures.dask.get("latency", (None, None))
    figures.add("one task, submit → done, resident client, p50", p50, "ms", dask=dask[0], goal=("≤", 4.0))
    figures.add("one task, submit → done, resident client, p99", p99, "ms", dask=dask[1])
    say(f"latency: {p50:.1f} / {p99:.1f} ms")


def measure_memory(figures, grid, idle, scale, cores):
    figures.add("RSS of the coordinator, idle after a start", idle[0], "MiB", goal=("≤", 128))
    figures.add("RSS of the node, idle after a start", idle[1], "MiB", goal=("≤", 100))
    for count, goal in ((100_000, 256), (1_000_000, 512)):
        # Larger than the machine, so that nothing of it starts.
        start, cpu = time.perf_counter(), cpu_of(grid.coordinator)
        job = grid.submit(sweep(count, "[/bin/true]", 2 * cores + 2))
        seconds = time.perf_counter() - start
        figures.add(f"a sweep of {count:,} tasks is accepted", seconds * 1000, "ms",
                    goal=("≤", 1000) if count == 1_000_000 else None)
        time.sleep(1)
        figures.add(f"RSS of the coordinator, {count:,} queued", rss_mib(grid.coordinator), "MiB", goal=("≤", goal))
        grid.cancel(job)


def measure_commands(figures, grid, once):
    times = 1 if once else 3
    figures.add("`dsg --version`, CPU", min(grid.command("--version") for _ in range(times)) * 1000, "ms",
                goal=("≤", 60))
    figures.add("`dsg ls`, CPU", min(grid.command("ls") for _ in range(times)) * 1000, "ms", goal=("≤", 120))
    figures.add("`dsg up`, until a task could start", grid.up_seconds * 1000, "ms")
    figures.add("`dsg up`, CPU of all three processes", grid.up_cpu * 1000, "ms")


def measure_bubblewrap(figures, program, scale):
    if os.path.exists(BWRAP[0]) and program:
        try:
            cpu, rate = floor_of(program, scale(200), [*BWRAP, "/bin/true"])
        except RuntimeError as error:
            say(f"bubblewrap cannot make namespaces here: {error}")
            return
        figures.add("bubblewrap alone: the C loop of `bwrap … /bin/true`, CPU a task", cpu, "ms",
                    figures.floor["[/bin/true]"][0])
        figures.add("bubblewrap alone: the C loop of `bwrap … /bin/true`, 2 at once", rate, "tasks/s",
                    figures.floor["[/bin/true]"][1])


def cpu_model():
    with contextlib.suppress(OSError):
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown"


def head(dask, counted):
    java = subprocess.run([os.environ.get("JAVA_HOME", "") + "/bin/java" if os.environ.get("JAVA_HOME") else "java",
                           "--version"], capture_output=True, text=True, check=False).stdout.splitlines()
    commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True,
                            check=False).stdout.strip() or "unknown"
    return [f"{datetime.date.today()}, DSG commit {commit}; {cpu_model()}, {os.cpu_count()} cores,"
            f" Linux {platform.release()}; load before the run {os.getloadavg()[0]:.1f}",
            f"{java[0] if java else 'java unknown'}; Dask {dask or 'not here'} on Debian's Python; gcc -O2;"
            f" CPU counted by {counted}"]


def text_table(cells):
    rows = [[cell.replace("`", "") for cell in row] for row in cells]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                               for i, (cell, width) in enumerate(zip(row, widths))) for row in rows)


def markdown_table(cells):
    rows = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join([rows[0], "|---" + "|---:" * (rows[0].count("|") - 2) + "|", *rows[1:]])


def write_markdown(lines, cells):
    text = DOC.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    body = "\n".join(f"{line}  " for line in lines).rstrip()
    DOC.write_text(f"{before}{BEGIN}\n{body}\n\n{markdown_table(cells)}\n{END}{after}")


def main():
    options = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    options.add_argument("--quick", action="store_true", help="a smoke check of less than a minute; rough figures")
    options.add_argument("--markdown", action="store_true", help="write the table into docs/performance.md")
    options.add_argument("--no-peers", action="store_true", help="leave xargs and Dask out")
    chosen = options.parse_args()
    scale = (lambda count: max(20, count // 10)) if chosen.quick else (lambda count: count)
    subprocess.run([str(ROOT / "dsg"), "--version"], check=True, stdout=subprocess.DEVNULL)  # builds it if need be
    figures = Figures()
    dask = None if chosen.no_peers else dask_version()
    counted = Tree("probe")
    counted.close()
    lines = head(dask, counted.how)
    with tempfile.TemporaryDirectory(prefix="dsg-benchmark-") as folder:
        program = build_floor(pathlib.Path(folder))
        if program:
            measure_floors(figures, program, scale)
        if dask:
            measure_dask(figures, scale)
        for isolation in ("bare", "sandbox"):
            measure_rung(figures, isolation, scale, chosen.quick)
        measure_bubblewrap(figures, program, scale)
        if not chosen.no_peers:
            measure_xargs(figures, scale)
    cells = list(figures.cells())
    print("\n".join(lines), text_table(cells), sep="\n\n")
    if chosen.markdown:
        write_markdown(lines, cells)
        say(f"Written to {DOC}")


if __name__ == "__main__":
    main()
