"""The lists behind the figures hold the very cases that the figures count."""

from datetime import date, timedelta

import pytest

from sigap.cases.models import Agency, Case, StepRun, Task
from sigap.cases.queries.caselist import CaseFilters, cases
from sigap.cases.queries.letters_out import letter_reason
from sigap.cases.queries.narrowing import Narrowing
from sigap.cases.queries.standing import at_steps, waited_for
from tests.reports.history import (
    BACK,
    IV,
    STRAIGHT,
    V,
    at,
    closed,
    ended_case,
    open_case,
    write_steps,
)

NOW = at("30 09:00")


def listed(office, **conditions):
    """Return the numbers that the list shows to the coordinator."""
    filters = CaseFilters(more=Narrowing(**conditions))
    found = cases(office.holder("koordinator"), filters, limit=50, now=NOW)
    return [row["number"] for row in found.items]


@pytest.fixture
def known(office):
    """Return cases by what they are, one of each."""
    analyst = office.users["analis-pengaduan"]
    looped = closed(STRAIGHT.replace("IV.3/lengkap", BACK), at("4 08:00"))
    found = {
        "kept": closed(STRAIGHT, at("2 08:00"), persons=analyst),
        "late": closed(STRAIGHT, at("3 08:00"), due_at=at("3 09:00")),
        "looped": looped,
        "withdrawn": ended_case(
            received=at("5 08:00"),
            ended=at("6 08:00"),
            answered_at=None,
            status=Case.Status.WITHDRAWN,
            close_reason="dicabut-pelapor",
        ),
        "running": open_case(received=at("26 08:00"), due_at=at("10 16:00", month=12)),
        "broken": open_case(received=at("10 08:00"), due_at=at("20 16:00"), sop=IV, step=6),
        "held": open_case(received=at("11 08:00"), due_at=at("20 16:00"), status=Case.Status.HELD),
    }
    case = found["broken"]
    write_steps(
        case,
        [("IV.6", at("11 08:00"), None, None, {"start_by": at("11 10:00")})],
        calendar=case.calendar_id,
    )
    case = found["running"]
    started = {"start_by": at("26 10:00"), "due_at": at("2 16:00", month=12)}
    write_steps(
        case, [("III.1", at("26 08:00"), at("26 08:00"), None, started)], calendar=case.calendar_id
    )
    Task.objects.create(
        case=found["kept"],
        type="step",
        sop=V,
        number=6,
        role="analis-pengaduan",
        opened_at=at("2 09:00"),
        completed_at=at("2 10:00"),
        completed_by_id=analyst,
        state="done",
    )
    agency = Agency.objects.get(slug="bapenda")
    Case.objects.filter(pk=found["broken"].pk).update(waits_for=agency)
    Task.objects.create(
        case=found["late"],
        type="signature",
        sop=IV,
        number=5,
        role="kepala-dinas",
        opened_at=at("3 09:00"),
        reason=letter_reason(agency.name),
    )
    return found


@pytest.mark.parametrize(
    ("conditions", "names"),
    [
        ({}, "held broken running withdrawn looped late kept"),
        ({"running": True}, "held broken running"),
        ({"overdue": True}, "broken"),
        ({"place": (IV, 6)}, "broken"),
        ({"place": (V, 6)}, ""),  # ended there, stands there no more
        ({"step_overdue": True}, "broken"),
        ({"step_overdue": True, "place": (IV, 6)}, "broken"),
        ({"kept": True}, "withdrawn looped kept"),
        ({"kept": False}, "late"),
        ({"side_exit": True}, "withdrawn"),
        ({"repeated": True}, "looped"),
        ({"ended_first": date(2026, 11, 4), "ended_last": date(2026, 11, 5)}, "looped"),
        ({"ended_first": date(2026, 11, 6), "ended_last": date(2026, 11, 6)}, "withdrawn"),
        ({"answered_first": date(2026, 11, 3)}, "looped late"),
        ({"waits_for": "bapenda"}, "broken"),
        ({"waits_for": "tidak-ada"}, ""),
        ({"asked": "bapenda"}, "late"),
        ({"asked": "tidak-ada"}, ""),
        ({"worker": "analis-pengaduan"}, "kept"),
        ({"worker": "koordinator"}, ""),
        ({"worker": "analis-pengaduan", "kept": False}, ""),
    ],
)
def test_conditions_narrow_the_list(office, known, conditions, names):
    wanted = [known[name].number for name in names.split()]

    assert sorted(listed(office, **conditions)) == sorted(wanted)


def test_where_cases_stand_is_counted_as_it_is_listed(office, known):
    found = at_steps(office.holder("koordinator"), now=NOW)

    for place, (count, late) in found.items():
        assert len(listed(office, place=place)) == count
        assert len(listed(office, place=place, step_overdue=True)) == late
    assert found[IV, 6] == (1, 1)
    assert sum(count for count, _ in found.values()) == len(listed(office, running=True))


def test_agencies_waited_for_now(office, known):
    [(slug, (name, count))] = waited_for(None).items()

    assert (slug, count) == ("bapenda", len(listed(office, waits_for="bapenda")))
    assert name == Agency.objects.get(slug="bapenda").name


def test_step_is_overdue_a_second_after_its_limit(office, known):
    run = StepRun.objects.get(case=known["running"])
    StepRun.objects.filter(pk=run.pk).update(due_at=NOW)
    filters = CaseFilters(more=Narrowing(step_overdue=True, place=("penerimaan-pengaduan", 1)))
    actor = office.holder("koordinator")

    later = NOW + timedelta(seconds=1)

    assert cases(actor, filters, limit=9, now=NOW).items == []
    assert len(cases(actor, filters, limit=9, now=later).items) == 1
