"""The survey: once, after the answer, in both languages, and nothing leads back to the case."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from sigap.cases.identity import office_key, unseal_text
from sigap.cases.models import Case, SurveyAnswer, SurveyTaken
from sigap.cases.queries.survey import survey_answers
from sigap.core.skm import ELEMENTS
from tests.cases.office import file_complaint, open_office
from tests.cases.side_exits import code_of
from tests.cases.traces import last_entry, trace

FULL = dict.fromkeys(ELEMENTS, "4") | {"u4": "2", "age": "25-34", "suggestion": "Bagus."}


@pytest.fixture
def office(db):
    return open_office(now=datetime.now(tz=UTC) - timedelta(hours=2))


@pytest.fixture
def code(office):
    """Return the code of a case that was answered."""
    case = file_complaint(office)
    Case.objects.filter(pk=case.pk).update(answered_at=office.now)
    return code_of(case)


@pytest.fixture
def browser():
    return Client()


def test_nine_questions_are_asked_and_answered_once(browser, code):
    page = browser.get(f"/survei/{code}/")
    thanks = browser.post(f"/survei/{code}/", FULL)
    again = browser.post(f"/survei/{code}/", FULL)

    assert page.text.count("<fieldset") == 9
    assert "Terima kasih" in thanks.text
    assert again.status_code == 422
    assert "sudah Anda isi" in again.text
    assert SurveyAnswer.objects.count() == 1
    assert "satu kali" in browser.get(f"/survei/{code}/").text


def test_the_tracking_page_leads_to_it_until_it_was_answered(browser, code):
    link = f"/survei/{code}/"

    before = browser.get(f"/lacak/{code}/").text
    browser.post(link, FULL)

    assert link in before
    assert link not in browser.get(f"/lacak/{code}/").text


def test_nothing_leads_from_the_answers_to_the_case(browser, code):
    browser.post(f"/survei/{code}/", FULL)

    row = SurveyAnswer.objects.get()
    case = SurveyTaken.objects.get().case
    assert {one.name for one in SurveyAnswer._meta.get_fields() if one.is_relation} == {
        "permit_type"
    }
    assert row.month.day == 1
    assert row.pk > 10_000
    assert b"Bagus" not in bytes(row.suggestion)
    assert unseal_text(office_key(), row.suggestion) == "Bagus."
    assert last_entry(case, "survey.taken") == {}


def test_the_answers_come_back_for_the_index(browser, code):
    browser.post(f"/survei/{code}/", FULL)
    today = date.today()  # noqa: DTZ011

    found = list(survey_answers(today - timedelta(days=1), today + timedelta(days=1)))

    assert found == [dict.fromkeys(ELEMENTS, 4) | {"u4": 2}]


@pytest.mark.parametrize(
    "change", [{"u9": ""}, {"u1": "5"}, {"u1": "0"}, {"u1": "baik"}, {"age": "99"}]
)
def test_what_is_missing_or_wrong_is_said_beside_it_and_the_rest_stays(browser, code, change):
    page = browser.post(f"/survei/{code}/", {**FULL, **change})

    assert page.status_code == 422
    assert "Bagus." in page.text
    assert page.text.count("checked") >= 8
    assert not SurveyAnswer.objects.exists()


def test_before_the_answer_there_is_nothing_to_ask(browser, office):
    code = code_of(file_complaint(office))
    before = trace()

    page = browser.post(f"/survei/{code}/", FULL)

    assert page.status_code == 422
    assert "belum dijawab" in page.text
    assert trace() == before


def test_a_wrong_code_looks_as_on_the_tracking_page(browser, office):
    page = browser.get("/survei/0000-0000-0000-0000/")

    assert page.status_code == 404
    assert "Tidak ada pengaduan dengan kode itu" in page.text
