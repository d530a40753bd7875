"""A case whose key was lawfully destroyed: what was not sealed is shown, the rest said in words."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sigap.accounts.models import User
from sigap.cases.models import Attachment, CaseKey, Document
from sigap.cases.operations.reading import read_receipt
from sigap.core.errors import Refused
from tests.api.clients import Clients
from tests.cases.office import file_complaint, open_office, play
from tests.cases.side_exits import code_of, take
from tests.cases.traces import ledger_holds, refused

pytestmark = pytest.mark.django_db
WORDS = "dimusnahkan menurut jadwal retensi"


@pytest.fixture
def office(db):
    # The pages know no other moment than the present one.
    return open_office(now=timezone.now() - timedelta(days=60))


@pytest.fixture
def destroyed(office):
    """Return a case played to its end whose key was destroyed, and its tracking code."""
    case = file_complaint(office)
    play(office, case)
    code = code_of(case)
    CaseKey.objects.filter(pk=case.pk).update(wrapped=b"", destroyed_at=office.now)
    case.refresh_from_db()
    return case, code


@pytest.fixture
def api(office, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: office.now)
    return Clients(office)


def problem(answer):
    told = answer.json()
    assert WORDS in told["detail"]
    return answer.status_code, told["code"]


GONE = (410, "identity-destroyed")


def test_staff_read_what_was_not_sealed_and_are_told_about_the_rest(api, destroyed):
    case, _ = destroyed
    chief = api("koordinator")

    told = chief.get(f"/cases/{case.number}").json()

    assert told["identity_destroyed_at"]
    assert (told["status"], told["subject"]) == ("closed", case.subject)
    assert len(told["runs"]) == 17
    assert {run["note"] for run in told["runs"]} == {""}
    assert {one["text"] for one in told["messages"]} <= {""}
    papers = chief.get(f"/cases/{case.number}/documents?limit=200").json()["items"]
    assert len(papers) == Document.objects.filter(case=case).count()
    assert chief.get(f"/cases/{case.number}/events").status_code == 200
    task = chief.get("/tasks?state=done").json()["items"][0]
    assert chief.get(f"/tasks/{task['id']}").status_code == 200
    document = Document.objects.filter(case=case, state="done").first() or papers[0]
    Document.objects.filter(case=case).update(state="done", file="x")
    pk = document.pk if isinstance(document, Document) else document["id"]
    assert problem(chief.get(f"/documents/{pk}")) == GONE
    assert problem(chief.get(f"/cases/{case.number}/complainant")) == GONE
    body = {"what": "confidential", "reason": "Tidak perlu lagi."}
    assert problem(chief.post(f"/cases/{case.number}/actions/restrict", body)) == GONE
    assert ledger_holds()


def test_the_holder_of_the_code_sees_how_it_ended_and_can_do_nothing_more(api, destroyed):
    _, code = destroyed

    told = api().get(f"/track/{code}").json()

    assert told["identity_destroyed_at"]
    assert (told["messages"], told["answer"]["text"]) == ([], "")
    assert set(told["may"].values()) == {False, None}
    assert {one["state"] for one in told["stages"]} == {"done"}
    for what, body in (
        ("messages", {"text": "Halo?"}),
        ("completion", {"text": "Ini."}),
        ("rating", {"rating": "puas"}),
        ("objection", {"reason": "Belum puas."}),
        ("withdraw", {"reason": "Batal saja."}),
    ):
        assert problem(api().post(f"/track/{code}/{what}", body)) == GONE
    Document.objects.update(state="done", file="x")
    with pytest.raises(Refused, match=WORDS):
        read_receipt(code, now=timezone.now())


def test_pages_say_it_and_show_the_rest(office, destroyed):
    case, code = destroyed
    staff = Client()
    staff.force_login(User.objects.get(pk=office.users["koordinator"]))

    page = staff.get(f"/berkas/{case.number}/")

    assert page.status_code == 200
    assert WORDS in page.text
    assert "Buka identitas" not in page.text
    assert case.subject in page.text
    for address in ("riwayat", "kesesuaian"):
        assert staff.get(f"/berkas/{case.number}/{address}/").status_code in (200, 404)
    closed = staff.post(f"/berkas/{case.number}/identitas/")
    assert (closed.status_code, WORDS in closed.text) == (410, True)
    Document.objects.update(state="done", file="x")
    paper = Document.objects.filter(case=case).first()
    closed = staff.get(f"/dokumen/{paper.pk}/")
    assert (closed.status_code, WORDS in closed.text) == (410, True)

    mine = Client().get(f"/lacak/{code}/")

    assert (mine.status_code, WORDS in mine.text) == (200, True)
    assert "Ada yang ingin Anda tambahkan" not in mine.text
    again = Client().post(f"/lacak/{code}/messages/", {"text": "Halo?"})
    assert (again.status_code, WORDS in again.text) == (422, True)


def test_no_operation_writes_into_it(office, destroyed):
    case, _ = destroyed
    with refused("identity-destroyed"):
        take(office, case, "restrict", what="confidential")
    assert not Attachment.objects.filter(case=case).exists()
