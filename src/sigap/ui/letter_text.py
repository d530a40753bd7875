"""The text of a letter as people type it, and as the blocks that papers are set from.

A blank line ends a paragraph; lines that begin with `- ` are a list, with `1. ` a numbered
list, with `## ` a heading, with `|` the rows of a table, its head first. Marks inside a line
(`**tebal**`, `*miring*`) stay in the texts. What is typed comes back the same when it is read
again.
"""

from __future__ import annotations

import re
from typing import Any

_BULLET = re.compile(r"[-•*]\s+(.*)")
_NUMBER = re.compile(r"\d{1,3}[.)]\s+(.*)")
_HEADING = re.compile(r"#{1,3}\s+(.*)")
_ROW = re.compile(r"\|(.*?)\|?")
# The line under a table's head that other programs write.
_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?")
_CELL = re.compile(r"(?<!\\)\|")


def is_letter(schema: dict[str, Any]) -> bool:
    """Whether a list holds blocks of a letter: paragraphs beside other shapes."""
    branches = schema.get("items", {}).get("oneOf", ())
    kinds = {b.get("properties", {}).get("type", {}).get("const") for b in branches}
    return "paragraph" in kinds


def to_text(blocks: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return blocks as text to be edited."""
    parts = []
    # A made-up request may add "rows" to a letter, or put words among its blocks.
    for block in filter(_is_block, blocks if isinstance(blocks, list) else []):
        kind = block.get("type")
        if kind == "list":
            parts.append("\n".join(f"- {item}" for item in block.get("items", ())))
        elif kind == "numbered":
            items = enumerate(block.get("items", ()), 1)
            parts.append("\n".join(f"{place}. {item}" for place, item in items))
        elif kind == "heading":
            parts.append(f"## {block.get('text', '')}")
        elif kind == "table":
            rows = [block.get("columns", ()), *block.get("rows", ())]
            parts.append("\n".join(_line(row) for row in rows))
        else:
            parts.append(str(block.get("text", "")))
    return "\n\n".join(parts)


def _is_block(one: Any) -> bool:  # noqa: ANN401 - any JSON value
    return isinstance(one, dict)


def to_blocks(text: str) -> list[dict[str, Any]] | None:
    """Return the blocks of a typed text, None if there is nothing in it."""
    blocks: list[dict[str, Any]] = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        for kind, lines in _runs(part.splitlines()):
            if kind in ("list", "numbered"):
                blocks.append({"type": kind, "items": lines})
            elif kind == "heading":
                blocks += [{"type": "heading", "text": line} for line in lines]
            elif kind == "table":
                blocks.append(_table(lines))
            elif lines:
                blocks.append({"type": "paragraph", "text": "\n".join(lines)})
    return blocks or None


def _runs(lines: list[str]) -> list[tuple[str, list[str]]]:
    """Return neighbouring lines of one kind together, their marks removed."""
    runs: list[tuple[str, list[str]]] = []
    for line in lines:
        kind, text = _kind(line.strip())
        if not text:
            continue
        if runs and runs[-1][0] == kind:
            runs[-1][1].append(text)
        else:
            runs.append((kind, [text]))
    return runs


def _table(lines: list[str]) -> dict[str, Any]:
    """Return a table; rows shorter than the longest are filled up with empty cells."""
    if len(lines) > 1 and _RULE.fullmatch(lines[1]):
        del lines[1]
    rows = [
        [" ".join(cell.split()).replace("\\|", "|") for cell in _CELL.split(line)] for line in lines
    ]
    wide = max(map(len, rows))
    head, *rest = [row + [""] * (wide - len(row)) for row in rows]
    return {"type": "table", "columns": head, "rows": rest}


def _line(cells: Any) -> str:  # noqa: ANN401 - any JSON value
    shown = [" ".join(str(cell).split()).replace("|", "\\|") for cell in cells]
    return f"| {' | '.join(shown)} |"


_KINDS = (("list", _BULLET), ("numbered", _NUMBER), ("heading", _HEADING), ("table", _ROW))


def _kind(line: str) -> tuple[str, str]:
    for kind, pattern in _KINDS:
        found = pattern.fullmatch(line)
        if found:
            return kind, found[1].strip()
    return "paragraph", line
