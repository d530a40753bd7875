"""The words of the printed table: how its columns share the page and its texts break into lines."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from sigap.core.sop.lettering import line_width, wrapped
from sigap.core.sop.print_layout import cell_items, clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sigap.core.sop.definition import Sop, Step
    from sigap.core.sop.lettering import Widths

SIZE, LINE = 28, 34  # of the table's words, in tenths of a millimetre
HEAD_SIZE, HEAD_LINE = 26, 32
INSET = 10  # between words and the border of their cell
INDENT = 22  # of an item of a list behind its dash

_NO, _LEAST, _NOTE = 80, 290, 190
_TALLEST_TEXT = 240  # letters beyond which a column gains nothing


@dataclass(frozen=True, slots=True)
class Line:
    """A line in a cell: whether it begins an item of a list, and whether it stands in one."""

    text: str
    begins: bool = False
    hangs: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of the columns beside the lanes, and that of a lane."""

    no: int
    activity: int
    lane: int
    requirements: int
    time: int
    outputs: int
    note: int


@dataclass(frozen=True, slots=True)
class Cells:
    """The words of one row of the table, in lines."""

    activity: tuple[Line, ...]
    requirements: tuple[Line, ...]
    time: tuple[Line, ...]
    outputs: tuple[Line, ...]
    note: tuple[Line, ...]

    @property
    def lines(self) -> int:
        """Return the number of lines of the longest cell."""
        return max(map(len, self._all()))

    def part(self, begin: int, end: int) -> Cells:
        """Return the lines from `begin` on and before `end` of every cell."""
        return Cells(*(cell[begin:end] for cell in self._all()))

    def _all(self) -> tuple[tuple[Line, ...], ...]:
        return self.activity, self.requirements, self.time, self.outputs, self.note


def least_width(lanes: int, lane: int) -> int:
    """Return the width that the table needs at least with lanes of this width."""
    return lanes * lane + _NO + 3 * _LEAST + 130 + _NOTE


def columns_of(sop: Sop, lane: int, width: int, widths: Widths) -> Columns:
    """Return the widths of the columns, which together are `width`.

    Activity, requirements and outputs share what is left by the length of their texts.
    """
    times = [str(step.time) for step in sop.steps]
    time = max(line_width(clean(text), SIZE, widths) for text in [*times, "Waktu"])
    time = min(200, max(130, time + 2 * INSET + 4))
    notes = any(step.note.strip() for step in sop.steps)
    note = _NOTE + (70 if notes else 0)
    rest = width - len(sop.lanes) * lane - _NO - time - note
    shares = [
        sqrt(sum(min(_TALLEST_TEXT, len(text)) for text in texts) / len(texts) + 12)
        for texts in (
            [step.activity for step in sop.steps],
            ["; ".join(step.requirements) for step in sop.steps],
            ["; ".join(step.outputs) for step in sop.steps],
        )
    ]
    spare = rest - 3 * _LEAST
    requirements, outputs = (_LEAST + int(spare * share / sum(shares)) for share in shares[1:])
    # What rounding leaves falls to the activity, so that all columns make the width.
    return Columns(_NO, rest - requirements - outputs, lane, requirements, time, outputs, note)


def cells_of(step: Step, columns: Columns, widths: Widths) -> Cells:
    """Return the printed texts of a step, broken to fit their columns."""
    return Cells(
        tuple(_plain(step.activity, columns.activity, widths)),
        tuple(_items(step.requirements, columns.requirements, widths)),
        tuple(_plain(str(step.time), columns.time, widths)),
        tuple(_items(step.outputs, columns.outputs, widths)),
        tuple(_plain(step.note, columns.note, widths)),
    )


def _plain(text: str, width: int, widths: Widths) -> Iterator[Line]:
    for line in wrapped(clean(text), width - 2 * INSET, SIZE, widths):
        yield Line(line)


def _items(texts: Sequence[str], width: int, widths: Widths) -> Iterator[Line]:
    """Yield the lines of a list; one item alone stands without a dash."""
    items = [item for text in texts for item in cell_items(text)]
    if len(items) == 1:
        yield from _plain(items[0], width, widths)
        return
    for item in items:
        for index, line in enumerate(wrapped(item, width - 2 * INSET - INDENT, SIZE, widths)):
            yield Line(line, begins=index == 0, hangs=True)
