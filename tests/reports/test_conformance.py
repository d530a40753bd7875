"""The conformance report over a few cases whose figures are known by hand."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

import sigap
from sigap.cases.actor import officer
from sigap.cases.models import Agency, Case, Document, OfficeProfile, Task
from sigap.cases.operations import sop_moves
from sigap.cases.operations.exits import ACTIONS
from sigap.cases.queries.letters_out import letter_reason
from sigap.core.sop.history import NOBODY_MAY_ACT, NOBODY_MAY_ANSWER
from sigap.core.sop.run import Person
from sigap.desk.caseconformance import case_conformance
from sigap.reports import REPORTS
from sigap.reports.audience import Audience, audience_of
from sigap.reports.naming import NOTED
from sigap.reports.period import Period
from sigap.reports.writers.data import as_data
from tests.cases.office import JAKARTA
from tests.reports.history import (
    BACK,
    IV,
    STRAIGHT,
    at,
    closed,
    correct_calendar,
    ended_case,
    file_of,
    walk,
)

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30), JAKARTA)
ALL = Audience(shows_persons=True)


def report(office, audience=ALL, period=NOVEMBER, table=""):
    made = REPORTS["conformance"].build(audience, period, now=office.now + timedelta(days=30))
    return as_data(made, table)["tables"]


def row_of(rows, **wanted):
    [found] = [row for row in rows if wanted.items() <= row.items()]
    return found


@pytest.fixture
def four(office):
    """Four cases: straight, looped at IV.3, without III.3, forwarded from IV.1."""
    lead = office.users["analis-pengaduan"]
    closed(STRAIGHT, at("2 08:00"), persons=lead)
    closed(STRAIGHT.replace("IV.3/lengkap", BACK), at("3 08:00"), gap={"V.5": 60})
    closed(STRAIGHT.replace("III.3 ", ""), at("4 08:00"), hours={"III.4": 45}, permit_type="slf")
    steps = walk("III.1 III.2 III.3 III.4 III.5 IV.1", at("5 08:00"))
    steps[-1][4]["cancelled"] = True
    ended = steps[-1][3]
    return ended_case(
        received=at("5 08:00"),
        ended=ended,
        due_at=ended - timedelta(minutes=1),
        steps=steps,
        status=Case.Status.FORWARDED,
        close_reason="bukan-kewenangan",
        noted=[("exit-forward", IV, 1)],
    )


def test_summary_of_four_cases(office, four):
    found = report(office)["summary"]

    # 17, 20, 16 and 6 attempts of 15 minutes; 40 more at III.4; an hour until V.5.
    assert found == {
        "period": "1 November 2026 – 30 November 2026",
        "cases": 4,
        "kept": 0.75,
        "kept_then": 0.75,
        "fitness": round((1 + 1 + (1 - 1 / 33) + (1 - 1 / 6)) / 4, 4),
        "follow": 0.5,
        "side_exits": 1,
        "repeated": 0.25,
        "days_median": 0,
        "days_p90": 0,
        "minutes_median": 255.0,
        "minutes_p90": 360.0,
        "waited_minutes": 590.0,
        "worked_minutes": 59 * 5.0 + 40,
        "outside_minutes": 60.0,
        "paused_minutes": 0.0,
    }


def test_steps_are_measured_beside_their_promises(office, four):
    steps = report(office)["steps"]

    assert [one["step"] for one in steps] == [
        *(f"III.{no}" for no in range(1, 6)),
        *(f"IV.{no}" for no in range(1, 7)),
        *(f"V.{no}" for no in range(1, 7)),
    ]
    assert row_of(steps, step="III.4") == {
        "step": "III.4",
        "title": "Disposisi",
        "promised": "30 menit",
        "limit": "2 jam",
        "cases": 4,
        "attempts": 4,
        "repeats": 0,
        "cancelled": 0,
        "waited_median": 10.0,
        "waited_p90": 10.0,
        "waited_in_limit": 1.0,
        "waited_in_limit_then": 1.0,
        "promised_minutes": 30.0,
        "worked_median": 5.0,
        "worked_p90": 45.0,
        "worked_in_time": 0.75,
        "worked_in_time_then": 1.0,
        "before_count": 0,
        "before_median": 0.0,
        "waited_minutes": 40.0,
        "worked_minutes": 60.0,
        "repeat_minutes": 0.0,
    }
    collected = row_of(steps, step="IV.1")
    assert (collected["attempts"], collected["repeats"], collected["cancelled"]) == (5, 1, 1)
    assert (collected["cases"], collected["repeat_minutes"]) == (4, 15.0)
    sent = row_of(steps, step="V.5")
    assert (sent["before_count"], sent["before_median"]) == (1, 60.0)


def test_ways_departures_loops_and_what_was_noted(office, four):
    found = report(office)

    assert [
        (row["way"], row["cases"], row["fitness"], row["complete"]) for row in found["variants"]
    ] == [
        ("III.1–5", 1, round(1 - 1 / 6, 4), "tidak"),
        ("III.1–5 IV.1–6 V.1–6", 1, 1.0, "ya"),
        ("III.1–5 IV.1–3 kembali ke IV.1–6 V.1–6", 1, 1.0, "ya"),
        ("III.1–2 III.4–5 IV.1–6 V.1–6", 1, round(1 - 1 / 33, 4), "ya"),
    ]
    assert found["departures"] == [
        {"kind": "skipped", "what": "Langkah dilewati", "step": "III.3", "cases": 1}
    ]
    assert found["noted"] == [
        {"code": "exit-forward", "what": "Diteruskan ke instansi berwenang", "times": 1}
    ]
    assert row_of(found["loops"], step="IV.3") == {
        "step": "IV.3",
        "outcome": "Tidak lengkap",
        "to": 1,
        "decisions": 4,
        "back": 1,
        "share": 0.25,
        "minutes": 45.0,
    }


def test_who_waited_for_whom(office, four):
    found = report(office)["handovers"]

    assert row_of(found, giver="Pelapor", taker="Petugas Loket Pengaduan")["count"] == 4
    assert row_of(found, taker="Penanda tangan") == {
        "giver": "Koordinator Bidang Pengendalian",
        "taker": "Penanda tangan",
        "count": 1,
        "median": 60.0,
        "p90": 60.0,
        "over": 0,
        "minutes": 60.0,
    }
    attempts = sum(row["count"] for row in found if row["taker"] != "Penanda tangan")
    assert attempts == 17 + 20 + 16 + 6
    assert sum(row["minutes"] for row in found) == 590 + 60


def test_months_and_permit_types_part_the_same_cases(office, four):
    closed(STRAIGHT, at("14 08:00", month=10), permit_type="slf")
    both = Period(date(2026, 10, 1), date(2026, 11, 30), JAKARTA)

    found = report(office, period=both)

    assert [(row["month"], row["cases"]) for row in found["months"]] == [
        ("2026-10", 1),
        ("2026-11", 4),
    ]
    assert {row["permit_type"]: row["cases"] for row in found["permit_types"]} == {
        "pbg": 3,
        "slf": 2,
    }
    assert found["summary"]["cases"] == 5


def test_persons_are_shown_to_superiors_alone(office, four):
    lead = office.users["analis-pengaduan"]
    seen = {
        role: report(office, audience_of(office.holder(role)))
        for role in ("koordinator", "kepala-dinas")
    }
    auditor = officer(user_id=999, person=Person("999", frozenset({"auditor"})))

    for found in seen.values():
        assert found["persons"] == [
            {
                "user": "analis-pengaduan",
                "name": "Pejabat Analis Pengaduan",
                "attempts": 17,
                "cases": 1,
                "in_time": 1.0,
                "share_of_time": 0.16,
                "waited_median": 10.0,
                "repeats": 0,
                "worked_minutes": 85.0,
            }
        ]
    assert "persons" not in report(office, audience_of(auditor))
    assert "persons" not in report(office, Audience())
    details = report(office, audience_of(auditor), table="attempts")["attempts"]
    assert "persons" not in details[0]
    named = report(office, audience_of(office.holder("koordinator")), table="attempts")["attempts"]
    assert named[0]["persons"] == "analis-pengaduan"
    assert str(lead) not in {row["persons"] for row in named}


def test_details_hold_every_case_and_attempt(office, four):
    cases = report(office, table="cases")["cases"]
    attempts = report(office, table="attempts")["attempts"]

    assert len(cases) == 4
    assert row_of(cases, case=four.number) == {
        "case": four.number,
        "received_at": "2026-11-05T08:00:00+07:00",
        "ended_at": "2026-11-05T09:30:00+07:00",
        "due_at": "2026-11-05T09:29:00+07:00",
        "kept": "tidak",
        "kept_then": "tidak",
        "days": 0,
        "minutes": 90.0,
        "paused_minutes": 0.0,
        "fitness": round(1 - 1 / 6, 4),
        "steps": 6,
        "side_exits": 1,
        "departures": "",
    }
    assert {row["departures"] for row in cases} == {"", "Langkah dilewati: III.3"}
    assert len(attempts) == 17 + 20 + 16 + 6
    last = [row for row in attempts if row["case"] == four.number][-1]
    assert (last["step"], last["cancelled"], last["waited_minutes"]) == ("IV.1", "ya", 10.0)


def test_corrected_calendar_shows_both_sights(office):
    """Due on a day that turned out to be a holiday: late then, in time by the new calendar."""
    closed(STRAIGHT, at("10 15:30"), due_at=at("10 16:00"), wait=0, work=1)
    case = Case.objects.get()
    Case.objects.update(closed_at=at("11 07:45"), due_at=at("10 16:00"))
    case.refresh_from_db()
    before = report(office)["summary"]
    correct_calendar(date(2026, 11, 10), now=office.now)

    after = report(office)["summary"]

    assert (before["kept"], before["kept_then"]) == (0.0, 0.0)
    assert (after["kept"], after["kept_then"]) == (1.0, 0.0)


def test_secret_cases_are_counted_only_for_those_who_may_know_of_them(office):
    closed(STRAIGHT, at("2 08:00"))
    closed(STRAIGHT, at("3 08:00"), confidential=True)
    profile = OfficeProfile.objects.get()
    head = audience_of(office.holder("kepala-dinas"))
    counts = []

    for version, roles in enumerate(([], ["kepala-dinas"]), 2):
        data = {**profile.data, "confidential_roles": roles}
        OfficeProfile.objects.create(version=version, data=data, made_at=office.now)
        counts.append(report(office, head)["summary"]["cases"])

    assert counts == [1, 2]
    assert report(office)["summary"]["cases"] == 2


def test_agencies_are_waited_for_from_the_signature_to_the_next_step(office):
    case = closed("IV.5 IV.6", at("9 08:00"), wait=0, work=60, gap={"IV.6": 120})
    waited_for, unsigned = Agency.objects.filter(kind="pd").order_by("pk")[:2]
    for agency, signed in ((waited_for, at("9 10:00")), (unsigned, None)):
        document = Document.objects.create(
            case=case,
            kind="surat-dinas",
            version=agency.pk,
            facts=b"",
            office=OfficeProfile.objects.get(),
            issued_at=at("9 09:00"),
            code=f"kode-{agency.pk}",
        )
        Task.objects.create(
            case=case,
            type="signature",
            sop=IV,
            number=5,
            role="kepala-dinas",
            opened_at=at("9 09:00"),
            completed_at=signed,
            state="done" if signed else "open",
            reason=letter_reason(agency.name),
            document=document,
        )

    found = report(office)["agencies"]

    assert row_of(found, agency=waited_for.name) == {
        "agency": waited_for.name,
        "letters": 1,
        "cases": 1,
        "unsigned": 0,
        "median": 60.0,
        "p90": 60.0,
        "minutes": 60.0,
    }
    assert row_of(found, agency=unsigned.name)["unsigned"] == 1


def test_an_office_without_ended_cases_has_an_empty_report(office):
    found = report(office)

    assert found["summary"]["cases"] == 0
    assert found["summary"]["kept"] is None
    tables = [name for name in found if name != "summary"]
    assert {name: found[name] for name in tables} == {name: [] for name in tables}


def test_objection_has_to_begin_at_the_review(office):
    first = closed(STRAIGHT, at("2 08:00"))
    way = STRAIGHT.partition("III.5 ")[2]
    closed(way, at("3 08:00"), objection_to=first)
    closed(way, at("4 08:00"))

    found = report(office)

    assert {(row["step"], row["cases"]) for row in found["departures"]} == {
        (f"III.{no}", 1) for no in range(1, 6)
    }
    assert found["summary"]["follow"] == round(2 / 3, 4)


def test_all_that_operations_note_has_its_words():
    """A code that nobody named would stand in the report as it is."""
    sources = "\n".join(
        file.read_text(encoding="utf-8") for file in Path(sigap.__file__).parent.rglob("*.py")
    )
    codes = re.findall(r'(?:note_deviation\(\w+, |deviations=\[\()"([a-z-]+)"', sources)
    codes += [f"exit-{name}" for name, action in ACTIONS.items() if action.deviates]
    codes += [sop_moves.ACTION, NOBODY_MAY_ACT, NOBODY_MAY_ANSWER]

    assert set(codes) == set(NOTED)


def test_steps_of_one_case_tell_what_was_promised_then(office):
    """Started the day after its limit; the day between turned out to be a holiday."""
    first = ("III.1", at("10 08:00"), at("10 08:05"), at("10 08:10"), {"start_by": at("10 10:00")})
    late = ("III.2", at("10 08:10"), at("11 07:40"), at("11 07:45"), {"start_by": at("10 10:10")})
    case = ended_case(received=at("10 08:00"), ended=at("11 07:45"), steps=[first, late])
    correct_calendar(date(2026, 11, 10), now=office.now)

    shown = case_conformance(file_of(case), office.holder("koordinator"), now=office.now)

    assert [(one["waited_over"], one["waited_then"]) for one in shown["steps"]] == [
        (False, ""),
        (False, "lewat menurut janji semula"),
    ]
    assert {one["worked_then"] for one in shown["steps"]} == {""}
