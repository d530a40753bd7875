"""Reports by API: the summary for everybody, the others by role."""

import csv
import io

import pytest

from sigap.reports import REPORTS
from tests.reports.history import STRAIGHT, at, closed

DAYS = {"from": "2026-11-01", "to": "2026-11-30"}
STAFF = ("petugas-loket", "analis-pengaduan", "penata-perizinan", "analis-hukum")
WATCHERS = ("koordinator", "kepala-dinas", "auditor")


def read(answer):
    """Return the whole of an answer that is sent in pieces."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_summary_is_public_by_calendar_years(api):
    told = api().get("/reports/summary", **DAYS).json()

    assert (told["report"], told["from"], told["to"]) == ("summary", "2026-01-01", "2026-12-31")
    assert told["tables"]["summary"]["received"] == 0


def test_the_public_sees_no_small_number(api):
    closed(STRAIGHT, at("2 08:00"))

    open_to_all = api().get("/reports/summary", **DAYS).json()["tables"]["summary"]
    inside = api("petugas-loket").get("/reports/summary", **DAYS).json()["tables"]["summary"]

    assert (open_to_all["received"], inside["received"]) == (None, 1)


@pytest.mark.parametrize("name", sorted(REPORTS.keys() - {"summary"}))
def test_the_public_needs_a_token_for_the_others(api, name):
    assert api().get(f"/reports/{name}").status_code == 401


@pytest.mark.parametrize("name", ["summary", "registers", "skm"])
@pytest.mark.parametrize("role", [*STAFF, *WATCHERS])
def test_staff_reads_what_is_everybodys(api, name, role):
    assert api(role).get(f"/reports/{name}", **DAYS).status_code == 200


@pytest.mark.parametrize("role", STAFF)
def test_conformance_is_not_for_everybody(api, role):
    answer = api(role).get("/reports/conformance", **DAYS)

    assert (answer.status_code, answer.json()["code"]) == (403, "wrong-role")


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_who_runs_the_machine_reads_what_everybody_reads(api, name):
    wanted = 200 if REPORTS[name].is_public else 403
    assert api("admin").get(f"/reports/{name}").status_code == wanted


@pytest.mark.parametrize("role", WATCHERS)
def test_persons_are_shown_to_superiors_alone(api, office, role):
    closed(STRAIGHT, at("2 08:00"), persons=office.users["analis-pengaduan"])

    told = api(role).get("/reports/conformance", **DAYS).json()

    assert ("persons" in told["tables"]) is (role != "auditor")
    assert told["tables"]["summary"]["cases"] == 1


@pytest.mark.parametrize(
    ("form", "media_type", "begins"),
    [
        ("csv", "text/csv", b"\xef\xbb\xbfstep,"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("pdf", "application/pdf", b"%PDF-1.7"),
        ("xes", "application/xml", b"<?xml"),
    ],
)
def test_files_are_named_and_not_kept(api, form, media_type, begins):
    answer = api("koordinator").get("/reports/conformance", **DAYS, **{"as": form})

    assert answer["Content-Type"] == media_type
    name = f"conformance-2026-11-01-2026-11-30.{form}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Cache-Control"] == "no-store"
    assert read(answer).startswith(begins)


def test_one_table_alone(api):
    closed(STRAIGHT, at("2 08:00"))
    client = api("kepala-dinas")

    told = client.get("/reports/conformance", **DAYS, table="attempts").json()["tables"]
    lines = client.get("/reports/conformance", **DAYS, table="cases", **{"as": "csv"})

    assert list(told) == ["attempts"]
    assert len(told["attempts"]) == 17
    rows = list(csv.DictReader(io.StringIO(read(lines).decode("utf-8-sig"))))
    assert len(rows) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-12-01", "to": "2026-11-01"},
        {"from": "kemarin"},
        {"from": "1900-01-01"},
        {"as": "doc"},
        {"table": "tidak-ada"},
        {"as": "xes"},
        {"limit": "5"},
    ],
)
def test_what_a_report_can_not_be_is_refused(api, query):
    assert api().get("/reports/summary", **query).status_code == 422


def test_unknown_report_is_not_found_or_refused(api):
    assert api().get("/reports/lain").status_code in (404, 422)
