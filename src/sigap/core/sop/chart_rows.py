"""What stands in the lanes of one row: symbols, the words beside them, and the room they need.

Positions are relative to the middle of a symbol, so that a row can be put anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from sigap.core.sop.chart import PITCH, START, Align, Fashion, Shape, Words, rise_for
from sigap.core.sop.layout import Box
from sigap.core.sop.lettering import line_width, longest_word, wrapped
from sigap.core.sop.print_layout import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sigap.core.sop.chart import Way
    from sigap.core.sop.definition import Sop, Step

CLEAR = 6  # between a line and words
_BESIDE = 8  # between the middle line and the words at an arrow that leaves below
_SLANT = 13  # beyond the last whole line of a decision, whose side slants away from the words
_BORDER = 6  # between words and the border of their lane
_TURN = 2  # lines that an arrow needs before it may turn
_LONGEST_LABEL = 80  # letters; what is longer ends with an ellipsis
_MOST_TRIED = 5  # outcomes whose sides are chosen together


@dataclass(frozen=True, slots=True)
class Exit:
    """Where a way leaves a decision: side -1 left, 1 right, 0 below; lines below the middle."""

    side: int
    offset: int = 0


@dataclass(slots=True)
class Row:
    """One row of the table, or what is continued of it on a later page (`shape` is None).

    `lanes` are the lanes of its symbols, the lead's first. `labels` belong to the lead's symbol,
    `texts` to the middle of their lane. `above` and `below` count the lines needed beyond the
    middle line.
    """

    no: int
    shape: Shape | None = None
    reach: int = 0
    rise: int = 0
    lanes: tuple[int, ...] = ()
    exits: dict[str, Exit] = field(default_factory=dict)
    labels: list[Words] = field(default_factory=list)
    texts: list[tuple[int, Words]] = field(default_factory=list)
    above: int = 0
    below: int = 0

    @property
    def lines(self) -> int:
        """Return the lines that the row needs in all."""
        return self.above + 1 + self.below


def rows_of(
    sop: Sop,
    ways: Sequence[Way],
    shapes: Sequence[Shape],
    fashion: Fashion,
    texts: Mapping[tuple[int, int], Sequence[str]],
) -> list[Row]:
    """Return a row for each step; `texts` are the lines printed in a lane, by step and lane."""
    return [
        _row(sop, step, shape, ways, fashion=fashion, texts=texts)
        for step, shape in zip(sop.steps, shapes, strict=True)
    ]


def text_lines(sop: Sop, fashion: Fashion) -> dict[tuple[int, int], list[str]]:
    """Return the words printed in lanes, broken into lines, by step and lane."""
    found = {}
    for step in sop.steps:
        for index, lane in enumerate(sop.lanes):
            printed = clean(step.lane_text.get(lane.role, ""))
            if printed:
                room = (fashion.lane - 2 - 2 * fashion.channel) * PITCH
                found[step.no, index] = wrapped(printed, room, fashion.letter_size, fashion.widths)
    return found


def continued(no: int, texts: Mapping[int, Sequence[str]], fashion: Fashion) -> Row:
    """Return the row that goes on with the words of lanes on the next page."""
    row = Row(no)
    for lane, lines in texts.items():
        words = _words(lines, fashion, x=0, y=-PITCH // 2 + CLEAR, align=Align.CENTER)
        row.texts.append((lane, words))
        row.below = max(row.below, -(-words.box.bottom // PITCH))
    return row


def _row(
    sop: Sop,
    step: Step,
    shape: Shape,
    ways: Sequence[Way],
    *,
    fashion: Fashion,
    texts: Mapping[tuple[int, int], Sequence[str]],
) -> Row:
    order = {lane.role: index for index, lane in enumerate(sop.lanes)}
    coming = sum(way.target == step.no for way in ways)
    own = [way for way in ways if way.source == step.no]
    row = Row(step.no, shape, fashion.reach, rise_for(coming + 1, fashion.rise))
    row.lanes = tuple(dict.fromkeys(order[role] for role in step.executors))
    if shape is Shape.DIAMOND:
        row.rise = rise_for(coming + len(own), fashion.decision_rise)
        _put_labels(sop, row, own, fashion)
    turn = _TURN + fashion.gutter
    row.above = row.below = row.rise + turn
    row.below += any(
        row.exits.get(way.id) == Exit(0) and _leads_aside(sop, row, way) for way in own
    )
    for label in row.labels:
        row.above = max(row.above, -((label.box.y - CLEAR) // PITCH) + 1)
        row.below = max(row.below, -(-(label.box.bottom + CLEAR) // PITCH) + 1)
    for lane in range(len(sop.lanes)):
        lines = texts.get((step.no, lane))
        if lines:
            _put_text(row, lane, lines, fashion)
    return row


def _put_labels(sop: Sop, row: Row, ways: Sequence[Way], fashion: Fashion) -> None:
    """Choose the side at which each answer leaves, and put its words there."""
    sides = _sides(sop, row, ways, fashion)
    for side in (-1, 1, 0):
        offset = 1 if any(_faces(row, side, lane) for lane in row.lanes[1:]) else 0
        for way in (way for way in ways if sides[way.id] == side):
            label = way.outcome.label if way.outcome else ""
            toward = side or _beside(sop, row, way)
            room = _room(sop, row, side, toward, fashion)
            lines = _label_lines(label, room, fashion)
            height = len(lines) * fashion.letter_line
            if side == 0:
                row.exits[way.id] = Exit(0)
                beside = (w.box.bottom for w in row.labels if w.box.x * toward > 0)
                y = max([row.rise * PITCH + PITCH // 2, *beside]) + CLEAR
                x, align = (-_BESIDE, Align.RIGHT) if toward < 0 else (_BESIDE, Align.LEFT)
                row.labels.append(_words(lines, fashion, x=x, y=y, align=align))
                continue
            goes_up = way.target <= row.no and list(sides.values()).count(side) == 1
            if not goes_up and offset:
                # The words stand above their line and below the line before.
                offset += -(-(height + 2 * CLEAR) // PITCH) - 1
            row.exits[way.id] = Exit(side, offset)
            row.rise = max(row.rise, offset + 1)
            y = offset * PITCH + (CLEAR if goes_up else -CLEAR - height)
            x = side * (row.reach * PITCH + _SLANT)
            align = Align.LEFT if side > 0 else Align.RIGHT
            row.labels.append(_words(lines, fashion, x=x, y=y, align=align))
            offset += 1


def _sides(sop: Sop, row: Row, ways: Sequence[Way], fashion: Fashion) -> dict[str, int]:
    """Return the side of each way with the least turns in all; only one may leave below."""
    several = [(0, 1, -1)] * min(len(ways), _MOST_TRIED)
    misfits = _misfits(sop, row, ways, fashion)
    best = min(
        product(*several),
        key=lambda sides: (
            _cost(sop, row, ways, sides)
            + sum(misfits[way.id, side] for way, side in zip(ways, sides, strict=False))
        ),
    )
    rest = [(1, -1)[index % 2] for index in range(len(ways) - len(best))]
    return {way.id: side for way, side in zip(ways, [*best, *rest], strict=True)}


def _misfits(
    sop: Sop, row: Row, ways: Sequence[Way], fashion: Fashion
) -> dict[tuple[str, int], int]:
    """Return what it costs if an answer's words leave their lane or are broken at a side."""
    found = {}
    for way, side in product(ways, (-1, 0, 1)):
        words = _short(way.outcome.label if way.outcome else "")
        needed = longest_word(words, fashion.letter_size, fashion.widths) + 1
        inside, beyond = _room(sop, row, side, side or _beside(sop, row, way), fashion)
        found[way.id, side] = 25 if needed > max(inside, beyond) else 3 * (needed > inside)
    return found


def _leads_aside(sop: Sop, row: Row, way: Way) -> bool:
    return _lead_lane(sop, way.target) != row.lanes[0]


def _beside(sop: Sop, row: Row, way: Way) -> int:
    """Return the side of an arrow that leaves below at which its words stand."""
    return -1 if _lead_lane(sop, way.target) > row.lanes[0] else 1


def _cost(sop: Sop, row: Row, ways: Sequence[Way], sides: Sequence[int]) -> int:
    cost = 0
    for index, (way, side) in enumerate(zip(ways, sides, strict=False)):
        aside = _lead_lane(sop, way.target) - row.lanes[0]
        lead = (aside > 0) - (aside < 0)
        if side == 0:
            below = way.target - row.no
            cost += 9 if below <= 0 else (0 if not lead else 3) if below == 1 else 5
            cost += 100 * (0 in sides[:index])
        else:
            is_next = way.target == row.no + 1
            cost += {0: 6 if is_next else 2, side: 0}.get(lead, 6)
            cost += 9 * sides[:index].count(side)
            cost += 7 * any(_faces(row, side, lane) for lane in row.lanes[1:])
    return cost


def _lead_lane(sop: Sop, no: int) -> int:
    step = sop.steps[min(max(no, 1), len(sop.steps)) - 1]
    return next(i for i, lane in enumerate(sop.lanes) if lane.role == step.executors[0])


def _faces(row: Row, side: int, lane: int) -> bool:
    """Whether the symbol in `lane` lies at `side` of the lead's."""
    return (lane - row.lanes[0]) * side > 0


def _room(sop: Sop, row: Row, side: int, toward: int, fashion: Fashion) -> tuple[int, int]:
    """Return the width for words at a side of the lead's symbol: in its lane, and beyond."""
    width, lead = fashion.lane * PITCH, row.lanes[0]
    # Below the symbol, arrows that left at its side may want to pass the words.
    taken = _BESIDE + 3 * PITCH if side == 0 else row.reach * PITCH + _SLANT
    inside = width // 2 - taken - _BORDER - fashion.channel * PITCH
    others = [abs(lane - lead) for lane in row.lanes if (lane - lead) * toward > 0]
    if others:
        return inside, min(others) * width - taken - row.reach * PITCH - 2 * PITCH
    return inside, (len(sop.lanes) - 1 - lead if toward > 0 else lead) * width + inside


def _label_lines(label: str, room: tuple[int, int], fashion: Fashion) -> list[str]:
    """Return the words of an answer; beyond their lane only if a word needs it and has room."""
    words = _short(label)
    needed = longest_word(words, fashion.letter_size, fashion.widths) + 1
    limit = max(room[0], min(room[1], needed))
    return wrapped(words, limit, fashion.letter_size, fashion.widths)


def _short(label: str) -> str:
    words = clean(label)
    if len(words) <= _LONGEST_LABEL:
        return words
    return words[: _LONGEST_LABEL - 1].rstrip() + "…"


def _put_text(row: Row, lane: int, lines: Sequence[str], fashion: Fashion) -> None:
    """Put words printed in a lane below the line on which arrows pass through the row."""
    if lane not in row.lanes:
        aside = (lane - row.lanes[0]) * fashion.lane * PITCH if row.lanes else 0
        reach = fashion.lane * PITCH // 2
        # Words of an answer may reach into this lane.
        over = [
            label.box.bottom
            for label in row.labels
            if label.box.x < aside + reach and label.box.right > aside - reach
        ]
        y = max([0, *over]) + CLEAR
        words = _words(lines, fashion, x=0, y=y, align=Align.CENTER)
    else:
        low = row.rise * PITCH + PITCH // 2
        if lane == row.lanes[0]:
            low = max([low, *(label.box.bottom for label in row.labels)])
        is_open = row.shape is not Shape.DIAMOND or Exit(0) in row.exits.values()
        # An arrow may leave below the symbol and turn before it meets the words.
        y = low + ((_TURN + fashion.gutter + 1) * PITCH if is_open else CLEAR)
        words = _words(lines, fashion, x=0, y=y, align=Align.CENTER)
    row.texts.append((lane, words))
    row.below = max(row.below, -(-(words.box.bottom + CLEAR) // PITCH))


def _words(lines: Sequence[str], fashion: Fashion, *, x: int, y: int, align: Align) -> Words:
    width = max(
        (line_width(line, fashion.letter_size, fashion.widths) for line in lines), default=0
    )
    left = {Align.LEFT: x, Align.CENTER: x - width // 2, Align.RIGHT: x - width}[align]
    height = len(lines) * fashion.letter_line
    return Words(tuple(lines), Box(left, y, width, height), align)


def lane_of_start(sop: Sop) -> int:
    """Return the lane in which the start stands."""
    return _lead_lane(sop, START)


def lane_of_end(sop: Sop) -> int:
    """Return the lane in which the end stands."""
    return _lead_lane(sop, len(sop.steps))
