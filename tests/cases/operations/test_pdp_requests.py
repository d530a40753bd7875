"""A person asks what is held of them, or has it corrected: the clock, the answer, the record."""

from datetime import timedelta

import pytest

from sigap.cases.actor import COMPLAINANT
from sigap.cases.identity import case_key, unseal_json
from sigap.cases.models import Complainant, DataRequest, IdentityIndex
from sigap.cases.operations import pdp_requests as pdp
from sigap.cases.operations.reading import read_identity
from sigap.cases.queries.evidencecheck import Checked, check_evidence
from sigap.cases.queries.pdp_requests import data_requests, waiting_requests
from sigap.core.errors import Refused
from tests.cases.office import file_complaint, open_office, play
from tests.cases.side_exits import code_of, take, told
from tests.cases.traces import absent, events, last_entry, ledger_holds, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    return open_office()


def ask(office, case, kind="access", text=""):
    return pdp.ask_by_code(code=code_of(case), kind=kind, text=text, now=office.now)


def about(office, row, *, by="petugas-loket"):
    return {
        "number": row.case.number,
        "request_id": row.pk,
        "actor": office.holder(by),
        "now": office.now,
    }


def evidence_holds():
    return ledger_holds() and list(check_evidence(Checked())) == []


def test_the_clock_is_three_times_24_hours_whatever_the_day(office):
    case = file_complaint(office)
    office.now += timedelta(days=3, hours=14)  # a Friday night

    row = ask(office, case)

    assert row.due_at - row.asked_at == timedelta(hours=72)
    actor = office.holder("koordinator")
    assert waiting_requests(actor, now=row.due_at) == {"all": 1, "late": 0}
    assert waiting_requests(actor, now=row.due_at + timedelta(minutes=1)) == {"all": 1, "late": 1}
    (waiting,), done = data_requests(actor, now=row.due_at + timedelta(minutes=1))
    assert (waiting.case, waiting.is_late, waiting.by_officer, done) == (
        *(case.number, True, False),
        [],
    )


def test_what_is_held_is_shown_to_the_holder_of_the_code_once_it_was_given(office):
    case = file_complaint(office)
    code = code_of(case)
    officer = office.holder("petugas-loket")
    read_identity(number=case.number, actor=officer, now=office.now)
    row = ask(office, case)
    with refused("not-answered"):
        pdp.read_own(code=code, now=office.now)

    office.later()
    pdp.give_access(**about(office, row))
    held = pdp.read_own(code=code, now=office.now)

    assert held.identity == {
        "name": "Suherman Wijaya",
        "phone": "0812-0000-0100",
        "address": "Kp. Gardu Sawah RT 003/007, Desa Kalijaya",
    }
    assert held.texts["text"].startswith("Saya Suherman Wijaya sudah membayar")
    assert [one["is_own"] for one in held.messages] == [True, False]
    assert "Tanda Terima" in {one["title"].title()[:12] for one in held.papers}
    assert len(held.readings) == 1
    assert "Petugas Loket" in held.readings[0]["who"]
    names = [event for event, _ in events(case)]
    assert names[-3:] == ["data.asked", "data.answered", "identity.read"]
    assert events(case)[-1] == ("identity.read", COMPLAINANT.id)
    assert evidence_holds()
    with pytest.raises(Refused, match="Ajukan dulu"):
        pdp.read_own(code=code, now=office.now + timedelta(days=31))


def test_a_correction_replaces_the_value_and_leaves_none_in_the_ledger(office):
    case = file_complaint(office)
    play(office, case)
    before = set(IdentityIndex.objects.filter(case=case).values_list("kind", "digest"))
    row = ask(office, case, "correction", "Telepon saya 0813-0000-0222.")

    pdp.correct(**about(office, row), parts={"phone": "0813-0000-0222", "email": ""})

    sealed = Complainant.objects.get(pk=case.pk)
    assert unseal_json(case_key(case.pk), sealed.sealed) == {
        "name": "Suherman Wijaya",
        "phone": "0813-0000-0222",
        "address": "Kp. Gardu Sawah RT 003/007, Desa Kalijaya",
    }
    after = set(IdentityIndex.objects.filter(case=case).values_list("kind", "digest"))
    assert {kind for kind, _ in before ^ after} == {"phone"}
    assert told(case)[-1] == (
        "message",
        "Data pribadi Anda sudah dibetulkan. Yang dibetulkan: telepon.",
    )
    entry = last_entry(case, "data.answered")
    assert entry == {"request": row.pk, "outcome": "corrected", "parts": ["phone"]}
    assert evidence_holds()
    with refused("answered-already"):
        pdp.correct(**about(office, row), parts={"name": "Orang Lain"})


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({}, "name"),
        ({"name": "S•••••• W•••••"}, "name"),
        ({"name": "[pelapor]"}, "name"),
        ({"phone": "12"}, "phone"),
        ({"nik": "123"}, "nik"),
        ({"email": "suherman"}, "email"),
    ],
)
def test_a_mask_or_a_wrong_value_is_never_written_back(office, parts, field):
    case = file_complaint(office)
    row = ask(office, case, "correction", "Nama saya salah.")

    with refused("invalid-data", field=field):
        pdp.correct(**about(office, row), parts=parts)


def test_only_a_superior_refuses_and_says_why(office):
    case = file_complaint(office)
    row = ask(office, case)

    with refused("wrong-role"):
        pdp.refuse(**about(office, row), reason="Dilarang peraturan yang lain.")
    with refused("invalid-data", field="reason"):
        pdp.refuse(**about(office, row, by="koordinator"), reason="Tidak")
    pdp.refuse(**about(office, row, by="koordinator"), reason="Peraturan X Pasal 1 melarangnya.")

    row.refresh_from_db()
    assert (row.outcome, row.answered_by) == ("refused", office.holder("koordinator").id)
    assert told(case)[-1][1].endswith("Peraturan X Pasal 1 melarangnya.")
    assert evidence_holds()


def test_an_officer_takes_a_request_at_the_counter_once(office):
    case = file_complaint(office)
    asked = {"number": case.number, "kind": "access", "text": "", "now": office.now}

    with refused("wrong-role"):
        pdp.ask_at_desk(**asked, actor=office.holder("analis-hukum"))
    row = pdp.ask_at_desk(**asked, actor=office.holder("petugas-loket"))

    assert row.recorded_by == office.holder("petugas-loket").id
    with refused("asked-already"):
        ask(office, case)
    with refused("invalid-data", field="text"):
        ask(office, case, "correction")
    with refused("invalid-data", field="kind"):
        ask(office, case, "lainnya")
    with refused("wrong-kind"):
        pdp.correct(**about(office, row), parts={"name": "Suherman W."})


def test_a_secret_case_is_answered_only_by_who_may_read_it(office):
    case = file_complaint(office)
    row = ask(office, case)
    take(office, case, "restrict", what="confidential")

    with refused("identity-closed"):
        pdp.give_access(**about(office, row))
    with absent():
        pdp.give_access(**about(office, row, by="penata-perizinan"))
    assert data_requests(office.holder("penata-perizinan"), now=office.now) == ([], [])
    assert DataRequest.objects.get().answered_at is None
