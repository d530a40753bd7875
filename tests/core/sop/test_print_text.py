from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from sigap.core.sop.import_text import import_text
from sigap.core.sop.parse import parse
from sigap.core.sop.print_layout import cell_items, clean, list_items, printed_date, read_date
from sigap.core.sop.print_text import print_text
from tests.core.sop.decree import ANNEXES, DECREE, SHIPPED, printed_words
from tests.core.sop.sample_files import GOOD
from tests.core.sop.strategies import sops, wild_text


@pytest.mark.parametrize("sop_id", SHIPPED)
def test_each_shipped_sop_prints_its_annex_word_for_word(sop_id):
    printed = print_text(SHIPPED[sop_id]).split()
    assert printed == printed_words(ANNEXES[sop_id])
    assert len(printed) > 350


def test_the_three_prints_are_the_whole_decree():
    printed = "".join(print_text(sop) for sop in SHIPPED.values())
    assert printed.split() == printed_words(DECREE)


@pytest.mark.parametrize("sop_id", SHIPPED)
def test_the_table_has_the_cells_of_the_decree(sop_id):
    def table(text):
        rows = [line for line in text.split("\n") if line.count("\t") == 8]
        return [[clean(cell) for cell in row.split("\t")] for row in rows]

    assert table(print_text(SHIPPED[sop_id])) == table(ANNEXES[sop_id])


@pytest.mark.parametrize("name", [*SHIPPED, *GOOD])
def test_print_import_print_is_the_identity(name):
    sop = SHIPPED.get(name) or parse(GOOD[name], name=name)[0]
    printed = print_text(sop)
    imported, findings = import_text(printed)
    assert findings == []
    assert [print_text(one.sop) for one in imported] == [printed]


def printable(text):
    """Return whether something of `text` is left to be printed."""
    return bool(clean(text)) and text.strip(" ;\t\n") != ""


@settings(max_examples=50)
@given(sops(text=wild_text().filter(printable)))
def test_print_import_print_is_the_identity_for_any_sop(sop):
    printed = print_text(sop)
    imported, findings = import_text(printed)
    assert findings == []
    assert [print_text(one.sop) for one in imported] == [printed]


@settings(max_examples=30)
@given(sops())
def test_plain_texts_come_back_as_they_were(sop):
    (imported,), _ = import_text(print_text(sop))
    assert imported.sop.decree == sop.decree
    assert [lane.title for lane in imported.sop.lanes] == [lane.title for lane in sop.lanes]
    for read, step in zip(imported.sop.steps, sop.steps, strict=True):
        texts = [read.lane_text.get(lane.role, "") for lane in imported.sop.lanes]
        assert texts == [step.lane_text.get(lane.role, "") for lane in sop.lanes]
        assert (read.no, read.activity, read.time, str(read.time), read.note) == (
            *(step.no, step.activity, step.time, str(step.time), step.note),
        )
        assert (read.requirements, read.outputs) == (step.requirements, step.outputs)


def test_what_a_text_has_of_tabs_and_lines_stays_in_its_cell():
    sop = SHIPPED["penerimaan-pengaduan"]
    step = replace(sop.steps[0], activity="Satu\tdua\r\n<b>tiga</b>  empat", note=" x\n")
    row = next(
        line
        for line in print_text(replace(sop, steps=(step, *sop.steps[1:]))).split("\n")
        if line.startswith("1\tSatu")
    )
    assert row.split("\t")[1::7] == ["Satu dua tiga empat", "x"]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Form; Map", ("Form", "Map")),
        ("Berkas (Map; Bukti); Buku", ("Berkas (Map; Bukti)", "Buku")),
        ("Buku Arsip, Lemari Arsip", ("Buku Arsip, Lemari Arsip",)),
        ("", ()),
        (" ;; a ; ", ("a",)),
        ("a) ; b (c; d", ("a)", "b (c; d")),
        ("<ol><li>Satu</li><li>Dua</li></ol>", ("Satu Dua",)),
    ],
)
def test_items_of_a_cell(text, items):
    assert cell_items(text) == items


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("<ol> Satu; Dua; Tiga. ", ("Satu;", "Dua;", "Tiga.")),
        ("Satu  Dua", ("Satu", "Dua")),
        ("1. Satu\n\n2. Dua; dan\n3. Tiga", ("1. Satu", "2. Dua;", "dan", "3. Tiga")),
        ("<ul><li>Satu</li><li>Dua (a; b)</li></ul>", ("Satu", "Dua (a; b)")),
        ("Satu;dua", ("Satu;dua",)),
        (" \n ", ()),
    ],
)
def test_items_of_a_list_in_the_head(text, items):
    assert list_items(text) == items


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("08 AGUSTUS 2024", date(2024, 8, 8)),
        ("8 Agustus 2024", date(2024, 8, 8)),
        ("26 Nopember 2023", date(2023, 11, 26)),
        ("1 Okt 2020", date(2020, 10, 1)),
        ("08-08-2024", date(2024, 8, 8)),
        ("8/8/2024", date(2024, 8, 8)),
        ("31 FEBRUARI 2024", None),
        ("8 Ju 2024", None),
        ("-", None),
        ("2024", None),
        ("08 AUGUST 2024", None),
        ("8 13 2024", None),
    ],
)
def test_dates_are_read_as_decrees_print_them(text, day):
    assert read_date(text) == day


def test_every_month_is_printed_and_read_back():
    days = [date(2024, month, 28) for month in range(1, 13)]
    assert [read_date(printed_date(day)) for day in days] == days
    assert printed_date(date(2024, 8, 8)) == "08 AGUSTUS 2024"
