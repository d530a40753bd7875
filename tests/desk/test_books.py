"""The office's books at the desk: ruled pages, search, names by role, and the close of a year."""

import csv
import hashlib
import io
import json
from copy import copy
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from sigap.cases.models import Case, Document, RegisterClosing, RegisterEntry
from sigap.cases.operations.closing_books import close_book, closing_holds
from sigap.cases.operations.sweep import sweep_files
from sigap.cases.queries.registerpdf import book_of
from sigap.cases.queries.registers import LINES_A_VOLUME, TITLES, ruled_lines, volumes_of
from sigap.documents.office import sample_office
from sigap.documents.register_book import Book, book_pdf
from sigap.ledger.models import Entry
from sigap.reports import REPORTS
from sigap.reports.audience import Audience
from sigap.reports.period import period_of
from sigap.reports.writers import write
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


def csv_rows(answer):
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def thicken(case, lines):
    """Write so many further lines into the year's book, each of a case of its own."""
    written = RegisterEntry.objects.filter(register=BOOK, year=2025).count()
    numbers = range(written + 1, written + lines + 1)
    others = []
    for number in numbers:
        other = copy(case)
        other.pk, other.number = None, f"PGD-2025-{number + 90000}"
        other.tracking_digest = number.to_bytes(32)
        others.append(other)
    Case.objects.bulk_create(others)
    at = datetime(2025, 12, 31, 9, 0, tzinfo=JAKARTA)
    RegisterEntry.objects.bulk_create(
        RegisterEntry(register=BOOK, year=2025, sequence=number, case=other, at=at, facts={})
        for number, other in zip(numbers, others, strict=True)
    )


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
    rows = csv_rows(client.get(f"{PAGE}2025.csv"))
    assert rows[0][:3] == ["No. urut", "Tanggal, jam", "No. register"]
    assert [row[2] for row in rows[1:]] == [case.number for case in two_cases]
    assert client.get(f"{PAGE}2025.xlsx").getvalue().startswith(b"PK")
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
    (volume,) = closing.volumes.all()
    assert (told["sha256"], told["pdf_sha256"]) == (closing.sha256, [volume.sha256])
    before = list(ruled_lines(BOOK, 2025))
    kept = book_of(BOOK, 2025, actor=office.holder("koordinator"), now=now)
    assert closing.sha256 in squeezed(text_of(kept))
    Case.objects.filter(pk=second.pk).update(status="closed", subject="Lain sama sekali")
    assert list(ruled_lines(BOOK, 2025)) == before
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
        [Book("Buku Pengaduan", heads, rows)],
        period="tahun 2026",
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


def test_a_thick_book_is_bound_in_volumes_and_closed_so(sign_in, office, two_cases):
    thicken(two_cases[0], LINES_A_VOLUME)
    client = sign_in("koordinator")
    page = client.get(PAGE, {"tahun": "2025"}).content.decode()
    assert f"{PAGE}2025.pdf?jilid=2" in page
    answer = client.get(f"{PAGE}2025.pdf")
    assert answer.status_code == 409
    assert "terbagi atas 2 jilid" in answer.content.decode()
    assert "Jilid 3 tidak ada" in client.get(f"{PAGE}2025.pdf?jilid=3").content.decode()
    senseless = client.get(f"{PAGE}2025.pdf?jilid={'9' * 5000}")
    assert (senseless.status_code, "terbagi atas 2 jilid" in senseless.text) == (409, True)
    second = text_of(client.get(f"{PAGE}2025.pdf?jilid=2").content)
    assert "TAHUN 2025, JILID 2 DARI 2" in second
    assert [n for n in (1000, 1001, 1002, 1003) if f"\n{n} 31-12-2025" in second] == [1001, 1002]

    closing = closed(office)

    assert (closing.lines, volumes_of(BOOK, 2025)) == (LINES_A_VOLUME + 2, 2)
    assert closing_holds(closing)
    kept = [client.get(f"{PAGE}2025.pdf?jilid={one}").content for one in (1, 2)]
    assert [hashlib.sha256(one).hexdigest() for one in kept] == [
        one.sha256 for one in closing.volumes.order_by("number")
    ]
    assert [f"\n{n} " in text_of(kept[0]) for n in (1, 1000, 1001)] == [True, True, False]
    page = client.get(f"{PAGE}2025/tutup/").content.decode()
    assert "Buka PDF jilid 2" in page


def test_a_book_of_many_lines_is_handed_out_in_pieces(sign_in, two_cases):
    thicken(two_cases[0], 1_100)
    client = sign_in("koordinator")
    pieces = list(client.get(f"{PAGE}2025.csv").streaming_content)
    # The mark by which spreadsheets know UTF-8, a thousand rows, and the rest.
    assert [piece.count(b"\r\n") for piece in pieces] == [0, 1_001, 102]


def test_the_report_of_a_period_looks_like_the_books(office, two_cases):
    now = datetime.now(tz=UTC)
    period = period_of(date(2025, 12, 30), date(2025, 12, 31), today=date(2026, 1, 2), zone=JAKARTA)
    report = REPORTS["registers"].build(Audience(), period, now=now)

    words = text_of(b"".join(write(report, "pdf")))

    first, second = two_cases
    assert words.count("30 DESEMBER 2025 – 31 DESEMBER 2025") == len(TITLES)
    for title in TITLES.values():
        assert title.upper() in words
    assert "No. register" in words
    assert squeezed(second.number) in squeezed(words)
    assert "Suherman" not in words
    one = text_of(b"".join(write(report, "pdf", table=BOOK)))
    assert squeezed(first.number) not in squeezed(one)
    assert one.count("Tidak ada catatan.") == 0


def test_the_report_of_many_lines_comes_volume_by_volume(office, two_cases):
    thicken(two_cases[0], LINES_A_VOLUME)
    now = datetime.now(tz=UTC)
    period = period_of(date(2025, 12, 1), date(2025, 12, 31), today=date(2026, 1, 2), zone=JAKARTA)
    report = REPORTS["registers"].build(Audience(), period, now=now)

    with refused("book-too-long", field="volume"):
        write(report, "pdf")
    last = text_of(b"".join(write(report, "pdf", volume=2)))

    # The first book's last two lines, and then the other books.
    assert "\n1001 31-12-2025" in last
    assert "\n1000 31-12-2025" not in last
    assert "BUKU PENGADUAN\n" in last
    assert "JILID 2 DARI 2" in last
