"""The table of an SOP as a browser sends it: cells by row, and what is done to rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sigap.cases.operations import sop_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
_PLACE = re.compile(r"steps\[(\d+)\]\.(\w+).*")
_CELL_OF = {"executors": "lead", "executor_inferred": "lead", **{cell: cell for cell in _CELLS}}


def read_table(post: QueryDict, before: Table) -> Table:
    """Return the table with the cells that were sent; what was not sent stays as it was."""
    rows = [_row(post, number, row, before) for number, row in enumerate(before["rows"], start=1)]
    return {"lanes": before["lanes"], "rows": rows}


def cell_of(where: str) -> str:
    """Return the name of the cell in which a finding's place is typed, empty if in none."""
    found = _PLACE.fullmatch(where)
    cell = _CELL_OF.get(found[2]) if found else None
    return f"s{found[1]}.{cell}" if found and cell else ""


def with_faults(table: Table, errors: Iterable[Mapping[str, str]]) -> Table:
    """Return the table as it is shown: what is wrong with a cell stands by its name in its row."""
    faults: dict[str, list[str]] = {}
    for one in errors:
        faults.setdefault(one["cell"], []).append(one["what"])
    rows: list[dict[str, Any]] = []
    for number, row in enumerate(table["rows"], start=1):
        own = {cell: "; ".join(faults.get(f"s{number}.{cell}", [])) for cell in _CELL_OF.values()}
        words = [
            {**lane, "text": row["lane_text"].get(lane["role"], "")} for lane in table["lanes"]
        ]
        rows.append({**row, "faults": own, "lane_words": words})
    return {**table, "rows": rows}


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
