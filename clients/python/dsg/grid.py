# SPDX-License-Identifier: Apache-2.0
"""A grid: where jobs are handed in and found again."""

import json
from pathlib import Path

from . import show
from .client import Client, part
from .home import Place
from .job import Job
from .submission import Submission


def connect(home=None, address=None, token=None):
    """The grid of DSG_HOME, else the one of DSG_GRID and DSG_TOKEN; or the one that is named here."""
    grid = Grid(Client(Place(home, address, token)))
    grid._shape()  # so that it is told at once if there is none
    return grid


class Grid:

    def __init__(self, client):
        self._client = client

    def _shape(self):
        return self._client.get("/api/v1/grid")

    @property
    def name(self):
        return self._shape()["name"]

    @property
    def nodes(self):
        """The machines, each a dict with `name`, `state`, `cores`, `free_cores`, `memory_mib`, …"""
        return self._client.get("/api/v1/nodes")["nodes"]

    def submit(self, file, *, params=None, large=False, key=None, **more_params):
        """Hands in a job file with its input files; the job. `**params` fill the file's `params`."""
        params = dict(params or {}, **more_params)
        return Job.of_shape(
            self._client, Submission.of_file(file, params=params, large=large, key=key).send(self._client)
        )

    def run_command(self, command, *, cpu=None, memory=None, name=None):
        """Runs one command, a list of words, on some machine; the job."""
        if isinstance(command, str):
            raise TypeError("Give the command as a list of words, such as ['echo', 'hello'].")
        words = [str(word) for word in command]
        text = {"dsg": 1, "name": name or Path(words[0]).name, "run": words}
        resources = {key: value for key, value in (("cpu", cpu), ("memory", memory)) if value is not None}
        if resources:
            text["resources"] = resources
        return self.submit_text(json.dumps(text), name="command")

    def submit_text(self, text, *, folder=".", contents=None, name="job.yaml", params=None, large=False):
        """Hands in a job file that is no file; inputs lie in `folder`, or as bytes in `contents` by their path."""
        submission = Submission(name, text, folder, contents, params, large)
        return Job.of_shape(self._client, submission.send(self._client))

    def job(self, id):
        """The job with this number."""
        return Job.of_shape(self._client, self._client.get("/api/v1/jobs/" + part(id)))

    def jobs(self, state=None, name=None, limit=100):
        """The newest jobs, at most `limit`; those in these states, or with this in their name."""
        found, before = [], None
        states = ",".join([state] if isinstance(state, str) else state) if state else None
        while len(found) < limit:
            page = self._client.get(
                "/api/v1/jobs", state=states, name=name, limit=min(1000, limit - len(found)), before=before
            )
            found += [Job.of_shape(self._client, shape) for shape in page["jobs"]]
            before = page.get("next")
            if before is None:
                break
        return found

    def __repr__(self):
        shape = self._shape()
        return "<grid %r, %d nodes, %d unfinished jobs>" % (shape["name"], shape["nodes"], shape["unfinished_jobs"])

    def _repr_html_(self):
        return show.grid(self._shape(), self.nodes, self._client.get("/api/v1/jobs", limit=5)["jobs"])
