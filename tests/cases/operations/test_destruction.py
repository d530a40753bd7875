"""Cases whose retention is over: proposed by one, destroyed by another, the record stays whole."""

from datetime import date

import pytest

from sigap.accounts.operations import create_user
from sigap.cases import filestore
from sigap.cases.identity import case_key, new_key
from sigap.cases.models import (
    Attachment,
    CaseKey,
    CaseWords,
    Complaint,
    Destruction,
    Document,
    Exclusion,
    IdentityIndex,
    RetentionRule,
)
from sigap.cases.operations import destruction as acts
from sigap.cases.operations.papers import render_document
from sigap.cases.operations.pdp_requests import ask_by_code
from sigap.cases.operations.reading import read_document, read_identity
from sigap.cases.queries.destruction import due_cases
from sigap.cases.queries.evidencecheck import Checked, check_evidence
from sigap.cases.queries.filecheck import check_files
from sigap.cases.uploads import Upload, store
from sigap.core.errors import Refused
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint, open_office, play
from tests.cases.side_exits import code_of
from tests.cases.traces import events, last_entry, ledger_holds, refused
from tests.documents.papers import squeezed, text_of

pytestmark = pytest.mark.django_db
REASON = "Jadwal retensi arsip, rapat penilaian 3 Mei."


@pytest.fixture
def office(db):
    office = open_office()
    RetentionRule.objects.update(fate="musnah", active_years=2, inactive_years=3)
    return office


def archived(office, **how):
    """Return a case played to its end whose papers were drawn, with a file handed in."""
    key = new_key()
    files = store(
        [Upload("bukti.txt", [b"Bukti bayar"])], key, received_from="complainant", now=office.now
    )
    case = file_complaint(office, attachments=files, key=key, **how)
    play(office, case)
    for paper in Document.objects.filter(case=case, state="waiting").order_by("pk"):
        assert render_document(paper.pk, now=office.now).state == "done"
    case.refresh_from_db()
    return case


def years_later(office, years=6):
    office.now = office.now.replace(year=office.now.year + years)


def propose(office, *cases, by="koordinator"):
    return acts.propose_destruction(
        case_ids=[one.pk for one in cases],
        reason=REASON,
        actor=office.holder(by),
        now=office.now,
    )


def destroy(office, row, by="kepala-dinas"):
    return acts.destroy(destruction_id=row.pk, actor=office.holder(by), now=office.now)


def test_a_case_is_due_only_after_its_years_and_never_while_it_runs(office):
    case, running = archived(office), file_complaint(office)
    assert due_cases(now=office.now) == []
    kept = date(case.closed_at.year + 5, case.closed_at.month, case.closed_at.day)
    on_the_last_day = office.now.replace(year=kept.year, month=kept.month, day=kept.day)
    assert due_cases(now=on_the_last_day) == []

    years_later(office)

    (due,) = due_cases(now=office.now)
    assert (due.number, due.kept_until, due.held) == (case.number, kept, "")
    with refused("not-due"):
        propose(office, case, running)


def test_one_proposes_another_destroys_and_the_ledger_still_verifies(
    office, django_capture_on_commit_callbacks
):
    case, stays = archived(office), archived(office)
    stored = [filestore.path_of(one.file) for one in Document.objects.filter(case=case)]
    stored += [filestore.path_of(one.file) for one in Attachment.objects.filter(case=case)]
    assert stored
    assert all(one.is_file() for one in stored)
    years_later(office)
    entries = list(Entry.objects.order_by("pk").values_list("stream", "seq", "hash"))

    row = propose(office, case)
    with refused("same-person"):
        destroy(office, row, by="koordinator")
    with django_capture_on_commit_callbacks(execute=True):
        done = destroy(office, row)

    assert (done.state, done.number) == ("done", f"BA/1/{done.number.split('/', 2)[2]}")
    assert bytes(CaseKey.objects.get(pk=case.pk).wrapped) == b""
    assert not IdentityIndex.objects.filter(case=case).exists()
    assert CaseWords.objects.get(case=case).stems == ""
    assert Complaint.objects.get(pk=case.pk).text == ""
    assert not any(one.exists() for one in stored)
    for read in (
        lambda: case_key(case.pk),
        lambda: read_identity(
            number=case.number, actor=office.holder("koordinator"), now=office.now
        ),
        lambda: read_document(
            document_id=Document.objects.filter(case=case).latest("pk").pk,
            actor=office.holder("koordinator"),
            now=office.now,
        ),
    ):
        with pytest.raises(Refused) as caught:
            read()
        assert caught.value.code == "identity-destroyed"
    actor = office.holder("kepala-dinas").id
    assert events(case)[-1] == ("case.destroyed", actor)
    assert last_entry(case, "case.destroyed")["certificate"] == done.number
    assert set(entries) < set(Entry.objects.values_list("stream", "seq", "hash"))
    checked = Checked()
    assert list(check_evidence(checked)) == []
    assert (ledger_holds(), checked.cases, checked.destroyed) == (True, 2, 1)
    assert {name for name, _, holds in check_files() if holds} == {stays.number, done.number}
    assert all(holds for _, _, holds in check_files())
    assert case_key(stays.pk)


def test_the_certificate_lists_what_was_destroyed_and_names_nobody_who_complained(office):
    case = archived(office)
    years_later(office)
    row = destroy(office, propose(office, case))

    name, pdf = acts.read_certificate(destruction_id=row.pk, actor=office.holder("koordinator"))

    words = squeezed(text_of(pdf))
    assert name.startswith("berita-acara-pemusnahan-BA-1-")
    for said in (case.number, row.number, "Pejabat Koordinator", "Pejabat Kepala Dinas", REASON):
        assert squeezed(said) in words, said
    assert "Suherman" not in words
    told = Entry.objects.get(stream="office", event="office.destruction-done").facts
    assert told == {"list": row.pk, "number": row.number, "sha256": row.sha256, "cases": 1}


def test_a_case_that_is_held_meanwhile_stops_the_whole_list(office):
    case, other = archived(office), archived(office)
    years_later(office)
    row = propose(office, case, other)
    ask_by_code(code=code_of(case), kind="access", text="", now=office.now)

    with refused("not-due"):
        destroy(office, row)
    acts.drop_destruction(
        destruction_id=row.pk,
        reason="Ada permintaan data.",
        actor=office.holder("kepala-dinas"),
        now=office.now,
    )
    with refused("already-decided"):
        destroy(office, row)
    held = {one.number: one.held for one in due_cases(now=office.now)}
    assert held == {case.number: "permintaan data pribadi belum dijawab", other.number: ""}
    with refused("not-due"):
        propose(office, case)
    propose(office, other)
    with refused("already-proposed"):
        propose(office, other)


def test_only_superiors_and_never_for_what_they_may_not_see(office):
    case = archived(office)
    years_later(office)
    second, _ = create_user(
        name="koordinator-dua", roles=["koordinator"], now=office.now, sign_in=False
    )
    stranger = office.actor(second.pk)
    Exclusion.objects.create(case=case, user=second, reason=b"", by="user:1", at=office.now)
    with refused("wrong-role"):
        propose(office, case, by="petugas-loket")
    assert due_cases(now=office.now, actor=stranger) == []
    row = propose(office, case)
    with pytest.raises(Destruction.DoesNotExist):
        acts.destroy(destruction_id=row.pk, actor=stranger, now=office.now)
    with refused("invalid-data", field="reason"):
        acts.drop_destruction(
            destruction_id=row.pk,
            reason="Ya",
            actor=office.holder("koordinator"),
            now=office.now,
        )
