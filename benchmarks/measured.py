# SPDX-License-Identifier: Apache-2.0
"""What the figures are taken from: a process tree whose CPU time is counted, and a grid in a folder of its own."""
import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")


def say(text):
    """A note on what is being measured."""
    print(text, file=sys.stderr, flush=True)


class Tree:
    """Processes whose CPU time, with all that they start, is counted: by a cgroup of their own where one can be
    made, else from /proc, which misses what a bubblewrap does not wait for."""

    def __init__(self, name):
        self.roots = []
        self.group = self._make_group(f"dsg-benchmark-{os.getpid()}-{name}")
        self.how = "cgroup" if self.group else "/proc"

    @staticmethod
    def _make_group(name):
        bases = []
        for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if "cpuacct" in controllers.split(","):
                bases.insert(0, pathlib.Path("/sys/fs/cgroup") / controllers / path.lstrip("/"))
            elif controllers == "":
                bases.append(pathlib.Path("/sys/fs/cgroup/unified") / path.lstrip("/"))
                bases.append(pathlib.Path("/sys/fs/cgroup") / path.lstrip("/"))
        for base in bases:
            group = base / name
            with contextlib.suppress(OSError):
                if (base / "cgroup.procs").exists():
                    group.mkdir()
                    if (group / "cpuacct.usage").exists() or (group / "cpu.stat").exists():
                        return group
                    group.rmdir()
        return None

    def start(self, command, **options):
        """Starts a process in the tree."""
        def enter():
            if self.group:
                (self.group / "cgroup.procs").write_text(str(os.getpid()))
        process = subprocess.Popen(command, preexec_fn=enter, **options)
        self.roots.append(process.pid)
        return process

    def run(self, command, **options):
        """Runs a command in the tree to its end; what it printed."""
        process = self.start(command, stdout=subprocess.PIPE, text=True, **options)
        out, _ = process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}: {out}")
        return out

    def adopt(self, pid):
        """Counts a process that left the tree of those that were started (only /proc needs to be told)."""
        self.roots.append(pid)

    def cpu(self):
        """CPU seconds so far."""
        if self.group:
            old = self.group / "cpuacct.usage"
            if old.exists():
                return int(old.read_text()) / 1e9
            return int((self.group / "cpu.stat").read_text().split()[1]) / 1e6
        return sum(cpu_of(pid, with_children=True) for pid in self.roots)

    def close(self):
        if self.group:
            for _ in range(100):
                with contextlib.suppress(OSError):
                    self.group.rmdir()
                    return
                time.sleep(0.05)


def cpu_of(pid, with_children=False):
    """CPU seconds of a process by itself, or with the children that it has waited for."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15 if with_children else 13]) / TICK


def rss_mib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


class Grid:
    """A grid of one machine with two slots, and a client of it that stays and is warm."""

    def __init__(self, isolation="bare", environment=None):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="dsg-benchmark-"))
        self.env = dict(os.environ, DSG_HOME=str(self.home), DSG_LISTEN="127.0.0.1")
        self.up_env = dict(self.env, **(environment or {}))
        self.dsg = str(ROOT / "dsg")
        self.tree = Tree(f"grid-{isolation}")
        if isolation == "bare":
            subprocess.run([self.dsg, "node", "policy", "--isolation", "bare"], env=self.env, check=True,
                           stdout=subprocess.DEVNULL)
        start = time.perf_counter()
        self.tree.run([self.dsg, "up", "--port", "0"], env=self.up_env)
        self.up_seconds = time.perf_counter() - start
        self.up_cpu = self.tree.cpu()
        self.connect()

    def connect(self):
        """Finds the grid's processes, and opens both connections to it."""
        running = json.loads((self.home / "run" / "coordinator.json").read_text())
        self.coordinator, self.port = running["pid"], running["port"]
        self.node = json.loads((self.home / "run" / "node.json").read_text())["pid"]
        self.tree.adopt(self.coordinator)
        self.tree.adopt(self.node)
        self.headers = {"Authorization": "Bearer " + (self.home / "token").read_text().strip()}
        self.calls = http.client.HTTPConnection("127.0.0.1", self.port)
        self.called_at = time.monotonic()
        self.events = http.client.HTTPConnection("127.0.0.1", self.port)
        self.events.request("GET", "/api/v1/events", headers=self.headers)
        self.stream = self.events.getresponse()

    def disconnect(self):
        self.calls.close()
        self.stream.close()
        self.events.close()

    def crash(self):
        """kill -9 of the coordinator; it is gone when this returns."""
        self.disconnect()
        os.kill(self.coordinator, signal.SIGKILL)
        patience = time.monotonic() + 10
        while os.path.exists(f"/proc/{self.coordinator}") and time.monotonic() < patience:
            time.sleep(0.001)

    def down(self):
        self.disconnect()
        subprocess.run([self.dsg, "down"], env=self.env, stdout=subprocess.DEVNULL, check=True)

    def up(self, answers):
        """`dsg up` again; the seconds until REST answers what is asked of it, and until the command has ended."""
        start = time.perf_counter()
        command = self.tree.start([self.dsg, "up", "--port", "0"], env=self.up_env, stdout=subprocess.DEVNULL)
        answered = None
        while answered is None:
            with contextlib.suppress(OSError, ValueError, KeyError, http.client.HTTPException):
                running = json.loads((self.home / "run" / "coordinator.json").read_text())
                if running["pid"] != self.coordinator:
                    self.calls = http.client.HTTPConnection("127.0.0.1", running["port"])
                    self.called_at = time.monotonic()
                    self.call("GET", answers)
                    answered = time.perf_counter() - start
            if command.poll():
                raise RuntimeError("dsg up fails.")
            time.sleep(0.002)
        if command.wait() != 0:
            raise RuntimeError("dsg up fails.")
        ended = time.perf_counter() - start
        self.calls.close()
        self.connect()
        return answered, ended

    def command(self, *words):
        """A `dsg` command in a tree of its own; its CPU and its wall seconds."""
        tree = Tree("command")
        start = time.perf_counter()
        process = tree.start([self.dsg, *words], env=self.env, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
        if process.wait() != 0:
            raise RuntimeError(f"dsg {' '.join(words)} ends with {process.returncode}.")
        wall = time.perf_counter() - start
        cpu = tree.cpu()
        tree.close()
        return cpu, wall

    def call(self, method, path, body=None):
        # The server closes a connection on which nothing was said for half a minute.
        if time.monotonic() - self.called_at > 15:
            self.calls.close()
        self.called_at = time.monotonic()
        self.calls.request(method, path, json.dumps(body) if body is not None else None, self.headers)
        answer = self.calls.getresponse()
        shape = json.loads(answer.read())
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {shape}")
        return shape

    def submit(self, text):
        """Hands a job file in; the job's number."""
        return self.call("POST", "/api/v1/jobs", {"file": "benchmark.yaml", "text": text, "large": True})["id"]

    def await_end(self, job):
        """The job as the stream of events shows it at its end."""
        while True:
            line = self.stream.readline()
            if not line:
                raise RuntimeError("The stream of events has ended.")
            if line.startswith(b"data: "):
                shape = json.loads(line[6:])
                if shape["id"] == job and shape["state"] in ("done", "failed", "cancelled"):
                    return shape

    def run(self, text):
        shape = self.await_end(self.submit(text))
        if shape["state"] != "done":
            raise RuntimeError(f"A benchmark's job is {shape['state']}: {shape}")
        return shape

    def cancel(self, job):
        self.call("POST", f"/api/v1/jobs/{job}/cancel", {})
        self.await_end(job)

    def close(self):
        self.disconnect()
        subprocess.run([self.dsg, "down"], env=self.env, stdout=subprocess.DEVNULL, check=False)
        self.tree.close()
        shutil.rmtree(self.home, ignore_errors=True)
