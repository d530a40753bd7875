"""`sigap report NAME`: a report as a file or on standard output."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sigap.core.errors import InvalidInput
from sigap.reports import REPORTS
from sigap.reports.writers import WRITERS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sigap.reports.period import Period

_NOT_FOR_TERMINALS = ("xlsx", "pdf")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `report`."""
    report = subparsers.add_parser("report", help="membuat laporan")
    report.add_argument("name", metavar="NAME", choices=REPORTS, help=", ".join(REPORTS))
    report.add_argument(
        "--from",
        dest="first",
        metavar="DATE",
        help="hari pertama, seperti 2026-01-01 (bawaan: "
        "awal bulan, sebelas bulan sebelum hari terakhir)",
    )
    report.add_argument(
        "--to", dest="last", metavar="DATE", help="hari terakhir, termasuk (bawaan: hari ini)"
    )
    report.add_argument("--as", dest="form", choices=WRITERS, default="csv", help="bentuk")
    report.add_argument("--table", metavar="TABLE", default="", help="hanya tabel ini")
    report.add_argument(
        "--persons", action="store_true", help="sertakan angka per petugas (untuk atasan)"
    )
    report.add_argument(
        "--volume", type=int, metavar="N", help="jilid ke-N dari buku yang terlalu tebal untuk PDF"
    )
    report.add_argument("-o", "--output", metavar="OUT", help="tulis ke berkas ini")
    report.set_defaults(run=run, needs_django=True)


def run(args: argparse.Namespace) -> int:
    """Make a report that names no case but in its details; all cases are counted."""
    from datetime import UTC, datetime

    from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
    from sigap.reports.audience import Audience
    from sigap.reports.period import period_of
    from sigap.reports.writers import write

    if args.form in _NOT_FOR_TERMINALS and args.output is None and sys.stdout.isatty():
        raise InvalidInput(f"{args.form} bukan teks; tulis ke berkas dengan -o")
    now = datetime.now(tz=UTC)
    calendar = calendar_of_version(current_calendar_id())
    period: Period = period_of(
        _day(args.first, "--from"),
        _day(args.last, "--to"),
        today=calendar.local_day(now),
        zone=calendar.zone,
    )
    audience = Audience(shows_persons=args.persons)
    report = REPORTS[args.name].build(audience, period, now=now)
    _put(write(report, args.form, table=args.table, volume=args.volume), args.output)
    return 0


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"{option} {text!a}: tulis hari seperti 2026-01-31") from None


def _put(pieces: Iterator[bytes], output: str | None) -> None:
    if output is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    try:
        with Path(output).open("wb") as file:
            file.writelines(pieces)
    except OSError as fault:
        reason = fault.strerror or "gagal"
        raise InvalidInput(f"{output}: tidak dapat ditulis ({reason})") from None
