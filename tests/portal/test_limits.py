"""Who comes too often is told when to come again, and nothing typed is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sigap.cases.models import Case
from sigap.cases.operations import limits
from sigap.cases.operations.limits import Limit
from tests.cases.office import open_office

SLOW = timedelta(hours=1)
FORM = {
    "permit_type": "pbg",
    "subject": "Retribusi PBG belum divalidasi",
    "text": "Sudah dibayar tiga minggu lalu.",
    "name": "Wawan Setiadi",
    "kind": "perorangan",
    "phone": "0812-0000-9999",
    "send": "1",
}
WRONG = "0000-0000-0000-0000"


@pytest.fixture
def office(db):
    return open_office(now=datetime.now(tz=UTC) - timedelta(hours=2))


@pytest.fixture
def browser(office):
    """Return a browser somewhere outside."""
    return at("203.0.113.9")


def at(address):
    return Client(headers={"X-Forwarded-For": address})


def tighten(monkeypatch, **bursts):
    changed = {name.replace("_", "-"): Limit(burst, SLOW) for name, burst in bursts.items()}
    monkeypatch.setattr(limits, "LIMITS", {**limits.LIMITS, **changed})


def test_three_hundred_complaints_from_this_machine_are_not_hindered(db):
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    for second in range(0, 600, 2):  # thirty a minute
        limits.take(
            ("filing-all", "all"), ("filing-machine", "x"), now=now + timedelta(seconds=second)
        )


def test_filing_too_often_from_one_address_keeps_what_was_typed(browser, monkeypatch):
    tighten(monkeypatch, filing_address=1)

    first = browser.post("/lapor/", FORM)
    second = browser.post("/lapor/", {**FORM, "phone": "0812-0000-8888"})
    elsewhere = at("198.51.100.7").post("/lapor/", {**FORM, "phone": "0812-0000-8888"})

    assert first.status_code == elsewhere.status_code == 302
    assert second.status_code == 429
    assert 3590 <= int(second["Retry-After"]) <= 3600
    assert "Coba lagi dalam 60 menit" in second.text
    assert "Retribusi PBG belum divalidasi" in second.text
    assert "0812-0000-8888" in second.text
    assert Case.objects.count() == 2


def test_filing_too_often_for_one_number_however_it_is_spelled(browser, monkeypatch):
    tighten(monkeypatch, filing_contact=1)

    browser.post("/lapor/", FORM)
    second = at("198.51.100.7").post("/lapor/", {**FORM, "phone": "+62 812 0000 9999"})

    assert second.status_code == 429
    assert Case.objects.count() == 1


def test_sending_the_same_form_again_is_no_second_filing(browser, monkeypatch):
    tighten(monkeypatch, filing_address=1)
    form = {**FORM, "ticket": "x" * 30}

    answers = [browser.post("/lapor/", form).status_code for _ in range(3)]

    assert answers == [302, 302, 302]
    assert Case.objects.count() == 1


def test_the_api_counts_the_public_in_the_same_buckets(browser, monkeypatch, office):
    tighten(monkeypatch, filing_address=1)
    body = {
        "channel": "web",
        "permit_type": "pbg",
        "subject": "Retribusi",
        "text": "Sudah dibayar.",
        "complainant": {"name": "Wawan", "kind": "perorangan"},
    }

    browser.post("/lapor/", FORM)
    answer = browser.post("/api/v1/complaints", body, content_type="application/json")

    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert int(answer["Retry-After"]) > 3500
    assert answer.json()["code"] == "too-often"


def test_uploading_too_much_before_anything_is_sent_is_refused(browser, monkeypatch):
    tighten(monkeypatch, upload_address=2)
    files = [SimpleUploadedFile(f"{n}.txt", b"bukti") for n in range(2)]

    first = browser.post("/lapor/", {**FORM, "files": files, "attach": "1"})
    more = SimpleUploadedFile("3.txt", b"bukti")
    token = first.context["tray"].token()
    second = browser.post("/lapor/", {**FORM, "files": more, "attach": "1", "tray": token})

    assert len(first.context["tray"].files) == 2
    assert second.status_code == 429
    assert len(second.context["tray"].files) == 2
    assert "Wawan Setiadi" in second.text


def test_wrong_codes_are_throttled_alike_whether_a_case_exists_or_not(browser, monkeypatch):
    tighten(monkeypatch, code_address=3)
    browser.post("/lapor/", FORM)
    right = browser.get("/lapor/diterima/").context["code"]

    assert browser.get(f"/lacak/{right}/").status_code == 200
    for _ in range(3):
        assert browser.get(f"/lacak/{WRONG}/").status_code == 404
    wrong, known = browser.get(f"/lacak/{WRONG}/"), browser.get(f"/lacak/{right}/")

    assert wrong.status_code == known.status_code == 429
    assert without_token(wrong) == without_token(known)
    assert wrong["Retry-After"] == known["Retry-After"]
    assert at("198.51.100.7").get(f"/lacak/{right}/").status_code == 200
    api = [browser.get(f"/api/v1/track/{code}") for code in (WRONG, right)]
    assert [one.status_code for one in api] == [429, 429]
    acts = [browser.post(f"/lacak/{code}/messages/", {"text": "x"}) for code in (WRONG, right)]
    assert [one.status_code for one in acts] == [429, 429]


def without_token(response):
    import re

    return re.sub(r'value="[^"]*"', "", response.text)


def test_looking_at_ones_own_complaint_is_never_counted(browser, monkeypatch):
    tighten(monkeypatch, code_address=1)
    browser.post("/lapor/", FORM)
    code = browser.get("/lapor/diterima/").context["code"]

    assert {browser.get(f"/lacak/{code}/").status_code for _ in range(5)} == {200}


def test_writing_too_often_keeps_the_words(browser, monkeypatch):
    tighten(monkeypatch, writing_case=1)
    browser.post("/lapor/", FORM)
    code = browser.get("/lapor/diterima/").context["code"]

    browser.post(f"/lacak/{code}/messages/", {"text": "Tolong dipercepat."})
    second = browser.post(f"/lacak/{code}/messages/", {"text": "Sudah seminggu."})

    assert second.status_code == 429
    assert "Sudah seminggu." in second.text
    assert "Retry-After" in second


def test_wrong_passwords_close_the_door_for_that_address_only(office, monkeypatch):
    tighten(monkeypatch, sign_in_pair=2)
    from sigap.accounts.operations import create_user

    create_user(name="dewi", roles=["koordinator"], now=office.now, password="rahasia-sekali-42")
    right = {"username": "dewi", "password": "rahasia-sekali-42"}
    thief, owner = at("203.0.113.9"), at("198.51.100.7")

    for _ in range(2):
        wrong = thief.post("/masuk/", {"username": "Dewi", "password": "tebakan"})
        assert wrong.status_code == 422
    closed = thief.post("/masuk/", right)

    assert closed.status_code == 429
    assert int(closed["Retry-After"]) > 3500
    assert 'value="dewi"' in closed.text
    assert owner.post("/masuk/", right).status_code == 302
