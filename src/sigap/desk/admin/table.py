"""The table of an SOP as a browser sends it: cells by row, and what is done to rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.operations import sop_table

if TYPE_CHECKING:
    from django.http import QueryDict

    from sigap.cases.operations.sop_table import Cells, Table

_CELLS = (
    "activity",
    "requirements",
    "gates",
    "time",
    "outputs",
    "note",
    "form",
    "produces",
    "consults",
    "separate_from",
    "outcomes",
)
_NONE = "-"


def read_table(post: QueryDict, before: Table) -> Table:
    """Return the table with the cells that were sent; what was not sent stays as it was."""
    rows = [_row(post, number, row, before) for number, row in enumerate(before["rows"], start=1)]
    return {"lanes": before["lanes"], "rows": rows}


def row_act(post: QueryDict, table: Table) -> None:
    """Insert, remove or move the row whose button was pressed."""
    for name in ("_after", "_remove", "_up", "_down"):
        number = post.get(name, "")
        if not number.isdecimal() or len(number) > 6:
            continue
        if name == "_after":
            sop_table.insert_row(table, int(number))
        elif name == "_remove":
            sop_table.remove_row(table, int(number))
        else:
            sop_table.move_row(table, int(number), -1 if name == "_up" else 1)


def _row(post: QueryDict, number: int, before: Cells, table: Table) -> Cells:
    row = dict(before)
    for cell in _CELLS:
        typed = post.get(f"s{number}.{cell}")
        if typed is not None:
            row[cell] = typed.replace("\r\n", "\n")
    lead = post.get(f"s{number}.lead", "")
    if lead:
        with_lead = [one for one in post.getlist(f"s{number}.joint") if one != lead]
        chosen = [*([] if lead == _NONE else [lead]), *with_lead]
        if chosen != before["executors"]:
            row["executor_inferred"] = False  # a person has said who
        row["executors"] = chosen
    lanes = [lane["role"] for lane in table["lanes"]]
    row["lane_text"] = {
        role: post.get(f"s{number}.lane.{role}", before["lane_text"].get(role, ""))
        for role in lanes
    }
    return row
