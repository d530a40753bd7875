"""The permit type proposed from what was typed, with and without JavaScript."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from sigap.cases.models import Case, PermitType
from sigap.cases.queries import permit_proposals as proposing
from tests.cases.office import file_complaint, open_office

TEXT = "Papan reklame di depan rumah saya roboh, siapa yang memberi izin?"


@pytest.fixture(autouse=True)
def nothing_learned():
    proposing._proposer.cache_clear()
    yield
    proposing._proposer.cache_clear()


@pytest.fixture
def office(db):
    return open_office(now=datetime.now(tz=UTC) - timedelta(hours=2))


@pytest.fixture
def browser(office):
    return Client()


def slugs(office, text, subject=""):
    return [one["slug"] for one in proposing.permit_proposals(subject, text, now=office.now)]


def test_a_fresh_office_knows_the_words_of_its_permit_types(office):
    assert slugs(office, TEXT)[0] == "reklame"
    assert slugs(office, "SIMBG menunggu pembayaran, retribusi PBG sudah lunas")[0] == "pbg"
    assert slugs(office, "") == slugs(office, "Selamat pagi") == []


def test_a_permit_type_no_longer_in_use_is_not_proposed(office):
    PermitType.objects.filter(slug="reklame").update(is_active=False)

    assert "reklame" not in slugs(office, TEXT)


def test_earlier_complaints_teach_but_secret_ones_do_not(office):
    for confidential, words in ((False, "bengkel las berisik"), (True, "sumur tetangga kering")):
        case = file_complaint(office, text=words, permit_type="slf", confidential=confidential)
        Case.objects.filter(pk=case.pk).update(accepted_at=office.now)

    assert slugs(office, "bengkel las") == ["slf"]
    assert slugs(office, "sumur tetangga") == []


def test_without_a_permit_type_the_page_proposes_and_keeps_all(browser):
    page = browser.post("/lapor/", {"subject": "Reklame roboh", "text": TEXT, "check": "1"})

    assert page.status_code == 422
    assert 'name="choose" value="reklame"' in page.text
    assert "karena Anda menyebut “reklame”" in page.text
    assert TEXT in page.text


def test_choosing_a_proposal_fills_the_field(browser):
    page = browser.post("/lapor/", {"text": TEXT, "permit_type": "", "choose": "reklame"})

    assert '<option value="reklame" selected>' in page.text
    assert TEXT in page.text


def test_proposals_come_alone_for_the_page_that_asks_while_typing(browser):
    answer = browser.post("/lapor/usul/", {"text": TEXT})

    assert answer.status_code == 200
    assert answer.text.count("<button") == len(answer.context["proposals"]) >= 1
    assert "<html" not in answer.text
    assert browser.get("/lapor/usul/").status_code == 405


@pytest.mark.parametrize("text", ["\x00", "<script>alert(1)</script>", "🙏" * 500, "a" * 200_000])
def test_any_text_is_borne(browser, text):
    answer = browser.post("/lapor/usul/", {"text": text})

    assert answer.status_code == 200
    assert "<script>" not in answer.text
