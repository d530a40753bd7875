"""An objection that an officer notes for a complainant who came, called or wrote."""

from datetime import timedelta

import pytest

from sigap.cases.identity import case_key, unseal_json
from sigap.cases.models import Case, Complainant, StepRun
from sigap.cases.operations.exits import act, possible_actions
from sigap.cases.queries.casefile import load
from sigap.cases.queries.office import OfficeLists
from tests.cases.office import file_complaint, play
from tests.cases.traces import last_entry, ledger_holds, refused

pytestmark = pytest.mark.django_db
SAID = {"how": "telephone", "reason": "Retribusi saya tetap belum divalidasi."}


@pytest.fixture
def answered(office):
    case = file_complaint(office)
    play(office, case)
    office.later()
    case.refresh_from_db()
    return case


def offered(office, case, role):
    file = load(case, now=office.now)
    actions = possible_actions(
        file, actor=office.actor(office.users[role]), lists=OfficeLists(now=office.now)
    )
    return {one["action"] for one in actions}


def note(office, case, *, by="petugas-loket", **data):
    made = act(
        number=case.number,
        action="object",
        data=SAID | data,
        actor=office.actor(office.users[by]),
        now=office.now,
    )
    office.later()
    return made


def test_an_officer_notes_it_and_others_review(office, answered):
    assert "object" in offered(office, answered, "petugas-loket")

    note(office, answered)

    review = Case.objects.get(objection_to=answered)
    assert (review.channel, review.complaint.text) == ("telephone", SAID["reason"])
    assert review.subject == f"Keberatan atas jawaban {answered.number}"
    person = unseal_json(case_key(review.pk), Complainant.objects.get(pk=review.pk).sealed)
    first = unseal_json(case_key(answered.pk), Complainant.objects.get(pk=answered.pk).sealed)
    assert person == first
    (run,) = StepRun.objects.filter(case=review)
    assert (run.sop, run.number) == ("penelaahan-substansi", 1)
    assert last_entry(answered, "case.object") == {
        "status": "closed",
        "sop": answered.sop,
        "step": answered.step,
        "review": review.number,
        "how": "telephone",
    }
    assert last_entry(review, "case.registered")["objection_to"] == answered.number
    assert ledger_holds()


def test_one_answer_is_objected_to_once(office, answered):
    note(office, answered)
    with refused("objected-already"):
        note(office, answered, by="koordinator")


def test_not_before_the_answer_and_not_after_ten_working_days(office, answered):
    waiting = file_complaint(office)
    assert "object" not in offered(office, waiting, "petugas-loket")
    with refused("not-answered"):
        note(office, waiting)

    office.now += timedelta(days=30)
    with refused("objection-late"):
        note(office, answered)


def test_who_handles_no_case_notes_none(office, answered):
    assert "object" not in offered(office, answered, "analis-hukum")
    with refused("wrong-role"):
        note(office, answered, by="analis-hukum")
