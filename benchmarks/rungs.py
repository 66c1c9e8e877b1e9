# SPDX-License-Identifier: Apache-2.0
"""What starting a task costs in each rung, without a grid around it: the C loop, the same under bubblewrap, and the
supervisor asked by a pipe; then those that are a process of their own, WebAssembly and containers. Rounds take turns, so
that all see the same machine; a row is the median of its rounds."""
import os
import pathlib
import shutil
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


# A module whose `_start` does nothing, as bytes; what runs it is the same for any.
NULL_MODULE = bytes([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 7, 10, 1, 6, 95, 115, 116, 97, 114,
                     116, 0, 0, 10, 4, 1, 2, 0, 11])


def _wasm():
    """What runs a module of the current folder, as `dsg.node.WasmRung` calls it; none where it was not built."""
    folder = ROOT / "dsg-cli" / "target" / "dist" / "wasm"
    jars = sorted(str(jar) for jar in folder.glob("*.jar"))
    java = pathlib.Path(os.environ.get("JAVA_HOME", "/nonexistent"), "bin", "java")
    if not jars or not java.exists():
        return None
    prepared = [f"-XX:AOTCache={folder / 'wasm.aot'}"] if (folder / "wasm.aot").exists() else []
    return [str(java), *prepared, "-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:ActiveProcessorCount=1", "-Xms32m",
            "-Xmn16m", "-Xmx448m", "-cp", ":".join(jars), "dsg.wasm.Main", "--memory", "416", "null.wasm"]


def _container(folder):
    """podman that runs the machine's own /usr/bin/true in an image without files, as `dsg.node.ContainerRung` calls it;
    none where it starts no container."""
    if not shutil.which("podman"):
        return None
    tree = folder / "image"
    for place in ("usr", "proc", "sys", "dev", "etc", "run", "tmp"):
        (tree / place).mkdir(parents=True)
    for name in ("bin", "sbin", "lib", "lib64"):
        if os.path.islink(f"/{name}"):
            os.symlink(os.readlink(f"/{name}"), tree / name)
    subprocess.run(["tar", "-C", str(tree), "-cf", str(folder / "image.tar"), "."], check=True)
    for options in ([], ["--runtime", "runc", "--cgroup-manager", "cgroupfs"]):
        podman = ["podman", *options]
        subprocess.run([*podman, "import", str(folder / "image.tar"), "localhost/dsg/benchmark:1"], capture_output=True)
        words = [*podman, "run", "--rm", "--pull", "never", "--log-driver", "none", "--read-only", "--cap-drop", "all",
                 "--security-opt", "no-new-privileges", "--network", "none", "--ulimit", "nofile=1024:1024", "--ulimit",
                 "nproc=1024:1024", "--volume", "/usr:/usr:ro", "localhost/dsg/benchmark:1", "/usr/bin/true"]
        if subprocess.run(words, capture_output=True).returncode == 0:
            return words
    return None


def _others(context, folder):
    """What the rungs cost that are a process of their own for every task; rows of name and CPU ms a start."""
    (folder / "null.wasm").write_bytes(NULL_MODULE)
    starts = {"wasm, a module that does nothing": _wasm(), "container, by podman": _container(folder)}
    for name, words in starts.items():
        if not words:
            yield name, None
            continue
        cpus = []
        for _ in range(3 if context.quick else 10):
            tree = Tree("start")
            tree.run(words, cwd=folder)
            cpus.append(tree.cpu() * 1000)
            tree.close()
        yield name, statistics.median(cpus)


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
        others = list(_others(context, pathlib.Path(folder)))
    floor = statistics.median(figures.pop("floor"))
    table.add("the C loop of `/bin/true`", floor, "ms", floor)
    for name, values in figures.items():
        goal = ("≤", floor + 0.7) if name.startswith("sandbox, by the supervisor") else None
        table.add(f"{name}, CPU a start of `/bin/true`", statistics.median(values), "ms", floor, goal=goal)
        say(f"{name}: {statistics.median(values):.2f} ms, floor {floor:.2f}")
    for name, cpu in others:
        if cpu is None:
            table.note(f"Not measured, for it does not work here: {name}.")
        else:
            table.add(f"{name}, CPU a start", cpu, "ms", floor)
            say(f"{name}: {cpu:.1f} ms, floor {floor:.2f}")
