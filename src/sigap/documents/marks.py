"""Bold and italics inside a typed text, `**tebal**` and `*miring*`, and as the runs of blocks.

A star that is meant as a star has a backslash before it. What is no pair of marks stays as typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Block = dict[str, Any]
Run = dict[str, Any]

_BOLD = re.compile(r"(?<!\\)\*\*(?=[^\s*]|\*\S)(.+?)(?<=\S)(?<!\\)\*\*(?!\*)", re.DOTALL)
_ITALIC = re.compile(r"(?<![\\\w*])\*(?=[^\s*])(.+?)(?<=[^\s\\])\*(?![\w*])", re.DOTALL)


def marked_runs(text: str) -> list[Run]:
    """Return the pieces of a text, each with `bold` and `italic` where it has them."""
    runs = []
    for part, is_bold in _split(_BOLD, text):
        for piece, is_italic in _split(_ITALIC, part):
            run: Run = {"text": piece.replace("\\*", "*")}
            runs.append(run | ({"bold": True} if is_bold else {}) | _italic(is_italic))
    return runs


def with_runs(blocks: Sequence[Mapping[str, Any]]) -> list[Block]:
    """Return blocks as they are printed: marks as runs, every row of a table as long as its head.

    A text without marks stays a text.
    """
    return [_printed(block) for block in blocks]


def with_marks(blocks: Sequence[Mapping[str, Any]]) -> list[Block]:
    """Return blocks as they are typed: runs as marks, lists without levels."""
    return [_typed(block) for block in blocks]


def without_marks(text: str) -> str:
    """Return a text as it reads."""
    return "".join(run["text"] for run in marked_runs(text))


def _printed(block: Mapping[str, Any]) -> Block:
    if "items" in block:
        return {**block, "items": [_cell(item) for item in block["items"]]}
    if block.get("type") == "table":
        rows = block.get("rows", ())
        wide = max([len(block["columns"]), *(len(row) for row in rows)])
        return {
            **block,
            "columns": _row(block["columns"], wide),
            "rows": [_row(row, wide) for row in rows],
        }
    shown = _cell(block["text"]) if isinstance(block.get("text"), str) else None
    if not isinstance(shown, dict):
        return dict(block) if shown is None else {**block, "text": shown}
    return {key: value for key, value in block.items() if key != "text"} | shown


def _row(cells: Sequence[Any], wide: int) -> list[Any]:
    return [_cell(cell) for cell in cells] + [""] * (wide - len(cells))


def _cell(text: Any) -> Any:  # noqa: ANN401 - a text, or an object that is printed as it is
    if not isinstance(text, str):
        return text
    runs = marked_runs(text)
    is_plain = all(run.keys() == {"text"} for run in runs)
    return "".join(run["text"] for run in runs) if is_plain else {"runs": runs}


def _typed(block: Mapping[str, Any]) -> Block:
    kind = block["type"]
    if kind in ("list", "numbered"):
        return {"type": kind, "items": [_marked(item) for item in block["items"]]}
    if kind == "table":
        rows = [[_marked(cell) for cell in row] for row in block.get("rows", ())]
        return {"type": kind, "columns": [_marked(one) for one in block["columns"]], "rows": rows}
    return {"type": kind, "text": _marked(block)}


def _marked(value: Any) -> str:  # noqa: ANN401 - a text, or an object with text or runs
    if isinstance(value, str):
        return value.replace("*", "\\*")
    if not isinstance(value, Mapping):
        return str(value)
    if "runs" not in value:
        return str(value.get("text", "")).replace("*", "\\*")
    return "".join(_marks_of(run) for run in value["runs"])


def _marks_of(run: Mapping[str, Any]) -> str:
    text = str(run["text"]).replace("*", "\\*")
    inner = text.strip()
    mark = "**" * bool(run.get("bold")) + "*" * bool(run.get("italic"))
    # Marks stand at the words: a blank inside them would make them none.
    return text.replace(inner, f"{mark}{inner}{mark[::-1]}", 1) if inner and mark else text


def _split(pattern: re.Pattern[str], text: str) -> list[tuple[str, bool]]:
    """Return the pieces between and inside the marks, the empty ones left out."""
    pieces = [(piece, place % 2 == 1) for place, piece in enumerate(pattern.split(text))]
    return [one for one in pieces if one[0]] or [("", False)]


def _italic(is_italic: bool) -> Run:  # noqa: FBT001 - its only argument
    return {"italic": True} if is_italic else {}
