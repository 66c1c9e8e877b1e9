# SPDX-License-Identifier: Apache-2.0
"""REST, spoken with what Python brings."""

import hashlib
import http.client
import json
import ssl
import threading
import time
from urllib.parse import quote, urlencode

from . import errors

_TIMEOUT_S = 30
_PIECE = 1 << 16


class Client:
    """Asks one grid. May be used by several threads at once; each keeps a connection of its own."""

    def __init__(self, place):
        self.place = place
        self._local = threading.local()

    def get(self, path, **query):
        return self._json("GET", _with(path, query))

    def post(self, path, body=None, headers=None):
        content = b"" if body is None else json.dumps(body).encode()
        return self._json("POST", path, content, dict(headers or {}, **{"Content-Type": "application/json"}))

    def delete(self, path):
        return self._json("DELETE", path)

    def _json(self, *request):
        return json.loads(self.ask(*request)[0] or b"{}")

    def ask(self, method, path, content=None, headers=None):
        """The body and the headers of an answer that is no refusal."""
        # What changes something carries a key or a digest, or may be asked twice; so a connection that the grid has
        # closed meanwhile is simply opened again.
        for again in (False, True):
            try:
                answer = self._connection(again).request_now(method, path, content, headers)
                body = answer.read()
                break
            except (OSError, http.client.HTTPException) as fault:
                self._forget()
                if again:
                    raise self._unreachable(fault) from fault
        return _good(answer, body), answer.headers

    def _connection(self, fresh):
        address = self.place.address()
        kept = getattr(self._local, "kept", None)
        if fresh or kept is None or kept.address != address:
            self._forget()
            self._local.kept = kept = _Connection(address, self.place.token(), _TIMEOUT_S)
        return kept

    def _forget(self):
        kept = getattr(self._local, "kept", None)
        self._local.kept = None
        if kept is not None:
            kept.close()

    def _unreachable(self, fault):
        return errors.NotReachable(
            "The grid cannot be reached.",
            "Its coordinator at %s://%s:%d does not answer: %s" % (self.place.address() + (fault,)),
            "See whether it runs: dsg status",
        )

    def put_artefact(self, sha256, open_content, size):
        """Puts a content under its SHA-256; `open_content` opens it for reading."""
        connection = _Connection(self.place.address(), self.place.token(), _TIMEOUT_S)
        try:
            with open_content() as content:
                answer = connection.request_now(
                    "PUT", "/api/v1/artefacts/" + sha256, content, {"Content-Length": str(size)}
                )
                _good(answer, answer.read())
        except (OSError, http.client.HTTPException) as fault:
            raise self._unreachable(fault) from fault
        finally:
            connection.close()

    def artefact(self, sha256):
        """The whole content."""
        return self.ask("GET", "/api/v1/artefacts/" + sha256)[0]

    def artefact_in_pieces(self, sha256):
        """The same piece by piece; at the end it is checked."""
        connection = _Connection(self.place.address(), self.place.token(), _TIMEOUT_S)
        arrived = hashlib.sha256()
        try:
            answer = connection.request_now("GET", "/api/v1/artefacts/" + sha256, None, {})
            if answer.status >= 300:
                _good(answer, answer.read())
            for piece in iter(lambda: answer.read(_PIECE), b""):
                arrived.update(piece)
                yield piece
        except (OSError, http.client.HTTPException) as fault:
            raise self._unreachable(fault) from fault
        finally:
            connection.close()
        if arrived.hexdigest() != sha256:
            raise errors.DsgError(
                "A file did not arrive whole.", "Its SHA-256 is not %s." % sha256, "Fetch it again."
            )

    def events(self, path, until):
        """The data of each event, and None whenever a second has passed without any; reconnects where it was cut.

        `until` is the moment, by time.monotonic(), at which it ends.
        """
        last, failures = "", 0
        while time.monotonic() < until:
            try:
                for last_id, data in self._stream(path, last, until):
                    last, failures = last_id or last, 0
                    yield data
            except (OSError, http.client.HTTPException) as fault:
                failures += 1
                if failures > 60:
                    raise self._unreachable(fault) from fault
            except errors.NotReachable:
                failures += 1
                if failures > 60:
                    raise
            yield None
            time.sleep(min(1, max(0, until - time.monotonic())))

    def _stream(self, path, last, until):
        connection = _Connection(self.place.address(), self.place.token(), 15)
        try:
            answer = connection.request_now("GET", path, None, {"Last-Event-ID": last} if last else {})
            if answer.status >= 300:
                _good(answer, answer.read())
            id_, data = "", ""
            while time.monotonic() < until:
                connection.wait_at_most(max(0.01, min(15, until - time.monotonic())))
                line = answer.readline().decode()
                if not line:
                    return
                if line.startswith("id:"):
                    id_ = line[3:].strip()
                elif line.startswith("data:"):
                    data = line[5:]
                elif line == "\n" and data:
                    yield id_, json.loads(data)
                    id_, data = "", ""
                elif line.startswith(":"):
                    yield "", None
        finally:
            connection.close()


class _Connection:

    def __init__(self, address, token, timeout):
        self.address = address
        self._token = token
        scheme, host, port = address
        if scheme == "https":
            context = ssl.create_default_context()
            self._http = http.client.HTTPSConnection(host, port, timeout=timeout, context=context)
        else:
            self._http = http.client.HTTPConnection(host, port, timeout=timeout)

    def request_now(self, method, path, content, headers):
        self._http.request(
            method, path, content, dict(headers or {}, Authorization="Bearer " + self._token)
        )
        return self._http.getresponse()

    def wait_at_most(self, seconds):
        if self._http.sock is not None:
            self._http.sock.settimeout(seconds)

    def close(self):
        self._http.close()

    def __del__(self):
        self.close()  # a client is never closed by hand


def _with(path, query):
    given = {name: value for name, value in query.items() if value is not None}
    return path + ("?" + urlencode(given) if given else "")


def part(text):
    """A part of a path."""
    return quote(str(text), safe="")


def _good(answer, body):
    if answer.status < 300:
        return body
    try:
        problem = json.loads(body)
    except ValueError:
        problem = {}
    raise errors.of_problem(answer.status, problem if isinstance(problem, dict) else {})
