# SPDX-License-Identifier: Apache-2.0
"""How jobs and grids look in a notebook: bars, in words and numbers too, and nothing that needs a style sheet."""

from html import escape

_COLOURS = {"done": "#2e7d32", "cached": "#81c784", "running": "#1976d2", "failed": "#c62828", "cancelled": "#9e9e9e"}


def _bar(parts, whole):
    """A bar of these (colour, share, title)."""
    pieces = "".join(
        '<span style="display:inline-block;height:100%%;width:%.2f%%;background:%s" title="%s"></span>'
        % (100 * amount / whole, colour, escape(title, quote=True))
        for colour, amount, title in parts
        if whole and amount
    )
    return (
        '<div style="width:240px;height:12px;background:#e0e0e0;border-radius:3px;overflow:hidden;'
        'line-height:0;font-size:0;white-space:nowrap">%s</div>' % pieces
    )


def _tasks(counts):
    bar = _bar([(colour, counts.get(state, 0), state) for state, colour in _COLOURS.items()], counts["total"])
    told = ["%d/%d" % (counts["done"] + counts.get("cached", 0), counts["total"])]
    told += ["%d %s" % (counts[state], state) for state in ("running", "failed", "cancelled") if counts.get(state)]
    return bar, ", ".join(told)


def _table(rows):
    return '<table style="border-collapse:collapse">%s</table>' % "".join(
        "<tr>%s</tr>" % "".join('<td style="text-align:left;padding:2px 8px">%s</td>' % cell for cell in row)
        for row in rows
    )


def job(shape):
    rows = [
        (escape(stage["name"]),) + _tasks(stage["tasks"]) + (escape(stage.get("reason", "")),)
        for stage in shape["stages"]
    ]
    return "<div><b>job %d %s</b> %s: <b>%s</b>%s%s</div>" % (
        shape["id"],
        escape(shape["nickname"]),
        escape(shape["name"]),
        escape(shape["state"]),
        _table(rows),
        _failures(shape),
    )


def _failures(shape):
    told = [
        "<li>%s: %s</li>" % (escape(failure["task"]), escape(failure["why"]))
        for stage in shape["stages"]
        for failure in stage["failures"]
    ]
    return "<ul>%s</ul>" % "".join(told) if told else ""


def grid(shape, nodes, jobs):
    machines = []
    for node in nodes:
        used = node["cores"] - node["free_cores"]
        machines.append((
            escape(node["name"]),
            _bar([("#1976d2", used, "in use")], node["cores"]),
            "%g of %g cores in use" % (used, node["cores"]),
            escape(node["state"]),
        ))
    newest = [
        ("job %d" % one["id"], escape(one["name"])) + _tasks(one["tasks"]) + (escape(one["state"]),) for one in jobs
    ]
    return "<div><b>%s</b>: %d nodes, %d unfinished jobs%s%s</div>" % (
        escape(shape["name"]), shape["nodes"], shape["unfinished_jobs"], _table(machines), _table(newest),
    )
