# SPDX-License-Identifier: Apache-2.0
"""Celery as a peer: a Redis of its own on a socket in a temporary folder, two worker processes, every task a subprocess.

Run by peers.py with Debian's own Python. Each line on its standard input is what to run, and how many tasks; it
answers with the wall seconds they took. `one` runs them one after the other, and answers with the seconds of each.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from celery import Celery, group

SOCKET = os.environ.get("DSG_BENCHMARK_REDIS", "")
app = Celery("celery_peer", broker=f"redis+socket://{SOCKET}", backend=f"redis+socket://{SOCKET}")
app.conf.worker_prefetch_multiplier = 16


@app.task
def process(command):
    return subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode


def tasks(command, count):
    group(process.s(command) for _ in range(count))().get(timeout=300)


def one(command, count):
    seconds = []
    for _ in range(count):
        start = time.perf_counter()
        process.delay(command).get(timeout=60, interval=0.001)
        seconds.append(time.perf_counter() - start)
    return seconds


def serve(command):
    print("ready", flush=True)
    for line in sys.stdin:
        what, count = line.split()
        start = time.perf_counter()
        answer = {"tasks": tasks, "one": one}[what](command, int(count))
        print(json.dumps(answer or time.perf_counter() - start), flush=True)


def main():
    """Starts Redis and the workers, and then itself again with the way to them in its environment."""
    with tempfile.TemporaryDirectory(prefix="dsg-benchmark-") as folder:
        socket = f"{folder}/redis"
        environment = dict(os.environ, DSG_BENCHMARK_REDIS=socket, PYTHONDONTWRITEBYTECODE="1")
        redis = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", socket, "--dir", folder, "--save", ""],
                                 stdout=subprocess.DEVNULL)
        while not os.path.exists(socket):
            time.sleep(0.01)
        here = pathlib.Path(__file__).resolve()
        workers = subprocess.Popen([sys.executable, "-m", "celery", "-A", "celery_peer", "worker", "-c", "2", "-P",
                                    "prefork", "--without-gossip", "--without-mingle", "-l", "ERROR"],
                                   cwd=here.parent, env=dict(environment, C_FORCE_ROOT="1"), stdout=subprocess.DEVNULL)
        try:
            subprocess.run([sys.executable, "-B", here, *sys.argv[1:]], env=environment, check=True)
        finally:
            workers.terminate()
            workers.wait(30)
            redis.terminate()
            redis.wait(10)


if __name__ == "__main__":
    if SOCKET:
        serve(json.loads(sys.argv[1]))
    else:
        main()
