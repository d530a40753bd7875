"""An SOP's table as it is edited: rows with cells of text, read back into the file.

Works on the file's own words, right or wrong, so that a half-written table is never lost; what
is wrong with it is told by the findings.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from sigap.core.sop.parse import FORMAT, parse
from sigap.core.sop.write import write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Cells = dict[str, Any]
Table = dict[str, Any]

END = "end"
_MOST_ROWS = 200
_LISTS = ("requirements", "outputs", "gates", "produces", "consults")
_TEXTS = ("activity", "time", "note", "form")
# An answer of a decision on one line: "Tidak lengkap [tidak-lengkap] → 1 *", the star if a note
# is required.
_ANSWER = re.compile(r"(.*?)\s*(?:\[([^\]]*)\])?\s*(?:→|->|=>)\s*(\S+)\s*(\*)?\s*")


def table_of(source: str) -> Table | None:
    """Return the table of an SOP file, None if it is not well enough formed to be one."""
    try:
        document = tomllib.loads(source)
    except (ValueError, RecursionError):
        return None
    lanes, steps = document.get("lanes", []), document.get("steps", [])
    if not _are_tables(lanes) or not _are_tables(steps):
        return None
    return {
        "lanes": [
            {key: str(lane.get(key, "")) for key in ("role", "title", "name")} for lane in lanes
        ],
        "rows": [_cells(step) for step in steps],
    }


def with_table(source: str, table: Table) -> str:
    """Return the SOP file with its lanes and steps as the table says; the head stays.

    A file without faults comes out in the one canonical form.
    """
    document = tomllib.loads(source)
    document.setdefault("format", FORMAT)
    document["lanes"] = [
        {k: v for k, v in lane.items() if v or k != "name"} for lane in table["lanes"]
    ]
    document["steps"] = [_step(number, row) for number, row in enumerate(table["rows"], start=1)]
    return canonical_file(document)


def canonical_file(document: Mapping[str, Any]) -> str:
    """Return an SOP file that says this; the canonical form if it has no faults."""
    import tomlkit

    text = tomlkit.dumps(document)
    sop, _ = parse(text, name="")
    return write(sop) if sop is not None else text


def insert_row(table: Table, after: int) -> None:
    """Put an empty row after row `after` (0: before the first); references follow their steps."""
    rows = table["rows"]
    if 0 <= after <= len(rows) < _MOST_ROWS:
        _renumber(rows, {no: no + (no > after) for no in range(1, len(rows) + 1)})
        lanes = table["lanes"]
        rows.insert(after, _cells({"executors": [lanes[0]["role"]] if lanes else []}))


def remove_row(table: Table, no: int) -> None:
    """Take row `no` out; what led to it leads to what followed it."""
    rows = table["rows"]
    if 1 <= no <= len(rows):
        last = no == len(rows)
        rows.pop(no - 1)
        moved = {n: n - (n > no) for n in range(1, len(rows) + 2) if n != no}
        _renumber(rows, moved, {no: 0 if last else no})


def move_row(table: Table, no: int, by: int) -> None:
    """Exchange row `no` with the one before (-1) or after it (+1); references follow."""
    rows, other = table["rows"], no + by
    if 1 <= no <= len(rows) and 1 <= other <= len(rows):
        _renumber(rows, {no: other, other: no})
        rows[no - 1], rows[other - 1] = rows[other - 1], rows[no - 1]


def read_answers(text: str) -> list[Cells]:
    """Return the answers of a decision typed one a line: "Lengkap → 4".

    The id in brackets may be left out; it is then made of the label.
    """
    answers = []
    for line in text.splitlines():
        if not line.strip():
            continue
        found = _ANSWER.fullmatch(line.strip())
        label, given, target, star = found.groups() if found else (line.strip(), None, "", None)
        answers.append(
            {
                "id": (given or _slug(label)).strip(),
                "label": label.strip(),
                "next": int(target) if target.isdecimal() and len(target) < 6 else _end(target),
                **({"note_required": True} if star else {}),
            }
        )
    return answers


def show_answers(outcomes: Sequence[Mapping[str, Any]]) -> str:
    """Return the answers of a decision one a line; `read_answers` reads it back."""
    lines = []
    for one in outcomes:
        label, answer_id = str(one.get("label", "")), str(one.get("id", ""))
        shown = label if answer_id == _slug(label) else f"{label} [{answer_id}]"
        target = one.get("next", "")
        star = " *" if one.get("note_required") is True else ""
        lines.append(f"{shown} → {'selesai' if target == END else target}{star}")
    return "\n".join(lines)


def _cells(step: Mapping[str, Any]) -> Cells:
    """Return a step as the cells of its row; what has the wrong kind becomes text."""
    executors = step.get("executors", [])
    cells: Cells = {key: str(step.get(key, "")) for key in _TEXTS}
    cells |= {key: "\n".join(map(str, _as_list(step.get(key, [])))) for key in _LISTS}
    lane_text = step.get("lane_text", {})
    outcomes = step.get("outcomes", [])
    return {
        **cells,
        "executors": [str(one) for one in _as_list(executors)],
        "executor_inferred": step.get("executor_inferred") is True,
        "separate_from": ", ".join(str(one) for one in _as_list(step.get("separate_from", []))),
        "lane_text": {str(k): str(v) for k, v in lane_text.items()}
        if isinstance(lane_text, dict)
        else {},
        "outcomes": show_answers(outcomes) if _are_tables(outcomes) else str(outcomes),
    }


def _step(number: int, cells: Cells) -> dict[str, Any]:
    """Return a row as a step of the file; keys that say nothing are left out."""
    separate = [int(one) for one in re.findall(r"\d+", cells["separate_from"]) if len(one) < 6]
    lists = {key: [x.strip() for x in cells[key].splitlines() if x.strip()] for key in _LISTS}
    lane_text = {role: text for role, text in cells["lane_text"].items() if text.strip()}
    step: dict[str, Any] = {
        "no": number,
        "activity": _one_line(cells["activity"]),
        "executors": cells["executors"],
        **({"executor_inferred": True} if cells["executor_inferred"] else {}),
        "requirements": lists["requirements"],
        "gates": lists["gates"],
        "time": _one_line(cells["time"]),
        "outputs": lists["outputs"],
        "note": cells["note"].strip(),
        "lane_text": lane_text,
        "form": cells["form"].strip(),
        "produces": lists["produces"],
        "consults": lists["consults"],
        "separate_from": separate,
        "outcomes": read_answers(cells["outcomes"]),
    }
    wanted = ("no", "activity", "executors", "requirements", "time", "outputs")
    return {key: value for key, value in step.items() if value or key in wanted}


def _renumber(
    rows: list[Cells], moved: Mapping[int, int], gone: Mapping[int, int] | None = None
) -> None:
    """Let every reference to a step follow it; one to a step that is gone goes where `gone` says.

    0 stands for the end of the SOP.
    """
    to = {**moved, **(gone or {})}
    for row in rows:
        answers = read_answers(row["outcomes"])
        for answer in answers:
            if isinstance(answer["next"], int):
                answer["next"] = to.get(answer["next"], answer["next"]) or END
        row["outcomes"] = show_answers(answers)
        apart = [int(one) for one in re.findall(r"\d+", row["separate_from"]) if len(one) < 6]
        kept = [to.get(no, no) for no in apart if not (gone and no in gone)]
        row["separate_from"] = ", ".join(map(str, kept))


def _end(target: str) -> str:
    return END if target.casefold() in (END, "selesai", "akhir") else target


def _slug(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", label.casefold()).strip("-")


def _one_line(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines() if line.strip())


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _are_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)
