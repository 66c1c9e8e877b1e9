# SPDX-License-Identifier: Apache-2.0
"""Files as rows."""

import csv
import io
import json
import re

_INTEGER = re.compile(r"[+-]?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(inf|nan)", re.IGNORECASE)
_CODE = re.compile(r"[+-]?0[0-9]")


def rows(path, content):
    """The rows of a CSV, TSV, JSON or JSONL file, told by its name: dicts."""
    text = content.decode("utf-8-sig")
    kind = path.lower().rsplit(".", 1)[-1]
    if kind in ("csv", "tsv"):
        read = csv.DictReader(io.StringIO(text, newline=""), dialect="excel-tab" if kind == "tsv" else "excel")
        return [typed(row) for row in read]
    if kind in ("jsonl", "ndjson"):
        return [_row(json.loads(line)) for line in text.splitlines() if line.strip()]
    if kind == "json":
        value = json.loads(text)
        return [_row(item) for item in value] if isinstance(value, list) else [_row(value)]
    raise ValueError("%s is no table: only .csv, .tsv, .json and .jsonl are." % path)


def _row(value):
    return value if isinstance(value, dict) else {"value": value}


def typed(row):
    """The same with numbers where text is a number; `007` stays a text, as do empty cells."""
    return {name: _typed(text) for name, text in row.items()}


def _typed(text):
    if not isinstance(text, str) or _CODE.match(text):
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def framed(rows, wanted):
    """A pandas DataFrame if pandas is there; else the rows as they are, unless it is demanded."""
    try:
        import pandas
    except ImportError:
        if wanted:
            raise
        return rows
    return pandas.DataFrame(rows)
