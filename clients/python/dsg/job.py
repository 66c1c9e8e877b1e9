# SPDX-License-Identifier: Apache-2.0
"""A job, its tasks, and the files that it makes."""

import json
import os
import time
from pathlib import Path

from . import show, tables
from .client import part
from .errors import DsgError, NotFound, TookTooLong

_OVER = ("done", "failed", "cancelled")
_FAR = 10 * 365 * 86400


class Job:

    def __init__(self, client, id):
        self._client = client
        self.id = id
        self._last = None

    @classmethod
    def of_shape(cls, client, shape):
        job = cls(client, shape["id"])
        job._last = shape
        return job

    @property
    def _path(self):
        return "/api/v1/jobs/%d" % self.id

    def refresh(self):
        """How it stands now, as REST tells it: a dict."""
        self._last = self._client.get(self._path)
        return self._last

    @property
    def name(self):
        return (self._last or self.refresh())["name"]

    @property
    def nickname(self):
        return (self._last or self.refresh())["nickname"]

    @property
    def state(self):
        """How it stands now: waiting, running, paused, done, failed, cancelled."""
        if self._last is None or self._last["state"] not in _OVER:
            self.refresh()
        return self._last["state"]

    @property
    def tasks(self):
        """How many of its tasks are in each state."""
        return self.refresh()["tasks"]

    def wait(self, timeout=None):
        """Waits for its end, whatever that is; itself. After `timeout` seconds it is TookTooLong."""
        until = time.monotonic() + (_FAR if timeout is None else timeout)
        for shape in self._client.events("/api/v1/events?job=%d" % self.id, until):
            if shape is not None:
                if shape.get("deleted"):
                    break  # what is asked next says so
                self._last = shape
                if shape["state"] in _OVER:
                    self.refresh()
                    return self
        if self.refresh()["state"] in _OVER:
            return self
        raise TookTooLong(
            "Job %d is not over." % self.id,
            "It is %s after %g s." % (self._last["state"], timeout),
            "Wait longer, or see what it waits for: dsg explain %d" % self.id,
        )

    def cancel(self):
        """Asks for its end; itself."""
        self._last = self._client.post(self._path + "/cancel")
        return self

    def retry(self):
        """Runs again what failed or was cancelled; itself."""
        self._last = self._client.post(self._path + "/retry")
        return self

    def delete(self):
        """Forgets it for good; it must be over. Whatever is asked of it afterwards is NotFound."""
        self._client.delete(self._path)

    def task(self, stage, number):
        return Task(self._client, self, self._client.get(self._stage(stage) + "/" + part(number)))

    def _stage(self, stage):
        return "%s/stages/%s/tasks" % (self._path, part(stage))

    def each_task(self, stage, state=None):
        """The stage's tasks in the order of their numbers; only those in these states."""
        states = ",".join([state] if isinstance(state, str) else state) if state else None
        following = 1
        while following is not None:
            page = self._client.get(self._stage(stage), state=states, **{"from": following, "limit": 1000})
            for shape in page["tasks"]:
                yield Task(self._client, self, shape)
            following = page.get("next")

    def failed(self, limit=100):
        """The tasks that failed, at most `limit`."""
        found = []
        for stage in self.refresh()["stages"]:
            if stage["tasks"]["failed"]:
                for task in self.each_task(stage["name"], "failed"):
                    if len(found) == limit:
                        return found
                    found.append(task)
        return found

    def results(self, all=False):
        """The files that it has made: of the final stages and what is shown, or of all stages."""
        shape = self._client.get(self._path + "/results", all="true" if all else None)
        return [ResultFile(self._client, file) for file in shape["files"]]

    def fetch(self, out=None, all=False):
        """Writes the results into a folder, `dsg-results/<job>` if none is named; their paths."""
        folder = Path("dsg-results", str(self.id)) if out is None else Path(out)
        return [file.save(folder) for file in self.results(all)]

    def _of_output(self, output):
        stage, dot, name = output.partition(".")
        if not dot:
            raise ValueError("Name an output as stage.output, such as main.table; not %r." % output)
        files = [file for file in self.results(all=True) if file.stage == stage and file.output == name]
        if not files:
            there = sorted({"%s.%s" % (file.stage, file.output) for file in self.results(all=True)})
            raise NotFound(
                "Job %d has made no %s." % (self.id, output),
                "It is %s, and has made: %s." % (self.state, ", ".join(there) or "nothing"),
                "Name one of these, or wait for the job's end.",
            )
        return files

    def table(self, output, pandas=None):
        """The rows of an output that is CSV, TSV, JSON or JSONL.

        A pandas DataFrame if pandas is there, else a list of dicts; `pandas=False` always gives the list. Of a sweep,
        the rows of all its tasks, each with `task` and the sweep's values.
        """
        files = self._of_output(output)
        values = {}
        if any(file.is_of_sweep for file in files):
            values = {task.number: task.values for task in self.each_task(files[0].stage, ("done", "cached"))}
        rows = []
        for file in files:
            first = dict({"task": file.task}, **tables.typed(values.get(file.task, {}))) if file.is_of_sweep else {}
            rows += [dict(first, **row) for row in tables.rows(file.path, file.read())]
        return rows if pandas is False else tables.framed(rows, pandas)

    def show(self, output, task=None):
        """An output that is a picture, as a notebook shows it; without IPython, the path of the file, fetched."""
        files = [file for file in self._of_output(output) if task is None or file.task == task]
        if len(files) != 1:
            raise ValueError("%s has %d files; name one by its task: task=1" % (output, len(files)))
        file = files[0]
        try:
            from IPython.display import SVG, Image
        except ImportError:
            return file.save(Path("dsg-results", str(self.id)))
        return SVG(data=file.text()) if file.path.lower().endswith(".svg") else Image(data=file.read())

    def __repr__(self):
        shape = self.refresh()
        return "<job %d %s %r: %s, %d/%d tasks done>" % (
            self.id,
            shape["nickname"],
            shape["name"],
            shape["state"],
            shape["tasks"]["done"],
            shape["tasks"]["total"],
        )

    def _repr_html_(self):
        return show.job(self.refresh())


class Task:
    """A task as it was when it was asked for."""

    def __init__(self, client, job, shape):
        self._client = client
        self.job = job
        self.shape = shape
        self.id = shape["id"]
        _, self.stage, number = self.id.split(".")
        self.number = int(number)
        self.state = shape["state"]
        #: What the sweep's placeholders stand for, as text.
        self.values = shape["values"]

    @property
    def why(self):
        """Why it failed, or what it waits for."""
        attempts = self.shape["attempts"]
        return self.shape.get("reason") or (attempts[-1].get("why", "") if attempts else "")

    @property
    def node(self):
        """The name of the machine that tried it last."""
        attempts = self.shape["attempts"]
        return attempts[-1]["node"] if attempts else None

    def cancel(self):
        """Asks for its end while the rest of its job goes on; its job."""
        return self._tell("cancel")

    def retry(self):
        """Runs it again if it failed or was cancelled; its job."""
        return self._tell("retry")

    def _tell(self, verb):
        self.job._last = self._client.post("%s/%d/%s" % (self.job._stage(self.stage), self.number, verb))
        return self.job

    def log(self, stream="out"):
        """All that its newest attempt has printed to `out` or `err`, as far as it has come."""
        path = "%s/%d/logs" % (self.job._stage(self.stage), self.number)
        pieces, offset = [], 0
        while True:
            piece, headers = self._client.ask("GET", "%s?stream=%s&offset=%d" % (path, part(stream), offset))
            pieces.append(piece)
            offset += len(piece)
            # What is over comes whole; of what runs, as much as there is, in parts.
            if not piece or headers.get("DSG-Log-End") == "true":
                return b"".join(pieces).decode("utf-8", "replace")

    def tail(self, lines=20, stream="err"):
        """The last lines that it printed to `err` (or `out`)."""
        return "\n".join(self.log(stream).splitlines()[-lines:])

    def __repr__(self):
        return "<task %s: %s%s>" % (self.id, self.state, ", " + self.why if self.why else "")


class ResultFile:
    """A file that a task has made."""

    def __init__(self, client, shape):
        self._client = client
        self.folder = shape["folder"]
        self.output = shape["output"]
        self.path = shape["path"]
        self.caption = shape["caption"]
        self.sha256 = shape["sha256"]
        self.bytes = shape["bytes"]
        _, self.stage, number = shape["task"].split(".")
        self.task = int(number)

    @property
    def is_of_sweep(self):
        return "/" in self.folder

    def read(self):
        """Its content as bytes."""
        return self._client.artefact(self.sha256)

    def text(self):
        return self.read().decode("utf-8")

    def json(self):
        return json.loads(self.read())

    def save(self, folder):
        """Writes it below this folder, where `dsg get` would; its path."""
        target = Path(os.path.normpath(Path(folder) / self.folder / self.path))
        if Path(os.path.normpath(folder)) not in target.parents:
            raise DsgError("%s is not written." % target, "It would lie outside of %s." % folder, "Please report it.")
        target.parent.mkdir(parents=True, exist_ok=True)
        arriving = target.with_name("." + target.name + ".arriving")
        with open(arriving, "wb") as out:
            for piece in self._client.artefact_in_pieces(self.sha256):
                out.write(piece)
        arriving.replace(target)
        return target

    def __repr__(self):
        return "<result %s/%s, %d bytes>" % (self.folder, self.path, self.bytes)
