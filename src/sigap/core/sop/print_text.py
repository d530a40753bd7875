"""The SOP as plain text in the layout of a decree's pasted text; `import_text` reads it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.core.sop.print_layout import (
    BOUNDARY,
    HEAD_LABELS,
    LIST_LABELS,
    cell_items,
    clean,
    list_items,
    printed_date,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sigap.core.sop.definition import Decree, Sop, Step


def print_text(sop: Sop) -> str:
    """Return the printed part of `sop`: head blocks and the tab-separated table of steps.

    White space is made single and HTML tags are dropped, so that each text stays in its cell.
    Items of a list stand two blanks apart, those of a table cell are joined by semicolons.
    """
    lines = [*_decree_head(sop.decree), *_head_block(sop), *_lists(sop.decree), *_table(sop)]
    return "\n".join(lines) + "\n"


def _decree_head(decree: Decree) -> Iterator[str]:
    if decree.annex:
        yield from (f"LAMPIRAN {clean(decree.annex)}", "")
    if decree.instrument:
        yield from (clean(decree.instrument), "")
    yield from (f"NOMOR : {clean(decree.number)}", "")
    yield from (f"TANGGAL : {printed_date(decree.date)}", "")
    yield from (f"TENTANG : {clean(decree.about)}", "")
    yield from (clean(decree.institution), "")


def _head_block(sop: Sop) -> Iterator[str]:
    decree = sop.decree
    values = (
        clean(decree.sop_number or decree.number),
        printed_date(decree.created),
        printed_date(decree.revised),
        printed_date(decree.effective),
        f"{clean(decree.approver)}{BOUNDARY}{clean(decree.approver_name)}".strip(),
        clean(sop.title),
    )
    yield from map("\t".join, zip(HEAD_LABELS, values, strict=True))
    yield ""


def _lists(decree: Decree) -> Iterator[str]:
    pairs = (
        (_items(decree.legal_basis), _items(decree.qualifications)),
        (_items(decree.related), _items(decree.equipment)),
        (clean(decree.warning), clean(decree.recording)),
    )
    for labels, texts in zip(LIST_LABELS, pairs, strict=True):
        yield from ("\t".join(labels), "\t".join(texts))
    yield ""


def _table(sop: Sop) -> Iterator[str]:
    lanes = [clean(lane.title) for lane in sop.lanes]
    titles = ["No.", "Kegiatan", *_spanned("Pelaksana", len(lanes)), *_spanned("Mutu Baku", 3)]
    yield from (f"SOP {clean(sop.title)}", "")
    yield "\t".join([*titles, "Keterangan"])
    yield "\t".join(["", "", *lanes, "Kelengkapan", "Waktu", "Output", ""])
    yield "\t".join(str(number) for number in range(1, len(lanes) + 7))
    for step in sop.steps:
        yield "\t".join(_row(sop, step))


def _row(sop: Sop, step: Step) -> list[str]:
    return [
        str(step.no),
        clean(step.activity),
        *(clean(step.lane_text.get(lane.role, "")) for lane in sop.lanes),
        _joined(step.requirements),
        clean(str(step.time)),
        _joined(step.outputs),
        clean(step.note),
    ]


def _spanned(title: str, columns: int) -> list[str]:
    return [title, *[""] * (columns - 1)]


def _items(items: Sequence[str]) -> str:
    return BOUNDARY.join(part for item in items for part in list_items(clean(item)))


def _joined(items: Sequence[str]) -> str:
    return "; ".join(part for item in items for part in cell_items(item))
