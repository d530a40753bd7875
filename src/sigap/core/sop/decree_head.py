"""The head of one SOP in a decree's pasted text: what stands before its table of steps.

Cells may be shifted by tabs, lines may be wrapped, blank lines may stand anywhere: values are
found by their labels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sigap.core.sop.print_layout import (
    APPROVER,
    BOUNDARY,
    CREATED,
    EFFECTIVE,
    HEAD_LABELS,
    LIST_LABELS,
    NUMBER,
    REVISED,
    TITLE,
    clean,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_INSTRUMENT = re.compile(r"(?:surat\s+)?(?:keputusan|peraturan|instruksi|edaran)\b", re.IGNORECASE)
_ANNEX_OF = re.compile(rf"(\S*)\s*:?\s*({_INSTRUMENT.pattern}.*)", re.IGNORECASE)
_KEYS = {"nomor": "number", "tanggal": "date", "tentang": "about"}
_GOVERNMENT = re.compile(r"pemerintah\b", re.IGNORECASE)
_OFFICE = re.compile(
    r"(dinas|badan|kementerian|kecamatan|kelurahan|sekretariat|inspektorat|kantor|rumah sakit)\b",
    re.IGNORECASE,
)
_ANNEX = re.compile(r"lampiran\b\s*:?\s*(.*)", re.IGNORECASE)
_DECREE_LABEL = re.compile(r"(nomor|tanggal|tentang)\s*(?::\s*(.*)|$)", re.IGNORECASE)
_SOP_TITLE = re.compile(r"sop\s+(.+)", re.IGNORECASE)
_LONGEST_ANNEX_LINE = 60  # a sentence that begins with the word is longer
_SPELLINGS = {"nama sop": TITLE.casefold(), "disahkan": APPROVER.casefold()} | {
    "kualifikasi pelaksanaan": "kualifikasi pelaksana",
    "peralatan dan perlengkapan": "peralatan/perlengkapan",
    "pencatatan & pendataan": "pencatatan dan pendataan",
    "tgl pembuatan": CREATED.casefold(),
    "tgl. pembuatan": CREATED.casefold(),
    "tgl revisi": REVISED.casefold(),
    "tgl. revisi": REVISED.casefold(),
    "tgl efektif": EFFECTIVE.casefold(),
    "tgl. efektif": EFFECTIVE.casefold(),
}
_NUMBER = NUMBER.casefold()
_HEAD = {label.casefold(): label for label in HEAD_LABELS}
_LISTS = {label.casefold(): label for pair in LIST_LABELS for label in pair}


@dataclass(slots=True)
class Head:
    """What was found; texts raw, an absent value is missing from its mapping."""

    line: int  # where it begins, counted from 1
    decree: dict[str, str] = field(default_factory=dict)  # by key of [decree]
    labelled: dict[str, str] = field(default_factory=dict)  # by label of the head block
    lists: dict[str, str] = field(default_factory=dict)  # by label of the lists
    table_title: str = ""  # of the line "SOP …" above the table
    places: dict[str, int] = field(default_factory=dict)  # line of each label and key found

    def place(self, name: str) -> int:
        """Return the line of a label or key, or where the head begins if it has none."""
        return self.places.get(name, self.line)


def read_head(lines: Sequence[str], begin: int, end: int, *, is_first: bool) -> Head:
    """Return the head in `lines[begin:end]`, where the signature of the SOP before may stand."""
    numbers = [index for index in range(begin, end) if _has(lines[index], {_NUMBER: NUMBER})]
    block = numbers[-1] if numbers else _first(lines, begin, end, _HEAD)
    lists = _first(lines, block if numbers else begin, end, _LISTS)
    block = min(block, lists)
    annexes = [index for index in range(begin, block) if _ANNEX.match(clean(lines[index]))]
    start = annexes[-1] if annexes else begin
    head = Head(line=start + 1)
    filled = [index for index in range(lists, end) if lines[index].strip()]
    if filled and (title := _SOP_TITLE.fullmatch(clean(lines[filled[-1]]))):
        head.table_title = title[1]
        end = filled[-1]
    institution = _read_block(lines, block, lists, head)
    _read_decree(lines[start:block], head, institution, is_first=is_first and not annexes)
    _read_lists(lines[lists:end], head)
    return head


def label_of(cell: str, labels: dict[str, str]) -> str:
    """Return the label that `cell` is, in its usual spelling, or nothing."""
    text = clean(cell).rstrip(" :").casefold()
    return labels.get(_SPELLINGS.get(text, text), "")


def has_labels(line: str) -> bool:
    """Whether a label of an SOP's head block stands in `line`."""
    return _has(line, _HEAD)


def begins_annex(line: str) -> bool:
    """Whether `line` is one of the first of an annex: its LAMPIRAN or its NOMOR."""
    text = clean(line)
    found = _DECREE_LABEL.match(text)
    return bool(found and found[2]) or (
        len(text) <= _LONGEST_ANNEX_LINE and _ANNEX.match(text) is not None
    )


def _has(line: str, labels: dict[str, str]) -> bool:
    return any(label_of(cell, labels) for cell in line.split("\t"))


def _first(lines: Sequence[str], begin: int, end: int, labels: dict[str, str]) -> int:
    return next((index for index in range(begin, end) if _has(lines[index], labels)), end)


def _read_decree(
    lines: Sequence[str], head: Head, institution: list[str], *, is_first: bool
) -> None:
    """Read the lines above the head block; what follows the last label names the institution."""
    texts = [clean(line) for line in lines]
    annex = _ANNEX.match(texts[0]) if texts else None
    above: list[str] = []  # before the number: the instrument
    below: list[str] = []  # after the subject: the rest of it, and the institution
    label = ""
    is_open = False  # the value of `label` may go on in the next line
    if annex:
        joined = _ANNEX_OF.fullmatch(annex[1])
        head.decree["annex"] = joined[1] if joined else annex[1]
        above += [joined[2]] if joined else []
    for index, text in enumerate(texts):
        if annex and index == 0:
            continue
        found = _DECREE_LABEL.match(text)
        if found and found[1].casefold() not in head.decree:
            label = found[1].casefold()
            head.decree[label] = found[2] or ""
            head.places[_KEYS[label]] = head.line + index
            is_open = True
        elif not text:
            is_open = is_open and not head.decree.get(label)
        elif is_open and (
            not head.decree[label] or (label == "tentang" and not _GOVERNMENT.match(text))
        ):
            head.decree[label] = f"{head.decree[label]} {text}".strip()
        elif "nomor" not in head.decree:
            above.append(text)
        else:
            is_open = False
            below.append(text)
    if not annex:
        above = [text for text in above[-1:] if is_first or _INSTRUMENT.match(text)]
    head.decree["instrument"] = " ".join(above)
    rest = [*below, *institution]
    split = next(
        (
            index
            for pattern in (_GOVERNMENT, _OFFICE)
            for index, text in enumerate(rest)
            if pattern.match(text)
        ),
        0,
    )
    about = [head.decree.pop("tentang", ""), *rest[:split]]
    head.decree |= {
        "about": " ".join(about).strip(),
        "institution": " ".join(rest[split:]),
        _KEYS["nomor"]: head.decree.pop("nomor", ""),
        _KEYS["tanggal"]: head.decree.pop("tanggal", ""),
    }


def _read_block(lines: Sequence[str], begin: int, end: int, head: Head) -> list[str]:
    """Read the rows from "Nomor SOP" to "Judul SOP"; return the texts left of their labels."""
    institution = []
    label = ""
    for index in range(begin, end):
        for cell in lines[index].split("\t"):
            found = label_of(cell, _HEAD)
            if found:
                label = found
                head.labelled.setdefault(label, "")
                head.places.setdefault(label, index + 1)
            elif not clean(cell):
                continue
            elif not label or _GOVERNMENT.match(clean(cell)):
                institution.append(clean(cell))
            else:
                before = head.labelled[label]
                head.labelled[label] = f"{before}{BOUNDARY}{cell}" if before else cell
    return institution


def _read_lists(lines: Sequence[str], head: Head) -> None:
    """Read pairs of lists: a row of labels, below it as many cells, tab-separated."""
    labels: list[str] = []
    values: list[str] = []
    for line in [*lines, "\t".join(label for pair in LIST_LABELS for label in pair)]:
        cells = line.split("\t")
        found = [label_of(cell, _LISTS) for cell in cells]
        if not any(found):
            values.append(line)
            continue
        _store(labels, values, head)
        labels, values = [label for label in found if label], []
        inline = [cell for cell, label in zip(cells, found, strict=True) if not label]
        if any(map(clean, inline)):  # the value stands beside its label
            for label, following in zip(found, [*cells[1:], ""], strict=True):
                if label and not label_of(following, _LISTS):
                    head.lists.setdefault(label, following)
            labels = []


def _store(labels: list[str], values: list[str], head: Head) -> None:
    parts = "\n".join(values).split("\t")
    while len(parts) > len(labels) and not clean(parts[0]):
        del parts[0]
    if labels:
        parts[len(labels) - 1 :] = ["\n".join(parts[len(labels) - 1 :])]
    for index, label in enumerate(labels):
        head.lists.setdefault(label, parts[index] if index < len(parts) else "")
