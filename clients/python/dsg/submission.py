# SPDX-License-Identifier: Apache-2.0
"""A job on its way to the grid: the job file, and those of its input files that the grid does not have yet."""

import hashlib
import io
import os
import re
import uuid
from pathlib import Path

from . import patterns
from .errors import DsgError, InvalidJobFile, NotFound

_PIECE = 1 << 16
#: A file that changes while it is handed in is hashed anew; not for ever.
_ROUNDS = 5


class _File:
    """A file of this machine, or a content in memory."""

    def __init__(self, source):
        self._source = source
        sha256, self.bytes = hashlib.sha256(), 0
        with self.open() as content:
            for piece in iter(lambda: content.read(_PIECE), b""):
                sha256.update(piece)
                self.bytes += len(piece)
        self.sha256 = sha256.hexdigest()

    def open(self):
        if isinstance(self._source, bytes):
            return io.BytesIO(self._source)
        return open(self._source, "rb")


class Submission:

    def __init__(self, name, text, folder, contents=None, params=None, large=False, key=None):
        """`contents` are inputs that lie in memory, by their path in the job file."""
        self._name = name
        self._text = text
        self._folder = Path(folder)
        self._contents = contents or {}
        self._params = params or {}
        self._large = large
        self._key = key or str(uuid.uuid4())
        self._inputs = {}
        self._texts = {}
        self._files = {}

    @classmethod
    def of_file(cls, path, **more):
        path = Path(path)
        try:
            return cls(str(path), path.read_text(encoding="utf-8"), path.absolute().parent, **more)
        except (OSError, UnicodeDecodeError) as fault:
            raise NotFound(
                "The job file %s cannot be read." % path,
                getattr(fault, "strerror", None) or str(fault),
                "Give the path of a job file.",
            ) from None

    def send(self, client):
        """Hands it in; the job as the grid answers it. However often the connection breaks, it is one job."""
        for _ in range(_ROUNDS):
            body = {
                "file": self._name,
                "text": self._text,
                "inputs": {path: [_shape(*file) for file in files] for path, files in self._inputs.items()},
                "texts": self._texts,
                "large": self._large,
            }
            if self._params:
                body["params"] = self._params
            try:
                return client.post("/api/v1/jobs", body, {"Idempotency-Key": self._key})
            except InvalidJobFile as refusal:
                if not self._find(refusal.problem.get("wanted", [])):
                    raise
            except DsgError as refusal:
                missing = refusal.problem.get("missing")
                if not missing:
                    raise
                self._put(client, missing)
        raise DsgError(
            "The job was not handed in.",
            "After %d tries the grid still misses inputs." % _ROUNDS,
            "Make sure that nobody changes the inputs meanwhile, and submit again.",
        )

    def _find(self, wanted):
        """Looks for what the job file names; whether anything new was found."""
        found = False
        for place in wanted:
            path, lands, kind = place["path"], place["lands"], place["kind"]
            # The grid is not to ask for files of this machine that the job file does not name.
            if path in self._inputs or path in self._texts or path not in self._text:
                continue
            if kind == "text":
                text = self._text_at(path)
                if text is not None:
                    self._texts[path] = text
                    found = True
                continue
            files = self._fitting(path, lands) if kind == "pattern" else self._files_at(path, lands)
            if files:
                self._inputs[path] = files
                self._files.update((file.sha256, file) for _, file in files)
                found = True
        return found

    def _text_at(self, path):
        if path in self._contents:
            return self._contents[path].decode("utf-8")
        target = self._folder / path
        try:
            return target.read_bytes().decode("utf-8") if target.is_file() else None
        except (OSError, UnicodeDecodeError) as fault:
            raise _unreadable(target, fault) from None

    def _fitting(self, pattern, lands):
        start = pattern[: re.search(r"[*?\[{]", pattern).start()].rpartition("/")[0]
        folder = self._folder / start
        rest = pattern[len(start) :].lstrip("/")
        try:
            return [(_below(lands, path), _File(folder / path)) for path in patterns.fitting(folder, rest)]
        except OSError as fault:
            raise _unreadable(folder, fault) from None

    def _files_at(self, path, lands):
        if path in self._contents:
            return [(lands, _File(self._contents[path]))]
        target = self._folder / path
        try:
            if target.is_file():
                return [(lands, _File(target))]
            start = target.resolve()
            return [
                (_below(lands, file.relative_to(start).as_posix()), _File(file))
                for folder, _, names in os.walk(start)
                for file in sorted(Path(folder) / name for name in names)
                if file.is_file()
            ]
        except OSError as fault:
            raise _unreadable(target, fault) from None

    def _put(self, client, missing):
        for sha256 in missing:
            file = self._files.get(sha256)
            if file is None:
                raise DsgError(
                    "An input could not be handed over.",
                    "The grid asks for a file that this job does not have: " + sha256,
                    "Submit again; if this stays, please report it.",
                )
            client.put_artefact(sha256, file.open, file.bytes)


def _unreadable(target, fault):
    return DsgError(
        "The input %s cannot be read." % target,
        getattr(fault, "strerror", None) or str(fault),
        "Make it readable, or leave it out.",
    )


def _shape(lands, file):
    return {"path": lands, "sha256": file.sha256, "bytes": file.bytes}


def _below(lands, path):
    return path if lands == "." else lands + "/" + path
