"""Cases with a past, written straight into the tables: what no play could bring about in time."""

import secrets
from datetime import datetime, timedelta
from itertools import count

from sigap import sops
from sigap.cases.actor import SYSTEM
from sigap.cases.models import Case, CasePause, Deviation, PermitType, SopVersion, StepRun
from sigap.cases.operations.office import new_calendar_version
from sigap.cases.queries.casefile import CaseFile
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.core.sop.definition import Duration, Unit
from tests.cases.office import JAKARTA

III, IV, V = "penerimaan-pengaduan", "penelaahan-substansi", "penyampaian-jawaban"
ANNEXES = {"III": III, "IV": IV, "V": V}
STRAIGHT = (
    "III.1 III.2 III.3 III.4 III.5 IV.1 IV.2 IV.3/lengkap IV.4 IV.5 IV.6 "
    "V.1 V.2 V.3/sesuai V.4/tidak-perlu-perbaikan V.5 V.6"
)
BACK = "IV.3/tidak-lengkap IV.1 IV.2 IV.3/lengkap"
_numbers = count(1)


def at(text, month=11):
    """Return the moment "DD HH:MM" of November 2026 (or another month) in Jakarta."""
    day, _, clock = text.partition(" ")
    hour, minute = clock.split(":")
    return datetime(2026, month, int(day), int(hour), int(minute), tzinfo=JAKARTA)


def place(text):
    """Return (SOP id, number, outcome) of "IV.3/lengkap"."""
    name, _, outcome = text.partition("/")
    annex, no = name.split(".")
    return ANNEXES[annex], int(no), outcome


def ended_case(*, received, ended, steps=(), **more):
    """Return a case that ended, with `steps`: (place, opened, started, ended, more…).

    Of a step `more` may name persons, start_by, due_at, cancelled, calendar.
    """
    number = next(_numbers)
    calendar = more.pop("calendar", None) or current_calendar_id()
    permit_type = PermitType.objects.get(slug=more.pop("permit_type", "pbg"))
    pauses, noted = more.pop("pauses", ()), more.pop("noted", ())
    fields = {
        "number": f"PGD-2026-{number:05}",
        "status": Case.Status.CLOSED,
        "close_reason": "selesai",
        "received_at": received,
        "registered_at": received,
        "accepted_at": received,
        "closed_at": ended,
        "answered_at": ended,
        "due_at": ended,
        "channel": "web",
        "subject": f"Pokok pengaduan {number}",
        "complainant_kind": "perorangan",
        "tracking_digest": secrets.token_bytes(32),
        "sop": V,
        "step": 6,
        **more,
    }
    fields.setdefault("first_due_at", fields["due_at"])
    case = Case.objects.create(calendar_id=calendar, permit_type=permit_type, **fields)
    write_steps(case, steps, calendar=calendar)
    CasePause.objects.bulk_create(
        CasePause(case=case, kind=kind, started_at=begins, ended_at=ends, reason=b"")
        for kind, begins, ends in pauses
    )
    Deviation.objects.bulk_create(
        Deviation(case=case, code=code, sop=sop, step=no, at=ended, text=code)
        for code, sop, no in noted
    )
    return case


def write_steps(case, steps, *, calendar):
    versions = dict(SopVersion.objects.values_list("sop", "pk"))
    attempts, rows = {}, []
    for text, opened, started, ended, *rest in steps:
        sop, no, outcome = place(text)
        told = {"persons": [], "cancelled": False, **(rest[0] if rest else {})}
        attempts[sop, no] = attempts.get((sop, no), 0) + 1
        rows.append(
            StepRun(
                case=case,
                sop_version_id=versions[sop],
                sop=sop,
                number=no,
                attempt=attempts[sop, no],
                role="",
                calendar_id=told.get("calendar", calendar),
                opened_at=opened,
                started_at=started,
                start_by=told.get("start_by"),
                due_at=told.get("due_at"),
                completed_at=None if told["cancelled"] else ended,
                cancelled_at=ended if told["cancelled"] else None,
                outcome=outcome,
                completed_by=[str(one) for one in told["persons"]],
            )
        )
    # A case has one open attempt at most, so each is written with its end.
    StepRun.objects.bulk_create(rows)


def open_case(*, received, due_at, **more):
    """Return a case that still runs."""
    fields = {"status": Case.Status.OPEN, "close_reason": "", "sop": III, "step": 1, **more}
    return ended_case(received=received, ended=None, due_at=due_at, **fields)


def walk(way, start, *, wait=10, work=5, hours=None, persons=None, gap=None):
    """Return the steps of a way from `start`: each waits and works so many office minutes.

    `hours` gives other minutes of work by place, `gap` minutes of office time before a place.
    """
    calendar = calendar_of_version(current_calendar_id())

    def later(moment, minutes):
        return calendar.due(moment, Duration(minutes, Unit.MINUTES)) if minutes else moment

    steps, now = [], start
    for text in way.split():
        name = text.partition("/")[0]
        opened = later(now, (gap or {}).get(name, 0))
        started = later(opened, wait)
        now = later(started, (hours or {}).get(name, work))
        told = {"persons": [persons] if persons else [], "start_by": later(opened, 120)}
        told["due_at"] = later(started, 10_000)
        steps.append((text, opened, started, now, told))
    return steps


def closed(way, start, **how):
    """Return a case that went `way` from `start` and ended with its last step."""
    case_fields = {k: how.pop(k) for k in list(how) if k not in _WALKING}
    steps = walk(way, start, **how)
    return ended_case(received=start, ended=steps[-1][3], steps=steps, **case_fields)


_WALKING = ("wait", "work", "hours", "persons", "gap")


def correct_calendar(day, *, now):
    """Make a calendar version in which `day` is closed; return its id."""
    text = sops.text("calendar.toml")
    closed_day = f'{{ date = {day.isoformat()}, name = "Baru ditetapkan" }}'
    if "closed = [" in text:
        text = text.replace("closed = [", f"closed = [{closed_day}, ")
    else:
        text = text.replace("[holidays]", f"[holidays]\nclosed = [{closed_day}]")
    version = new_calendar_version(source=text, actor=SYSTEM, now=now)
    return version.pk


def file_of(case):
    """Return a case as queries want it that need no key of its identity."""
    runs = list(StepRun.objects.filter(case=case).order_by("pk"))
    own = {run.sop: run.sop_version_id for run in runs}
    versions = dict(SopVersion.objects.values_list("sop", "pk"))
    return CaseFile(
        case=case,
        key=b"",
        runs=runs,
        tasks=[],
        pauses=list(CasePause.objects.filter(case=case).order_by("pk")),
        exclusions=[],
        people=[],
        versions={**versions, **own},
        now=case.closed_at + timedelta(days=1),
    )
