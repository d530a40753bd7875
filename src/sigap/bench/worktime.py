"""`sigap bench worktime`: what `due` and `elapsed` cost, beside PyPI's `businesstimedelta`."""

from __future__ import annotations

import json
import random
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from rich.console import Console
from rich.table import Table

from sigap import sops
from sigap.core.calendar_file import freeze, read_office_hours
from sigap.core.sop.definition import Duration, Unit
from sigap.core.worktime import WorkCalendar
from sigap.national_holidays import national

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from sigap.core.calendar_version import Block, CalendarVersion, OfficeHours

    Function = Callable[[Any, Any], object]
    Pair = tuple[Any, Any]

# Ten years whose holidays are decreed.
_FIRST_YEAR, _LAST_YEAR = 2016, 2025
_TIMES_MINUTES = (5, 10, 15, 20, 30, 60, 120)  # the times that the three SOPs print
_ROUNDS = 9
_STRETCH = 250
_AIM_MICROSECONDS = 3.0
_AIM_RATIO = 100.0
_OTHER = "businesstimedelta"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `bench worktime` takes."""
    parser.add_argument("--inputs", type=int, default=5000, help="banyaknya masukan (baku 5000)")
    parser.add_argument(
        "--compared",
        type=int,
        default=5,
        help="berapa di antaranya juga untuk paket pembanding, yang lambat (baku 5)",
    )
    parser.add_argument("--seed", type=int, default=1, help="benih masukan acak (baku 1)")
    parser.add_argument("--json", action="store_true", help="hasil sebagai JSON")


def run(args: argparse.Namespace) -> int:
    """Measure and print; never fails for being slow."""
    found = measure(inputs=args.inputs, compared=args.compared, seed=args.seed)
    if args.json:
        print(json.dumps(found, indent=2))
    else:
        _print(found)
    return 0


def measure(*, inputs: int, compared: int, seed: int) -> dict[str, Any]:
    """Return microseconds a call, the other package's on the first `compared` of the inputs.

    The other package knows no dated periods, so the calendar of this measure has none.
    """
    inputs = max(1, inputs)
    compared = min(max(1, compared), inputs)
    hours = replace(read_office_hours(sops.text("calendar.toml")), periods=())
    calendar = WorkCalendar(_frozen(hours))
    other = _other_functions(calendar)
    chance = random.Random(seed)  # noqa: S311 - inputs of a measurement, no secret
    rows = []
    for name, draw in (("sepuluh tahun", _long_span), ("lama SOP", _sop_time)):
        drawn = [draw(calendar, chance) for _ in range(inputs)]
        durations = [(start, Duration(minutes, Unit.MINUTES)) for start, minutes in drawn]
        spans = [(start, calendar.due(start, duration)) for start, duration in durations]
        for function, ours, pairs in (
            ("due", calendar.due, durations),
            ("elapsed", calendar.elapsed, spans),
        ):
            row = {"inputs": name, "function": function}
            row |= _row(ours, other.get(function), pairs, compared)
            rows.append(row)
    return {
        "years": [_FIRST_YEAR, _LAST_YEAR],
        "inputs": inputs,
        "compared": compared,
        "other": _OTHER if other else None,
        "aim": {"microseconds": _AIM_MICROSECONDS, "ratio": _AIM_RATIO},
        "rows": rows,
        "building_milliseconds": _building(hours),
    }


def _row(
    ours: Function, theirs: Function | None, pairs: list[Pair], compared: int
) -> dict[str, Any]:
    row: dict[str, Any] = {"microseconds": _microseconds(ours, pairs, rounds=_ROUNDS)}
    if theirs is not None:
        same = pairs[:compared]
        row["same_inputs_microseconds"] = _microseconds(ours, same, rounds=_ROUNDS * 20)
        row["other_microseconds"] = _microseconds(theirs, same, rounds=1)
        row["ratio"] = row["other_microseconds"] / row["same_inputs_microseconds"]
        row["unlike_answers"] = sum(ours(*pair) != theirs(*pair) for pair in same)
    return row


def _microseconds(function: Function, pairs: list[Pair], *, rounds: int) -> float:
    """Return the mean time of a call over all pairs, each stretch of them in its quickest round.

    Stretches are short, so that what else the machine does seldom falls into every round.
    """
    total = 0.0
    for at in range(0, len(pairs), _STRETCH):
        stretch = pairs[at : at + _STRETCH]
        best = float("inf")
        for _ in range(rounds):
            begun = time.perf_counter()
            for first, second in stretch:
                function(first, second)
            best = min(best, time.perf_counter() - begun)
        total += best
    return total / len(pairs) * 1e6


def _frozen(hours: OfficeHours) -> CalendarVersion:
    return freeze(hours, national=national, first_year=_FIRST_YEAR, last_year=_LAST_YEAR)


def _second_of_the_years(calendar: WorkCalendar, chance: random.Random) -> datetime:
    begin = datetime(_FIRST_YEAR, 1, 1, tzinfo=calendar.zone)
    # The last weeks are left, so that every time of an SOP ends within the years.
    whole = datetime(_LAST_YEAR, 12, 1, tzinfo=calendar.zone) - begin
    return begin + timedelta(seconds=chance.randrange(int(whole.total_seconds())))


def _long_span(calendar: WorkCalendar, chance: random.Random) -> tuple[datetime, int]:
    """Return any moment of the ten years, and the working minutes to any later one."""
    while True:
        first, last = sorted(_second_of_the_years(calendar, chance) for _ in range(2))
        if minutes := int(calendar.elapsed(first, last)):
            return first, minutes


def _sop_time(calendar: WorkCalendar, chance: random.Random) -> tuple[datetime, int]:
    """Return any moment of the ten years, and a time in minutes that one of the SOPs prints."""
    return _second_of_the_years(calendar, chance), chance.choice(_TIMES_MINUTES)


def _other_functions(calendar: WorkCalendar) -> dict[str, Function]:
    """Return `due` and `elapsed` by the other package; none if it is not installed."""
    try:
        package, pytz = import_module(_OTHER), import_module("pytz")
    except ImportError:
        return {}
    version = calendar.version
    zone = pytz.timezone(version.hours.time_zone)
    by_blocks: dict[tuple[Block, ...], list[int]] = {}
    for weekday, blocks in enumerate(version.hours.weekly):
        if blocks:
            by_blocks.setdefault(blocks, []).append(weekday)
    rules = []
    for blocks, weekdays in by_blocks.items():
        kept = {"working_days": weekdays, "tz": zone}
        rules.append(
            package.WorkDayRule(
                start_time=_clock(blocks[0].opens), end_time=_clock(blocks[-1].closes), **kept
            )
        )
        rules.extend(
            package.LunchTimeRule(
                start_time=_clock(before.closes), end_time=_clock(after.opens), **kept
            )
            for before, after in pairwise(blocks)
        )
    # Its search for the next holiday fails after the last one; one far ahead ends it.
    closed = {day for day, _ in version.holidays} | {date(_LAST_YEAR + 2, 1, 1)}
    office = package.Rules([*rules, package.HolidayRule(closed, tz=zone)])

    def due(start: datetime, duration: Duration) -> datetime:
        delta = package.BusinessTimeDelta(office, seconds=duration.amount * 60)
        return cast("datetime", start + delta)

    def elapsed(start: datetime, end: datetime) -> float:
        return cast("float", office.difference(start, end).timedelta.total_seconds() / 60)

    return {"due": due, "elapsed": elapsed}


def _clock(minutes: int) -> clock_time:
    return clock_time(minutes // 60, minutes % 60)


def _building(hours: OfficeHours) -> dict[str, float]:
    """Return what a calendar of the ten years costs to make, in milliseconds."""
    version = _frozen(hours)
    mapping = version.to_mapping()
    return {
        "layout": _milliseconds(lambda: WorkCalendar(version)),
        "frozen_form": _milliseconds(lambda: WorkCalendar.from_mapping(mapping)),
        "file": _milliseconds(
            lambda: WorkCalendar(_frozen(read_office_hours(sops.text("calendar.toml"))))
        ),
    }


def _milliseconds(make: Callable[[], object]) -> float:
    times = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        make()
        times.append(time.perf_counter() - begun)
    return min(times) * 1000


def _print(found: dict[str, Any]) -> None:
    console = Console()
    first, last = found["years"]
    table = Table(title=f"Waktu kerja, kalender {first} sampai {last}, {found['inputs']} masukan")
    for heading in ("Fungsi", "Masukan"):
        table.add_column(heading)
    for heading in ("µs", "pembanding, µs", "kali", "jawaban beda"):
        table.add_column(heading, justify="right")
    for row in found["rows"]:
        theirs = ["–", "–", "–"]
        if found["other"]:
            theirs = [
                f"{row['other_microseconds']:,.0f}",
                f"{row['ratio']:,.0f}",
                f"{row['unlike_answers']} dari {found['compared']}",
            ]
        table.add_row(row["function"], row["inputs"], f"{row['microseconds']:.2f}", *theirs)
    console.print(table)
    made = found["building_milliseconds"]
    console.print(
        f"Membuat kalender sepuluh tahun: {made['layout']:.1f} ms; dari bentuk beku "
        f"{made['frozen_form']:.1f} ms; dari berkas dengan hari libur {made['file']:.1f} ms."
    )
    console.print(f"Sasaran: paling lama {_AIM_MICROSECONDS:g} µs dan {_AIM_RATIO:g} kali.")
    if found["other"]:
        console.print(f"Pembanding: {_OTHER} dari PyPI, masukan yang sama.")
    else:
        console.print(
            f"Pembanding {_OTHER} tidak terpasang; ./sigap test memasangnya, "
            f"atau: .venv/bin/pip install {_OTHER}==1.0.1"
        )
