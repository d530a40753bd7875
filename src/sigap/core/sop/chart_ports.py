"""Where arrows may leave and reach a symbol, and how much each place is liked.

By custom a way comes in at the top or, if it leads back, at a side; it goes out below or at a
side. The costs are in steps of the grid times ten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.core.sop.chart import PITCH, Symbol
from sigap.core.sop.chart_grid import DOWN, LEFT, RIGHT, UP, Port
from sigap.core.sop.layout import Point

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sigap.core.sop.chart_grid import Node
    from sigap.core.sop.chart_rows import Exit

_HALF = PITCH // 2
# By direction: what the middle costs, and what a place beside it.
_OUT = {DOWN: (0, 45), RIGHT: (0, 45), LEFT: (0, 45), UP: (70, 90)}
_IN = {UP: (0, 45), RIGHT: (12, 55), LEFT: (12, 55), DOWN: (60, 80)}
_BACK = {UP: (35, 45), RIGHT: (0, 25), LEFT: (0, 25), DOWN: (20, 45)}
_FARTHER = 3  # for each line off the middle
_ROUND = 10  # on a slant or a curve
_OTHERS = 6  # at the symbol of another than the lead
_SHOULDER = 12  # at the side of a connector


def exit_port(symbol: Symbol, place: Exit) -> Port:
    """Return where an answer leaves the symbol of its decision."""
    away = {0: DOWN, 1: RIGHT, -1: LEFT}[place.side]
    return Port(_node(symbol, away, place.offset), away)


def step_ports(symbols: Sequence[Symbol], *, leaves: bool, leads_back: bool) -> Iterator[Port]:
    """Yield the places at a step's symbols, the lead's first."""
    liking = _OUT if leaves else _BACK if leads_back else _IN
    for index, symbol in enumerate(symbols):
        other = _OTHERS if index else 0
        for away, (middle, beside) in liking.items():
            along = symbol.box.width if away % 2 else symbol.box.height
            most = (along // PITCH - 1) // 2
            for offset in range(-most, most + 1):
                cost = other + (middle if offset == 0 else beside + _FARTHER * abs(offset))
                cost += _ROUND * (not _is_straight(symbol, away, offset))
                yield Port(_node(symbol, away, offset), away, cost)


def connector_ports(symbol: Symbol, *, is_above: bool) -> Iterator[Port]:
    """Yield the places at a connector: towards the rows, or at its sides above the shoulder."""
    inward = DOWN if is_above else UP
    yield Port(_node(symbol, inward, 0), inward)
    for away in (RIGHT, LEFT):
        yield Port(_node(symbol, away, 0), away, _SHOULDER)


def touching(symbols: Sequence[Symbol], node: Node, away: int) -> Point:
    """Return the point of an outline before which `node` lies.

    :raises LookupError: if the node lies before none of them.
    """
    x, y = node[0] * PITCH + _HALF, node[1] * PITCH + _HALF
    for symbol in symbols:
        box, middle = symbol.box, symbol.box.center
        if away in (LEFT, RIGHT):
            side = 1 if away == RIGHT else -1
            if box.y < y < box.bottom and x == (box.right if side > 0 else box.x) + side * _HALF:
                return Point(middle.x + side * symbol.half_width(y - middle.y), y)
        else:
            side = 1 if away == DOWN else -1
            if box.x < x < box.right and y == (box.bottom if side > 0 else box.y) + side * _HALF:
                return Point(x, middle.y + side * symbol.half_height(x - middle.x))
    raise LookupError(node)


def _node(symbol: Symbol, away: int, offset: int) -> Node:
    """Return the node before the outline, `offset` lines right of or below the middle."""
    column, line = symbol.box.center.x // PITCH, symbol.box.center.y // PITCH
    reach, rise = (side // PITCH // 2 + 1 for side in (symbol.box.width, symbol.box.height))
    return {
        DOWN: (column + offset, line + rise),
        UP: (column + offset, line - rise),
        RIGHT: (column + reach, line + offset),
        LEFT: (column - reach, line + offset),
    }[away]


def _is_straight(symbol: Symbol, away: int, offset: int) -> bool:
    if offset == 0:
        return True
    if away in (LEFT, RIGHT):
        return symbol.half_width(offset * PITCH) == symbol.box.width // 2
    return symbol.half_height(offset * PITCH) == symbol.box.height // 2
