# SPDX-License-Identifier: Apache-2.0
"""What the owner of a machine feels when he comes back to it: how soon what runs for others stands still after a key was
pressed, and how much longer than on a machine without a grid what he does himself takes in the ten seconds after.
A screen of Xvfb stands for his; keys come by XTEST, as of a remote keyboard."""
import contextlib
import ctypes
import os
import pathlib
import shutil
import statistics
import struct
import subprocess
import time

from measured import Grid, say
from peers import percentiles

SECONDS = 10
POLICY = ["--when", "idle", "--idle-after", "3s", "--resume-after", "2s", "--others-load", "none"]


class Screen:
    """A screen that nobody sees, and its keyboard."""

    def __init__(self):
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "640x480x8", "-nolisten", "tcp",
                                        "-noreset"], pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as said:
            self.name = ":" + said.readline().strip()
        self.x11, self.xtest = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(self.name.encode()))

    def touch(self):
        """Presses a key; when, by the clock that all processes share."""
        at = time.monotonic()
        for down in (1, 0):
            self.xtest.XTestFakeKeyEvent(self.display, 38, down, 0)
        self.x11.XFlush(self.display)
        return at

    def close(self):
        self.server.terminate()
        self.server.wait(10)


class Feeling:
    """A program of the owner's that shows how quickly his machine answers him."""

    def __init__(self, program):
        self.process = subprocess.Popen([program, "feel", str(SECONDS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.process.stdout.readline()

    def begin(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def result(self):
        """p50, p99 and the longest, in ms."""
        return [float(word) for word in self.process.communicate()[0].split()]


class Stamps:
    """The moments at which the tasks ran last, as they write them into their own folders."""

    def __init__(self, home, count):
        self.home, self.files = home, []
        patience = time.monotonic() + 60
        while len(self.files) < count:
            self.files = list((home / "node" / "work").glob("*/*/**/stamp"))
            if time.monotonic() > patience:
                raise RuntimeError("The tasks do not begin.")
            time.sleep(0.1)

    def latest(self):
        return max(struct.unpack("=q", path.read_bytes())[0] / 1e9 for path in self.files)

    def await_running(self):
        patience = time.monotonic() + 60
        while time.monotonic() - self.latest() > 0.05:
            if time.monotonic() > patience:
                raise RuntimeError("The tasks do not go on.")
            time.sleep(0.02)


def measure(table, context):
    program = context.compiled("owner_probe.c", "owner_probe")
    missing = [name for name in ("Xvfb",) if not shutil.which(name)]
    with contextlib.suppress(OSError):
        ctypes.CDLL("libXtst.so.6")
        if program and not missing:
            with contextlib.closing(Screen()) as screen:
                _measure(table, context, screen, program)
            return
    table.note("Needs a C compiler, Xvfb and libXtst (Debian: apt install gcc libc6-dev xvfb libxtst6).")


def _measure(table, context, screen, program):
    returns, felt = (5, 1) if context.quick else (100, 3)
    alone = [_feel(program, screen) for _ in range(felt)]
    with contextlib.closing(Grid("sandbox", {"DISPLAY": screen.name})) as grid:
        subprocess.run([grid.dsg, "node", "policy", *POLICY], env=grid.env, check=True, stdout=subprocess.DEVNULL)
        folder = context.folder / "owner"
        folder.mkdir()
        shutil.copy(program, folder / "busy")
        (folder / "job.yaml").write_text(
            "dsg: 1\nname: busy\nin: [busy]\nsweep: {grid: {n: {range: \"1..%d\"}}}\nresources: {memory: 64MiB}\n"
            "run: exec ./busy busy stamp # {{ n }}\n" % context.cores)
        subprocess.run([grid.dsg, "submit", "-q", str(folder / "job.yaml")], env=grid.env, check=True,
                       stdout=subprocess.DEVNULL)
        stamps = Stamps(pathlib.Path(grid.home), context.cores)
        late = []
        for _ in range(returns):
            late.append(_return(stamps, screen))
        beside = []
        for _ in range(felt):
            stamps.await_running()
            beside.append(_feel(program, screen))
        subprocess.run([grid.dsg, "cancel", "last"], env=grid.env, stdout=subprocess.DEVNULL)
    half, most = percentiles(late)
    table.add(f"from a key to the last moment at which a task ran, p50 of {returns}", half, "ms")
    table.add("the same, p99", most, "ms", goal=("≤", 250))
    without, beside_p99 = (statistics.median(run[1] for run in runs) for runs in (alone, beside))
    table.add(f"a millisecond of work every 10 ms, p99 of the {SECONDS} s after a key, no grid", without, "ms")
    table.add("the same beside a grid that keeps every core busy until then", beside_p99, "ms", floor=without,
              goal=("≤", without * 1.1))
    table.add("the longest of these, no grid", max(run[2] for run in alone), "ms")
    table.add("the longest beside the grid", max(run[2] for run in beside), "ms")
    say(f"frozen after {half:.0f} ms (p50), {most:.0f} (p99); felt p99 {beside_p99:.2f} ms, without {without:.2f}")


def _return(stamps, screen):
    """Seconds from a key to the last moment at which a task ran."""
    stamps.await_running()
    time.sleep(0.3)
    at = screen.touch()
    time.sleep(1)
    return max(0.0, stamps.latest() - at)


def _feel(program, screen):
    feeling = Feeling(program)
    screen.touch()
    feeling.begin()
    return feeling.result()
