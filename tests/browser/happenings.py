"""What officers do meanwhile, in the office that a browser looks at; run there by `Site.python`."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

from sigap.accounts.queries import people
from sigap.bench.demo import filing_of
from sigap.bench.play import Player
from sigap.bench.sample_office import actors, sample_complaints
from sigap.cases.actor import PUBLIC
from sigap.cases.identity import case_key, seal_json
from sigap.cases.models import CaseKey, Document
from sigap.cases.operations import citizen
from sigap.cases.operations.delays import sweep_promises
from sigap.cases.operations.exits import act
from sigap.cases.operations.register import register_complaint
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.cases.queries.tracking import case_behind, tracked
from sigap.core.sop.definition import Duration, Unit

_NAME = "Ratna Wulandari"
_DAYS_BACK = 14


def ask_for_completion(number):
    """Have an officer ask the complainant for what is missing."""
    now = datetime.now(tz=UTC)
    missing = [{"what": "Bukti bayar retribusi", "why": "mencocokkan setoran"}]
    reason = "Setoran belum ditemukan pada rekening daerah."
    act(
        number=number,
        action="request-completion",
        data={"reason": reason, "missing": missing},
        actor=_superior(now),
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


def states():
    """Return as JSON the code of a complaint in every state that its complainant may see."""
    now = datetime.now(tz=UTC)
    codes = {"diterima": begun(0, days=1), "diperiksa": begun(8), "dijawab": answered()}
    codes["terlambat"] = begun(8, days=40)
    codes["menunggu-kelengkapan"] = begun(3)
    ask_for_completion(_number(codes["menunggu-kelengkapan"]))
    codes["keberatan"] = answered()
    citizen.object_to_answer(code=codes["keberatan"], reason="Belum jelas kapan.", now=now)
    codes["dicabut"] = begun(2)
    citizen.withdraw(code=codes["dicabut"], reason="Sudah selesai.", now=now)
    for name, action, data in (
        ("diteruskan", "forward", {"agency": "bapenda"}),
        ("selesai-di-loket", "settle", {"answer": "Sudah divalidasi hari ini.", "accepted": True}),
        ("tidak-ditindaklanjuti", "decline", {"ground": "sudah-dijawab"}),
        ("ditunda", "hold", {"until": (now + timedelta(days=9)).date().isoformat()}),
    ):
        codes[name] = begun(3)
        data["reason"] = "Alasan yang cukup jelas."
        act(number=_number(codes[name]), action=action, data=data, actor=_superior(now), now=now)
    codes["diminta-datang"] = answered()
    _summon(codes["diminta-datang"], now=now)
    codes["dimusnahkan"] = answered()
    gone = case_behind(codes["dimusnahkan"])
    CaseKey.objects.filter(pk=gone).update(wrapped=b"", destroyed_at=now)
    sweep_promises(now=now)
    return json.dumps(codes)


def _summon(code, *, now):
    case_id = case_behind(code)
    meeting = {
        "held_on": (now + timedelta(days=5)).date().isoformat(),
        "start": "09:00:00",
        "place": "Loket Pengaduan, Gedung DPMPTSP lantai 1",
        "meet": "Petugas Loket",
        "bring": ["KTP", "bukti bayar asli"],
    }
    letters = Document.objects.filter(case=case_id, kind="informasi-pemanggilan")
    assert letters.update(facts=seal_json(case_key(case_id), {"appointment": meeting}))


def _number(code):
    return tracked(code, now=datetime.now(tz=UTC))["number"]


def _superior(now):
    return next(one for one in actors(people(now=now)).values() if "koordinator" in one.roles)
