# SPDX-License-Identifier: Apache-2.0
"""What goes wrong, always with what, why, and how to mend it."""


class DsgError(Exception):
    """Something was not done."""

    def __init__(self, what, why="", mend="", problem=None):
        super().__init__(what, why, mend)
        self.what = what
        self.why = why
        self.mend = mend
        #: What the grid answered (RFC 9457), if it was the grid that refused.
        self.problem = problem or {}

    def __str__(self):
        lines = [self.what]
        if self.why:
            lines.append("  Why:  " + self.why)
        if self.mend:
            lines.append("  Mend: " + self.mend)
        return "\n".join(lines)


class NotReachable(DsgError):
    """There is no grid, or it does not answer."""


class NotAllowed(DsgError):
    """The grid does not let this program in."""


class NotFound(DsgError):
    """The grid has no such job, task or file."""


class TookTooLong(DsgError, TimeoutError):
    """The time that was given is over; the job goes on."""


class InvalidJobFile(DsgError):
    """The job file has mistakes; `problems` lists them all."""

    @property
    def problems(self):
        return self.problem.get("problems", [])

    def __str__(self):
        return "\n".join([self.what] + [problem.get("text", problem.get("what", "")) for problem in self.problems])


class CannotBeMapped(DsgError, ValueError):
    """This function or these items cannot travel to another machine."""


class MapFailed(DsgError):
    """The function failed for some items; `job` is the job that tells more."""

    def __init__(self, what, why, mend, job):
        super().__init__(what, why, mend)
        self.job = job


def of_problem(status, problem):
    """The error for an answer that is a problem."""
    kind = {401: NotAllowed, 403: NotAllowed, 404: NotFound, 503: NotReachable}.get(status, DsgError)
    if str(problem.get("type", "")).endswith(":invalid-job-file"):
        kind = InvalidJobFile
    return kind(
        str(problem.get("title", "The grid refused (%d)." % status)),
        str(problem.get("detail", "It did not say why.")),
        str(problem.get("mend", "See how the grid is: dsg status")),
        problem,
    )
