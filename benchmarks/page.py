# SPDX-License-Identifier: Apache-2.0
"""The page with a grid of 500 machines and a million tasks: how soon it is there, how soon it answers, what it takes of
memory and of the network, and what open pages cost the coordinator. The machines are played: links without hands."""
import contextlib
import http.client
import json
import pathlib
import shutil
import subprocess
import threading
import time

import core
from hot import sweep
from measured import ROOT, Grid, cpu_of, rss_mib, say

NODES, TASKS, SECONDS_A_TASK = 500, 1_000_000, 100
TABS = 20


class Played:
    """So many nodes in one process."""

    def __init__(self, grid, nodes):
        port = json.loads((grid.home / "run" / "coordinator.json").read_text())["node_port"]
        self.folder = grid.home / "played"
        self.process = core.begin("FakeNodes.java", str(grid.home / "keys" / "ca"), str(self.folder), str(port), str(nodes),
                                  str(SECONDS_A_TASK))
        if self.process.stdout.readline().strip() != "there":
            raise RuntimeError("The nodes could not be played.")

    def close(self):
        self.process.kill()
        self.process.wait()


class Tab:
    """One that listens as the page does, and throws away what it hears."""

    def __init__(self, grid):
        self.heard = 0
        self.line = http.client.HTTPConnection("127.0.0.1", grid.port)
        self.line.request("GET", "/api/v1/events?topics=jobs,nodes,joins", headers=grid.headers)
        self.answer = self.line.getresponse()
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self):
        with contextlib.suppress(OSError, ValueError, AttributeError, http.client.HTTPException):
            while piece := self.answer.read1(65536):
                self.heard += len(piece)

    def close(self):
        self.line.sock.shutdown(2)
        self.line.close()


def measure(table, context):
    program = shutil.which("chromium")
    if not program or not shutil.which("node") or not (ROOT / "dsg-dashboard/node_modules/playwright-core").is_dir():
        table.note("Not measured: chromium, node or the page's packages are not there.")
        return
    with contextlib.closing(Grid()) as grid:
        _tabs(table, context, grid, "an idle grid of one machine", 2.0)
        grid.call("POST", f"/api/v1/nodes/{grid.call('GET', '/api/v1/nodes')['nodes'][0]['name']}/pause", {})
        nodes, tasks = (NODES, TASKS) if not context.quick else (50, 10_000)
        job = grid.submit(sweep(tasks, "[/bin/true]", 2))
        with contextlib.closing(Played(grid, nodes)):
            _until_all_work(grid, nodes)
            what = f"{nodes} machines, {tasks:,} tasks"
            _look(table, context, grid, program, job, what)
            _tabs(table, context, grid, what, None)
            table.add(f"{what}: RSS of the coordinator", rss_mib(grid.coordinator), "MiB")


def _until_all_work(grid, nodes):
    patience = time.monotonic() + 120
    while time.monotonic() < patience:
        told = grid.call("GET", "/api/v1/nodes?limit=1000")["nodes"]
        if sum(node["state"] == "ready" and node["running"] > 0 for node in told) >= nodes:
            return
        time.sleep(1)
    raise RuntimeError("Not all nodes that are played have come.")


def _tabs(table, context, grid, what, goal):
    """What open pages cost the coordinator, beside none."""
    seconds = max(5, context.scale(200) / 10)
    costs = []
    for tabs in (0, TABS):
        opened = [Tab(grid) for _ in range(tabs)]
        time.sleep(4)
        begin, before, heard = time.perf_counter(), cpu_of(grid.coordinator), sum(tab.heard for tab in opened)
        time.sleep(seconds)
        took = time.perf_counter() - begin
        costs.append((cpu_of(grid.coordinator) - before) / took * 100)
        rate = (sum(tab.heard for tab in opened) - heard) / took / max(1, tabs)
        for tab in opened:
            tab.close()
    table.add(f"{what}: CPU of the coordinator, of a core, no page open", costs[0], "%")
    table.add(f"{what}: what {TABS} open pages add", costs[1] - costs[0], "%", goal=("≤", goal) if goal else None)
    table.add(f"{what}: what one open page is told", rate, "B/s")
    say(f"{what}: {costs[0]:.2f} %, with {TABS} pages {costs[1]:.2f} %, {rate:.0f} B/s each")


def _look(table, context, grid, program, job, what):
    asked = {"program": program, "origin": f"http://127.0.0.1:{grid.port}", "job": job, "loads": 1 if context.quick else 5,
             "token": (grid.home / "token").read_text().strip(), "hour": 360 if context.quick else 3600}
    script = str(pathlib.Path(__file__).with_name("page.mjs"))
    told = {}
    with subprocess.Popen(["node", script, json.dumps(asked)], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            shape = json.loads(line)
            told[shape["case"]] = shape["value"]
            say(f"{shape['case']}: {shape['value']:.1f}")
    if process.returncode != 0:
        raise RuntimeError(f"page.mjs ended with {process.returncode}.")
    for path, name in (("/", "Overview"), ("/nodes", "Nodes"), (f"/jobs/{job}", "a job"),
                       (f"/jobs/{job}?tab=tasks", "a job's tasks"), (f"/jobs/{job}?tab=timeline", "its timeline")):
        table.add(f"{what}, {name}: first contentful paint", told[f"{path}: first contentful paint"], "ms",
                  goal=("≤", 1000) if path == "/" else None)
        table.add(f"{what}, {name}: until all is there", told[f"{path}: all is there"], "ms")
    made = told["interactions"]
    table.add(f"from a key or click to the next paint, p50 of {made:.0f}", told["interaction delay, p50"], "ms")
    table.add("the longest of these", told["interaction delay, longest"], "ms", goal=("≤", 200))
    table.add("what Chromium receives for an open page that nobody touches", told["bytes a second"], "B/s")
    table.add("memory of the page's scripts, after a garbage collection", told["memory before"], "MiB")
    table.add(f"the same after {asked['hour'] // 60} minutes of updates, told within {told['seconds for an hour']:.0f} s",
              told["memory after"], "MiB")
