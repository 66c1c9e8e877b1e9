# SPDX-License-Identifier: Apache-2.0
"""A plain function over many items, each on some machine of the grid.

What travels is the function's source text, and items and results as JSON; nothing is pickled, and no Python package
is needed on the machines but python3 itself.
"""

import ast
import builtins
import dis
import inspect
import json
import re
import textwrap
import types

from .errors import CannotBeMapped, MapFailed, TookTooLong
from .grid import connect

_RUNNER = '''

if __name__ == "__main__":
    import itertools, json, sys
    number = int(sys.argv[1])
    with open("items.jsonl") as lines:
        items = json.loads(next(itertools.islice(lines, number - 1, None)))
    results = []
    for item in items:
        result = {function}(item)
        try:
            json.dumps(result, allow_nan=False)
        except (TypeError, ValueError) as fault:
            sys.exit("{function}(%r) returned what JSON cannot hold: %s" % (item, fault))
        results.append(result)
    with open("results.json", "w") as out:
        json.dump({{"results": results}}, out)
'''


def map(function, items, *, cpu=1, memory=None, chunk=1, time=None, retry=0, name=None, timeout=None, grid=None):
    """The results of `function(item)` for every item, in their order, computed on the grid.

    `function` is written with `def` at the top of a module or a notebook cell and uses nothing from around it: what
    it needs, it imports itself. Items and results are what JSON holds. `chunk` items make one task; `cpu`, `memory`,
    `time` and `retry` are those of each task. MapFailed if it fails for any item; TookTooLong after `timeout` seconds,
    and then, as after Ctrl-C, the job is cancelled.
    """
    script = source_of(function)
    chunks = _chunks(items, chunk)
    if not chunks:
        return []
    name = name or _job_name(function)
    job = (grid or connect()).submit_text(
        _job_file(name, len(chunks), {"cpu": cpu, "memory": memory}, time, retry),
        contents={"map.py": script.encode(), "items.jsonl": ("\n".join(chunks) + "\n").encode()},
        name=name,
        large=True,
    )
    return _results(job, function.__name__, len(chunks), timeout)


def _job_name(function):
    return re.sub(r"[^A-Za-z0-9_-]", "_", "map-" + function.__name__)


def _job_file(name, tasks, resources, time, retry):
    each = {
        "sweep": {"grid": {"i": {"range": "1..%d" % tasks}}},
        "in": {"code": "map.py", "items": "items.jsonl"},
        "run": ["python3", "map.py", "{{ i }}"],
        "out": {"results": "results.json"},
        "resources": {key: value for key, value in resources.items() if value is not None},
        "retry": retry,
    }
    if time is not None:
        each["time"] = time
    together = {
        "in": {"results": {"from": "map.results", "as": "jsonl"}},
        "run": ["cp", "results.jsonl", "all.jsonl"],
        "out": {"all": "all.jsonl"},
    }
    return json.dumps({"dsg": 1, "name": name, "stages": {"map": each, "together": together}})


def _chunks(items, chunk):
    if not isinstance(chunk, int) or chunk < 1:
        raise ValueError("chunk is how many items make one task: 1 or more, not %r." % (chunk,))
    items = list(items)
    told = []
    for first in range(0, len(items), chunk):
        try:
            told.append(json.dumps(items[first : first + chunk], allow_nan=False))
        except (TypeError, ValueError) as fault:
            raise CannotBeMapped(
                "The items cannot travel.",
                "JSON cannot hold one of those from number %d on: %s." % (first, fault),
                "Give numbers, texts, lists and dicts; a file's content rather as an input of a job.",
            ) from None
    return told


def _results(job, name, tasks, timeout):
    try:
        job.wait(timeout)
    except (TookTooLong, KeyboardInterrupt):
        job.cancel()  # nobody holds the job, so nobody could use what it makes
        raise
    if job.state != "done":
        raise _failure(job, name, tasks)
    together = next(file for file in job.results() if file.stage == "together")
    rows = [json.loads(line) for line in together.text().splitlines()]
    rows.sort(key=lambda row: int(row["task"].rsplit(".", 1)[-1]))
    return [result for row in rows for result in row["results"]]


def _failure(job, name, tasks):
    failed = job.failed(limit=1)
    if not failed:
        why = "Job %d was %s." % (job.id, job.state)
    else:
        count = job.tasks["failed"]
        why = "%d of %d tasks failed; the first is %s, %s:\n%s" % (
            count, tasks, failed[0].id, failed[0].why, textwrap.indent(failed[0].tail(20), "    "),
        )
    return MapFailed(
        "%s has no results for all items." % name, why, "Mend the function, or see the rest in .job.failed()", job
    )


def source_of(function):
    """The text of a module with this function; CannotBeMapped if it does not stand on its own."""
    if not isinstance(function, types.FunctionType):
        raise _refused(function, "It is no function that is written in Python with def.")
    if function.__name__ == "<lambda>":
        raise _refused(function, "It is a lambda, whose text has no name.")
    if "<locals>" in function.__qualname__ or "." in function.__qualname__ or function.__closure__:
        raise _refused(function, "It is inside of another function or a class.")
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        raise _refused(function, "It is a coroutine or a generator.")
    try:
        text = textwrap.dedent(inspect.getsource(function))
        definition = ast.parse(text).body[0]
    except (OSError, TypeError, SyntaxError, IndexError):
        raise _refused(function, "Its source cannot be found, as of one typed at Python's own prompt.") from None
    if not isinstance(definition, ast.FunctionDef) or definition.decorator_list:
        raise _refused(function, "It has a decorator.")
    outside = _outside(function, definition)
    if outside:
        raise _refused(function, "It uses %s from outside of itself." % ", ".join(outside))
    return "from __future__ import annotations\n\n\n" + text + _RUNNER.format(function=function.__name__)


def _outside(function, definition):
    known = set(dir(builtins)) | {function.__name__, "__name__"}
    used = set(_globals(function.__code__))
    for default in definition.args.defaults + [one for one in definition.args.kw_defaults if one is not None]:
        used |= {node.id for node in ast.walk(default) if isinstance(node, ast.Name)}
    return sorted(used - known)


def _globals(code):
    """The names that this code, and what is defined inside it, takes from its module."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _globals(constant)


def _refused(function, why):
    return CannotBeMapped(
        "%s cannot be mapped." % getattr(function, "__name__", repr(function)),
        why,
        "Write a function with def at the top of a module or a notebook cell; inside it, import what it needs.",
    )
