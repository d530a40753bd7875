"""Folders leave their shelf with a slip and come back; a shelf is counted by its labels."""

from datetime import UTC, datetime, timedelta

import pytest

from sigap.accounts.queries import roster
from sigap.cases.models import CaseKey, Document, FolderLoan, RegisterEntry
from sigap.cases.operations.papers import pdf_of, render_document
from sigap.cases.operations.shelf import count_shelf, lend_folder, lending_schema, return_folder
from sigap.cases.queries.shelf import lacking, loans
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint, play
from tests.cases.traces import ledger_holds, refused
from tests.documents.papers import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_cases(office):
    """Return two archived cases, standing in different boxes."""
    cases = []
    for box in ("14", "15"):
        case = file_complaint(office)
        play(office, case)
        row = RegisterEntry.objects.get(register="buku-arsip", case=case)
        row.facts["place"] = {"cabinet": "2", "shelf": "3", "box": box, "folder": "1"}
        row.save(update_fields=["facts"])
        cases.append(case)
    office.now = datetime.now(tz=UTC)
    return cases


def lend(office, folder, *, by="petugas-loket", **changes):
    due = (office.now + timedelta(days=7)).date().isoformat()
    data = {
        "case": folder.number,
        "borrower": str(office.users["koordinator"]),
        "purpose": "Pemeriksaan Inspektorat",
        "due_on": due,
        **changes,
    }
    schema = lending_schema(roster(now=office.now).users)
    return lend_folder(data=data, schema=schema, actor=office.holder(by), now=office.now)


def slips(case):
    rows = Document.objects.filter(case=case, kind="slip-serah-terima").order_by("pk")
    return [row.pk for row in rows]


def test_a_folder_is_lent_and_returned_each_time_with_a_slip(office, two_cases):
    case = two_cases[0]
    before = len(slips(case))

    loan = lend(office, case)

    today = office.now.date()
    (told,) = loans(actor=office.holder("petugas-loket"), today=today)
    assert (told["case"], told["borrower"], told["is_late"]) == (
        case.number,
        "Pejabat Koordinator",
        False,
    )
    late = loans(actor=office.holder("petugas-loket"), today=today + timedelta(days=30))
    assert late[0]["is_late"]
    paper = render_document(slips(case)[-1], now=office.now)
    words = text_of(pdf_of(paper))
    assert "Peminjaman map: Pemeriksaan Inspektorat" in words
    assert "Pejabat Koordinator" in words

    return_folder(loan_id=loan.pk, actor=office.holder("petugas-loket"), now=office.now)

    assert loans(actor=office.holder("petugas-loket"), today=today) == []
    assert len(slips(case)) == before + 2
    with refused("returned-already"):
        return_folder(loan_id=loan.pk, actor=office.holder("petugas-loket"), now=office.now)


def test_a_folder_that_cannot_be_lent_is_refused(office, two_cases):
    case = two_cases[0]
    with refused("wrong-role"):
        lend(office, case, by="analis-hukum")
    with refused("unknown-case", field="data.case"):
        lend(office, case, case="PGD-2020-00001")
    with refused("in-the-past", field="data.due_on"):
        lend(office, case, due_on="2020-01-01")
    lend(office, case)
    with refused("lent-already", field="data.case") as caught:
        lend(office, case)
    assert "Pejabat Koordinator" in caught.value.message
    assert FolderLoan.objects.count() == 1


def test_a_shelf_is_counted_by_numbers_and_codes_on_labels(office, two_cases):
    first, second = two_cases
    third = file_complaint(office)
    label = Document.objects.get(case=second, kind="label-arsip")

    def count(labels, **where):
        return count_shelf(
            data={"cabinet": "2", "labels": labels, **where},
            actor=office.holder("petugas-loket"),
            now=office.now,
        )

    # What a reader of QR codes types, what one of bar codes types, and what is neither.
    labels = f"https://sigap.example.id/verifikasi/{label.code}\n{third.number.lower()}\nXYZ\n"
    found = count(labels)
    assert (found.found, found.missing, found.lent) == ([second.number], [first.number], [])
    assert (found.elsewhere, found.unknown) == ([(third.number, "")], ["XYZ"])
    lend(office, first)
    found = count(second.number, shelf="3", box="14")
    assert (found.found, found.missing, found.lent) == ([], [], [first.number])
    assert found.elsewhere == [(second.number, "Lemari 2 / Rak 3 / Boks 15 / Map 1")]
    assert Entry.objects.filter(event="shelf.counted").count() == 2
    with refused("invalid-data"):
        count("")


def test_what_is_missing_on_either_side_is_listed(office, two_cases):
    told = lacking(actor=office.holder("koordinator"))
    assert {one["case"] for one in told["scans"]} == {case.number for case in two_cases}
    assert told["places"] == []
    RegisterEntry.objects.filter(register="buku-arsip", case=two_cases[1]).update(facts={})
    told = lacking(actor=office.holder("koordinator"))
    assert [one["case"] for one in told["places"]] == [two_cases[1].number]


def test_the_shelf_at_the_desk(sign_in, office, two_cases):
    client = sign_in("petugas-loket")
    wrong = client.post("/arsip/", {"data.case": "PGD-2020-00001"})
    assert wrong.status_code == 422
    assert "PGD-2020-00001" in wrong.content.decode()
    due = (datetime.now(tz=UTC) + timedelta(days=7)).date().isoformat()
    done = client.post(
        "/arsip/",
        {
            "data.case": two_cases[0].number,
            "data.borrower": str(office.users["koordinator"]),
            "data.purpose": "Telaah ulang",
            "data.due_on": due,
        },
    )
    assert done.status_code == 302
    page = client.get("/arsip/").content.decode()
    assert "<td>Pejabat Koordinator</td>" in page
    assert "Telaah ulang" not in page
    assert "Pinjamkan map" not in sign_in("analis-hukum").get("/arsip/").content.decode()
    loan = FolderLoan.objects.get()
    assert sign_in("analis-hukum").post(f"/arsip/pinjaman/{loan.pk}/kembali/").status_code == 404
    assert client.post(f"/arsip/pinjaman/{loan.pk}/kembali/").status_code == 302
    counted = client.post(
        "/arsip/hitung/", {"data.cabinet": "2", "data.labels": two_cases[0].number}
    ).content.decode()
    assert "1 map" in counted
    assert two_cases[1].number in counted


def test_a_folder_is_not_lent_to_whom_the_case_is_hidden_from(office):
    hidden = file_complaint(office, by=None, confidential=True)
    before = len(slips(hidden))

    with refused("not-for-borrower"):
        lend(office, hidden, borrower=str(office.users["analis-hukum"]))

    assert not FolderLoan.objects.exists()
    assert len(slips(hidden)) == before


def test_what_a_folder_is_lent_for_is_sealed(office, two_cases):
    loan = lend(office, two_cases[0], purpose="Sengketa keluarga Pak Suherman")

    assert b"Suherman" not in bytes(FolderLoan.objects.get(pk=loan.pk).purpose)


def test_a_folder_comes_back_after_the_identity_was_destroyed(sign_in, office, two_cases):
    case = two_cases[0]
    loan = lend(office, case)
    before = slips(case)
    CaseKey.objects.filter(pk=case.pk).update(wrapped=b"", destroyed_at=office.now)

    with refused("identity-destroyed"):
        lend(office, case)
    done = sign_in("petugas-loket").post(f"/arsip/pinjaman/{loan.pk}/kembali/")

    assert done.status_code == 302
    assert FolderLoan.objects.get().returned_at
    assert slips(case) == before
    assert Entry.objects.filter(stream=case.number, event="folder.returned").count() == 1
    assert ledger_holds()
