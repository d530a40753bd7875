"""Papers by API: the PDF to who may read it, and the public check of a code."""

import base64
import hashlib

import pytest

from sigap.cases.models import Document
from sigap.cases.queries.papers import ordering_entry
from sigap.documents.kinds import KINDS
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint, play


@pytest.fixture
def case(office):
    case = file_complaint(office)
    play(office, case, until="identify")
    return case


def rendered(case):
    from sigap.cases.operations.papers import render_document

    for document in Document.objects.filter(case=case):
        render_document(document.pk, now=document.issued_at)
    return list(Document.objects.filter(case=case).order_by("pk"))


def reads():
    return Entry.objects.filter(event="identity.read").count()


def test_every_paper_opens_with_the_hash_that_is_listed(api, case):
    rendered(case)
    client = api("koordinator")
    listed = client.get(f"/cases/{case.number}/documents").json()["items"]
    assert {one["status"] for one in listed} == {"issued"}
    for one in listed:
        answer = client.get(one["url"].removeprefix("/api/v1"))
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        digest = hashlib.sha256(answer.content).digest()
        assert digest.hex() == one["sha256"]
        assert answer["Content-Digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
    carrying = [one for one in listed if KINDS[one["kind"]].carries_identity]
    assert carrying
    assert reads() == len(carrying)


def test_an_auditor_reads_what_carries_no_identity_and_nothing_else(api, case):
    client = api("auditor")
    for document in rendered(case):
        answer = client.get(f"/documents/{document.pk}")
        if KINDS[document.kind].carries_identity:
            assert (answer.status_code, answer.json()["code"]) == (403, "identity-closed")
        else:
            assert answer.status_code == 200
    assert reads() == 0


def test_a_stranger_and_the_public_find_no_paper(api, office):
    secret = file_complaint(office, confidential=True)
    (paper,) = rendered(secret)
    assert api("penata-perizinan").get(f"/documents/{paper.pk}").status_code == 404
    assert api("penata-perizinan").get(f"/documents/{2**70}").status_code == 404
    assert api().get(f"/documents/{paper.pk}").status_code == 401


def test_a_paper_on_its_way_says_so(api, case):
    waiting = Document.objects.filter(case=case, state="waiting").order_by("pk")
    paper = next(one for one in waiting if not KINDS[one.kind].at_once)
    answer = api("koordinator").get(f"/documents/{paper.pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "not-rendered")
    assert reads() == 0


def test_what_the_counter_waits_for_is_drawn_when_it_is_opened(api, case):
    paper = Document.objects.get(case=case, kind="tanda-terima")
    answer = api("petugas-loket").get(f"/documents/{paper.pk}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    listed = api("petugas-loket").get(f"/cases/{case.number}/documents").json()["items"]
    status = {one["id"]: (one["status"], one["sha256"]) for one in listed}
    assert status[paper.pk] == ("issued", hashlib.sha256(answer.content).hexdigest())


def test_the_check_of_a_code_tells_no_personal_data(api, case):
    paper = rendered(case)[0]
    told = api().get(f"/verify/{paper.code.lower()}").json()
    assert told == {
        "code": paper.code,
        "kind": paper.kind,
        "title": KINDS[paper.kind].title,
        "number": "",
        "version": 1,
        "date": "2026-11-24",
        "sha256": paper.sha256,
        "status": "issued",
        "entry": ordering_entry(paper),
        "signed_at": None,
        "signed_how": "",
        "signed_sha256": None,
        "signed_issuer": "",
        "replaced_by": "",
    }


@pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA", "x", "9" * 81])
def test_a_wrong_code_is_not_there(api, case, code):
    assert api().get(f"/verify/{code}").status_code == 404


def test_a_tracking_code_is_no_code_of_a_paper(api, case):
    from sigap.cases.identity import case_key, unseal_text

    code = unseal_text(case_key(case.pk), bytes(case.complainant.tracking_code))
    assert api().get(f"/verify/{code}").status_code == 404


def test_a_revoked_paper_says_so(api, case, office):
    paper = rendered(case)[0]
    Document.objects.filter(pk=paper.pk).update(revoked_at=office.now)
    assert api().get(f"/verify/{paper.code}").json()["status"] == "revoked"
