# SPDX-License-Identifier: Apache-2.0
"""Where the grid is, found as the command line finds it: the grid of DSG_HOME, else the one of DSG_GRID."""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

from .errors import NotAllowed, NotReachable

_START_TOLERANCE = 3


def home_of_environment():
    """DSG_HOME, or `dsg` in the XDG data folder."""
    named = os.environ.get("DSG_HOME", "").strip()
    if named:
        return Path(named).absolute()
    data = os.environ.get("XDG_DATA_HOME", "").strip()
    return (Path(data) if data else Path.home() / ".local" / "share") / "dsg"


def _started(pid):
    """When this process started, in clock ticks since the machine's boot (proc(5)), as the command line writes it; None
    where the system does not tell."""
    try:
        # The program's name stands in brackets and may hold anything; the fields are counted from its end.
        return int(Path("/proc/%d/stat" % pid).read_text(errors="replace").rsplit(")", 1)[1].split()[19])
    except (OSError, IndexError, ValueError):
        return None


def _is_alive(pid, started):
    """Whether the process runs, and is no later one that got the same number."""
    try:
        os.kill(pid, 0)
    except PermissionError:
        pass
    except OSError:
        return False
    since = _started(pid)
    return since is None or abs(since - started) <= _START_TOLERANCE


class Place:
    """A grid's address and token, looked up for every request: a coordinator that was restarted may listen on
    another port."""

    def __init__(self, home=None, address=None, token=None):
        self._home = Path(home).absolute() if home else home_of_environment()
        self._told = address
        self._token = token
        self._home_named = home is not None

    def _running(self):
        """The port of this home's coordinator, if it runs."""
        try:
            run = json.loads((self._home / "run" / "coordinator.json").read_text())
            if _is_alive(int(run["pid"]), int(run["started"])):
                return int(run["port"])
        except (OSError, ValueError, KeyError, TypeError):
            pass  # no such file, or one that is being removed
        return None

    def address(self):
        """Scheme, host and port."""
        told = self._told
        if not told:
            port = self._running()
            if port:
                return "http", "127.0.0.1", port
            told = None if self._home_named else os.environ.get("DSG_GRID", "").strip()
        if not told:
            raise NotReachable(
                "There is no grid here.",
                "No coordinator runs for %s, and DSG_GRID names none." % self._home,
                "Start one: dsg up",
            )
        return _parts(told)

    def token(self):
        """The token that was told; else that of the home whose coordinator runs; else DSG_TOKEN."""
        if self._token:
            return self._token
        told = os.environ.get("DSG_TOKEN", "").strip()
        if told and (self._told or not self._running()):
            return told
        try:
            return (self._home / "token").read_text().strip()
        except OSError as fault:
            if told:
                return told
            raise NotAllowed(
                "The grid's token cannot be read.",
                "%s: %s" % (self._home / "token", fault.strerror),
                "Run this as the one who started the grid, or set DSG_TOKEN.",
            ) from None


def _parts(address):
    """`http://host:port`, `host:port` or `host`."""
    try:
        parts = urlsplit(address if "://" in address else "http://" + address)
        if parts.scheme in ("http", "https") and parts.hostname:
            return parts.scheme, parts.hostname, parts.port or 7300
    except ValueError:
        pass
    raise NotReachable(
        "The grid's address cannot be read.", "It is %r." % address, "Give one such as http://127.0.0.1:7300"
    )
