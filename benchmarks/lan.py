# SPDX-License-Identifier: Apache-2.0
"""What a grid costs on a LAN: on hosts of ./dsg-lan, all on this machine, with cables as fast as is said. Beside the
fetch of the same file by curl over TLS on the same cable."""
import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import time

from measured import ROOT, say

HOSTS = ["attic", "cellar", "den", "garage", "hall"]
RATE = "200mbit"
MIB = 1 << 20


class Lan:
    """Five hosts; the first one's grid is up, and the others join it by a class code."""

    def __init__(self):
        self.env = dict(os.environ, DSG_LAN="benchmark")
        self.type("5", check=True)
        self.on("attic", "dsg", "node", "policy", "--isolation", "bare")
        self.on("attic", "dsg", "up")
        self.code = self.on("attic", "dsg", "invite", "--uses", "50").strip()
        self.homes = pathlib.Path(self.on("attic", "sh", "-c", "echo $HOME").strip()).parent

    def type(self, *words, check=False):
        return subprocess.run([str(ROOT / "dsg-lan"), *words], env=self.env, check=check, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def on(self, host, *words):
        done = self.type("run", host, "--", *words)
        if done.returncode != 0:
            raise SystemExit(f"{host}: {' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def join(self, host):
        """Seconds until the command has ended, which is when the host takes work."""
        self.on(host, "dsg", "node", "policy", "--isolation", "bare")
        self.on(host, "dsg", "node", "tag", "+far", "+" + host)
        start = time.perf_counter()
        self.on(host, "dsg", "join", "--code", self.code)
        return time.perf_counter() - start

    def write(self, host, name, content):
        (self.homes / host / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    def seconds(self, host, *words):
        start = time.perf_counter()
        self.on(host, *words)
        return time.perf_counter() - start

    def close(self):
        self.type("down")


def measure(table, context):
    if os.geteuid() != 0:
        table.note("Not measured: a LAN on this machine can only be made as root.")
        return
    with contextlib.closing(Lan()) as lan:
        _joins(table, lan, context)
        _sleeps(table, lan, context)
        _moves(table, lan, context)
        _cuts(table, lan, context)


def _joins(table, lan, context):
    seconds = [lan.join(host) for host in HOSTS[1:]]
    lan.on("attic", "dsg", "node", "pause", "attic")
    table.add("`dsg join --code` until the machine takes work, median of four", statistics.median(seconds), "s",
              goal=("≤", 15))
    first = lan.seconds("attic", "dsg", "run", "--", "true")
    table.add("`dsg run -- true` on a machine that has just joined", first, "s")
    say(f"joins {', '.join(f'{s:.1f}' for s in seconds)} s, first task {first:.1f} s")


def _sleeps(table, lan, context):
    """Tasks that take no processor, so that the machines' cores count as if each had its own."""
    tasks = 80 if context.quick else 1000
    cores = os.cpu_count() * len(HOSTS[1:])
    lan.write("attic", "sleeps.yaml", "dsg: 1\nname: sleeps\nwhere: {tags: [far]}\n"
              f"sweep: {{grid: {{i: {{range: \"1..{tasks}\"}}}}}}\nresources: {{memory: 16MiB}}\nrun: [sleep, 1]\n")
    seconds = lan.seconds("attic", "dsg", "run", "sleeps.yaml")
    ideal = -(-tasks // cores)
    table.add(f"{tasks} × `sleep 1` over {len(HOSTS) - 1} machines of {os.cpu_count()} cores, × the ideal of {ideal} s",
              seconds / ideal, "")
    say(f"{tasks} sleeps: {seconds:.1f} s")


def _moves(table, lan, context):
    """Each file is new, so that nobody has it; tasks that read it all run at once, one a machine."""
    mib = 64 if context.quick else 1024
    for host in HOSTS:
        lan.type("slow", host, RATE, check=True)
    floor = _curl(lan, mib)
    empty = _fetch(lan, 1, 0, "empty")
    times = {}
    for machines in (1, 2, 4):
        times[machines] = _fetch(lan, machines, mib, f"to{machines}") - empty
        say(f"{mib} MiB to {machines}: {times[machines]:.1f} s; curl to one {floor:.1f} s")
    table.add(f"{mib} MiB to one machine over {RATE}, beside curl over TLS (× floor)", times[1], "s", floor=floor)
    table.add("of curl's speed", 100 * floor / times[1], "%", goal=("≥", 80))
    for machines in (2, 4):
        table.add(f"{mib} MiB to {machines} machines at once, × the time to one", times[machines] / times[1], "",
                  goal=("≤", 1.5) if machines == 4 else None)
    for host in HOSTS:
        lan.type("heal", host, check=True)


def _fetch(lan, machines, mib, name):
    """Seconds of a job whose tasks do nothing but have the file."""
    lan.write("attic", f"{name}.bin", os.urandom(mib * MIB + 1))
    where = "far" if machines > 1 else HOSTS[1]
    cores = os.cpu_count()
    sweep = f"{{grid: {{i: {list(range(machines))}}}}}"
    lan.write("attic", f"{name}.yaml",
              f"dsg: 1\nname: {name}\nsweep: {sweep}\nwhere: {{tags: [{where}]}}\nin: [{name}.bin]\n"
              f"resources: {{cpu: {cores}}}\nrun: [/bin/true]\n")
    # The first machine's own copy is put before the clock runs.
    lan.on("attic", "dsg", "data", "put", f"{name}.bin")
    seconds = lan.seconds("attic", "dsg", "run", f"{name}.yaml")
    (lan.homes / "attic" / f"{name}.bin").unlink()
    return seconds


def _curl(lan, mib):
    """Seconds in which curl fetches such a file from the first host."""
    lan.write("attic", "floor.bin", os.urandom(mib * MIB))
    lan.on("attic", "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
           "-keyout", "k.pem", "-out", "c.pem", "-days", "1", "-subj", "/CN=attic")
    invite = json.loads(lan.on("attic", "dsg", "invite", "--json"))
    address = invite["address"].rsplit(":", 1)[0]
    server = subprocess.Popen([str(ROOT / "dsg-lan"), "run", "attic", "--", "openssl", "s_server", "-accept", "8443",
                               "-cert", "c.pem", "-key", "k.pem", "-WWW", "-quiet"], env=lan.env,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        return lan.seconds("cellar", "curl", "-sk", "-o", "/dev/null", f"https://{address}:8443/floor.bin")
    finally:
        subprocess.run(["pkill", "-P", str(server.pid)], check=False)
        server.kill()
        server.wait()


def _cuts(table, lan, context):
    """From the moment a cable is out until its task runs elsewhere, as the first host tells."""
    times = []
    lan.write("attic", "wait.yaml", "dsg: 1\nname: wait\nwhere: {tags: [far]}\nresources: {cpu: "
              f"{os.cpu_count()}}}\nrun: [sleep, 300]\n")
    for _ in range(3 if context.quick else 20):
        job = lan.on("attic", "dsg", "submit", "-q", "wait.yaml").strip()
        host = _running(lan, job, None)
        lan.type("cut", host, check=True)
        start = time.perf_counter()
        _running(lan, job, host)
        times.append(time.perf_counter() - start)
        lan.on("attic", "dsg", "cancel", job)
        lan.type("heal", host, check=True)
        time.sleep(4)  # until it is back
    times.sort()
    p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
    table.add(f"a cable out: until its task runs elsewhere, p50 of {len(times)}", statistics.median(times), "s")
    table.add(f"the same, p95 of {len(times)}", p95, "s", goal=("≤", 8))
    say(f"cuts {', '.join(f'{t:.1f}' for t in times)} s")


def _running(lan, job, other_than):
    """The host on which the job's one task runs, once it is another one than this."""
    for _ in range(600):
        shown = json.loads(lan.on("attic", "dsg", "explain", f"{job}.main.1", "--json"))
        attempt = (shown.get("attempts") or [{}])[-1]
        host = attempt.get("node")
        if shown.get("state") == "running" and host in HOSTS and host != other_than:
            return host
        time.sleep(0.1)
    raise SystemExit(f"job {job} runs nowhere")
