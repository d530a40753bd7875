"""What everybody may know: exact, of whole years, nothing small, and the same in every form."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from sigap.cases.models import PermitType, SurveyAnswer
from sigap.cases.queries.published import things_happened
from sigap.core.skm import ELEMENTS
from sigap.portal.charts import bars
from sigap.portal.words import CHANNELS, CONCLUSIONS, RATINGS
from sigap.portal.words import ELEMENTS as ELEMENT_WORDS
from sigap.reports import openness, summary
from tests.cases.office import file_complaint, open_office
from tests.reports.history import STRAIGHT, at, closed, ended_case, open_case

NOW = at("30 09:00")
THIS_YEAR = datetime.now(tz=UTC).year


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """Tests write rows that no operation wrote, and so nothing that is counted anew."""
    monkeypatch.setattr(openness, "_kept_whole", openness._Kept())
    monkeypatch.setattr(openness, "_kept_steps", openness._Kept())


@pytest.fixture
def office(db):
    return open_office(now=datetime.now(tz=UTC) - timedelta(hours=2))


@pytest.fixture
def browser(office):
    return Client()


def tables(year=2026, now=NOW):
    return openness.published(year, now=now).data["tables"]


def test_an_office_that_has_only_just_begun_says_so(browser):
    page = browser.get("/transparansi/")

    assert page.status_code == 200
    assert page.context["whole"]["received"] == 0
    assert "Belum cukup jawaban" in page.text
    assert browser.get("/").text.count('href="/transparansi/"') == 2


def test_steps_stand_beside_what_the_sop_says(office):
    for day in (2, 3, 4, 5, 6):
        closed(STRAIGHT, at(f"{day} 08:00"), wait=12, work=7, hours={"III.1": 31})

    found = {row["label"]: row for row in tables()["steps"]}

    assert len(found) == 17
    assert found["III.1"] == {
        "sop": "penerimaan-pengaduan",
        "step": 1,
        "label": "III.1",
        "activity": "Terima dan catat pengaduan",
        "time": "30 menit",
        "time_minutes": 30,
        "waited_median_minutes": 12.0,
        "worked_median_minutes": 31.0,
    }
    assert found["IV.1"]["time_minutes"] == 900


def test_steps_of_few_cases_are_not_told(office):
    for day in (2, 3, 4, 5):
        closed(STRAIGHT, at(f"{day} 08:00"))

    assert {row["worked_median_minutes"] for row in tables()["steps"]} == {None}


def test_the_page_shows_every_breakdown_in_words(browser, office):
    for day in (2, 3, 4, 5, 6):
        closed(STRAIGHT, at(f"{day} 08:00"), hours={"III.1": 95})
    open_case(received=at("9 08:00"), due_at=at("20 16:00"), channel="letter")

    page = browser.get("/transparansi/", {"tahun": "2026"}).text

    for words in ("III.1 Terima dan catat pengaduan", "1 jam 35 menit", "lebih lama dari SOP"):
        assert words in page
    assert page.count('class="sop-map"') == 3
    assert "November: diterima" in page  # the chart in words


def test_satisfaction_of_few_is_not_told(office):
    def answer(count):
        SurveyAnswer.objects.bulk_create(
            SurveyAnswer(
                pk=SurveyAnswer.objects.count() + index + 1,
                month=date(2026, 11, 1),
                permit_type=PermitType.objects.get(slug="pbg"),
                suggestion=b"",
                **dict.fromkeys(ELEMENTS, 3),
            )
            for index in range(count)
        )

    answer(4)
    few = tables()
    answer(1)
    openness._kept_whole = openness._Kept()
    enough = tables()

    assert (few["satisfaction"]["value"], few["satisfaction"]["respondents"]) == (None, None)
    assert few["satisfaction_elements"] == []
    assert (enough["satisfaction"]["value"], enough["satisfaction"]["respondents"]) == (75.0, 5)
    assert enough["satisfaction"]["sample"] == "memenuhi"
    assert len(enough["satisfaction_elements"]) == 9


def test_all_forms_say_the_same(browser, office):
    for day in (2, 3, 4, 5, 6):
        closed(STRAIGHT, at(f"{day} 08:00"))
    folder = "/transparansi/data/2026"

    package = browser.get(f"{folder}/datapackage.json").json()
    whole = browser.get(f"{folder}/transparansi.json").json()["tables"]

    assert [one["path"] for one in package["resources"]] == [f"{name}.csv" for name in whole]
    for resource in package["resources"]:
        answer = browser.get(f"{folder}/{resource['path']}")
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        lines = list(csv.DictReader(io.StringIO(answer.text)))
        rows = whole[resource["path"].removesuffix(".csv")]
        rows = rows if isinstance(rows, list) else [rows]
        names = [field["name"] for field in resource["schema"]["fields"]]
        told = [{k: "" if v is None else str(v) for k, v in row.items()} for row in rows]
        assert lines == told
        assert all(list(row) == names for row in rows)
        table = browser.get(f"{folder}/{resource['path'].replace('.csv', '.json')}").json()
        assert (table if isinstance(table, list) else [table]) == rows


def test_the_package_at_the_top_is_that_of_this_year(browser):
    package = browser.get("/transparansi/datapackage.json").json()

    paths = [one["path"] for one in package["resources"]]
    assert paths[0] == f"data/{THIS_YEAR}/summary.csv"
    assert {browser.get(f"/transparansi/{path}").status_code for path in paths} == {200}


def test_unchanged_data_is_not_sent_again(browser):
    address = f"/transparansi/data/{THIS_YEAR}/months.csv"
    first = browser.get(address)

    again = browser.get(address, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "?tahun=1999",
        "?tahun=99999999999999",
        pytest.param(f"?tahun={'9' * 5000}", id="more digits than Python reads"),
        "data/1999/months.csv",
        "data/2026/cases.csv",
        "data/2026/months.xlsx",
    ],
)
def test_what_there_is_not_is_not_found(browser, path):
    assert browser.get(f"/transparansi/{path}").status_code == 404


def test_a_year_that_is_no_number_is_this_one(browser):
    assert browser.get("/transparansi/?tahun=lalu").context["year"] == THIS_YEAR


def test_years_go_back_to_the_first_complaint(office):
    ended_case(received=at("2 10:00").replace(year=2024), ended=at("5 10:00").replace(year=2024))

    assert openness.years(now=NOW) == [2026, 2025, 2024]


def test_figures_are_counted_anew_when_something_has_happened_and_only_then(
    office, django_assert_num_queries
):
    for _ in range(5):
        file_complaint(office)
    now, year = office.now + timedelta(minutes=5), office.now.year
    first = openness.published(year, now=now)

    with django_assert_num_queries(4):
        again = openness.published(year, now=now)
    before = things_happened()
    file_complaint(office)

    assert again is first
    assert things_happened() > before
    assert openness.published(year, now=now).data["tables"]["summary"]["received"] == 6


def test_a_promise_that_passes_changes_the_figures_by_itself(office):
    for _ in range(5):
        open_case(received=at("10 10:00"), due_at=at("20 16:00"))

    before, after = at("20 15:59"), at("20 16:01")

    assert tables(now=before)["summary"]["open_late"] == 0
    assert tables(now=after)["summary"]["open_late"] == 5


def test_pages_call_things_as_the_reports_do():
    assert {code: str(name) for code, name in CHANNELS.items()} == summary.CHANNELS
    assert {code: str(name) for code, name in CONCLUSIONS.items()} == summary.CONCLUSIONS
    assert {code: str(name) for code, name in RATINGS.items()} == summary.RATINGS
    told = [(code.lower(), str(name)) for code, name in ELEMENT_WORDS.items()]
    assert told == list(ELEMENTS.items())


def test_bars_are_as_high_as_what_they_tell():
    chart = bars(["Jan", "Feb"], [("received", [20, None]), ("answered", [10, 0])])

    (first, second), nothing = chart.groups[0].bars, chart.groups[1].bars
    assert float(first.height) == 2 * float(second.height)
    assert nothing == ()
    assert (chart.groups[0].hides, chart.groups[1].hides) == (False, True)
    assert [line.words for line in chart.lines] == [0, 5, 10, 15, 20]
