"""The office's words for notices: dated, in two languages, with a closed list of places."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from sigap.cases.models import Notice, NoticeText
from sigap.cases.operations import notice_texts
from sigap.cases.queries.notices import LANGUAGES, STAFF_TEXTS, TEXTS, words_of
from sigap.cases.queries.officeday import day_of
from sigap.core.errors import Refused
from sigap.desk.admin.words import NOTICES
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint
from tests.cases.side_exits import case_key

PAGE = "/kelola/kabar/"
NOW = datetime.now(tz=UTC)
TEXT = {
    "short": "Pengaduan {nomor} sudah ada pada kami. Lacak di {tautan}. {kantor}",
    "subject": "Pengaduan {nomor}",
    "body": "Nomor {nomor}, kode {kode}.\nLihat {tautan_kode}",
}


@pytest.fixture
def browser(sign_in):
    return sign_in("koordinator")


def today():
    return day_of(NOW)


def sent(**changes):
    filled = {**TEXT, "valid_from": today().isoformat(), **changes}
    return {f"data.{name}": value for name, value in filled.items()}


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}received/id/"])
def test_only_those_who_answer_for_the_office_see_the_words(page, sign_in):
    for role in ("koordinator", "kepala-dinas"):
        assert sign_in(role).get(page).status_code == 200
    for role in ("admin", "analis-pengaduan"):
        assert sign_in(role).get(page).status_code == 404
    assert Client().get(page)["Location"] == f"/masuk/?next={page}"


def test_every_text_there_is_stands_in_the_list(browser):
    page = browser.get(PAGE)

    assert NOTICES.keys() == {*TEXTS, *STAFF_TEXTS}
    assert page.text.count("<tr") == 1 + len(TEXTS) * len(LANGUAGES) + len(STAFF_TEXTS)


@pytest.mark.parametrize("path", ["received/su/", "lain/id/"])
def test_what_there_is_not_is_not_found(browser, path):
    assert browser.get(f"{PAGE}{path}").status_code == 404


def test_new_words_hold_for_notices_sent_from_then_on(browser, office):
    office.now = NOW
    case = file_complaint(office)
    before = words_of(Notice.objects.get(case=case), key=case_key(case.pk), on=today())

    answer = browser.post(f"{PAGE}received/id/", sent())

    assert answer["Location"] == PAGE
    after = words_of(Notice.objects.get(case=case), key=case_key(case.pk), on=today())
    assert before.short != after.short
    assert after.short.startswith(f"Pengaduan {case.number} sudah ada pada kami.")
    yesterday = today() - timedelta(days=1)
    assert words_of(Notice.objects.get(case=case), key=case_key(case.pk), on=yesterday) == before
    entry = Entry.objects.filter(stream="office").order_by("-seq").first()
    assert (entry.event, entry.facts["kind"]) == ("office.notice-text", "received")


def test_words_of_a_day_to_come_wait_for_it(browser):
    day = today() + timedelta(days=7)

    browser.post(f"{PAGE}late/en/", sent(valid_from=day.isoformat()))

    assert NoticeText.objects.get(kind="late", language="en", valid_from=day).short == TEXT["short"]
    assert "berganti" in browser.get(PAGE).text


def test_the_same_day_again_writes_over(browser):
    browser.post(f"{PAGE}late/id/", sent())
    browser.post(f"{PAGE}late/id/", sent(subject="Sudah diperbaiki"))

    texts = NoticeText.objects.filter(kind="late", language="id", valid_from=today())
    assert [one.subject for one in texts] == ["Sudah diperbaiki"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"short": "Yth. {nama}, {nomor}"}, "data.short", "{nama}"),
        ({"body": "{isi}"}, "data.body", "{isi}"),
        ({"short": "Kode Anda {kode}"}, "data.short", "{kode}"),
        ({"subject": "Kode {kode}"}, "data.subject", "{kode}"),
        ({"short": "{alasan} " * 30}, "data.short", "paling banyak 320"),
        ({"short": " "}, "data.short", ""),
        ({"body": ""}, "data.body", ""),
        ({"subject": "a" * 121}, "data.subject", ""),
        ({"valid_from": "2020-01-01"}, "data.valid_from", "Paling awal hari ini"),
        ({"valid_from": "besok"}, "data.valid_from", ""),
    ],
)
def test_a_wrong_text_is_refused_beside_its_field_and_leaves_no_trace(
    browser, traces, changes, field, words
):
    before = traces()

    page = browser.post(f"{PAGE}received/id/", sent(**changes))

    assert page.status_code == 422
    errors = {one.name: one.error for one in page.context["form"].children if one.error}
    assert list(errors) == [field]
    assert words in errors[field]
    kept = next(value for value in changes.values())
    assert kept.strip() in page.text
    assert traces() == before


def test_a_look_shows_how_it_reads_and_changes_nothing(browser, traces):
    before = traces()

    page = browser.post(f"{PAGE}received/id/", {**sent(), "_preview": "ya"})

    assert page.status_code == 200
    assert "Pengaduan PGD-2026-00123 sudah ada pada kami." in page.text
    assert "kode K7QM-4T2X-9HWD-3B6N" in page.text
    assert traces() == before


def test_another_role_cannot_write_by_the_operation_either(office):
    with pytest.raises(Refused) as refused:
        notice_texts.write_notice_text(
            kind="received",
            language="id",
            data={**TEXT, "valid_from": "2030-01-01"},
            actor=office.holder("analis-pengaduan"),
            now=NOW,
        )

    assert refused.value.code == "wrong-role"
    assert not NoticeText.objects.filter(valid_from=date(2030, 1, 1)).exists()


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_words_pass_their_own_check(office, kind, language):
    held = NoticeText.objects.get(kind=kind, language=language)
    text = {"subject": held.subject, "short": held.short, "body": held.body}

    found = notice_texts.check_notice_text(
        kind=kind, language=language, data={**text, "valid_from": today().isoformat()}, now=NOW
    )

    assert found["short"] == held.short


@pytest.mark.parametrize("kind", STAFF_TEXTS)
def test_words_for_officers_are_an_e_mail_only_and_name_no_case_of_a_complainant(kind, browser):
    page = browser.get(f"{PAGE}{kind}/id/")
    assert "data.short" not in page.text
    assert "Rina Maulida" in page.text  # the sample
    assert browser.get(f"{PAGE}{kind}/en/").status_code == 404

    right = {"data.subject": "Meja Anda: {jumlah}", "data.body": "{nama}\n{daftar}"}
    day = {"data.valid_from": today().isoformat()}
    wrong = browser.post(f"{PAGE}{kind}/id/", {**right, **day, "data.body": "{janji}"})
    kept = browser.post(f"{PAGE}{kind}/id/", {**right, **day})

    assert wrong.status_code == 422
    assert "{janji} tidak dikenal" in wrong.text
    assert kept.status_code == 302
    assert NoticeText.objects.get(kind=kind, valid_from=today()).subject == "Meja Anda: {jumlah}"
