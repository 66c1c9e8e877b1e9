# SPDX-License-Identifier: Apache-2.0
"""The core alone, and what is made with DSG's own code: programs in Java that run on the jars of the build."""
import json
import os
import pathlib
import subprocess

from measured import ROOT, say

HERE = pathlib.Path(__file__).resolve().parent


def java(program, *arguments):
    """Runs a program of this folder on DSG's own jars; its lines."""
    process = begin(program, *arguments)
    lines = process.communicate()[0].splitlines()
    if process.returncode != 0:
        raise RuntimeError(f"{program} ended with {process.returncode}.")
    return lines


def begin(program, *arguments):
    """Starts one that goes on meanwhile."""
    known = ROOT / "dsg-cli" / "target" / "dist" / "jdk"
    home = known.read_text().splitlines()[1] if known.exists() else os.environ["JAVA_HOME"]
    jar = next((ROOT / "dsg-cli" / "target").glob("dsg-cli-*.jar"))
    return subprocess.Popen([f"{home}/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m",
                             "--enable-native-access=ALL-UNNAMED", "-cp", str(jar), str(HERE / program), *arguments],
                            stdout=subprocess.PIPE, text=True)


def measure(table, context):
    for line in java("CoreLoad.java", str(context.scale(20_000))):
        shape = json.loads(line)
        table.add(f"{shape['case']}: mean CPU", shape["mean_us"], "µs")
        table.add(f"{shape['case']}: p99", shape["p99_us"], "µs", goal=("≤", 100))
        say(f"{shape['case']}: {shape['mean_us']:.1f} µs")
