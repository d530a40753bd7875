"""Office time counted minute by minute, and random calendar files to count in.

Shares no code with the package: it keeps the rules of the calendar file on plain values, walks
through all minutes of a stretch of days and asks of each what the clock on the wall shows.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass
class Office:
    """A calendar as plain values; a block is a pair of minutes after midnight."""

    zone: str
    weekly: list
    national: dict = field(default_factory=dict)
    closed: list = field(default_factory=list)
    openings: dict = field(default_factory=dict)
    periods: list = field(default_factory=list)  # (first, last, {weekday: blocks})

    def blocks(self, day):
        if day in self.openings:
            return self.openings[day]
        if day in self.national or day in self.closed:
            return []
        for first, last, hours in self.periods:
            if first <= day <= last and day.weekday() in hours:
                return hours[day.weekday()]
        return self.weekly[day.weekday()]

    def toml(self):
        lines = [f"time_zone = {json.dumps(self.zone)}", "[hours]"]
        lines += [f"{NAMES[n]} = {written(blocks)}" for n, blocks in enumerate(self.weekly)]
        lines.append("[holidays]")
        if self.national:
            lines.append('country = "ID"')
        lines.append(f"closed = [{', '.join(f'{{date = {d}}}' for d in self.closed)}]")
        openings = (f"{{date = {d}, hours = {written(b)}}}" for d, b in self.openings.items())
        lines.append(f"open = [{', '.join(openings)}]")
        for first, last, hours in self.periods:
            lines += ["[[periods]]", 'name = "masa"', f"from = {first}", f"to = {last}"]
            lines += [f"{NAMES[weekday]} = {written(blocks)}" for weekday, blocks in hours.items()]
        return "\n".join(lines)


def written(blocks):
    return json.dumps([f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in blocks])


class Minutes:
    """All minutes from UTC midnight of `first`, for `days` days: open or not, on which day."""

    def __init__(self, office, first, days):
        zone = ZoneInfo(office.zone)
        self.begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
        self.is_open, self.day = [], []
        shown = {}
        for n in range(-2, days + 2):
            day = first + timedelta(n)
            shown[day] = {m for a, b in office.blocks(day) for m in range(a, b)}
        begin = int(self.begin.timestamp())
        for second in range(begin, begin + days * 86_400, 60):
            wall = datetime.fromtimestamp(second, zone)
            day = wall.date()
            self.day.append(day)
            self.is_open.append(wall.hour * 60 + wall.minute in shown[day])

    def moment(self, second):
        return self.begin + timedelta(seconds=second)

    def paused(self, pauses):
        """Return which minutes are worked; `pauses` are pairs of minutes."""
        worked = list(self.is_open)
        for begins, ends in pauses:
            worked[begins:ends] = [False] * (ends - begins)
        return worked

    def elapsed_seconds(self, start, end, pauses=()):
        worked = self.paused(pauses)
        total = 0
        for n in range(start // 60, -(-end // 60)):
            if worked[n]:
                total += min(end, n * 60 + 60) - max(start, n * 60)
        return total

    def due_second(self, start, amount, pauses=()):
        """Return the earliest second by which `amount` were worked, or None past the stretch."""
        left = amount
        worked = self.paused(pauses)
        for n in range(start // 60, len(worked)):
            if worked[n]:
                here = n * 60 + 60 - max(start, n * 60)
                if here >= left:
                    return max(start, n * 60) + left
                left -= here
        return None

    @cached_property
    def closings(self):
        """Return {working day: the minute at which it closes}, in order."""
        found = {}
        for n, is_open in enumerate(self.is_open):
            if is_open:
                found[self.day[n]] = n + 1
        return dict(sorted(found.items()))

    def due_days(self, start, amount, pauses=()):
        """Return the minute at which the `amount`th working day closes, or None.

        Told as a person would: at each pause the days left over are put aside, and taken up
        again on the day on which it ends; what is left of a last day ends at a closing.
        """
        closings = self.closings
        today, left = self.day[start // 60], amount
        for paused_at, ends in joined(pauses):
            begins = max(paused_at * 60, start) / 60
            if ends <= begins:
                continue
            due = self._nth(closings, today, left)
            if due is None or closings[due] <= begins:
                break
            left -= sum(today < day <= self.day[int(begins)] for day in closings)
            today = self.day[ends]
            if left == 0:
                later = [day for day, closing in closings.items() if closing > ends]
                if not later:
                    return None
                today = later[0]
        due = self._nth(closings, today, left)
        return None if due is None else closings[due]

    def _nth(self, closings, today, left):
        if left == 0:
            return today
        later = [day for day in closings if day > today]
        return later[left - 1] if len(later) >= left else None


def joined(pauses):
    """Return the pauses with overlapping and touching ones as one."""
    found = []
    for begins, ends in sorted(pauses):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((begins, ends))
    assert all(a[1] < b[0] for a, b in pairwise(found))
    return found


# Zones with and without summer time, half hours, half-hour summer time, a change at midnight.
ZONES = (
    "Asia/Jakarta",
    "Asia/Jayapura",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Havana",
    "Asia/Kathmandu",
    "America/St_Johns",
    "UTC",
)


@st.composite
def blocks(draw, minimum=0, step=5):
    edges = draw(
        st.lists(st.integers(0, 1440 // step), min_size=2 * minimum, max_size=8, unique=True)
    )
    edges = sorted(edge * step for edge in edges[: len(edges) // 2 * 2])
    return list(zip(edges[::2], edges[1::2], strict=True))


@st.composite
def offices(draw, first, days):
    """Return an office whose special days lie around the stretch of `days` from `first`."""
    near = st.integers(-2, days + 1).map(lambda n: first + timedelta(n))
    weekly = [draw(blocks()) for _ in range(7)]
    if not any(weekly):
        weekly[2] = [(450, 720)]
    edges = sorted(draw(st.lists(near, max_size=4, unique=True)))
    periods = [
        (a, b, draw(st.dictionaries(st.integers(0, 6), blocks(), max_size=4)))
        for a, b in zip(edges[::2], edges[1::2], strict=False)
    ]
    return Office(
        zone=draw(st.sampled_from(ZONES)),
        weekly=weekly,
        national=dict.fromkeys(draw(st.lists(near, max_size=3)), "libur"),
        closed=draw(st.lists(near, max_size=3, unique=True)),
        openings=draw(st.dictionaries(near, blocks(minimum=1), max_size=3)),
        periods=periods,
    )


# Around the days on which clocks change in the zones above, and plain days.
FIRST_DAYS = (
    date(2026, 3, 26),
    date(2026, 3, 5),
    date(2026, 10, 1),
    date(2026, 10, 22),
    date(2026, 10, 30),
    date(2026, 4, 2),
    date(2026, 6, 10),
    date(2026, 12, 20),
    date(2027, 2, 24),
    date(2010, 11, 4),  # in St. John's the clock went from 00.01 back to 23.01 of the day before
)
