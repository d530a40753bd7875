"""Finds ways for arrows on a grid: around symbols and words, with few turns and crossings.

A node is one crossing of two lines of the grid. Two arrows may cross at a node, but never share
a piece of a line or a turn, so that each can be followed by eye.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

RIGHT, DOWN, LEFT, UP = range(4)
_STEP, _BEND, _CROSSING = 10, 35, 40
# Tenths: more than 10 finds long ways in half the time, and some a little dearer.
_HASTE = 13
_FREE, _ACROSS, _ALONG, _TURNED = 0, 1, 2, 3  # an arrow runs across (horizontally), along, both

_FAR = 1 << 30
_STRAIGHT = tuple(((heading, _STEP),) for heading in range(4))
_TURNS = tuple(
    ((h, _STEP), ((h + 1) % 4, _STEP + _BEND), ((h + 3) % 4, _STEP + _BEND)) for h in range(4)
)


def _least_turns() -> tuple[dict[tuple[int, int], int], ...]:
    """Return by heading what the turns cost at least, if the goal lies at these sides."""
    ahead = ((1, 0), (0, 1), (-1, 0), (0, -1))
    sides = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y]
    table: list[dict[tuple[int, int], int]] = []
    for x, y in ahead:
        towards = {side: side[0] * x + side[1] * y for side in sides}
        table.append(
            {
                side: _BEND * (1 if all(side) else 0 if towards[side] > 0 else 1)
                if towards[side] >= 0
                else 2 * _BEND
                for side in sides
            }
        )
    return tuple(table)


_LEAST_TURNS = _least_turns()

Node = tuple[int, int]
"""Column and line."""


@dataclass(frozen=True, slots=True)
class Port:
    """Where an arrow may leave or reach a symbol: the node before its outline.

    `away` points from the symbol; `cost` says how little the place is liked.
    """

    node: Node
    away: int
    cost: int = 0


class Grid:
    """The nodes of one drawing, what stands on them and which arrows run over them."""

    def __init__(self, columns: int, lines: int) -> None:
        self.columns, self.lines = columns, lines
        # A frame of blocked nodes, so that no step leaves the grid.
        self._wide = columns + 2
        size = self._wide * (lines + 2)
        self._blocked = bytearray(size)
        self._dear = ([0] * size, [0] * size)  # to run across, along
        self._used = bytearray(size)
        self._moves = (1, self._wide, -1, -self._wide)
        for column in range(-1, columns + 1):
            self._blocked[self._at(column, -1)] = self._blocked[self._at(column, lines)] = 1
        for line in range(-1, lines + 1):
            self._blocked[self._at(-1, line)] = self._blocked[self._at(columns, line)] = 1

    def block(self, left: int, top: int, right: int, bottom: int) -> None:
        """Let no arrow pass the nodes of this rectangle, all sides included."""
        for line in range(max(0, top), min(self.lines - 1, bottom) + 1):
            for column in range(max(0, left), min(self.columns - 1, right) + 1):
                self._blocked[self._at(column, line)] = 1

    def make_dear(self, nodes: Iterable[Node], cost: int) -> None:
        """Let arrows that have other ways keep off these nodes."""
        for column, line in nodes:
            if 0 <= column < self.columns and 0 <= line < self.lines:
                for dear in self._dear:
                    dear[self._at(column, line)] += cost

    def make_column_dear(self, column: int, cost: int) -> None:
        """Let arrows run up or down elsewhere, if they can."""
        for line in range(self.lines):
            self._dear[1][self._at(column, line)] += cost

    def make_line_dear(self, line: int, cost: int) -> None:
        """Let arrows run to the side elsewhere, if they can."""
        for column in range(self.columns):
            self._dear[0][self._at(column, line)] += cost

    def route(self, starts: Sequence[Port], goals: Sequence[Port]) -> list[Node] | None:
        """Return the nodes of a cheap way from a start to a goal, None if there is none.

        It leaves and arrives straight for two nodes at least: the room of an arrow's head.
        """
        targets = self._targets(goals)
        if not targets:
            return None
        estimate = self._estimate(targets)
        queue, cost_of, came_from = self._begun(starts, estimate)
        while queue:
            expected, rest, state = heappop(queue)
            if state < 0:  # a goal, with the cost of its port
                return self._way(-state, came_from)
            cost = expected - rest
            if cost > cost_of[state]:
                continue
            if state in targets:
                heappush(queue, (cost + targets[state], 0, -state))
                continue
            for following, more in self._following(state):
                total = cost + more
                if total < cost_of.get(following, _FAR):
                    cost_of[following] = total
                    came_from[following] = state
                    rest = estimate(following)
                    heappush(queue, (total + rest, rest, following))
        return None

    def use(self, way: Sequence[Node]) -> None:
        """Mark the nodes of an arrow, so that others cross it at most."""
        for node, kind in self._kinds(way):
            self._used[node] |= kind

    def release(self, way: Sequence[Node]) -> None:
        """Forget an arrow that `use` marked."""
        for node, kind in self._kinds(way):
            self._used[node] &= ~kind & _TURNED

    def reserve(self, ports: Iterable[Port]) -> None:
        """Keep the nodes at these ports for the arrows that `open` lets in."""
        for port in ports:
            for node in self._approach(port):
                self._blocked[node] += 1

    def open(self, ports: Iterable[Port]) -> None:
        """Take back what `reserve` did."""
        for port in ports:
            for node in self._approach(port):
                self._blocked[node] -= 1

    def _approach(self, port: Port) -> tuple[int, int]:
        node = self._at(*port.node)
        return node, node + self._moves[port.away]

    def _targets(self, goals: Sequence[Port]) -> dict[int, int]:
        """Return the cost of each goal by the state in which it is reached."""
        targets: dict[int, int] = {}
        for port in goals:
            node, before = self._approach(port)
            if not (self._blocked[node] or self._used[node] or self._blocked[before]):
                state = node * 4 + (port.away + 2) % 4
                targets[state] = min(port.cost, targets.get(state, port.cost))
        return targets

    def _estimate(self, targets: dict[int, int]) -> Callable[[int], int]:
        """Return what about it costs from a state to the nearest goal: steps and turns."""
        nodes = [divmod(state // 4, self._wide) for state in targets]
        top, bottom = min(n[0] for n in nodes), max(n[0] for n in nodes)
        left, right = min(n[1] for n in nodes), max(n[1] for n in nodes)
        wide = self._wide

        def estimate(state: int) -> int:
            line, column = divmod(state >> 2, wide)
            aside = left - column if column < left else min(0, right - column)
            apart = top - line if line < top else min(0, bottom - line)
            if not aside and not apart:
                return 0
            sides = (aside > 0) - (aside < 0), (apart > 0) - (apart < 0)
            steps = _STEP * (abs(aside) + abs(apart))
            return (steps + _LEAST_TURNS[state & 3][sides]) * _HASTE // 10

        return estimate

    def _begun(
        self, starts: Sequence[Port], estimate: Callable[[int], int]
    ) -> tuple[list[tuple[int, int, int]], dict[int, int], dict[int, int]]:
        """Return the queue, costs and ways with the first step of every start."""
        queue: list[tuple[int, int, int]] = []
        cost_of: dict[int, int] = {}
        came_from: dict[int, int] = {}
        for port in starts:
            begin, to = self._approach(port)
            across = _ACROSS if port.away % 2 == 0 else _ALONG
            if self._blocked[begin] or self._used[begin] or self._blocked[to]:
                continue
            state = to * 4 + port.away
            if not self._used[to] & across and port.cost < cost_of.get(state, _FAR):
                cost_of[state] = port.cost
                came_from[state] = -begin
                rest = estimate(state)
                heappush(queue, (port.cost + rest, rest, state))
        return queue, cost_of, came_from

    def _following(self, state: int) -> Iterator[tuple[int, int]]:
        """Yield the state and cost of each step from a state."""
        node, heading = divmod(state, 4)
        # Where another arrow is crossed there is no turning.
        turns = _STRAIGHT[heading] if self._used[node] else _TURNS[heading]
        for turn, cost in turns:
            to = node + self._moves[turn]
            if self._blocked[to]:
                continue
            used = self._used[to]
            if not used:
                yield to * 4 + turn, cost + self._dear[turn % 2][to]
            elif not used & (_ALONG if turn % 2 else _ACROSS):
                yield to * 4 + turn, cost + self._dear[turn % 2][to] + _CROSSING

    def _way(self, state: int, came_from: dict[int, int]) -> list[Node]:
        nodes = [state // 4]
        while (state := came_from[state]) > 0:
            nodes.append(state // 4)
        nodes.append(-state)
        ways = [divmod(node, self._wide) for node in reversed(nodes)]
        return [(column - 1, line - 1) for line, column in ways]

    def _kinds(self, way: Sequence[Node]) -> Iterable[tuple[int, int]]:
        """Return each node with how the arrow passes it; its ends count as turns."""
        last = len(way) - 1
        for index, (column, line) in enumerate(way):
            kind = 0
            for other in (way[max(0, index - 1)], way[min(last, index + 1)]):
                if other != (column, line):
                    kind |= _ACROSS if other[1] == line else _ALONG
            if index in (0, last):
                kind = _TURNED
            yield self._at(column, line), kind

    def _at(self, column: int, line: int) -> int:
        return (line + 1) * self._wide + column + 1
