"""The office's books at the desk: ruled pages, search, names by role, and the close of a year."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from sigap.cases.models import Case, Document, RegisterClosing, RegisterEntry
from sigap.cases.operations.closing_books import close_book, closing_holds
from sigap.cases.operations.sweep import sweep_files
from sigap.cases.queries.registerpdf import book_of
from sigap.cases.queries.registers import ruled_lines
from sigap.documents.office import sample_office
from sigap.documents.register_book import book_pdf
from sigap.ledger.models import Entry
from tests.cases.office import JAKARTA, file_complaint, open_office, play
from tests.cases.traces import refused
from tests.documents.papers import page_edges, squeezed, text_of

BOOK = "buku-penerimaan-laporan"
PAGE = f"/buku/{BOOK}/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    """Return an office in the last days of a year that is over."""
    return open_office(now=datetime(2025, 12, 29, 9, 0, tzinfo=JAKARTA))


@pytest.fixture
def two_cases(office):
    """Return two cases of that year, one of them answered and archived."""
    first = file_complaint(office)
    play(office, first)
    office.now = datetime(2025, 12, 30, 9, 0, tzinfo=JAKARTA)
    second = file_complaint(office, subject="Reklame lama tidak ditanggapi", permit_type="reklame")
    play(office, second, until="distribute")
    return first, second


def closed(office, **changes):
    data = {"reason": "Tutup buku akhir tahun"}
    how = {"book": BOOK, "year": 2025, "data": data, "now": datetime.now(tz=UTC), **changes}
    return close_book(actor=office.holder(how.pop("by", "koordinator")), **how)


def test_a_page_shows_what_a_book_says_and_finds_a_line(sign_in, two_cases):
    first, second = two_cases
    page = sign_in("koordinator").get(PAGE, {"tahun": "2025"}).content.decode()
    letter = Document.objects.get(case=first, kind="surat-balasan")
    for words in (first.number, second.number, letter.number, "29-12-2025 09.", "Tatap muka"):
        assert words in page
    assert "Suherman" not in page
    found = sign_in("koordinator").get(PAGE, {"tahun": "2025", "q": "reklame"}).content.decode()
    assert second.number in found
    assert first.number not in found
    nothing = sign_in("koordinator").get(PAGE, {"tahun": "2025", "q": "zzz"}).content.decode()
    assert "Tidak ada baris tahun 2025 yang memuat" in nothing


def test_names_are_shown_to_who_may_read_them_and_each_reading_is_recorded(sign_in, two_cases):
    Case.objects.filter(pk=two_cases[1].pk).update(confidential=True)
    before = Entry.objects.filter(event="identity.read").count()

    page = sign_in("petugas-loket").post(f"{PAGE}?tahun=2025").content.decode()

    assert page.count("Suherman Wijaya") == 1
    assert Entry.objects.filter(event="identity.read").count() == before + 1


def test_a_year_s_book_as_file_holds_no_name(sign_in, two_cases):
    client = sign_in("koordinator")
    rows = list(csv.reader(io.StringIO(client.get(f"{PAGE}2025.csv").content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["No. urut", "Tanggal, jam", "No. register"]
    assert [row[2] for row in rows[1:]] == [case.number for case in two_cases]
    assert client.get(f"{PAGE}2025.xlsx").content.startswith(b"PK")
    answer = client.get(f"{PAGE}2025.pdf")
    words = text_of(answer.content)
    assert "TAHUN 2025" in words
    assert "Halaman 1 dari 1" in words
    for case in two_cases:
        assert squeezed(case.number) in squeezed(words)
    assert "Suherman" not in words
    assert client.get("/buku/buku-lain/2025.pdf").status_code == 404


def test_a_closed_year_stays_as_it_was(office, two_cases):
    first, second = two_cases
    now = datetime.now(tz=UTC)

    closing = closed(office)

    told = json.loads(Entry.objects.get(event="register.closed").data)
    assert (told["book"], told["year"], told["lines"]) == (BOOK, 2025, 2)
    assert (told["sha256"], told["pdf_sha256"]) == (closing.sha256, closing.pdf_sha256)
    before = ruled_lines(BOOK, 2025)
    kept = book_of(BOOK, 2025, actor=office.holder("koordinator"), now=now)
    assert closing.sha256 in squeezed(text_of(kept))
    Case.objects.filter(pk=second.pk).update(status="closed", subject="Lain sama sekali")
    assert ruled_lines(BOOK, 2025) == before
    assert book_of(BOOK, 2025, actor=office.holder("koordinator"), now=now) == kept
    assert closing_holds(closing)
    # Who may not know of a case gets the book without its line.
    Case.objects.filter(pk=second.pk).update(confidential=True)
    less = text_of(book_of(BOOK, 2025, actor=office.holder("penata-perizinan"), now=now))
    assert squeezed(first.number) in squeezed(less)
    assert squeezed(second.number) not in squeezed(less)
    assert "tidak tercantum" in less
    # The sweep keeps the PDF.
    sweep_files(now=datetime(2100, 1, 1, tzinfo=UTC))
    assert book_of(BOOK, 2025, actor=office.holder("koordinator"), now=now)

    RegisterEntry.objects.filter(register=BOOK, sequence=1).update(frozen={**before[0], "no": 9})
    assert not closing_holds(closing)


def test_only_a_superior_closes_and_only_once_a_year_that_is_over(office, two_cases):
    with refused("wrong-role"):
        closed(office, by="petugas-loket")
    with refused("year-not-over"):
        closed(office, year=datetime.now(tz=JAKARTA).year)
    with refused("invalid-data", field="data.reason"):
        closed(office, data={"reason": ""})
    closed(office)
    with refused("closed-already"):
        closed(office)
    assert RegisterClosing.objects.count() == 1


def test_closing_at_the_desk_asks_for_a_reason(sign_in, two_cases):
    where = f"{PAGE}2025/tutup/"
    client = sign_in("kepala-dinas")
    assert client.post(where, {"data.reason": ""}).status_code == 422
    assert client.post(where, {"data.reason": "Tutup buku akhir tahun"}).status_code == 302
    page = client.get(where).content.decode()
    assert "Isinya utuh" in page
    assert "Tutup buku akhir tahun" in client.get(f"{PAGE}?tahun=2025").content.decode()


def test_three_hundred_rows_with_long_words_stay_on_the_page():
    heads = [("No. urut", 10), ("No. register", 19), ("Ringkasan", -4), ("Petugas", -2)]
    long = "Persetujuan-Bangunan-Gedung-Kawasan-Industri-Cikarang-" * 4
    rows = [
        [str(n), f"PGD-2026-{n:05}", f"{long} ringkas {n} 🏢 نص", "Siti"] for n in range(1, 301)
    ]
    pdf = book_pdf(
        "Buku Pengaduan",
        2026,
        heads,
        rows,
        letterhead=sample_office(),
        foot="Dicetak hari ini.",
        made_at=datetime(2027, 1, 4, 9, 0, tzinfo=JAKARTA),
    )
    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    words = text_of(pdf)
    assert words.count("No. register") == pages
    for n in range(1, 301):
        assert f"PGD-2026-{n:05}" in squeezed(words)
    for edges in page_edges(pdf):
        assert min(edges) >= 10
