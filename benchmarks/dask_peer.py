# SPDX-License-Identifier: Apache-2.0
"""Dask as a peer: two worker processes of one thread each, every task a subprocess.

Run by peers.py with Debian's own Python. Each line on its standard input is what to run, and how many tasks; it
answers with the wall seconds they took. `one` runs them one after the other, and answers with the seconds of each.
"""
import json
import subprocess
import sys
import time

from distributed import Client, LocalCluster


def process(command, _number, *_after):
    return subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode


def tasks(client, command, count):
    client.gather(client.map(lambda n: process(command, n), range(count), pure=False))


def chain(client, command, count):
    """Each takes what the one before has made."""
    last = client.submit(process, command, 0, pure=False)
    for number in range(1, count):
        last = client.submit(process, command, number, last, pure=False)
    last.result()


def fan(client, command, count):
    """One, then so many that take what it has made, then one that takes what they have made."""
    first = client.submit(process, command, 0, pure=False)
    middle = [client.submit(process, command, number, first, pure=False) for number in range(count)]
    client.submit(process, command, 0, middle, pure=False).result()


def one(client, command, count):
    seconds = []
    for number in range(count):
        start = time.perf_counter()
        client.submit(process, command, number, pure=False).result()
        seconds.append(time.perf_counter() - start)
    return seconds


def main():
    command = json.loads(sys.argv[1])
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            print("ready", flush=True)
            for line in sys.stdin:
                what, count = line.split()
                start = time.perf_counter()
                answer = {"tasks": tasks, "chain": chain, "fan": fan, "one": one}[what](client, command, int(count))
                print(json.dumps(answer or time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    main()
