"""A letter's text on the screen: as it will be printed, and two versions side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from sigap.core.errors import InvalidInput
from sigap.documents.blocks import printable_blocks
from sigap.documents.marks import with_runs
from sigap.ui import letter_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sigap.ui.schema_form import Field

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
# Passages less alike than this are not set beside each other as one that was changed.
_LEAST_ALIKE = 0.4
_MOST_WORDS = 4_000  # comparing costs the square


def printed(text: str) -> list[dict[str, Any]]:
    """Return a typed letter as the blocks that a page shows."""
    try:
        return printable_blocks(with_runs(letter_text.to_blocks(text) or []), "isi")
    except InvalidInput:
        return []


def show_letters(form: Field) -> None:
    """Put beside every letter of a form how it will look."""
    if form.widget == "letter":
        form.preview = printed(str(form.value))
    for child in form.children:
        show_letters(child)


@dataclass(slots=True)
class Piece:
    """Some words of a passage: kept, added or removed."""

    kind: str
    text: str


@dataclass(slots=True)
class Pair:
    """One passage in the older and in the newer version; a side may be empty."""

    before: list[Piece] = field(default_factory=list)
    after: list[Piece] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """Whether the two sides differ."""
        return any(one.kind != "same" for one in [*self.before, *self.after])


def side_by_side(before: Sequence[str], after: Sequence[str]) -> list[Pair]:
    """Return two texts passage by passage, what differs marked word by word."""
    pairs = []
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            same = [[Piece("same", text)] for text in before[i1:i2]]
            pairs += [Pair(one, list(one)) for one in same]
        else:
            pairs += _changed(before[i1:i2], after[j1:j2])
    return pairs


def _changed(before: Sequence[str], after: Sequence[str]) -> list[Pair]:
    """Return passages that differ, those that are alike beside each other, in order."""
    pairs, rest = [], list(after)
    for text in before:
        place = next((i for i, other in enumerate(rest) if _alike(text, other)), None)
        if place is None:
            pairs.append(Pair(before=[Piece("removed", text)]))
            continue
        pairs += [Pair(after=[Piece("added", other)]) for other in rest[:place]]
        pairs.append(_word_by_word(text, rest[place]))
        rest = rest[place + 1 :]
    return pairs + [Pair(after=[Piece("added", other)]) for other in rest]


def _alike(one: str, other: str) -> bool:
    words = SequenceMatcher(a=_WORD.findall(one), b=_WORD.findall(other), autojunk=False)
    return words.quick_ratio() >= _LEAST_ALIKE and words.ratio() >= _LEAST_ALIKE


def _word_by_word(one: str, other: str) -> Pair:
    old, new = _WORD.findall(one), _WORD.findall(other)
    if max(len(old), len(new)) > _MOST_WORDS:
        return Pair([Piece("removed", one)], [Piece("added", other)])
    pair = Pair()
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        kept = tag == "equal"
        if i2 > i1:
            pair.before.append(Piece("same" if kept else "removed", "".join(old[i1:i2])))
        if j2 > j1:
            pair.after.append(Piece("same" if kept else "added", "".join(new[j1:j2])))
    return pair


def passages(facts: dict[str, Any]) -> list[str]:
    """Return what a letter says, passage by passage, as it reads."""
    to = facts.get("to", {})
    said = [f"Hal: {facts.get('about', '')}", f"Yth. {to.get('name', '')}".strip()]
    said.append(str(facts.get("salutation", "")))
    for block in printable_blocks(facts.get("body", []), "isi"):
        said += _texts(block)
    said.append(str(facts.get("closing", "")))
    if facts.get("attachment", "-") != "-":
        said.append(f"Lampiran: {facts['attachment']}")
    said += [f"Tembusan: {one}" for one in facts.get("copies", ())]
    return [text for text in said if text.strip()]


def _texts(block: dict[str, Any]) -> list[str]:
    if block["type"] == "table":
        return [
            " | ".join(_text(cell) for cell in row) for row in [block["columns"], *block["rows"]]
        ]
    if "items" in block:
        signs = [
            "– " if block["type"] == "list" else f"{place}. "
            for place, _ in enumerate(block["items"], 1)
        ]
        return [
            sign + _text(item["runs"]) for sign, item in zip(signs, block["items"], strict=True)
        ]
    return [_text(block["runs"])]


def _text(runs: list[dict[str, Any]]) -> str:
    return "".join(str(run["text"]) for run in runs)
