# SPDX-License-Identifier: Apache-2.0
"""Dask as a peer: two worker processes of one thread each, every task a subprocess.

Run by first_figures.py with Debian's own Python. Each line on its standard input is a number of tasks; it runs
them and answers with the wall seconds they took. A number with a minus runs them one after the other and answers
with the seconds of each.
"""
import json
import subprocess
import sys
import time

from distributed import Client, LocalCluster


def process(command, _number):
    return subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode


def main():
    command = json.loads(sys.argv[1])
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            print("ready", flush=True)
            first = 0
            for line in sys.stdin:
                count = int(line)
                numbers = range(first, first + abs(count))
                first += abs(count)
                if count > 0:
                    start = time.perf_counter()
                    client.gather(client.map(lambda n: process(command, n), numbers, pure=False))
                    answer = time.perf_counter() - start
                else:
                    answer = []
                    for number in numbers:
                        start = time.perf_counter()
                        client.submit(process, command, number, pure=False).result()
                        answer.append(time.perf_counter() - start)
                print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
