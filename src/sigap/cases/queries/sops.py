"""SOP and calendar versions, parsed once a process: versions never change."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sigap.accounts.kept import kept
from sigap.cases.models import CalendarVersion, OfficeProfile, SopVersion, WaitingLimit
from sigap.cases.queries.once import once
from sigap.core.errors import Refused
from sigap.core.sop.definition import Duration, Unit
from sigap.core.sop.parse import parse, parse_duration
from sigap.core.worktime import WorkCalendar

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.core.sop.definition import Sop


@lru_cache(maxsize=256)
def sop_of_version(version_id: int) -> Sop:
    """Return the definition of one stored SOP version."""
    source = SopVersion.objects.values_list("source", flat=True).get(pk=version_id)
    sop, _ = parse(source, name=f"versi {version_id}")
    if sop is None:
        raise LookupError(f"SOP version {version_id} does not parse")
    return sop


@lru_cache(maxsize=32)
def calendar_of_version(version_id: int) -> WorkCalendar:
    """Return one stored calendar version."""
    frozen = CalendarVersion.objects.values_list("frozen", flat=True).get(pk=version_id)
    return WorkCalendar.from_mapping(frozen)


@once
def current_calendar_id() -> int:
    """Return the id of the newest calendar version.

    :raises Refused: `not-initialised` in an office without reference data.
    """
    found: list[int] = _newest_calendar()
    if not found:
        raise Refused("not-initialised", "Kantor belum disiapkan. Jalankan `sigap init`.")
    return found[0]


@kept
def _newest_calendar() -> QuerySet[CalendarVersion, int]:
    return CalendarVersion.objects.order_by("-version").values_list("pk", flat=True)[:1]


@once
def in_force(at: datetime) -> dict[str, int]:
    """Return the version id of each SOP that cases beginning it at `at` run on."""
    # Of several versions the last stays in the dictionary.
    return dict(_begun(at=at))


@kept
def _begun(*, at: datetime) -> QuerySet[SopVersion, tuple[str, int]]:
    begun = SopVersion.objects.filter(in_force_from__lte=at).order_by("version")
    return begun.values_list("sop", "pk")


@once
def newest_profile() -> OfficeProfile | None:
    """Return the newest version of the office's profile, None before `sigap init`."""
    found: list[OfficeProfile] = _profiles()
    return found[0] if found else None


@kept
def _profiles() -> QuerySet[OfficeProfile]:
    return OfficeProfile.objects.order_by("-version")[:1]


def office_profile() -> OfficeProfile:
    """Return the newest version of the office's profile.

    :raises Refused: `not-initialised`.
    """
    profile = newest_profile()
    if profile is None:
        raise Refused("not-initialised", "Kantor belum disiapkan. Jalankan `sigap init`.")
    return profile


@once
def waiting_limits() -> dict[tuple[str, int], Duration]:
    """Return the office's waiting limits by (SOP id, step); ("", 0) holds for all others."""
    return {(sop, step): parse_limit(limit) for sop, step, limit in _limits()}


@kept
def _limits() -> QuerySet[WaitingLimit, Any]:
    return WaitingLimit.objects.exclude(limit="").values_list("sop", "step", "limit")


def parse_limit(text: str) -> Duration:
    """Return a waiting limit: as an SOP prints a time, or none at all ("0 menit").

    An office that reads its decree literally lets nothing wait.

    :raises InvalidInput: if it is neither.
    """
    none = re.fullmatch(r"\s*0\s+(menit|jam|hari)\s*", text, re.ASCII | re.IGNORECASE)
    return Duration(0, Unit.MINUTES) if none else parse_duration(text)


def limit_for(limits: dict[tuple[str, int], Duration], sop: str, step: int) -> Duration:
    """Return the waiting limit of one step: its own, its SOP's, or the office's."""
    return limits.get((sop, step)) or limits.get((sop, 0)) or limits[("", 0)]
