"""The table of steps in a decree's pasted text: lanes from its title rows, a row for each step."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sigap.core.sop.print_layout import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    Fault = tuple[int, str]  # line, counted from 1, and what is wrong there

_NUMBER_TITLES = ("no", "no.", "nomor")
_ACTIVITY_TITLES = ("kegiatan", "uraian kegiatan", "uraian prosedur", "aktivitas", "aktifitas")
_REQUIREMENT_TITLES = ("kelengkapan", "persyaratan/kelengkapan", "persyaratan", "persyaratan dan")
_AROUND_LANES = 6  # No., Kegiatan; Kelengkapan, Waktu, Output; Keterangan


@dataclass(frozen=True, slots=True)
class Row:
    """One step as pasted; texts raw. `line` is where it stands."""

    line: int
    no: int
    activity: str
    lane_texts: tuple[str, ...]
    requirements: str
    time: str
    outputs: str
    note: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table of steps. `begin` and `end` are the lines it takes up, counted from 0."""

    begin: int
    end: int
    lanes: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def is_table_title(line: str) -> bool:
    """Whether `line` is the first title row: No., Kegiatan, Pelaksana, Mutu Baku."""
    titles = [cell.casefold() for cell in map(clean, line.split("\t")) if cell]
    return (
        len(titles) > 1
        and titles[0] in _NUMBER_TITLES
        and titles[1] in _ACTIVITY_TITLES
        and "pelaksana" in titles
    )


def read_table(lines: Sequence[str], begin: int) -> Table:
    """Return the table whose first title row is `lines[begin]`, with what is wrong in it."""
    second = _next_filled(lines, begin + 1)
    if second is None or is_table_title(lines[second]):
        return Table(begin, begin + 1, (), (), ((begin + 1, _no_lane_row()),))
    lanes = _lanes(lines[second])
    if not lanes:
        return Table(begin, second + 1, (), (), ((second + 1, _no_lane_row()),))
    columns = len(lanes) + _AROUND_LANES
    faults: list[Fault] = []
    span = _span(lines[begin])
    pasted, end = _pasted_rows(lines, second + 1, columns)
    if span not in (None, len(lanes)):
        what = f"judul Pelaksana mencakup {span} lajur, tetapi yang bernama {len(lanes)}"
        faults.append((second + 1, f"{what}; tulis nama setiap lajur di kolomnya"))
        return Table(begin, end, (), (), tuple(faults))
    counts = {len(cells) for _, cells in pasted}
    # Editors may strip the empty last cells, but then of every row, and a text ends in a line
    # break: otherwise the end of the last row was lost.
    is_cut = bool(pasted) and pasted[-1][0] == len(lines)
    needed = columns if columns in counts or is_cut else columns - 1
    rows = []
    for expected, (line, cells) in enumerate(pasted, start=1):
        row, fault = _row(line, cells, expected, columns, needed)
        if fault:
            faults.append((line, fault))
        else:
            rows.append(row)
    if not pasted:
        faults.append((second + 1, "tabel ini tidak mempunyai langkah; lengkapi naskah"))
    return Table(begin, end, lanes, tuple(rows), tuple(faults))


def _no_lane_row() -> str:
    return (
        "baris nama pelaksana tidak ditemukan; di bawah judul tabel tulis nama lajur, "
        "Kelengkapan, Waktu dan Output, dipisah tab"
    )


def _lanes(line: str) -> tuple[str, ...]:
    cells = [clean(cell) for cell in line.split("\t")]
    found = [index for index, cell in enumerate(cells) if cell.casefold() in _REQUIREMENT_TITLES]
    return tuple(cell for cell in cells[: found[0]] if cell) if found else ()


def _span(line: str) -> int | None:
    titles = [clean(cell).casefold() for cell in line.split("\t")]
    if "mutu baku" not in titles:
        return None
    return titles.index("mutu baku") - titles.index("pelaksana")


def _pasted_rows(
    lines: Sequence[str], begin: int, columns: int
) -> tuple[list[tuple[int, list[str]]], int]:
    """Return the rows as (line, cells) and the line behind the table.

    A line that begins with no number goes on with the row above it, as long as that one lacks
    cells: where a cell held a line break.
    """
    rows: list[tuple[int, list[str]]] = []
    index = begin
    while index < len(lines):
        cells = lines[index].split("\t")
        if not lines[index].strip():
            following = _next_filled(lines, index)
            if following is None or not _is_row(lines[following]):
                break
        elif _is_row(lines[index]):
            if rows or not _is_column_numbers(cells):
                rows.append((index + 1, lines[index].lstrip().split("\t")))
        elif rows and len(rows[-1][1]) < columns:
            last = rows[-1][1]
            last[-1] = f"{last[-1]} {cells[0]}"
            last.extend(cells[1:])
        else:
            break
        index += 1
    return rows, index


def _row(line: int, cells: list[str], expected: int, columns: int, needed: int) -> tuple[Row, str]:
    no = int(clean(cells[0]).rstrip("."))
    row = [*cells, *[""] * (columns - len(cells))]
    after = columns - 4
    read = Row(
        line=line,
        no=no,
        activity=row[1],
        lane_texts=tuple(row[2:after]),
        requirements=row[after],
        time=row[after + 1],
        outputs=row[after + 2],
        note=row[after + 3],
    )
    fault = ""
    if no != expected:
        fault = f"nomor langkah {no}, padahal ini langkah ke-{expected}; lengkapi barisnya"
    elif len(cells) < needed or (len(cells) < columns and not clean(cells[-1])):
        fault = (
            f"langkah {no} terpotong: {len(cells)} kolom, seharusnya {columns}; "
            "lengkapi baris ini, kolom dipisah tab"
        )
    elif any(map(clean, row[columns:])):
        fault = f"langkah {no} mempunyai lebih dari {columns} kolom; hapus tab yang berlebih"
    elif not clean(read.activity):
        fault = f"langkah {no}: kolom Kegiatan kosong; isi seperti tercetak"
    return read, fault


def _is_row(line: str) -> bool:
    return re.match(r"\s*\d{1,3}\.?[^\S\t]*\t", line) is not None


def _is_column_numbers(cells: Sequence[str]) -> bool:
    numbers = [clean(cell) for cell in cells if clean(cell)]
    return len(numbers) > 2 and numbers == [str(number + 1) for number in range(len(numbers))]


def _next_filled(lines: Sequence[str], begin: int) -> int | None:
    return next((index for index in range(begin, len(lines)) if lines[index].strip()), None)
