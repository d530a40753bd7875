"""Reports: one file each, listed here, written as CSV, XLSX, JSON, PDF or an event log."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from sigap.reports.audience import WATCHERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sigap.reports.audience import Audience
    from sigap.reports.period import Period
    from sigap.reports.table import Report


@dataclass(frozen=True, slots=True)
class ReportKind:
    """A report that can be made: who may read it, and the module that makes it.

    `roles` None: everybody who works on cases. `details` are the ids of tables that are
    written only when asked for.
    """

    title: str
    module: str
    roles: frozenset[str] | None = None
    is_public: bool = False
    details: tuple[str, ...] = ()

    def build(self, audience: Audience, period: Period, *, now: datetime) -> Report:
        """Return the report of a period for an audience.

        :raises Refused: `not-initialised` in an office without reference data.
        """
        # Late, because it brings NumPy along: a server that makes no report does without.
        made: Report = import_module(f"{__name__}.{self.module}").build(audience, period, now)
        return made

    def may_be_read_by(self, roles: frozenset[str]) -> bool:
        """Whether somebody with these roles may read it."""
        return self.roles is None or bool(self.roles & roles)


REPORTS: Mapping[str, ReportKind] = {
    "conformance": ReportKind(
        "Kesesuaian dengan SOP",
        "conformance_tables",
        roles=WATCHERS,
        details=("cases", "attempts"),
    ),
    "summary": ReportKind("Ringkasan pengaduan", "summary", is_public=True),
    "registers": ReportKind("Buku register", "registers", details=("lines",)),
    "skm": ReportKind("Survei Kepuasan Masyarakat", "skm"),
}
