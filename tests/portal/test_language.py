"""Both languages on every public page, switched without losing anything."""

import re
from datetime import UTC, datetime, timedelta

import polib
import pytest
from django.test import Client

from sigap.cases.models import Case, Complainant
from tests.cases.office import file_complaint, open_office
from tests.cases.side_exits import code_of

FORM = {
    "permit_type": "pbg",
    "subject": "Retribusi PBG belum divalidasi",
    "text": "Sudah dibayar tiga minggu lalu.",
    "name": "Wawan Setiadi",
    "kind": "perorangan",
    "phone": "0812-0000-9999",
}


@pytest.fixture
def office(db):
    return open_office(now=datetime.now(tz=UTC) - timedelta(hours=2))


@pytest.fixture
def browser(office):
    return Client()


@pytest.fixture
def code(office):
    case = file_complaint(office)
    Case.objects.filter(pk=case.pk).update(answered_at=office.now)
    return code_of(case)


def indonesian():
    """Return the longer texts of the source language, as they stand on Indonesian pages."""
    import messages as keeper

    texts = [entry.msgid for entry in polib.pofile(str(keeper.CATALOGUE))]
    return [text for text in texts if len(text) > 12 and "%(" not in text]


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/lapor/",
        "/lacak/",
        "/lacak/{code}/",
        "/survei/{code}/",
        "/transparansi/",
        "/privasi/",
        "/verifikasi/0000/",
    ],
)
def test_a_page_in_english_is_all_english(browser, code, page):
    address = page.format(code=code)
    home = browser.get(address)

    english = browser.get(address, {"lang": "en"})

    assert '<html lang="id">' in home.text
    assert '<html lang="en">' in english.text
    assert english["Content-Language"] == "en"
    told = re.sub(r'<(\w+)[^>]* lang="id"[^>]*>.*?</\1>', "", english.text, flags=re.DOTALL)
    assert [text for text in indonesian() if text in told] == []
    assert any(text in home.text for text in indonesian())


def test_a_choice_is_kept(browser):
    browser.get("/?lang=en")

    assert "Is something wrong with your permit?" in browser.get("/").text
    assert browser.cookies["django_language"]["httponly"]


def test_switching_on_the_filing_page_keeps_what_was_typed(browser):
    page = browser.post("/lapor/?lang=en", {**FORM, "back": "1"})

    assert page.status_code == 200
    assert "What happened?" in page.text
    assert "Retribusi PBG belum divalidasi" in page.text
    assert "Wawan Setiadi" in page.text


def test_who_files_in_english_is_written_to_in_english(browser):
    browser.get("/?lang=en")

    browser.post("/lapor/", {**FORM, "send": "1"})
    receipt = browser.get("/lapor/diterima/")

    assert Complainant.objects.get().language == "en"
    assert "We will answer by" in receipt.text


def test_faults_are_told_in_english_too(browser, code):
    browser.get("/?lang=en")

    page = browser.post("/lapor/", {**FORM, "phone": "abc", "permit_type": "", "check": "1"})
    refused = browser.post(f"/lacak/{code}/messages/", {"text": ""})

    assert "The phone number is not right yet" in page.text
    assert "Choose the type of permit" in page.text
    assert "Nothing is written yet." in refused.text


def test_the_counter_writes_indonesian_whatever_the_officer_reads(office):
    from sigap.accounts.models import User

    clerk = Client()
    clerk.force_login(User.objects.get(pk=office.users["petugas-loket"]))
    clerk.get("/loket/?lang=en")
    start = clerk.get("/loket/").context

    clerk.post(
        "/loket/",
        {**FORM, "channel": "counter", "ticket": start["ticket"], "tray": start["tray"].token()},
    )

    assert Complainant.objects.get().language == "id"


def test_the_receipt_can_be_taken_home(browser):
    browser.post("/lapor/", {**FORM, "send": "1"})

    paper = browser.get("/lapor/tanda-terima.pdf")

    assert paper.content.startswith(b"%PDF")
    assert paper["Cache-Control"] == "no-store"
    assert Client().get("/lapor/tanda-terima.pdf").status_code == 302
