"""`sigap worktime due|elapsed`: office time on the command line. Needs no data folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sigap import sops
from sigap.core.calendar_file import CalendarFaults, freeze, read_office_hours
from sigap.core.calendar_version import FIRST_YEAR, LAST_YEAR
from sigap.core.durations import parse_duration
from sigap.core.errors import InvalidInput
from sigap.core.moments import parse_moment
from sigap.core.worktime import BeyondCalendar, WorkCalendar

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from sigap.core.calendar_version import Holiday, OfficeHours
    from sigap.core.sop.definition import Duration

# Years before and after a question's own: the first is enough for nearly every question and
# takes milliseconds; the next is taken only if the calendar turns out too short.
_MARGINS_YEARS = (1, 12, LAST_YEAR)
_MOST_BYTES = 10_000_000
_DEFAULT = "calendar.toml"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `worktime` to the commands."""
    parser = subparsers.add_parser(
        "worktime",
        help="hitung waktu kerja kantor",
        description="Hitung waktu kerja menurut kalender kantor. Tidak memerlukan folder data.",
    )
    asked = parser.add_subparsers(dest="question", metavar="due|elapsed", required=True)
    due = asked.add_parser(
        "due",
        help="kapan suatu lama waktu kerja habis",
        description="Cetak kapan suatu lama waktu kerja habis, ISO 8601 sampai detik.",
    )
    elapsed = asked.add_parser(
        "elapsed",
        help="berapa menit kerja di antara dua waktu",
        description="Cetak menit kerja di antara dua waktu sebagai bilangan desimal.",
    )
    start = "waktu awal, misalnya 2026-11-27T15:40+07:00; - baca dari masukan standar"
    pairs = "; - baca dari masukan standar, satu pasang per baris dipisah tab"
    due.add_argument("--start", required=True, metavar="ISO", help=start)
    due.add_argument(
        "--take", required=True, metavar="LAMA", dest="value", help=f'misalnya "2 hari"{pairs}'
    )
    elapsed.add_argument("--start", required=True, metavar="ISO", help=start)
    elapsed.add_argument(
        "--end", required=True, metavar="ISO", dest="value", help=f"waktu akhir{pairs}"
    )
    for question in (due, elapsed):
        question.add_argument(
            "--calendar", metavar="FILE", help="berkas kalender (TOML); bawaan: kalender Sigap"
        )
        question.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer one question, or one for each line of standard input; return the exit code.

    0 answered; 1 no answer (a faulty calendar, years beyond the holidays, a backwards span;
    from standard input: not one line could be answered); 2 wrong use (a value that is no
    moment with zone or no duration).
    """
    if (args.start == "-") != (args.value == "-"):
        return _refuse(2, "tulis - untuk kedua nilai, atau nilainya sendiri untuk keduanya")
    question = _Due() if args.question == "due" else _Elapsed()
    if args.start != "-":
        try:
            question.read(args.start, args.value)
        except InvalidInput as unreadable:
            return _refuse(2, str(unreadable))
    office = _open(args.calendar)
    if office is None:
        return 1
    if args.start == "-":
        return _answer_lines(office, question)
    try:
        print(office.answer(question, args.start, args.value))
    except InvalidInput as refused:
        return _refuse(1, str(refused))
    if office.estimated:
        first, last = min(office.estimated), max(office.estimated)
        years = f"{first}" if first == last else f"{first} sampai {last}"
        print(f"catatan: hari libur tahun {years} sebagian masih perkiraan", file=sys.stderr)
    return 0


class _Due:
    """When a duration runs out."""

    def read(self, start: str, value: str) -> tuple[datetime, Duration]:
        return parse_moment(start), parse_duration(value)

    def answer(self, calendar: WorkCalendar, start: str, value: str) -> tuple[str, datetime]:
        due = calendar.due(*self.read(start, value))
        return due.isoformat(), due


class _Elapsed:
    """How many working minutes lie between two moments."""

    def read(self, start: str, value: str) -> tuple[datetime, datetime]:
        return parse_moment(start), parse_moment(value)

    def answer(self, calendar: WorkCalendar, start: str, value: str) -> tuple[str, datetime]:
        since, until = self.read(start, value)
        return _decimal(calendar.elapsed(since, until)), until


class _Office:
    """The calendar of one file, laid out for as many years as the questions need."""

    def __init__(self, hours: OfficeHours, known: range) -> None:
        # Years that the last answer touched and whose holidays are in part estimated.
        self.estimated: frozenset[int] = frozenset()
        self._hours = hours
        self._known = known
        self._calendar: WorkCalendar | None = None
        self._years = range(0)

    def answer(self, question: _Due | _Elapsed, start: str, value: str) -> str:
        """Return the answer in words.

        :raises InvalidInput: with the reason if there is none.
        """
        year = question.read(start, value)[0].year
        for margin in _MARGINS_YEARS:
            try:
                calendar = self._laid_out(year, margin)
                answer, until = question.answer(calendar, start, value)
            except BeyondCalendar as beyond:
                if self._years == self._known:
                    held = "; data hari libur tidak memuat lebih" if self._hours.country else ""
                    raise InvalidInput(f"{beyond}{held}") from None
            else:
                touched = range(year, until.year + 1)
                self.estimated = calendar.version.estimated_years.intersection(touched)
                return answer
        raise AssertionError("the last margin takes in all years that are known")

    def _laid_out(self, year: int, margin: int) -> WorkCalendar:
        """Return the calendar with at least `margin` years around `year`, as far as known."""
        first, last = self._known[0], self._known[-1]
        low = max(first, min(year - margin, last))
        high = min(last, max(year + margin, first))
        if self._years:
            low, high = min(low, self._years[0]), max(high, self._years[-1])
        wanted = range(low, high + 1)
        if self._calendar is None or wanted != self._years:
            self._years = wanted
            self._calendar = None
            self._calendar = WorkCalendar(
                freeze(self._hours, national=_national, first_year=low, last_year=high)
            )
        return self._calendar


def _open(path: str | None) -> _Office | None:
    """Return the office of a calendar file; None after telling each fault on its own line."""
    name = path or _DEFAULT
    try:
        hours = read_office_hours(_text(path) if path else sops.text(_DEFAULT))
        return _Office(hours, _known_years(hours.country))
    except CalendarFaults as faulty:
        for fault in faulty.faults:
            print(f"{name}: error: {fault}", file=sys.stderr)
    except InvalidInput as unknown:
        print(f"{name}: error: holidays.country: {unknown}", file=sys.stderr)
    except OSError as failed:
        reason = failed.strerror or type(failed).__name__
        print(f"{name}: error: berkas: tidak dapat dibaca ({reason})", file=sys.stderr)
    except ValueError:
        print(f"{name}: error: berkas: bukan teks UTF-8; simpan ulang", file=sys.stderr)
    return None


def _text(path: str) -> str:
    with Path(path).open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise OSError(0, f"lebih besar dari {_MOST_BYTES} byte")
    # Editors of one family write a mark in front of UTF-8; to TOML it is a stray letter.
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def _known_years(country: str) -> range:
    if not country:
        return range(FIRST_YEAR, LAST_YEAR + 1)
    from sigap.national_holidays import covered_years

    return covered_years(country)


def _national(country: str, year: int) -> Mapping[date, Holiday]:
    from sigap.national_holidays import national

    return national(country, year)


def _answer_lines(office: _Office, question: _Due | _Elapsed) -> int:
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
    answered = asked = 0
    for line in _lines(sys.stdin):
        asked += 1
        try:
            start, value = _pair(line)
            answer = office.answer(question, start, value)
            answered += 1
        except InvalidInput as refused:
            answer = f"error: {refused}"
        # At once, for a program that writes a line and waits for its answer.
        print(answer, flush=True)
    return 0 if answered or not asked else 1


def _lines(source: Iterable[str]) -> Iterable[str]:
    for line in source:
        yield line.removeprefix("\ufeff").rstrip("\r\n")


def _pair(line: str) -> tuple[str, str]:
    values = line.split("\t")
    if len(values) != 2:
        raise InvalidInput("tulis dua nilai dipisah satu tab dalam satu baris")
    return values[0], values[1]


def _decimal(minutes: float) -> str:
    """Return the shortest decimal number that is this float: 30, 0.5, 0.016666666666666666."""
    return repr(minutes).removesuffix(".0")


def _refuse(code: int, reason: str) -> int:
    print(f"sigap worktime: error: {reason}", file=sys.stderr)
    return code
