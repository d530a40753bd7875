"""Papers: ordered with frozen facts, rendered once, revoked but never taken away."""

import json
import time
from threading import Event, Thread

import pytest
from django.db import DatabaseError, connection, transaction

from sigap.cases import filestore
from sigap.cases.actor import SYSTEM
from sigap.cases.events import record
from sigap.cases.filestore import FileDamaged
from sigap.cases.identity import case_key, unseal_json, unseal_text
from sigap.cases.models import Case, Document, LetterNumber
from sigap.cases.operations.locking import lock_case
from sigap.cases.operations.papers import (
    draw,
    draw_for_reader,
    order_paper,
    pdf_of,
    render_document,
    revoke,
)
from sigap.cases.queries.casefile import load
from sigap.cases.queries.evidence import canonical
from sigap.cases.queries.paperlist import verified
from sigap.cases.steps.facts import receipt
from sigap.cases.steps.form import Paper
from sigap.documents.failures import RenderFailed
from sigap.ledger.log import checkpoint, prove
from sigap.ledger.models import Entry
from tests.cases.office import draw_papers, file_complaint, open_office
from tests.cases.office import papers as papers_of
from tests.cases.side_exits import case_at, take
from tests.cases.traces import events, last_entry, ledger_holds, refused
from tests.documents.papers import squeezed, text_of

pytestmark = pytest.mark.django_db


def order(office, case, paper):
    file = load(Case.objects.get(pk=case.pk), now=office.now)
    run = file.runs[-1]
    return order_paper(file, paper, run=run, actor=office.holder("koordinator"), now=office.now)


@pytest.fixture
def case(office):
    return case_at(office, "identify")


@pytest.fixture
def notice(office, case):
    """Return a numbered letter that has been ordered."""
    take(office, case, "hold", until="2026-12-01")
    return Document.objects.get(case=case, kind="surat-pemberitahuan")


def test_facts_are_sealed_when_ordered_and_committed_to(office, case, notice):
    facts = unseal_json(case_key(case.pk), notice.facts)
    assert facts["to"]["name"] == "Suherman Wijaya"
    assert b"Suherman" not in bytes(notice.facts)
    assert (notice.version, notice.state, notice.issued_at) == (1, "waiting", office.now)
    entry = Entry.objects.filter(stream=case.number, event="document.ordered").latest("seq")
    assert entry.facts == {
        "kind": "surat-pemberitahuan",
        "version": 1,
        "number": "500.16.7.2/1/DPMPTSP/2026",
    }
    assert list(json.loads(entry.digests)) == [f"document:{notice.pk}:facts"]


def test_later_changes_of_the_case_do_not_change_a_paper(office, case, notice):
    before = pdf_of(render_document(notice.pk, now=office.now))
    Case.objects.filter(pk=case.pk).update(subject="Pokok lain")
    Document.objects.filter(pk=notice.pk).update(state="waiting", file="")

    again = pdf_of(render_document(notice.pk, now=office.now))

    assert again == before


def test_a_paper_is_rendered_once_and_sealed(office, case, notice):
    first = render_document(notice.pk, now=office.now)
    second = render_document(notice.pk, now=office.now)

    assert (first.file, first.sha256) == (second.file, second.sha256)
    assert (first.state, first.pages, first.rendered_at) == ("done", 1, office.now)
    assert first.size_bytes == len(pdf_of(first))
    assert b"Suherman" not in filestore.path_of(first.file).read_bytes()
    assert [name for name, _ in events(case)].count("document.issued") == 1
    entry = Entry.objects.get(stream=case.number, event="document.issued")
    assert json.loads(entry.digests) == {f"document:{notice.pk}": first.sha256}
    assert ledger_holds()


@pytest.mark.django_db(transaction=True)
def test_two_that_draw_at_once_leave_one_file_and_one_entry():
    office = open_office()
    case = file_complaint(office)
    document = Document.objects.get(case=case)
    before = {path for path in filestore.folder().rglob("*") if path.is_file()}
    failed = []

    def run():
        try:
            render_document(document.pk, now=office.now)
        except Exception as failure:  # noqa: BLE001 - told by the assertion
            failed.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    document.refresh_from_db()
    after = {path for path in filestore.folder().rglob("*") if path.is_file()}
    assert after - before == {filestore.path_of(document.file)}
    assert [name for name, _ in events(case)].count("document.issued") == 1


def test_facts_that_do_not_fit_are_told_and_the_rest_goes_on(office, case):
    broken = order(office, case, Paper("tanda-terima", {"case": {}, "tracking_code": 7}))
    good = order(office, case, receipt(load(Case.objects.get(pk=case.pk), now=office.now)))

    with pytest.raises(RenderFailed) as caught:
        render_document(broken.pk, now=office.now)
    assert caught.value.code == "facts"
    for document in (broken, good):
        draw_for_reader(document, now=office.now)

    states = dict(Document.objects.values_list("pk", "state"))
    assert (states[broken.pk], states[good.pk]) == ("waiting", "done")


def test_what_is_not_there_yet_or_never_came_says_so(office, case, notice):
    with refused("not-rendered"):
        pdf_of(notice)
    Document.objects.filter(pk=notice.pk).update(state="failed", last_error="facts: to kosong")
    notice.refresh_from_db()
    with refused("paper-failed") as caught:
        pdf_of(notice)
    assert "to kosong" in caught.value.message


def test_a_damaged_file_is_noticed(office, notice):
    done = render_document(notice.pk, now=office.now)
    path = filestore.path_of(done.file)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(FileDamaged):
        pdf_of(done)


def test_versions_of_a_kind_count_up_and_codes_are_never_the_same(office, case):
    papers = [
        order(office, case, receipt(load(Case.objects.get(pk=case.pk), now=office.now)))
        for _ in range(3)
    ]
    assert [one.version for one in papers] == [2, 3, 4]
    assert len({one.code for one in papers}) == 3


def test_a_revoked_paper_and_its_number_stay(office, case, notice):
    render_document(notice.pk, now=office.now)
    file = load(Case.objects.get(pk=case.pk), now=office.now)
    notice.refresh_from_db()

    revoke(
        file,
        notice,
        reason="Salah alamat Suherman.",
        actor=office.holder("koordinator"),
        now=office.now,
    )

    notice.refresh_from_db()
    assert (notice.revoked_at, notice.state) == (office.now, "done")
    assert unseal_text(file.key, notice.revoked_reason) == "Salah alamat Suherman."
    number = LetterNumber.objects.get(document=notice)
    assert (number.number, number.cancelled_at) == (notice.number, office.now)
    assert "Suherman" not in number.cancel_reason
    assert pdf_of(notice).startswith(b"%PDF")
    assert last_entry(case, "document.revoked") == {"kind": notice.kind, "version": 1}
    assert ledger_holds()


def test_a_commitment_is_made_over_one_form_of_a_value():
    one = canonical({"b": [1, "é🙏"], "a": None})
    assert one == '{"a":null,"b":[1,"é🙏"]}'.encode()
    assert canonical({"a": None, "b": [1, "é🙏"]}) == one


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_is_signed_while_it_is_drawn_stops_neither(transactional_db):
    office = open_office()
    case = case_at(office, "identify")
    take(office, case, "hold", until="2026-12-01")
    document = Document.objects.get(case=case, kind="surat-pemberitahuan")
    recorded, went_wrong = Event(), []

    def sign():
        try:
            with transaction.atomic():
                file = lock_case(case.pk, now=office.now)
                record(case, "signature.completed", actor=SYSTEM, at=office.now, key=file.key)
                recorded.set()
                until_somebody_waits()
                Document.objects.filter(pk=document.pk).update(signed_how="ink")
        except DatabaseError as wrong:
            went_wrong.append(wrong)
        finally:
            recorded.set()
            connection.close()

    def draw():
        try:
            recorded.wait()
            render_document(document.pk, now=office.now)
        except DatabaseError as wrong:
            went_wrong.append(wrong)
        finally:
            connection.close()

    threads = [Thread(target=sign), Thread(target=draw)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    document.refresh_from_db()
    assert (went_wrong, document.state, document.signed_how) == ([], "done", "ink")
    assert ledger_holds()


def until_somebody_waits():
    """Return when another connection waits for a lock; on SQLite, when it has had time to."""
    for _ in range(200):
        time.sleep(0.05)
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return


def test_a_paper_bears_the_hash_of_the_entry_that_ordered_it(office):
    case = file_complaint(office)
    draw_papers(case, now=office.now)
    paper = Document.objects.get(case=case, kind="tanda-terima")
    entry = Entry.objects.get(
        stream=case.number,
        event="document.ordered",
        digests__contains=f"document:{paper.pk}:facts",
    )

    printed = squeezed(text_of(pdf_of(paper)))

    assert f"Jejak{entry.hash_text}" in printed
    assert verified(paper.code)["entry"] == entry.hash_text
    checkpoint(now=office.now)
    assert prove(bytes(entry.hash)).checkpoint.size >= 1
    key = case_key(case.pk)
    assert draw(paper, unseal_json(key, paper.facts)).sha256 == paper.sha256


def test_who_received_a_complaint_in_person_signs_the_receipt(office):
    at_counter, by_web = file_complaint(office), file_complaint(office, by=None, channel="web")

    (given,), (shown,) = papers_of(at_counter, "tanda-terima"), papers_of(by_web, "tanda-terima")

    assert given["officer_signature"] == {
        "name": "Pejabat Petugas Loket",
        "position": "Petugas Loket",
        "nip": "19800101 200501 1 001",
        "rank": "Penata (III/c)",
    }
    assert "officer_signature" not in shown
