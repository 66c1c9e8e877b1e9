# SPDX-License-Identifier: Apache-2.0
"""Files by a pattern, as job files write it: `*`, `?`, `[ab]` and `{a,b}` within one name, `**` for any folders."""

import fnmatch
import os
import re


def fitting(folder, pattern):
    """The paths below the folder that the pattern fits, in their order. What begins with a dot is found only by a part
    that does, and links to folders are not followed by `**`."""
    found = set()
    for one in _choices(pattern):
        parts = [part for part in one.split("/") if part not in ("", ".")]
        if parts and parts[-1] == "**":
            parts.append("*")
        _look(str(folder), "", parts, found)
    return sorted(found)


def _choices(pattern):
    """`{a,b}.txt` stands for `a.txt` and `b.txt`."""
    choice = re.search(r"\{([^{}]*)\}", pattern)
    if not choice:
        return [pattern]
    return [
        whole
        for word in choice.group(1).split(",")
        for whole in _choices(pattern[: choice.start()] + word + pattern[choice.end() :])
    ]


def _look(folder, below, parts, found):
    part, rest = parts[0], parts[1:]
    if part == "**":
        _look(folder, below, rest, found)
    if not os.path.isdir(os.path.join(folder, below)):
        return
    with os.scandir(os.path.join(folder, below)) as entries:
        for entry in list(entries):
            path = below + "/" + entry.name if below else entry.name
            if part == "**":
                if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                    _look(folder, path, parts, found)
            elif fnmatch.fnmatchcase(entry.name, part) and (part.startswith(".") or not entry.name.startswith(".")):
                if rest and entry.is_dir():
                    _look(folder, path, rest, found)
                elif not rest and entry.is_file():
                    found.add(path)
