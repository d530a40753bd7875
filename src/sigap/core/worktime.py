"""Office time: when an amount of it has passed, and how much passed between two moments.

Moments are aware datetimes of any zone and count to the second (fractions are dropped); days
are those of the calendar's zone; results are in the calendar's zone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, datetime
from itertools import accumulate
from typing import TYPE_CHECKING, overload
from zoneinfo import ZoneInfo

from sigap.core.calendar_file import freeze, read_office_hours, thaw
from sigap.core.errors import InvalidInput
from sigap.core.moments import EPOCH, merged_pauses, no_zone, second_of
from sigap.core.sop.definition import Unit
from sigap.core.wall_clock import DAY_SECONDS, WallClock, offset_runs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sigap.core.calendar_file import National
    from sigap.core.calendar_version import Block, CalendarVersion
    from sigap.core.moments import Pause
    from sigap.core.sop.definition import Duration

_SECONDS = {Unit.MINUTES: 60, Unit.HOURS: 3600}


class BeyondCalendar(InvalidInput):
    """A moment or a result lies outside the years of the calendar; a longer one may know it."""


class WorkCalendar:
    """Arithmetic on one calendar version. Immutable; every question costs O(log n)."""

    def __init__(self, version: CalendarVersion) -> None:
        """Lay out all blocks of the version's years.

        :raises BeyondCalendar: if there is not a single working day among them.
        """
        self.version = version
        self.zone = ZoneInfo(version.hours.time_zone)
        first, last = version.first_day.toordinal(), version.last_day.toordinal()
        around = 2 * DAY_SECONDS  # any zone's first and last day lie within
        epoch = EPOCH.toordinal()
        clock = WallClock(
            offset_runs(
                self.zone,
                (first - epoch) * DAY_SECONDS - around,
                (last - epoch) * DAY_SECONDS + around,
            )
        )
        self._clock = clock
        self._first, self._last = first, last
        self._low, self._high = clock.midnight(first), clock.midnight(last + 1)
        spans = clock.spans(_days(version))
        if not spans:
            raise BeyondCalendar(
                f"kalender tidak memuat satu pun hari kerja pada tahun {version.first_year} "
                f"sampai {version.last_year}; isi [hours]"
            )
        self._opens = [opens for opens, _, _ in spans]
        self._closes = [closes for _, closes, _ in spans]
        # Seconds worked until the end of each span; and what turns, within a span, an instant
        # into the seconds worked by then and back.
        self._until = list(accumulate(closes - opens for opens, closes, _ in spans))
        self._shift = [
            closes - until for closes, until in zip(self._closes, self._until, strict=True)
        ]
        closing = {ordinal: closes for _, closes, ordinal in spans}
        self._days = sorted(closing)
        self._closing = [closing[ordinal] for ordinal in self._days]

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object]) -> WorkCalendar:
        """Return the calendar whose frozen form this is.

        :raises InvalidInput: with one line a fault, if it is none.
        """
        return cls(thaw(mapping))

    def to_mapping(self) -> dict[str, object]:
        """Return the frozen form: JSON-able, holidays written out."""
        return self.version.to_mapping()

    @property
    def digest(self) -> str:
        """The SHA-256 of the frozen form, in hexadecimal."""
        return self.version.digest

    @overload
    def due(self, start: datetime, duration: Duration) -> datetime: ...
    @overload
    def due(
        self, start: datetime, duration: Duration, pauses: Sequence[Pause]
    ) -> datetime | None: ...
    def due(
        self, start: datetime, duration: Duration, pauses: Sequence[Pause] = ()
    ) -> datetime | None:
        """Return the moment at which `duration` has passed since `start`.

        Minutes and hours: the earliest instant at which that much working time has passed;
        outside the hours they count from the next opening, and what runs out at closing is
        due at closing. Days: the day of `start` is not counted, due at closing of the Nth
        working day that follows. An amount of zero is due at the next opening.

        The clock stands still during `pauses`: working time within them is left out, and a
        duration in days moves by the working days after the day on which a pause began, up to
        and including the day on which it ended, and ends at the first closing after the pause
        at the earliest. None while a pause without end is in force, unless the time had run
        out before it began.

        :raises InvalidInput: for a moment without zone, a pause that ends before it begins, a
            negative amount, and (`BeyondCalendar`) what the calendar's years do not hold.
        """
        try:
            since = start - EPOCH
        except TypeError:
            raise no_zone(start) from None
        second = since.days * DAY_SECONDS + since.seconds
        if not self._low <= second < self._high:
            raise self._beyond(start)
        amount = duration.amount
        if amount <= 0:
            if amount < 0:
                raise InvalidInput(f"lama {amount} {duration.unit} tidak boleh negatif")
            return self._opening_between(start, pauses)
        unit = _SECONDS.get(duration.unit)
        if pauses:
            stretches = merged_pauses(pauses, second)
            if unit is None:
                return self._due_days_paused(second, amount, stretches)
            return self._due_seconds_paused(second, amount * unit, stretches)
        if unit is None:
            day = bisect_right(self._days, self._clock.ordinal(second)) + amount - 1
            if day >= len(self._days):
                raise self._no_such_end(duration)
            return datetime.fromtimestamp(self._closing[day], self.zone)
        target = self._worked(second) + amount * unit
        span = bisect_left(self._until, target)
        if span == len(self._until):
            raise self._no_such_end(duration)
        return datetime.fromtimestamp(target + self._shift[span], self.zone)

    def elapsed(self, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> float:
        """Return the working minutes from `start` to `end`, those within `pauses` left out.

        The nearest float to the exact number; `elapsed_seconds` is exact.

        :raises InvalidInput: as `elapsed_seconds`.
        """
        return self.elapsed_seconds(start, end, pauses) / 60

    def elapsed_seconds(self, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> int:
        """Return the working seconds from `start` to `end`, those within `pauses` left out.

        :raises InvalidInput: if `end` lies before `start`, a moment has no zone, a pause ends
            before it begins, or (`BeyondCalendar`) a moment is outside the calendar's years.
        """
        try:
            since, until = start - EPOCH, end - EPOCH
        except TypeError:
            raise no_zone(start, end) from None
        first = since.days * DAY_SECONDS + since.seconds
        last = until.days * DAY_SECONDS + until.seconds
        if last < first:
            message = (
                f"akhir {end.isoformat()} lebih awal daripada awal {start.isoformat()}; "
                "tukar keduanya"
            )
            raise InvalidInput(message)
        if first < self._low or last > self._high:
            raise self._beyond(start if first < self._low else end)
        worked = self._worked(last) - self._worked(first)
        for begins, ends in merged_pauses(pauses, first) if pauses else ():
            stop = last if ends is None or ends > last else ends
            if begins < stop:
                worked -= self._worked(stop) - self._worked(begins)
        return worked

    def local_day(self, moment: datetime) -> date:
        """Return the day of `moment` in the calendar's zone.

        :raises InvalidInput: for a moment without zone or (`BeyondCalendar`) outside the years.
        """
        return date.fromordinal(self._clock.ordinal(self._second(moment)))

    def is_working_day(self, day: date) -> bool:
        """Return whether `day` has a block.

        :raises BeyondCalendar: outside the calendar's years.
        """
        return self._index(day) != bisect_left(self._days, day.toordinal())

    def add_working_days(self, day: date, amount: int) -> date:
        """Return the `amount`th working day after `day`, which itself is never counted.

        Zero means `day`, or the next working day if it is closed.

        :raises InvalidInput: if `amount` is negative, or (`BeyondCalendar`) outside the years.
        """
        if amount < 0:
            raise InvalidInput(f"jumlah hari kerja {amount} tidak boleh negatif")
        index = self._index(day) + amount - 1
        if amount == 0:
            index = bisect_left(self._days, day.toordinal())
        if index >= len(self._days):
            raise self._no_such_end(f"{amount} hari kerja")
        return date.fromordinal(self._days[index])

    def working_days_between(self, first: date, last: date) -> int:
        """Return the number of working days after `first`, up to and including `last`.

        :raises InvalidInput: if `last` is before `first`, or (`BeyondCalendar`) outside the years.
        """
        if last < first:
            message = f"akhir {last.isoformat()} lebih awal daripada awal {first.isoformat()}"
            raise InvalidInput(message)
        return self._index(last) - self._index(first)

    def is_open(self, moment: datetime) -> bool:
        """Return whether the office works at `moment`; at the end of a block it does not."""
        second = self._second(moment)
        span = bisect_right(self._opens, second) - 1
        return span >= 0 and second < self._closes[span]

    def next_opening(self, moment: datetime) -> datetime:
        """Return `moment` itself if the office is open then, else when it next opens."""
        second = self._second(moment)
        span = bisect_right(self._opens, second) - 1
        if span < 0 or second >= self._closes[span]:
            span += 1
            if span == len(self._opens):
                raise self._no_such_end("jam buka berikutnya")
            second = self._opens[span]
        return datetime.fromtimestamp(second, self.zone)

    def blocks(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Return when the office opens and closes on `day`; empty: not a working day."""
        index = self._index(day)
        if index == 0 or self._days[index - 1] != day.toordinal():
            return ()
        # The spans of one day may lie apart where a clock is set back over midnight.
        low = self._clock.midnight(day.toordinal())
        span = bisect_left(self._opens, low)
        found = []
        while span < len(self._opens) and self._opens[span] < self._closing[index - 1]:
            opens, closes = self._opens[span], self._closes[span]
            if self._clock.ordinal(opens) == day.toordinal():
                found.append(
                    (
                        datetime.fromtimestamp(opens, self.zone),
                        datetime.fromtimestamp(closes, self.zone),
                    )
                )
            span += 1
        return tuple(found)

    def closing(self, day: date) -> datetime:
        """Return when the office closes on `day`.

        :raises InvalidInput: if `day` is not a working day, or (`BeyondCalendar`) not known.
        """
        index = self._index(day)
        if index == 0 or self._days[index - 1] != day.toordinal():
            raise InvalidInput(f"{day.isoformat()} bukan hari kerja")
        return datetime.fromtimestamp(self._closing[index - 1], self.zone)

    def end_of_day(self, day: date) -> datetime:
        """Return the last second of `day` on the calendar, whether worked or not.

        What the law counts in days of the calendar runs out then.
        """
        self._index(day)
        return datetime.fromtimestamp(self._clock.midnight(day.toordinal() + 1) - 1, self.zone)

    def _worked(self, second: int) -> int:
        """Return the working seconds from the calendar's begin to an instant."""
        span = bisect_right(self._opens, second) - 1
        if span < 0:
            return 0
        closes = self._closes[span]
        # Asked twice a question; calling min() would take as long as the rest of this line.
        return (second if second < closes else closes) - self._shift[span]  # noqa: FURB136

    def _index(self, day: date) -> int:
        """Return how many working days there are up to and including `day`."""
        if isinstance(day, datetime):
            raise TypeError("a day is wanted, not a moment; see local_day")
        ordinal = day.toordinal()
        if not self._first <= ordinal <= self._last:
            raise self._beyond(day)
        return bisect_right(self._days, ordinal)

    def _second(self, moment: datetime) -> int:
        second = second_of(moment)
        if not self._low <= second < self._high:
            raise self._beyond(moment)
        return second

    def _opening_between(self, start: datetime, pauses: Sequence[Pause]) -> datetime | None:
        """Return the first moment from `start` on that is neither closed nor paused."""
        opening = self.next_opening(start)
        for begins, ends in merged_pauses(pauses, second_of(start)):
            if begins > second_of(opening):
                break
            if ends is None:
                return None
            if ends > second_of(opening):
                opening = self.next_opening(datetime.fromtimestamp(ends, self.zone))
        return opening

    def _due_seconds_paused(
        self, second: int, amount: int, stretches: Sequence[tuple[int, int | None]]
    ) -> datetime | None:
        target = self._worked(second) + amount
        for begins, ends in stretches:
            if begins >= self._high or target <= self._worked(begins):
                break
            if ends is None:
                return None
            target += self._worked(min(ends, self._high)) - self._worked(begins)
        span = bisect_left(self._until, target)
        if span == len(self._until):
            raise self._no_such_end("lama yang diminta dengan jedanya")
        return datetime.fromtimestamp(target + self._shift[span], self.zone)

    def _due_days_paused(
        self, second: int, amount: int, stretches: Sequence[tuple[int, int | None]]
    ) -> datetime | None:
        due = bisect_right(self._days, self._clock.ordinal(second)) + amount - 1
        for begins, ends in stretches:
            if due >= len(self._days) or self._closing[due] <= begins:
                break
            if ends is None:
                return None
            due += bisect_right(self._days, self._clock.ordinal(ends))
            due -= bisect_right(self._days, self._clock.ordinal(begins))
            # Paused on its last day and resumed after hours: that day's rest is still owed.
            due = max(due, bisect_right(self._closing, ends))
        if due >= len(self._days):
            raise self._no_such_end("lama yang diminta dengan jedanya")
        return datetime.fromtimestamp(self._closing[due], self.zone)

    def _beyond(self, moment: date) -> BeyondCalendar:
        return BeyondCalendar(
            f"{moment.isoformat()} di luar kalender, yang memuat tahun "
            f"{self.version.first_year} sampai {self.version.last_year}"
        )

    def _no_such_end(self, what: object) -> BeyondCalendar:
        return BeyondCalendar(
            f"{what} berakhir di luar kalender, yang memuat tahun "
            f"{self.version.first_year} sampai {self.version.last_year}"
        )


def parse_calendar(
    text: str, *, national: National, first_year: int, last_year: int
) -> WorkCalendar:
    """Return the calendar of a file for the years `first_year` to `last_year`, both included.

    :raises InvalidInput: with one line a fault (`calendar_file.CalendarFaults`), and for years
        beyond the holiday data or without a working day.
    """
    hours = read_office_hours(text)
    return WorkCalendar(
        freeze(hours, national=national, first_year=first_year, last_year=last_year)
    )


def _days(version: CalendarVersion) -> list[tuple[int, tuple[Block, ...]]]:
    """Return (ordinal, blocks) of all working days of the version, in order."""
    found = []
    for ordinal in range(version.first_day.toordinal(), version.last_day.toordinal() + 1):
        blocks = version.blocks(date.fromordinal(ordinal))
        if blocks:
            found.append((ordinal, blocks))
    return found
