"""The counter: one act takes in, signs and prints; what is refused leaves no trace."""

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.core import signing
from django.test import Client
from pypdf import PdfReader

from sigap.accounts.operations import create_user
from sigap.cases.models import Case, Document, StepRun, Task
from sigap.cases.operations.counter import receive_at_counter
from sigap.cases.operations.register import Filing
from sigap.ledger.models import Entry
from tests.cases.office import PERSON
from tests.cases.traces import refused

FORM = {
    "channel": "counter",
    "kind": "perorangan",
    "name": "Suherman Wijaya",
    "phone": "0812-0000-0100",
    "permit_type": "pbg",
    "subject": "Retribusi belum divalidasi",
    "text": "Sudah dibayar tiga minggu.",
    "paper_evidence": "Fotokopi SSRD, 1 lembar\n\nSurat kuasa",
    "declared": "on",
    "sign": "paper",
    "on_paper_at": "Map Pengaduan",
    "send": "sign",
}

FILING = Filing(
    channel="counter",
    permit_type="pbg",
    subject="Retribusi belum divalidasi",
    text="Sudah dibayar tiga minggu.",
    complainant_kind="perorangan",
    identity=PERSON,
)


def send(browser, **changes):
    """Send the counter's form as a page that was just opened."""
    ticket = browser.get("/loket/").context["ticket"]
    return browser.post("/loket/", {**FORM, "ticket": ticket, **changes})


def test_one_act_registers_signs_and_goes_on_to_the_next(office, sign_in):
    browser = sign_in("petugas-loket")

    answer = send(browser)

    case = Case.objects.get()
    assert answer["Location"] == f"/loket/?tercatat={case.number}"
    runs = StepRun.objects.filter(case=case).order_by("opened_at", "pk")
    assert [(run.number, run.completed_at is not None) for run in runs] == [(1, True), (2, False)]
    printed = browser.get(f"/berkas/{case.number}/cetak/")  # drawn for the person who waits
    assert printed.headers["Content-Type"] == "application/pdf"
    papers = Document.objects.filter(case=case).order_by("version")
    newest = dict(papers.values_list("kind", "state"))
    assert newest == dict.fromkeys(("tanda-terima", "form-pengaduan", "map-pengaduan"), "done")
    page = browser.get(answer["Location"]).text
    assert f'data-print-set="/berkas/{case.number}/cetak/"' in page
    assert 'name="name" maxlength="120" autofocus' in page
    assert "Suherman" not in page


def test_receipt_form_and_cover_print_as_one_file(office, sign_in):
    browser = sign_in("petugas-loket")
    send(browser)
    case = Case.objects.get()
    before = Entry.objects.filter(event="identity.read").count()

    answer = browser.get(f"/berkas/{case.number}/cetak/")

    pages = [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]
    titles = ("TANDA TERIMA PENGADUAN", "FORM PENGADUAN", "MAP PENGADUAN")
    assert [title in page for title, page in zip(titles, pages, strict=True)] == [True] * 3
    assert "Fotokopi SSRD, 1 lembar" in pages[0]
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'"
    assert Entry.objects.filter(event="identity.read").count() == before + 1


def test_papers_that_name_the_person_print_only_for_who_may_read_them(office, sign_in):
    user, _ = create_user(name="auditor", roles=["auditor"], now=office.now)
    office.users["auditor"] = user.pk
    send(sign_in("petugas-loket"))
    address = f"/berkas/{Case.objects.get().number}/cetak/"

    assert sign_in("auditor").get(address).status_code == 403
    assert sign_in("petugas-loket").get("/berkas/PGD-2026-99999/cetak/").status_code == 404
    assert Client().get(address)["Location"] == f"/masuk/?next={address}"


def test_registering_alone_leaves_the_step_open(office, sign_in):
    answer = send(sign_in("petugas-loket"), send="", declared="")

    case = Case.objects.get()
    assert answer["Location"] == f"/berkas/{case.number}/"
    assert Task.objects.get(case=case).assignee_id == office.users["petugas-loket"]


def test_sending_twice_takes_in_once(office, sign_in):
    browser = sign_in("petugas-loket")
    ticket = browser.get("/loket/").context["ticket"]

    first, second = (browser.post("/loket/", {**FORM, "ticket": ticket}) for _ in range(2))

    assert (
        first["Location"] == second["Location"] == f"/loket/?tercatat={Case.objects.get().number}"
    )


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"declared": ""}, "declared", "Bacakan isinya, lalu tandai."),
        ({"phone": ""}, "come_back_on", "Isi telepon, surel, atau alamat"),
        ({"sign": "declaration"}, "sign", "menandatangani di kertas atau di layar"),
        ({"sign": "drawn"}, "officer_image", "Belum ditandatangani."),
        (
            {"sign": "drawn", "complainant_image": "coretan", "officer_image": "coretan"},
            "complainant_image",
            "bukan SVG maupun base64",
        ),
        ({"service_on": "2199-01-01"}, "service_on", "masa depan"),
        ({"sign": "rahasia"}, "sign", "rahasia"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(
    changes, field, words, office, sign_in
):
    answer = send(sign_in("petugas-loket"), **changes)

    form = answer.context["form"]
    assert answer.status_code == 422
    assert words in str(form.errors[field])
    target = "id_sign" if field == "sign" else form[field].id_for_label
    assert f'href="#{target}"' in answer.text
    assert 'value="Suherman Wijaya"' in answer.text
    assert not Case.objects.exists()
    assert not Entry.objects.filter(stream__startswith="case").exists()


def test_who_has_no_address_says_when_to_come_back(office, sign_in):
    send(sign_in("petugas-loket"), phone="", come_back_on="2031-03-03")

    case = Case.objects.get()
    assert StepRun.objects.filter(case=case, completed_at__isnull=False).count() == 1
    form = sign_in("petugas-loket").get(f"/berkas/{case.number}/cetak/")
    page = PdfReader(BytesIO(form.content)).pages[1].extract_text()
    assert "akan datang kembali pada Senin, 3 Maret 2031" in " ".join(page.split())


def test_a_caller_declares_instead_of_signing(office, sign_in):
    answer = send(sign_in("petugas-loket"), channel="telephone", sign="declaration")

    assert answer["Location"] == f"/loket/?tercatat={Case.objects.get().number}"


def test_the_work_begins_with_the_first_key_not_with_the_saving(office, sign_in):
    browser = sign_in("petugas-loket")
    token = browser.post("/loket/", headers={"X-Sigap-Part": "mulai"}).json()["token"]
    began_at = datetime.fromisoformat(signing.loads(token, salt="sigap.desk.counter"))

    send(browser, began=token)

    case = Case.objects.get()
    run = StepRun.objects.get(case=case, number=1)
    assert (case.received_at, run.opened_at, run.started_at) == (began_at, began_at, began_at)
    assert run.completed_at > began_at
    entry = Entry.objects.get(event="case.registered")
    assert entry.at < entry.recorded_at


def test_what_was_received_while_the_form_was_filled_in_is_registered_then(office):
    began_at, received_at = office.now, office.now + timedelta(minutes=5)
    sent_at = office.now + timedelta(minutes=20)
    filing = replace(FILING, received_at=received_at)

    case = receive_at_counter(
        filing=filing,
        signed=None,
        actor=office.holder("petugas-loket"),
        now=sent_at,
        began_at=began_at,
    ).case

    assert (case.received_at, case.registered_at) == (received_at, received_at)
    with refused("in-the-future"):
        receive_at_counter(
            filing=replace(FILING, received_at=sent_at + timedelta(minutes=1)),
            signed=None,
            actor=office.holder("petugas-loket"),
            now=sent_at,
            began_at=began_at,
        )


def test_a_made_up_beginning_counts_for_nothing(office, sign_in):
    send(sign_in("petugas-loket"), began="2020-01-01T00:00:00+07:00")

    run = StepRun.objects.get(number=1)
    assert run.started_at == run.completed_at


def test_earlier_cases_are_named_without_the_person(office, sign_in):
    browser = sign_in("petugas-loket")
    send(browser)
    case = Case.objects.get()

    answer = browser.post(
        "/loket/", {"phone": "081200000100"}, headers={"X-Sigap-Part": "terdahulu"}
    )

    assert case.number in answer.text
    assert "Suherman" not in answer.text
    assert "0812" not in answer.text
    short = browser.post("/loket/", {"name": "su"}, headers={"X-Sigap-Part": "terdahulu"})
    assert "Tidak ada pengaduan terdahulu" in short.text
    wrong = sign_in("analis-pengaduan").post(
        "/loket/", {"phone": "081200000100"}, headers={"X-Sigap-Part": "terdahulu"}
    )
    assert wrong.status_code == 404
