# SPDX-License-Identifier: Apache-2.0
"""Hand in jobs to a Distributed Science Grid, and take the results back.

    import dsg
    job = dsg.connect().submit("job.yaml").wait()
    print(job.state, job.table("summarise.table"))
    squares = dsg.map(square, range(100))

Only Python's standard library is needed, from 3.9 on.
"""

from .errors import (
    CannotBeMapped,
    DsgError,
    InvalidJobFile,
    MapFailed,
    NotAllowed,
    NotFound,
    NotReachable,
    TookTooLong,
)
from .grid import Grid, connect
from .job import Job, ResultFile, Task
from .mapping import map

__all__ = [
    "CannotBeMapped", "DsgError", "Grid", "InvalidJobFile", "Job", "MapFailed", "NotAllowed", "NotFound",
    "NotReachable", "ResultFile", "Task", "TookTooLong", "connect", "map",
]
__version__ = "0.1.0"
