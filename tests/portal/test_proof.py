"""Near a limit a browser proves work, or its person waits; what was typed and uploaded stays."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sigap.cases.models import Attachment, Case
from sigap.cases.operations import limits
from sigap.cases.operations.limits import PROOF_LIFE, PROOF_WAIT, Limit
from sigap.channels.proof import known_challenge, new_challenge
from tests.cases.office import open_office

HERE, THERE = "203.0.113.9", "198.51.100.7"
FORM = {
    "permit_type": "pbg",
    "subject": "Retribusi PBG belum divalidasi",
    "text": "Sudah dibayar tiga minggu lalu.",
    "name": "Wawan Setiadi",
    "kind": "perorangan",
    "phone": "0812-0000-9999",
}
ASKS = "Sedang banyak pengaduan"


@pytest.fixture
def office(db):
    return open_office(now=datetime.now(tz=UTC) - timedelta(hours=2))


@pytest.fixture
def near(office, monkeypatch):
    """Return a browser whose address may send three complaints, two of them proved."""
    tight = {"filing-address": Limit(3, timedelta(hours=1), free=1)}
    monkeypatch.setattr(limits, "LIMITS", {**limits.LIMITS, **tight})
    browser = at(HERE)
    assert ASKS not in browser.post("/lapor/", {**FORM, "check": "1"}).text
    assert browser.post("/lapor/", {**FORM, "send": "1"}).status_code == 302
    return browser


def at(address):
    return Client(headers={"X-Forwarded-For": address})


def solved(challenge):
    return next(str(n) for n in range(10_000_000) if challenge.is_solved_by(str(n)))


def wrong(challenge):
    return next(str(n) for n in range(1000) if not challenge.is_solved_by(str(n)))


def send(browser, text="", proof="", **more):
    typed = {**FORM, "phone": "0812-0000-8888", "challenge": text, "proof": proof}
    return browser.post("/lapor/", {**typed, "send": "1", **more})


def test_far_from_a_limit_nothing_is_asked(office):
    page = at(HERE).post("/lapor/", {**FORM, "check": "1"})

    assert page.context["challenge"] is None
    assert ASKS not in page.text


def test_near_a_limit_the_summary_asks_and_a_solved_puzzle_files(near):
    page = near.post("/lapor/", {**FORM, "check": "1"})
    challenge = page.context["challenge"]

    assert ASKS in page.text
    assert send(near, challenge.text, solved(challenge)).status_code == 302
    assert Case.objects.count() == 2


def test_without_a_proof_nothing_is_filed_and_all_stays(near):
    photo = SimpleUploadedFile("bukti.txt", b"Bukti setor")

    page = send(near, files=photo)

    assert page.status_code == 429
    assert page["Retry-After"] == "60"
    assert "Tunggu 60 detik, lalu tekan" in page.text
    assert "Retribusi PBG belum divalidasi" in page.text
    assert 'value="0812-0000-8888"' in page.text
    challenge, tray = page.context["challenge"], page.context["tray"]
    assert [one["name"] for one in tray.files] == ["bukti.txt"]
    sent = send(near, challenge.text, solved(challenge), tray=tray.token())
    assert sent.status_code == 302
    assert Attachment.objects.get().size_bytes == len(b"Bukti setor")


def test_a_wrong_proof_keeps_the_challenge_so_that_nobody_waits_anew(near):
    challenge = send(near).context["challenge"]

    page = send(near, challenge.text, wrong(challenge))

    assert page.status_code == 429
    assert page.context["challenge"] == challenge
    assert Case.objects.count() == 1


def test_a_proof_counts_for_one_complaint(near):
    challenge = send(near).context["challenge"]
    proof = solved(challenge)
    assert send(near, challenge.text, proof).status_code == 302

    again = send(near, challenge.text, proof, subject="Yang lain")

    assert again.status_code == 429
    fresh = again.context["challenge"]
    assert fresh != challenge
    assert Case.objects.count() == 2
    assert send(near, fresh.text, solved(fresh), subject="Yang lain").status_code == 302


def test_pressing_twice_spends_one_proof_and_files_once(near):
    challenge = send(near).context["challenge"]
    proof = solved(challenge)

    answers = [send(near, challenge.text, proof, ticket="t" * 30) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert Case.objects.count() == 2


def test_a_proof_holds_for_its_own_address_and_time(near):
    now = datetime.now(tz=UTC)
    for challenge in (
        new_challenge(THERE, now=now),
        new_challenge(HERE, now=now - PROOF_LIFE - timedelta(seconds=5)),
        new_challenge(HERE, now=now + timedelta(minutes=5)),
    ):
        page = send(near, challenge.text, solved(challenge))
        assert page.status_code == 429
        assert page.context["challenge"] != challenge
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "1.2.3",
        "99999999999.ab.cd",
        "999999999999.ab.cd",
        "²³.ab.cd",
        "\0",
        "é" * 200,
        "🙂..",
    ],
)
def test_what_is_no_challenge_of_ours_is_none(near, text):
    assert known_challenge(text, HERE, now=datetime.now(tz=UTC)) is None
    assert send(near, text, "1").status_code == 429


@pytest.mark.parametrize("number", ["", "-1", "1e9", "²", "0x10", "9" * 13, " 1", "\0"])
def test_what_is_no_number_solves_nothing(near, number):
    assert not new_challenge(HERE, now=datetime.now(tz=UTC)).is_solved_by(number)


def test_who_has_no_javascript_waits_instead_once_a_minute(near):
    now = datetime.now(tz=UTC)
    early = new_challenge(HERE, now=now - PROOF_WAIT + timedelta(seconds=20))
    waited = [new_challenge(HERE, now=now - PROOF_WAIT - timedelta(seconds=2)) for _ in range(2)]

    too_early = send(near, early.text)
    first, second = (send(near, one.text) for one in waited)

    assert too_early.status_code == 429
    assert 15 <= int(too_early["Retry-After"]) <= 20
    assert first.status_code == 302
    assert second.status_code == 429
    assert "Coba lagi dalam" in second.text
    assert Case.objects.count() == 2


def test_past_the_limit_no_proof_helps(near):
    for subject in ("Satu", "Dua"):
        challenge = send(near).context["challenge"]
        assert send(near, challenge.text, solved(challenge), subject=subject).status_code == 302

    page = send(near, challenge.text, "1")

    assert page.status_code == 429
    assert "Coba lagi dalam 60 menit" in page.text
    assert near.post("/lapor/", {**FORM, "check": "1"}).context["challenge"] is None


def test_a_program_without_a_token_stops_where_browsers_prove(near):
    body = {
        "channel": "web",
        "permit_type": "pbg",
        "subject": "Retribusi",
        "text": "Sudah dibayar.",
        "complainant": {"name": "Wawan", "kind": "perorangan"},
    }

    answer = near.post("/api/v1/complaints", body, content_type="application/json")

    assert answer.status_code == 429
    assert answer.json()["code"] == "proof-needed"
    assert int(answer["Retry-After"]) > 3500


def test_one_number_is_protected_from_many_addresses(office, monkeypatch):
    tight = {"filing-contact": Limit(5, timedelta(hours=1), free=1)}
    monkeypatch.setattr(limits, "LIMITS", {**limits.LIMITS, **tight})
    at(HERE).post("/lapor/", {**FORM, "send": "1"})

    page = at(THERE).post("/lapor/", {**FORM, "phone": "(0812) 0000.9999", "check": "1"})

    assert ASKS in page.text
