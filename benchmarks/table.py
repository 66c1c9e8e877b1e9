# SPDX-License-Identifier: Apache-2.0
"""The figures as tables: one for each group, each with the day, the commit and the machine it was measured on, so that
one group can be measured again and the others stay as they are."""
import contextlib
import datetime
import os
import pathlib
import platform
import re
import subprocess

from measured import ROOT

DOC = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin (written by benchmarks/run --markdown) -->", "<!-- figures: end -->"
HEAD = ["measure", "figure", "floor (C)", "× floor", "Dask", "× Dask", "goal", "met"]


class Table:
    """The rows of one group, in order."""

    def __init__(self, name, title):
        self.name, self.title, self.rows, self.notes = name, title, [], []

    def add(self, what, value, unit, floor=None, dask=None, goal=None):
        """`goal` is ("≤" or "≥", number), or none."""
        met = "" if goal is None else "yes" if (value <= goal[1] if goal[0] == "≤" else value >= goal[1]) else "no"
        self.rows.append([what, f"{number(value)} {unit}", number(floor), ratio(value, floor), number(dask),
                          ratio(value, dask), f"{goal[0]} {number(goal[1])}" if goal else "", met])

    def note(self, text):
        """Says what is missing, and why."""
        self.notes.append(text)

    def cells(self):
        """Head and rows, without the columns that nothing stands in."""
        rows = [HEAD, *self.rows]
        used = [i for i in range(len(HEAD)) if i < 2 or any(row[i] for row in self.rows)]
        return [[row[i] for i in used] for row in rows]

    def text(self):
        rows = [[cell.replace("`", "") for cell in row] for row in self.cells()]
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        lines = ["  ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                           for i, (cell, width) in enumerate(zip(row, widths))) for row in rows]
        return "\n".join([f"{self.title}  ({self.name})", *lines, *self.notes])

    def markdown(self, machine):
        rows = [f"| {' | '.join(row)} |" for row in self.cells()]
        rule = "|---" + "|---:" * (len(self.cells()[0]) - 1) + "|"
        notes = ["", *self.notes] if self.notes else []
        return "\n".join([f"### {self.title}", "", f"`--only {self.name}`: {machine}", "", rows[0], rule, *rows[1:],
                          *notes])


def number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ratio(value, base):
    return f"{value / base:.2f}" if base else ""


def cpu_model():
    with contextlib.suppress(OSError):
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown"


def machine(counted):
    """The day, the commit and the machine, in one line."""
    commit = subprocess.run(["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True,
                            text=True, check=False).stdout.strip() or "unknown"
    return (f"{datetime.date.today()}, commit {commit}; {cpu_model()}, {os.cpu_count()} cores, Linux"
            f" {platform.release()}, load {os.getloadavg()[0]:.1f}; CPU counted by {counted}")


def parts(text):
    """The document before the figures, each group's part by name in its order, and what stands behind."""
    before, rest = text.split(BEGIN)
    inside, after = rest.split(END)
    groups = re.split(r"^<!-- group: ([\w-]+) -->$", inside, flags=re.MULTILINE)
    return before, dict(zip(groups[1::2], (part.strip() for part in groups[2::2]))), after


def write(tables, counted, order):
    """Puts these tables in the place of the document's own; groups that were not measured stay as they are."""
    before, known, after = parts(DOC.read_text())
    for table in tables:
        known[table.name] = table.markdown(machine(counted))
    body = "\n\n".join(f"<!-- group: {name} -->\n{known[name]}" for name in order if name in known)
    DOC.write_text(f"{before}{BEGIN}\n{body}\n{END}{after}")
