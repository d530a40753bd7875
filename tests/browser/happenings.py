"""What officers do meanwhile, in the office that a browser looks at; run there by `Site.python`."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from sigap.accounts.queries import people
from sigap.bench.demo import filing_of
from sigap.bench.play import Player
from sigap.bench.sample_office import actors, sample_complaints
from sigap.cases.actor import PUBLIC
from sigap.cases.operations.exits import act
from sigap.cases.operations.register import register_complaint
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.core.sop.definition import Duration, Unit

_NAME = "Ratna Wulandari"
_DAYS_BACK = 14


def ask_for_completion(number):
    """Have an officer ask the complainant for what is missing."""
    now = datetime.now(tz=UTC)
    staff = actors(people(now=now))
    officer = next(one for one in staff.values() if "koordinator" in one.roles)
    missing = [{"what": "Bukti bayar retribusi", "why": "mencocokkan setoran"}]
    reason = "Setoran belum ditemukan pada rekening daerah."
    act(
        number=number,
        action="request-completion",
        data={"reason": reason, "missing": missing},
        actor=officer,
        now=now,
    )


def begun(tasks=0, *, days=2):
    """Return the code of a complaint of some days ago that has come so many tasks far."""
    return _played(tasks, days=days, pace=0.5)


def answered():
    """Return the code of a complaint that was answered a few days ago."""
    return _played(100, days=_DAYS_BACK, pace=0.3)


def _played(tasks, *, days, pace):
    now = datetime.now(tz=UTC)
    calendar = calendar_of_version(current_calendar_id())
    opened = calendar.next_opening(now - timedelta(days=days))
    received = min(now, calendar.due(opened, Duration(30, Unit.MINUTES)))
    complaint = sample_complaints()[3]
    complaint["complainant"]["name"] = _NAME
    made = register_complaint(
        filing=filing_of(complaint, received_at=received), actor=PUBLIC, now=received
    )
    player = Player(
        case_id=made.case.pk,
        complaint=complaint,
        calendar=calendar,
        rng=random.Random(5),
        at=received,
        latest=now,
        recorded_at=now,
        pace=pace,
    )
    for _ in range(tasks):
        if player.play_one() is None:
            break
    return made.tracking_code
