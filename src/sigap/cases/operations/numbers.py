"""Taking numbers without gaps: case numbers, letter numbers, lines in the books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from sigap.cases.models import LetterNumber, NumberSequence, RegisterEntry
from sigap.core import numbering

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.models import Document, StepRun
    from sigap.cases.queries.casefile import CaseFile

_COUNT_ON = (
    "UPDATE cases_numbersequence SET last = last + 1 WHERE series = %s AND year = %s RETURNING last"
)


def take(series: str, year: int) -> int:
    """Return the next number of a series in a year, 1…n.

    The row stays locked until the caller's transaction ends, so a number that is rolled back
    is taken by the next one: no gap, none twice.
    """
    number = _next(series, year)
    if number is None:
        # Two first ones at once: one insert waits for the other and then does nothing.
        fresh = NumberSequence(series=series, year=year)
        NumberSequence.objects.bulk_create([fresh], ignore_conflicts=True)
        number = _next(series, year)
    if number is None:
        raise LookupError(series)
    return number


def _next(series: str, year: int) -> int | None:
    """Count a series on in one statement; None if it has none of this year yet.

    An act on hundreds of cases takes hundreds: Django would ask for the row, then write it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ON, [series, year])
        row = cursor.fetchone()
    return row[0] if row else None


def number_letter(
    document: Document,
    *,
    kind: str,
    code: str,
    office: dict[str, Any],
    now: datetime,
    year: int,
    month: int | None = None,
) -> str:
    """Give a letter the next number of the year, by the office's pattern.

    Kinds that share a pattern share a series: no two letters of an office bear one number.
    """
    patterns = office.get("number_patterns", {})
    pattern = patterns.get(kind) or patterns.get("default") or "{kode}/{nomor}/{unit}/{tahun}"
    series = f"surat:{kind}" if kind in patterns else "surat"
    sequence = take(series, year)
    number = numbering.format_letter_number(
        pattern,
        code=code,
        sequence=sequence,
        unit=office["letterhead"]["unit"],
        year=year,
        month=month,
    )
    document.number = number
    document.save(update_fields=["number"])
    LetterNumber.objects.create(
        series=series, year=year, sequence=sequence, number=number, document=document, taken_at=now
    )
    return number


def enter_register(
    file: CaseFile, book: str, facts: dict[str, Any], *, run: StepRun | None, now: datetime
) -> RegisterEntry:
    """Write the next line of one of the office's books for this case."""
    year = file.calendar.local_day(now).year
    return RegisterEntry.objects.create(
        register=book,
        year=year,
        sequence=take(f"buku:{book}", year),
        case=file.case,
        run=run,
        at=now,
        facts=facts,
    )
