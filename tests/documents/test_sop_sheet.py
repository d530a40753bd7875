"""An SOP on paper: every printed word, A4 across, the same bytes, lines that fit their cells."""

import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pypdf import PdfReader

from sigap.core.sop.print_text import print_text
from sigap.core.sop.sheet import sheet_of
from sigap.documents.font_widths import narrow_widths
from sigap.documents.render import compiled
from sigap.documents.sop_sheet import TEMPLATE, sheet_data, sop_pdf
from sigap.documents.text import clean
from tests.core.sop.examples import sop, step
from tests.core.sop.shipped import FOREIGN, SHIPPED
from tests.core.sop.strategies import sops, wild_text
from tests.documents.papers import page_edges, squeezed, text_of

REAL = [*SHIPPED, *FOREIGN]
A4_ACROSS = (841.89, 595.28)


def pages_of(pdf):
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.get_size() for page in opened]


def text_by_poppler(pdf):
    """Return the words as pdftotext reads them: the way the office searches its files."""
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
@pytest.mark.parametrize("one", REAL, ids=lambda one: one.id)
def test_every_printed_word_can_be_found(one):
    # A semicolon only parts the items of a cell in the plain text; the sheet gives each a line.
    wanted = {word.strip(";") for word in print_text(one).split()} - {""}
    wanted |= {word for row in one.steps for o in row.outcomes for word in o.label.split()}
    found = {word.strip(";") for word in text_by_poppler(sop_pdf(one)).split()}

    assert wanted - found == set()


@pytest.mark.parametrize("one", REAL, ids=lambda one: one.id)
def test_pages_are_a4_across_and_nothing_stands_off_them(one):
    pdf = sop_pdf(one)

    for width, height in pages_of(pdf):
        assert (width, height) == pytest.approx(A4_ACROSS, abs=0.1)
    assert len(pages_of(pdf)) == 1 + len(sheet_of(one, narrow_widths).pages)
    assert min(min(edges) for edges in page_edges(pdf)) >= 20


@pytest.mark.parametrize("one", REAL, ids=lambda one: one.id)
def test_the_same_sop_gives_the_same_bytes(one):
    assert sop_pdf(one) == sop_pdf(one)


def test_the_head_of_the_table_stands_on_every_page_of_it():
    one = sop("a", *(step("x" if no % 2 else "y") for no in range(30)))
    pages = text_of(sop_pdf(one)).split("\f\n")[1:]

    assert len(pages) == 3
    for page in pages:
        for title in ("Kegiatan", "Pelaksana", "Mutu Baku", "Kelengkapan", "Waktu", "Output"):
            assert title in page
    # The numbers of the columns: 2 lanes and 6 others.
    assert all(re.search(r"1\s2\s3\s4\s5\s6\s7\s8\s", page) for page in pages)


def test_letters_of_connectors_stand_on_both_pages():
    one = sop("contoh", *(step("x") for _ in range(24)), step("y", "ya:end", "tidak:2"))
    pages = text_of(sop_pdf(one)).split("\f\n")[1:]
    letters = [{line for line in page.split() if line in ("A", "B", "C")} for page in pages]

    # A and B lead to the next page, C back from the last to the first.
    assert letters == [{"A", "C"}, {"A", "B"}, {"B", "C"}]


def test_the_file_is_for_the_archive_and_for_screen_readers():
    pdf = sop_pdf(SHIPPED[1])
    reader = PdfReader(BytesIO(pdf), strict=True)
    metadata = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    alternatives = re.findall(r"/Alt", str([_plain(o) for o in _objects(reader)]))

    assert re.search(r"<pdfaid:part>2</pdfaid:part>", metadata)
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>", metadata)
    assert "SOP Penelaahan Substansi Pengaduan Perizinan" in metadata
    assert "2024-08-08T" in metadata
    # The emblem, and a symbol for each executor of a step.
    assert len(alternatives) == 1 + sum(len(row.executors) for row in SHIPPED[1].steps)


def _objects(reader):
    return [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]


def _plain(part):
    return [key for key in part if key == "/Alt"] if isinstance(part, dict) else []


def test_a_symbol_says_where_its_arrows_lead():
    data = sheet_data(SHIPPED[1])

    assert "Belah ketupat (keputusan): Lengkap: langkah 4; Tidak lengkap: langkah 1" in data
    assert "Kapsul (mulai atau selesai): lalu langkah 2" in data


@pytest.mark.parametrize("bold", [False, True])
def test_letters_are_as_wide_as_they_were_measured(bold):
    """A line measured too short would break once more and push its neighbours down."""
    texts = ["Koordinator Bidang Pengendalian", "mengidentifikasi SP/SOP/Peraturan", "WAJIB (ya)"]
    for text in texts:
        asked = (
            '#set page(width: auto, height: auto, margin: 0pt)\n#set text(font: "Noto Sans", '
            f"size: 100pt, stretch: 80%, weight: {700 if bold else 400})\n#box[{text}]"
        )
        measured = narrow_widths(text, bold) / 10
        assert _width_of(asked) == pytest.approx(measured, rel=0.012)


def _width_of(source):
    import typst

    from sigap.documents.fonts import font_folders

    pdf = typst.compile(
        source.encode(), font_paths=[str(f) for f in font_folders()], ignore_system_fonts=True
    )
    return pages_of(pdf)[0][0]


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(sops(text=wild_text(), max_steps=4))
def test_any_texts_can_be_printed_whole(one):
    pdf, warnings = compiled(TEMPLATE, sheet_data(one), format="pdf")
    printed = squeezed(text_of(pdf))
    words = [
        word
        for row in one.steps
        for word in clean(row.activity).split()
        if word.isascii() and word.isalnum() and len(word) < 8
    ]

    assert warnings == ()
    assert [word for word in words if word not in printed] == []


def test_markup_and_long_words_stay_words():
    hostile = '#import "x": * $x^2$ *tebal* _a_ @ref // a \\ `b` = c {"q": 1} ' + "W" * 90
    one = sop("a", step("x"), step("y", "ya:end", "tidak:1"))
    one = replace(
        one,
        title=hostile,
        decree=replace(one.decree, about=hostile, legal_basis=(hostile,), warning=hostile),
        steps=(replace(one.steps[0], activity=hostile, outputs=(hostile,)), one.steps[1]),
    )
    pdf = sop_pdf(one)

    assert min(min(edges) for edges in page_edges(pdf)) >= 20
    assert squeezed(text_of(pdf)).count("W" * 90) >= 4
