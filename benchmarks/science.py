# SPDX-License-Identifier: Apache-2.0
"""The example of the README as a whole: what the grid adds to the very same commands typed by hand, in each rung of
isolation that needs no image. The floor is `xargs -P`, with as many at once as there are cores."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from measured import ROOT, Tree, say

EXAMPLE = ROOT / "examples" / "gw150914"
RUNGS = {"bare": ("bare", {}), "sandbox, by the supervisor": ("sandbox", {}),
         "sandbox, by bubblewrap": ("sandbox", {"DSG_SUPERVISOR": "/none"})}


def measure(table, context):
    cores = str(context.cores)
    detectors, masses = (["H1"], ["60"]) if context.quick else (["H1", "L1"], [str(20 + 4 * i) for i in range(11)])
    tasks = len(detectors) * len(masses)
    java = pathlib.Path(os.environ.get("JAVA_HOME", "/usr"), "bin", "java")
    with tempfile.TemporaryDirectory(prefix="dsg-benchmark-") as folder:
        by_hand = _by_hand(pathlib.Path(folder), java, cores, detectors, masses)
        table.add(f"{tasks} searches by `xargs -P {cores}`, wall", by_hand[0], "s")
        table.add("the same, CPU", by_hand[1], "s")
        for name, (isolation, environment) in RUNGS.items():
            if name.endswith("bubblewrap") and not shutil.which("bwrap"):
                continue
            wall, cpu = _by_grid(pathlib.Path(folder), isolation, environment, detectors, masses)
            table.add(f"the same by `dsg run`, {name}, wall with the grid's start and end", wall, "s", floor=by_hand[0])
            table.add(f"{name}: CPU of all", cpu, "s", floor=by_hand[1])
            say(f"{name}: {wall:.1f} s, {cpu:.1f} s of CPU; by hand {by_hand[0]:.1f} s, {by_hand[1]:.1f} s")
    table.note("Containers are not in it: an image with Java would have to be made.")


def _by_hand(folder, java, cores, detectors, masses):
    work = folder / "by-hand"
    shutil.copytree(EXAMPLE, work)
    lines = "".join(f"{detector} {mass}\n" for detector in detectors for mass in masses)
    command = f"exec {java} -cp 'lib/*' Search.java $0 data/$0.f64 $1 $0-$1.json"
    tree = Tree("by-hand")
    start = time.perf_counter()
    process = tree.start(["xargs", "-P", cores, "-L", "1", "sh", "-c", command], cwd=work, stdin=subprocess.PIPE,
                         stdout=subprocess.DEVNULL)
    process.communicate(lines.encode())
    wall, cpu = time.perf_counter() - start, tree.cpu()
    tree.close()
    if process.returncode != 0:
        raise RuntimeError("The searches fail by hand.")
    return wall, cpu


def _by_grid(folder, isolation, environment, detectors, masses):
    """`dsg run` of the searches alone, by a grid of its own."""
    work = pathlib.Path(tempfile.mkdtemp(dir=folder))
    for part in ("data", "lib", "Search.java"):
        (work / part).symlink_to(EXAMPLE / part)
    (work / "job.yaml").write_text(
        "dsg: 1\nname: searches\n"
        f"sweep: {{grid: {{detector: [{', '.join(detectors)}], m1: [{', '.join(masses)}]}}}}\n"
        "in: [Search.java, lib/commons-math3-3.6.1.jar, data/H1.f64, data/L1.f64]\n"
        "run: java -cp 'lib/*' Search.java {{ detector }} data/{{ detector }}.f64 {{ m1 }} result.json\n"
        "out: [result.json]\nresources: {cpu: 1, memory: 1GiB}\n")
    env = dict(os.environ, DSG_HOME=str(work / "home"), DSG_LISTEN="127.0.0.1", **environment)
    dsg = str(ROOT / "dsg")
    if isolation == "bare":
        subprocess.run([dsg, "node", "policy", "--isolation", "bare"], env=env, check=True, stdout=subprocess.DEVNULL)
    tree = Tree("by-grid")
    start = time.perf_counter()
    process = tree.start([dsg, "run", "--out", str(work / "results"), str(work / "job.yaml")], env=env,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if process.wait() != 0:
        raise RuntimeError(f"dsg run ends with {process.returncode}.")
    wall, cpu = time.perf_counter() - start, tree.cpu()
    subprocess.run([dsg, "down"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    tree.close()
    return wall, cpu
