"""SOPs and books by API."""

import csv
import io
import xml.etree.ElementTree as ET
import zipfile

import pytest

from sigap.api.calls import registers as register_calls
from sigap.cases.queries.registers import TITLES
from sigap.cases.steps import books
from tests.cases.office import file_complaint, play
from tests.documents.papers import squeezed, text_of

IDS = ["penerimaan-pengaduan", "penelaahan-substansi", "penyampaian-jawaban"]


def test_the_sops_in_force_are_public_in_their_order(api):
    told = api().get("/sops").json()
    assert [one["id"] for one in told["items"]] == IDS
    assert [one["steps"] for one in told["items"]] == [5, 6, 6]
    assert told["next"] is None


@pytest.mark.parametrize("sop", IDS)
def test_an_sop_is_told_as_a_whole(api, sop):
    told = api().get(f"/sops/{sop}").json()
    assert told["id"] == sop
    assert [one["no"] for one in told["table"]] == list(range(1, told["steps"] + 1))
    assert told["decree"]["about"]
    assert told["lanes"]


@pytest.mark.parametrize("sop", IDS)
def test_an_sop_is_told_as_bpmn_with_one_task_a_step(api, sop):
    answer = api().get(f"/sops/{sop}.bpmn")
    assert answer["Content-Type"] == "application/bpmn+xml"
    root = ET.fromstring(answer.content)
    assert root.tag.endswith("definitions")
    steps = api().get(f"/sops/{sop}").json()["steps"]
    tasks = [one for one in root.iter() if one.tag.lower().endswith("task")]
    assert len(tasks) == steps


@pytest.mark.parametrize("sop", IDS)
def test_an_sop_is_drawn_as_svg_and_as_pdf(api, sop):
    drawn, printed = (api().get(f"/sops/{sop}.{form}") for form in ("svg", "pdf"))

    assert drawn["Content-Type"] == "image/svg+xml"
    assert ET.fromstring(drawn.content).tag == "{http://www.w3.org/2000/svg}svg"
    assert printed["Content-Type"] == "application/pdf"
    assert printed["Content-Disposition"] == f'inline; filename="{sop}.pdf"'
    assert printed.content.startswith(b"%PDF-1.7")
    assert api().get(f"/sops/{sop}.pdf").content == printed.content


@pytest.mark.parametrize(
    "path",
    [
        "/sops/tidak-ada",
        *(f"/sops/tidak-ada.{form}" for form in ("bpmn", "svg", "pdf")),
        "/sops/penerimaan-pengaduan.doc",
    ],
)
def test_an_sop_that_is_not_there(api, path):
    assert api().get(path).status_code == 404


def test_the_books_of_the_contract_are_the_ones_that_are_written():
    assert set(register_calls.Book.__args__) == set(TITLES)
    written = {books.REPORTS, books.COMPLAINTS, books.ACCEPTED, books.AGENDA, books.ARCHIVE}
    assert set(TITLES) == written


@pytest.fixture
def case(office):
    case = file_complaint(office)
    play(office, case)
    return case


@pytest.mark.parametrize("book", sorted(TITLES))
def test_every_book_lists_a_case_that_went_all_the_way(api, case, book):
    told = api("auditor").get(f"/registers/{book}").json()
    assert case.number in {one["case"] for one in told["items"]}
    assert [one["no"] for one in told["items"]] == list(range(1, len(told["items"]) + 1))
    assert "Suherman" not in str(told)


def test_a_book_comes_in_pages(api, office):
    for _ in range(3):
        play(office, file_complaint(office), until="distribute")
    client = api("koordinator")
    first = client.get("/registers/buku-penerimaan-laporan", limit=2).json()
    rest = client.get("/registers/buku-penerimaan-laporan", limit=2, cursor=first["next"]).json()
    assert [one["no"] for one in first["items"] + rest["items"]] == [1, 2, 3]
    assert rest["next"] is None


def test_a_line_of_a_secret_case_is_left_out_and_its_number_stays_taken(api, office):
    play(office, file_complaint(office, confidential=True), until="distribute")
    play(office, file_complaint(office), until="distribute")
    lines = api("auditor").get("/registers/buku-penerimaan-laporan").json()["items"]
    assert [one["no"] for one in lines] == [2]


def test_another_year_has_its_own_lines(api, case):
    client = api("koordinator")
    assert client.get("/registers/buku-pengaduan", year=2026).json()["items"]
    assert client.get("/registers/buku-pengaduan", year=2025).json()["items"] == []
    assert client.get("/registers/buku-pengaduan", year="", **{"as": ""}).json()["items"]


def test_a_book_as_csv_opens_in_a_spreadsheet(api, office):
    play(office, file_complaint(office, subject="=1+1"), until="distribute")
    answer = api("koordinator").get("/registers/buku-penerimaan-laporan", **{"as": "csv"})
    assert answer["Content-Type"] == "text/csv"
    assert answer["Content-Disposition"] == (
        'attachment; filename="buku-penerimaan-laporan-2026.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(one["no"], one["subject"]) for one in rows] == [("1", "'=1+1")]


def test_a_book_as_xlsx_holds_no_formula(api, office):
    play(office, file_complaint(office, subject="=1+1"), until="distribute")
    answer = api("koordinator").get("/registers/buku-penerimaan-laporan", **{"as": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count("<row ") == 2
    assert "<is><t>=1+1</t></is>" in sheet


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("buku-tamu", {}, 404),
        ("buku-arsip", {"year": "1999"}, 422),
        ("buku-arsip", {"as": "docx"}, 422),
        ("buku-arsip", {"tahun": "2026"}, 422),
    ],
)
def test_a_book_that_is_none_is_refused(api, path, query, status):
    assert api("koordinator").get(f"/registers/{path}", **query).status_code == status


def test_books_are_for_staff(api):
    assert api().get("/registers/buku-arsip").status_code == 401
    assert api("admin").get("/registers/buku-arsip").json()["items"] == []


def test_a_book_comes_as_ruled_pages_too(api, case):
    answer = api("koordinator").get("/registers/buku-penerimaan-laporan", **{"as": "pdf"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == (
        'attachment; filename="buku-penerimaan-laporan-2026.pdf"'
    )
    words = text_of(answer.content)
    assert "BUKU PENERIMAAN LAPORAN PENGADUAN" in words
    assert squeezed(case.number) in squeezed(words)
