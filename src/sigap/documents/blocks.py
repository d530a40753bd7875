"""Structured text of papers: paragraphs, headings, lists and tables as data, never as markup.

One block is one of

    {"type": "paragraph", "text": "…"}   or   {"type": "paragraph", "runs": [RUN, …]}
    {"type": "heading", "text": "…", "level": 1}                       level 1 or 2
    {"type": "list", "items": [ITEM, …]}
    {"type": "numbered", "items": [ITEM, …]}
    {"type": "table", "columns": ["…", …], "rows": [[CELL, …], …], "widths": [1, 3, …]}

RUN is {"text": "…", "bold"?: true, "italic"?: true}. ITEM and CELL are a text, or an object with
`text` or `runs`; an ITEM may also hold `items`, one level down. A plain text given instead of the
list of blocks is paragraphs parted by empty lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeGuard

from sigap.core.errors import InvalidInput
from sigap.documents.text import clean

_DEEPEST_LIST = 4
_KEYS = {
    "paragraph": {"text", "runs"},
    "heading": {"text", "runs", "level"},
    "list": {"items"},
    "numbered": {"items"},
    "table": {"columns", "rows", "widths"},
}

Printable = dict[str, object]


def printable_blocks(value: object, where: str) -> list[Printable]:
    """Return blocks with cleaned texts, every text as runs, every list item an object.

    :raises InvalidInput: names the block that has another shape.
    """
    if isinstance(value, str):
        parts = re.split(r"\n\s*\n", clean(value).strip())
        return [{"type": "paragraph", "runs": _runs({"text": p}, where)} for p in parts if p]
    if not _is_sequence(value):
        raise InvalidInput(f"{where}: harus daftar blok teks")
    blocks = [_block(block, f"{where}[{index}]") for index, block in enumerate(value)]
    # A heading without a word is refused by PDF/UA, and says nothing.
    return [block for block in blocks if block["type"] != "heading" or _says_something(block)]


def _says_something(block: Printable) -> bool:
    runs = block["runs"]
    return isinstance(runs, list) and any(str(run["text"]).strip() for run in runs)


def _block(value: object, where: str) -> Printable:
    block = _mapping(value, where)
    kind = block.get("type")
    if not isinstance(kind, str) or kind not in _KEYS:
        raise InvalidInput(f"{where}.type: {kind!r} bukan jenis blok")
    _only(block, {"type", *_KEYS[kind]}, where)
    if kind == "paragraph":
        return {"type": kind, "runs": _runs(block, where)}
    if kind == "heading":
        level = block.get("level", 1)
        if level not in (1, 2):
            raise InvalidInput(f"{where}.level: harus 1 atau 2")
        return {"type": kind, "level": level, "runs": _runs(block, where)}
    if kind == "table":
        return _table(block, where)
    return {"type": kind, "items": _items(block.get("items"), f"{where}.items", 1)}


def _items(value: object, where: str, depth: int) -> list[Printable]:
    if not _is_sequence(value):
        raise InvalidInput(f"{where}: harus daftar")
    if depth > _DEEPEST_LIST:
        raise InvalidInput(f"{where}: daftar bertingkat lebih dari {_DEEPEST_LIST}")
    items: list[Printable] = []
    for index, item in enumerate(value):
        place = f"{where}[{index}]"
        if isinstance(item, str):
            items.append({"runs": _runs({"text": item}, place), "items": []})
            continue
        block = _mapping(item, place)
        _only(block, {"text", "runs", "items"}, place)
        inner = _items(block.get("items", ()), f"{place}.items", depth + 1)
        items.append({"runs": _runs(block, place), "items": inner})
    return items


def _table(block: Mapping[str, object], where: str) -> Printable:
    columns = block.get("columns")
    if not _is_sequence(columns) or not columns:
        raise InvalidInput(f"{where}.columns: harus daftar judul kolom")
    rows = block.get("rows", ())
    if not _is_sequence(rows):
        raise InvalidInput(f"{where}.rows: harus daftar baris")
    widths = block.get("widths") or [1] * len(columns)
    if (
        not _is_sequence(widths)
        or len(widths) != len(columns)
        or not all(isinstance(w, (int, float)) and 0 < w <= 100 for w in widths)
    ):
        raise InvalidInput(f"{where}.widths: satu angka di atas nol untuk tiap kolom")
    printed: list[list[list[Printable]]] = []
    for index, row in enumerate(rows):
        if not _is_sequence(row) or len(row) != len(columns):
            raise InvalidInput(f"{where}.rows[{index}]: harus {len(columns)} sel")
        printed.append([_cell(cell, f"{where}.rows[{index}]") for cell in row])
    head = [_cell(column, f"{where}.columns") for column in columns]
    return {"type": "table", "columns": head, "rows": printed, "widths": list(widths)}


def _cell(value: object, where: str) -> list[Printable]:
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return _runs({"text": str(value)}, where)
    cell = _mapping(value, where)
    _only(cell, {"text", "runs"}, where)
    return _runs(cell, where)


def _runs(block: Mapping[str, object], where: str) -> list[Printable]:
    if "runs" not in block:
        text = block.get("text")
        if not isinstance(text, str):
            raise InvalidInput(f"{where}.text: harus teks")
        return [{"text": clean(text), "bold": False, "italic": False}]
    runs = block["runs"]
    if not _is_sequence(runs):
        raise InvalidInput(f"{where}.runs: harus daftar")
    printed: list[Printable] = []
    for index, value in enumerate(runs):
        place = f"{where}.runs[{index}]"
        run = _mapping(value, place)
        _only(run, {"text", "bold", "italic"}, place)
        text = run.get("text")
        if not isinstance(text, str):
            raise InvalidInput(f"{place}.text: harus teks")
        bold, italic = bool(run.get("bold")), bool(run.get("italic"))
        printed.append({"text": clean(text), "bold": bold, "italic": italic})
    return printed


def _is_sequence(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def _mapping(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise InvalidInput(f"{where}: harus objek")
    return value


def _only(block: Mapping[str, object], known: set[str], where: str) -> None:
    unknown = sorted(set(block) - known)
    if unknown:
        raise InvalidInput(f"{where}: tidak dikenal: {', '.join(unknown)}")
