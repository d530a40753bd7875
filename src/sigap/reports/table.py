"""What a report is made of before anybody writes it down: tables with typed columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sigap.documents.indonesian import clock, grouped, short_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sigap.reports.period import Period

Value = str | int | float | None
"""One cell; None: not known or not shown."""


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    COUNT = "count"
    MINUTES = "minutes"  # of office time
    DAYS = "days"  # working days
    SHARE = "share"  # from 0 to 1
    NUMBER = "number"
    MOMENT = "moment"  # ISO 8601, by the office's clock


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in data, its heading for people; paper has no room for every one."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    on_paper: bool = True


@dataclass(frozen=True)
class Table:
    """Rows under columns. A record is one row that people read downwards.

    A detail has as many rows as there are cases or more; it is written only when asked for by
    its id, and its rows can be read once.
    """

    id: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    note: str = ""
    is_record: bool = False
    is_detail: bool = False


@dataclass(frozen=True, slots=True)
class EventTrace:
    """A case as an event log has it: its attributes, and those of its events in order."""

    attributes: dict[str, str | int | bool]
    events: list[dict[str, str | int | bool]]


@dataclass(frozen=True)
class Report:
    """A report about a period, as its tables; `notes` say what is counted, and what is not.

    `main` is the table that stands for the whole where there is room for one only. `paper`
    draws tables by their ids, or one volume of them, for a report with a layout of its own.
    """

    name: str
    title: str
    period: Period
    made_at: datetime
    tables: list[Table]
    main: str
    notes: list[str] = field(default_factory=list)
    event_log: Callable[[], Iterator[EventTrace]] | None = None
    paper: Callable[[Sequence[str], int | None], bytes] | None = None

    @property
    def shown(self) -> list[Table]:
        """Return the tables that are written unless one is asked for."""
        return [table for table in self.tables if not table.is_detail]

    def table(self, table_id: str) -> Table | None:
        """Return the table with this id."""
        return next((table for table in self.tables if table.id == table_id), None)


def minutes(seconds: int) -> float:
    """Return seconds as minutes with two decimals."""
    return round(seconds / 60, 2)


def share(part: int, whole: int) -> float | None:
    """Return a share with four decimals, None of nothing."""
    return round(part / whole, 4) if whole else None


def words(value: Value, kind: Kind) -> str:
    """Return a value as Indonesian readers write it: `1.234`, `12,5`, `97%`, `24-11-2026 14.30`."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value if kind is not Kind.MOMENT else _moment_words(value)
    if kind is Kind.SHARE:
        return f"{round(100 * value)}%"
    if isinstance(value, int) or (kind is not Kind.NUMBER and value.is_integer()):
        return grouped(int(value))
    whole, _, rest = f"{value:.{2 if kind is Kind.NUMBER else 1}f}".partition(".")
    return f"{grouped(int(whole))},{rest}"


def _moment_words(value: str) -> str:
    at = datetime.fromisoformat(value)
    return f"{short_date(at)} {clock(at.time())}"
