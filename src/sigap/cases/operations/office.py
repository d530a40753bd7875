"""The office's own data: loading what ships, putting SOP and calendar versions in force."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Max, QuerySet

from sigap import reference, sops
from sigap.cases.actor import SYSTEM
from sigap.cases.events import record_office
from sigap.cases.models import (
    Agency,
    CalendarVersion,
    DeadlineRule,
    LetterTemplate,
    NoticeText,
    OfficeProfile,
    PermitType,
    Regulation,
    RetentionRule,
    Signatory,
    SopVersion,
    WaitingLimit,
)
from sigap.core.errors import InvalidInput
from sigap.core.sop.check import check
from sigap.core.sop.parse import parse
from sigap.core.worktime import parse_calendar
from sigap.documents.letter_texts import TEXTS
from sigap.documents.letters import typed_body
from sigap.national_holidays import covered_years, national

if TYPE_CHECKING:
    from sigap.cases.actor import Actor
    from sigap.core.sop.definition import Sop
    from sigap.core.worktime import WorkCalendar
    from sigap.documents.letters import LetterText

# How far a frozen calendar reaches: old letters can be entered, and promises never run out.
_YEARS_BACK = 5
_YEARS_AHEAD = 6
# What an office begins with was in force before anything it can enter.
_ALWAYS = date(2000, 1, 1)


def load_reference_data(*, actor: Actor, now: datetime) -> list[str]:
    """Load the SOPs, calendar, profile and lists that ship; return what was loaded.

    Safe to repeat: what the office has already is never touched.
    """
    shipped = tomllib.loads(reference.text("office.toml"))
    loaded = []
    with transaction.atomic():
        if not OfficeProfile.objects.exists():
            OfficeProfile.objects.create(version=1, data=shipped["profile"], made_at=now)
            loaded.append("profile")
        if not CalendarVersion.objects.exists():
            new_calendar_version(source=sops.text("calendar.toml"), actor=actor, now=now)
            loaded.append("calendar")
        for sop_id, source in sops.shipped().items():
            if not SopVersion.objects.filter(sop=sop_id).exists():
                activate_sop(
                    source=source, name=f"{sop_id}.toml", actor=actor, now=now, since_effective=True
                )
                loaded.append(sop_id)
        for model, rows in _lists(shipped, now=now).items():
            known: QuerySet[models.Model] = QuerySet(model)
            if not known.exists():
                known.bulk_create(model(**row) for row in rows)
                loaded.append(model.__name__.lower())
        if loaded:
            record_office("office.loaded", actor=actor, at=now, data={"loaded": loaded})
    return loaded


def activate_sop(
    *,
    source: str,
    name: str,
    actor: Actor,
    now: datetime,
    in_force_from: datetime | None = None,
    since_effective: bool = False,
) -> SopVersion:
    """Put a new version in force for cases that begin that SOP from now on.

    `in_force_from` puts it off to a later moment. A running case stays on the version it began
    each SOP with. `since_effective` dates an office's first version back to the day the decree
    took effect, so that what came in before can be entered.

    :raises InvalidInput: if the file has errors, one line a fault.
    """
    sop, findings = parse(source, name=name)
    if sop is not None:
        findings = [*findings, *check(sop, name=name)]
    errors = [str(found) for found in findings if found.level == "error"]
    if sop is None or errors:
        raise InvalidInput("\n".join(errors))
    with transaction.atomic():
        last = SopVersion.objects.filter(sop=sop.id).aggregate(last=Max("version"))["last"] or 0
        digest = hashlib.sha256(source.encode()).hexdigest()
        version = SopVersion.objects.create(
            sop=sop.id,
            version=last + 1,
            title=sop.title,
            source=source,
            digest=digest,
            in_force_from=_effective(sop) if since_effective else in_force_from or now,
            activated_by=actor.id,
        )
        data = {"sop": sop.id, "version": version.version, "sha256": digest}
        record_office("sop.activated", actor=actor, at=now, data=data)
    return version


def frozen_calendar(*, source: str, now: datetime) -> WorkCalendar:
    """Return a calendar file with its holidays written out, for the years around `now`.

    :raises InvalidInput: one line a fault.
    """
    covered = covered_years("ID")
    return parse_calendar(
        source,
        national=national,
        first_year=max(now.year - _YEARS_BACK, covered.start),
        last_year=min(now.year + _YEARS_AHEAD, covered.stop - 1),
    )


def new_calendar_version(*, source: str, actor: Actor, now: datetime) -> CalendarVersion:
    """Freeze a calendar file, holidays written out, as the version new cases are counted by.

    :raises InvalidInput: one line a fault.
    """
    calendar = frozen_calendar(source=source, now=now)
    with transaction.atomic():
        last = CalendarVersion.objects.aggregate(last=Max("version"))["last"] or 0
        version = CalendarVersion.objects.create(
            version=last + 1,
            source=source,
            frozen=calendar.to_mapping(),
            digest=calendar.digest,
            made_at=now,
        )
        data = {"version": version.version, "sha256": calendar.digest}
        record_office("calendar.versioned", actor=actor, at=now, data=data)
    return version


def _effective(sop: Sop) -> datetime:
    return datetime.combine(sop.decree.effective, time(), UTC)


def _lists(
    shipped: dict[str, Any], *, now: datetime
) -> dict[type[models.Model], list[dict[str, Any]]]:
    """Return the shipped rows of each list."""
    deadlines = tomllib.loads(reference.text("deadlines.toml"))["rules"]
    retention = tomllib.loads(reference.text("retention.toml"))["schedule"]
    notices = tomllib.loads(reference.text("notices.toml"))["texts"]
    agencies = [{"head_post": f"Kepala {row['name']}", **row} for row in shipped["agencies"]]
    types = [{**row, "order": place} for place, row in enumerate(shipped["permit_types"])]
    return {
        PermitType: types,
        Agency: agencies,
        Signatory: shipped["signatories"],
        Regulation: shipped["regulations"],
        WaitingLimit: shipped["waiting"],
        DeadlineRule: deadlines,
        RetentionRule: retention,
        NoticeText: [{"valid_from": _ALWAYS, **row} for row in notices],
        LetterTemplate: [_template(text, now=now) for text in TEXTS.values()],
    }


def _template(text: LetterText, *, now: datetime) -> dict[str, Any]:
    """Return a shipped letter text as the first version of a template, in force from the start."""
    return {
        "slug": text.id,
        "purpose": text.purpose,
        "title": text.title,
        "data": {
            "about": text.about,
            "salutation": text.salutation,
            "body": typed_body(text.body),
            "closing": text.closing,
            "nature": text.nature,
        },
        "state": LetterTemplate.State.IN_FORCE,
        "changed_at": now,
        "changed_by": SYSTEM.id,
        "in_force_at": now,
        "in_force_by": SYSTEM.id,
    }
