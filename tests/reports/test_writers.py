"""Reports on paper, in sheets, as data, as an event log."""

import csv
import io
import json
import zipfile
from datetime import date, datetime
from xml.etree import ElementTree as ET

import pypdf
import pytest

from sigap.core.errors import InvalidInput, Refused
from sigap.reports import REPORTS
from sigap.reports.audience import Audience
from sigap.reports.period import Period, period_of
from sigap.reports.table import Column, Kind, Report, Table, words
from sigap.reports.writers import WRITERS, file_name, spreadsheet, write
from tests.cases.office import JAKARTA
from tests.core.sop.shipped import SHIPPED
from tests.reports.history import STRAIGHT, at, closed, ended_case

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30), JAKARTA)
XES = "{http://www.xes-standard.org/}"


def made(*tables, **more):
    made_at = datetime(2026, 12, 1, 9, tzinfo=JAKARTA)
    return Report("contoh", "Laporan contoh", NOVEMBER, made_at, list(tables), "satu", **more)


ONE = Table(
    "satu",
    "Tabel satu",
    [
        Column("name", "Nama"),
        Column("count", "Jumlah", Kind.COUNT),
        Column("share", "Bagian", Kind.SHARE),
        Column("at", "Saat", Kind.MOMENT, on_paper=False),
    ],
    [
        ["=SUM(A1)", 1234, 0.5, "2026-11-24T14:30:00+07:00"],
        ["Kertas <b>&amp; 漢", 0, None, None],
    ],
    note="Catatan tabel.",
)
RECORD = Table(
    "satu",
    "Rekaman",
    [Column("a", "Huruf"), Column("b", "Angka", Kind.NUMBER)],
    [["x", 0.125]],
    is_record=True,
)


def bytes_of(report, form, table=""):
    return b"".join(write(report, form, table=table))


def test_csv_is_one_table_that_no_spreadsheet_takes_for_a_formula():
    text = bytes_of(made(ONE), "csv")

    assert text.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(text.decode("utf-8-sig")))) == [
        ["name", "count", "share", "at"],
        ["'=SUM(A1)", "1234", "0.5", "2026-11-24T14:30:00+07:00"],
        ["Kertas <b>&amp; 漢", "0", "", ""],
    ]


def test_json_holds_rows_as_objects_and_a_record_as_one():
    found = json.loads(bytes_of(made(RECORD, notes=["Begini."]), "json"))

    assert found == {
        "report": "contoh",
        "title": "Laporan contoh",
        "from": "2026-11-01",
        "to": "2026-11-30",
        "made_at": "2026-12-01T09:00:00+07:00",
        "notes": ["Begini."],
        "tables": {"satu": {"a": "x", "b": 0.125}},
    }


def sheets(content):
    """Return the texts of an XLSX file by sheet, in the order written."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = [n for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
        return ["".join(ET.fromstring(book.read(name)).itertext()) for name in sorted(names)]


def test_xlsx_has_a_sheet_for_each_table_and_what_is_counted():
    found = sheets(bytes_of(made(ONE, notes=["Dihitung begini."]), "xlsx"))

    assert len(found) == 2
    assert found[0].startswith("NamaJumlahBagianSaat=SUM(A1)12340.5")
    assert (
        found[1] == "Laporan contoh1 November 2026 – 30 November 2026"
        "Dihitung begini.Tabel satu: Catatan tabel."
    )


def test_xlsx_refuses_what_no_program_opens(monkeypatch):
    monkeypatch.setattr(spreadsheet, "_MOST_ROWS", 3)
    rows = iter([["x", 1, 0.5, None]] * 3)
    long = Table("satu", "Panjang", ONE.columns, rows, is_detail=True)

    with pytest.raises(Refused) as refused:
        write(made(long), "xlsx", table="satu")

    assert (refused.value.code, refused.value.field) == ("invalid-data", "as")


def test_pdf_is_archival_and_says_everything():
    content = bytes_of(made(RECORD, ONE, notes=["Dihitung begini."]), "pdf")

    reader = pypdf.PdfReader(io.BytesIO(content))
    text = " ".join(page.extract_text() for page in reader.pages)
    for part in (
        "Laporan contoh",
        "Tabel satu",
        "1.234",
        "50%",
        "–",
        "Catatan tabel.",
        "Dihitung begini.",
    ):
        assert part in text, part
    assert "Saat" not in text
    assert "[U+6F22]" in text
    assert b"pdfaid:part" in content
    assert reader.metadata.title == "Laporan contoh"


def test_pdf_of_the_same_report_is_the_same():
    assert bytes_of(made(ONE), "pdf") == bytes_of(made(ONE), "pdf")


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_unknown_table_is_refused_before_anything_is_written(form):
    with pytest.raises(Refused) as refused:
        write(made(ONE), form, table="dua")

    assert (refused.value.code, refused.value.field) == ("invalid-data", "table")


def test_only_a_report_on_cases_has_an_event_log():
    with pytest.raises(Refused) as refused:
        write(made(ONE), "xes")

    assert (refused.value.code, refused.value.field) == ("invalid-data", "as")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, Kind.COUNT, "–"),
        (1234567, Kind.COUNT, "1.234.567"),
        (1234.5, Kind.MINUTES, "1.234,5"),
        (12.0, Kind.MINUTES, "12"),
        (0.125, Kind.NUMBER, "0,12"),
        (1.0, Kind.NUMBER, "1,00"),
        (0.997, Kind.SHARE, "100%"),
        ("2026-11-24T14:30:00+07:00", Kind.MOMENT, "24-11-2026 14.30"),
        ("IV.3", Kind.TEXT, "IV.3"),
    ],
)
def test_values_in_words(value, kind, text):
    assert words(value, kind) == text


def test_file_is_named_after_report_and_period():
    assert file_name(made(ONE), "csv", table="satu") == "contoh-satu-2026-11-01-2026-11-30.csv"


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (None, None, (date(2025, 12, 1), date(2026, 11, 24))),
        (None, date(2026, 3, 31), (date(2025, 4, 1), date(2026, 3, 31))),
        (date(2026, 1, 5), None, (date(2026, 1, 5), date(2026, 11, 24))),
    ],
)
def test_period_by_default_is_the_last_twelve_months(first, last, days):
    found = period_of(first, last, today=date(2026, 11, 24), zone=JAKARTA)

    assert (found.first, found.last) == days


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 2, 1), date(2026, 1, 31)),
        (date(1999, 1, 1), date(1999, 2, 1)),
        (date(2026, 1, 1), date(9999, 12, 31)),
        (date(2001, 1, 1), date(2026, 1, 1)),
    ],
)
def test_senseless_period_is_refused(first, last):
    with pytest.raises(InvalidInput):
        period_of(first, last, today=date(2026, 11, 24), zone=JAKARTA)


def event_log(audience):
    report = REPORTS["conformance"].build(audience, NOVEMBER, now=at("30 09:00"))
    return ET.fromstring(bytes_of(report, "xes"))


def values(element):
    return {child.get("key"): child.get("value") for child in element if child.get("key")}


def test_event_log_has_a_trace_for_each_case_and_an_event_for_each_step(office):
    lead = office.users["analis-pengaduan"]
    case = closed(STRAIGHT, at("2 08:00"), persons=lead)
    ended_case(received=at("3 08:00"), ended=at("3 09:00"))

    log = event_log(Audience(shows_persons=True))

    first, second = log.iter(f"{XES}trace")
    assert values(first) == {
        "concept:name": case.number,
        "sigap:complete": "true",
        "sigap:fitness": "1.000000",
    }
    events = [values(event) for event in first.iter(f"{XES}event")]
    assert len(events) == 17
    assert events[7] == {
        "concept:name": f"3. {SHIPPED[1].step(3).activity}",
        "lifecycle:transition": "complete",
        "time:timestamp": "2026-11-02T10:00:00+07:00",
        "start_timestamp": "2026-11-02T09:55:00+07:00",
        "sigap:opened": "2026-11-02T09:45:00+07:00",
        "sigap:place": "penelaahan-substansi/3",
        "sigap:outcome": "lengkap",
        "org:role": "penata-perizinan",
        "org:resource": "analis-pengaduan",
    }
    assert list(second.iter(f"{XES}event")) == []


def test_event_log_names_nobody_unless_told_to(office):
    closed(STRAIGHT, at("2 08:00"), persons=office.users["koordinator"])

    assert "org:resource" not in ET.tostring(event_log(Audience()), "unicode")


@pytest.mark.parametrize("name", sorted(REPORTS))
@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "pdf"])
def test_every_report_is_written_in_every_form_also_of_nothing(office, name, form):
    report = REPORTS[name].build(Audience(), NOVEMBER, now=at("30 09:00"))

    assert bytes_of(report, form)
    assert {one.id for one in report.tables if one.is_detail} == set(REPORTS[name].details)
    for table in REPORTS[name].details:
        assert bytes_of(report, "csv", table)
