"""What is wrong with a drawn flowchart, found without the code that drew it."""

from itertools import combinations, pairwise
from math import hypot

from sigap.core.sop.chart import Shape
from sigap.core.sop.layout import Point

ROUNDED = 1.5
"""Tenths of a millimetre by which rounding may move a point."""


def faults_of(chart):
    """Return a sentence for each fault of the geometry of one page."""
    return [
        *_faults_of_bands(chart),
        *_faults_of_symbols(chart),
        *_faults_of_words(chart),
        *_faults_of_joints(chart),
        *(fault for arrow in chart.arrows for fault in _faults_of_arrow(chart, arrow)),
        *_faults_between_arrows(chart),
    ]


def depth(symbol, x, y):
    """Return how far a point lies inside the outline of a symbol; outside it is negative."""
    middle, half, tall = symbol.box.center, symbol.box.width / 2, symbol.box.height / 2
    dx, dy = abs(x - middle.x), abs(y - middle.y)
    straight = min(half - dx, tall - dy)
    if symbol.shape is Shape.DIAMOND:
        return _slant(dx / half + dy / tall, half, tall)
    if symbol.shape is Shape.CAPSULE and dx > half - tall:
        return tall - hypot(dx - half + tall, dy)
    if symbol.shape is Shape.CONNECTOR and y > middle.y:
        shoulder, point = symbol.box.height * 0.1, symbol.box.height * 0.4
        return min(half - dx, _slant(dx / half + (dy - shoulder) / point, half, point))
    return straight


def _slant(share, half, tall):
    return (1 - share) * half * tall / hypot(half, tall)


def contains(symbol, x, y):
    """Return whether a point lies inside the outline; what is rounded to a tenth does not."""
    return depth(symbol, x, y) > ROUNDED


def is_on_outline(symbol, point):
    """Return whether a point lies on the border of a symbol, within a tenth of a millimetre."""
    return abs(depth(symbol, point.x, point.y)) <= ROUNDED


def crosses(begin, end, box):
    """Return whether the piece from `begin` to `end` enters the inside of `box`."""
    return (
        min(begin.x, end.x) < box.right
        and max(begin.x, end.x) > box.x
        and min(begin.y, end.y) < box.bottom
        and max(begin.y, end.y) > box.y
    )


def overlap(one, other):
    return crosses(Point(one.x, one.y), Point(one.right, one.bottom), other)


def _faults_of_bands(chart):
    if chart.bands[0].y != 0:
        yield "first row does not begin at the top"
    for above, below in pairwise(chart.bands):
        if above.bottom != below.y:
            yield f"gap between rows {above.no} and {below.no}"
    for band in chart.bands:
        if not band.y <= band.own_y <= band.middle <= band.own_y + band.own_height <= band.bottom:
            yield f"row {band.no} lies outside itself"


def _faults_of_symbols(chart):
    for one, other in combinations(chart.symbols, 2):
        if overlap(one.box, other.box):
            yield f"symbols {one} and {other} overlap"
    for symbol in chart.symbols:
        box = symbol.box
        left = symbol.lane * chart.lane_width
        in_lane = left <= box.x and box.right <= left + chart.lane_width
        if not in_lane and symbol.shape is not Shape.CONNECTOR:
            yield f"{symbol} leaves its lane"
        if box.x < 0 or box.y < 0 or box.right > chart.width or box.bottom > chart.height:
            yield f"{symbol} leaves the lanes"
        bands = [b for b in chart.bands if b.y <= box.y and box.bottom <= b.bottom]
        if len(bands) != 1:
            yield f"{symbol} stands in no row"
        elif symbol.shape is not Shape.CONNECTOR and not symbol.text and bands[0].no != symbol.no:
            yield f"{symbol} stands in row {bands[0].no}"


def _faults_of_words(chart):
    words = [*chart.labels, *chart.texts]
    for one, other in combinations(words, 2):
        if overlap(one.box, other.box):
            yield f"words {one.lines} and {other.lines} overlap"
    for one in words:
        box = one.box
        if box.y < 0 or box.bottom > chart.height:
            yield f"words {one.lines} leave the rows"
        for symbol in chart.symbols:
            xs = range(max(box.x, symbol.box.x), min(box.right, symbol.box.right) + 1)
            ys = range(max(box.y, symbol.box.y), min(box.bottom, symbol.box.bottom) + 1)
            if any(contains(symbol, x, y) for x in xs for y in ys):
                yield f"words {one.lines} stand in {symbol}"


def _faults_of_joints(chart):
    for joint in chart.joints:
        ends = [s for s in chart.symbols if s.no == joint.no and not s.text]
        if not any(is_on_outline(s, joint.begin) for s in ends):
            yield f"{joint} begins nowhere"
        if not any(is_on_outline(s, joint.end) for s in ends):
            yield f"{joint} ends nowhere"
        yield from _faults_of_piece(chart, "joint", joint.begin, joint.end)


def _faults_of_arrow(chart, arrow):
    name = f"arrow {arrow.way.id}"
    connectors = [s for s in chart.symbols if s.shape is Shape.CONNECTOR and s.text == arrow.letter]
    by_no = {
        no: [s for s in chart.symbols if s.no == no and s.shape is not Shape.CONNECTOR]
        for no in (arrow.way.source, arrow.way.target)
    }
    sources, targets = by_no[arrow.way.source], by_no[arrow.way.target]
    if arrow.letter:
        if len(connectors) != 1:
            yield f"{name}: {len(connectors)} connectors {arrow.letter}"
        if connectors and connectors[0].no == arrow.way.source:
            targets = connectors
        else:
            sources = connectors
    begin, end = arrow.points[0], arrow.points[-1]
    if sum(is_on_outline(s, begin) for s in sources) != 1:
        yield f"{name} begins at {begin}, not at its source"
    if sum(is_on_outline(s, end) for s in targets) != 1:
        yield f"{name} ends at {end}, not at its target"
    for one, other in pairwise(arrow.points):
        yield from _faults_of_piece(chart, name, one, other)
    last = arrow.points[-2]
    if abs(last.x - end.x) + abs(last.y - end.y) < 20:
        yield f"{name} has no room for its head"


def _faults_of_piece(chart, name, one, other):
    if (one.x == other.x) == (one.y == other.y):
        yield f"{name} is neither horizontal nor vertical at {one}"
    for point in (one, other):
        if not (0 < point.x < chart.width and 0 < point.y < chart.height):
            yield f"{name} leaves the lanes at {point}"
    for words in (*chart.labels, *chart.texts):
        if crosses(one, other, words.box):
            yield f"{name} crosses the words {words.lines}"
    steps = max(1, max(abs(other.x - one.x), abs(other.y - one.y)) // 5)
    for symbol in chart.symbols:
        if crosses(one, other, symbol.box):
            places = [
                (one.x + (other.x - one.x) * n / steps, one.y + (other.y - one.y) * n / steps)
                for n in range(steps + 1)
            ]
            if any(contains(symbol, *place) for place in places):
                yield f"{name} crosses {symbol}"


def _faults_between_arrows(chart):
    lines = [(arrow.way.id, arrow.points) for arrow in chart.arrows]
    lines += [(f"joint {joint.no}", (joint.begin, joint.end)) for joint in chart.joints]
    for (one, points), (other, others) in combinations(lines, 2):
        for a, b in pairwise(points):
            for c, d in pairwise(others):
                if _share_a_line(a, b, c, d):
                    yield f"{one} and {other} run over each other at {a}"


def _share_a_line(a, b, c, d):
    """Return whether two pieces have more than a crossing in common."""
    if (a.x == b.x) != (c.x == d.x):
        across, along = ((a, b), (c, d)) if a.y == b.y else ((c, d), (a, b))
        x, y = along[0].x, across[0].y
        ends = [*across, *along]
        meet = min(p.x for p in across) <= x <= max(p.x for p in across) and (
            min(p.y for p in along) <= y <= max(p.y for p in along)
        )
        return meet and any((p.x, p.y) == (x, y) for p in ends)
    if a.x == b.x:
        return a.x == c.x and max(a.y, b.y) >= min(c.y, d.y) and max(c.y, d.y) >= min(a.y, b.y)
    return a.y == c.y and max(a.x, b.x) >= min(c.x, d.x) and max(c.x, d.x) >= min(a.x, b.x)
