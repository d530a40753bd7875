"""Bold and italics as people type them: to the runs that are printed, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.documents.blocks import printable_blocks
from sigap.documents.marks import marked_runs, with_marks, with_runs, without_marks


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("biasa", [{"text": "biasa"}]),
        ("", [{"text": ""}]),
        (
            "dinyatakan **terbukti**.",
            [{"text": "dinyatakan "}, {"text": "terbukti", "bold": True}, {"text": "."}],
        ),
        ("*online*", [{"text": "online", "italic": True}]),
        ("***dua-duanya***", [{"text": "dua-duanya", "bold": True, "italic": True}]),
        (
            "**tebal *miring* lagi**",
            [
                {"text": "tebal ", "bold": True},
                {"text": "miring", "bold": True, "italic": True},
                {"text": " lagi", "bold": True},
            ],
        ),
        ("5*3*2 dan 2 * 3 * 4", [{"text": "5*3*2 dan 2 * 3 * 4"}]),
        ("**tanpa akhir", [{"text": "**tanpa akhir"}]),
        (r"\*bukan miring\*", [{"text": "*bukan miring*"}]),
    ],
)
def test_marks_become_runs(text, runs):
    assert marked_runs(text) == runs


def test_a_text_without_marks_stays_as_it_is():
    blocks = [
        {"type": "paragraph", "text": "Alinea."},
        {"type": "numbered", "items": ["Satu", "Dua"]},
        {"type": "heading", "text": "Judul"},
    ]

    assert with_runs(blocks) == blocks


def test_rows_of_a_table_are_as_long_as_the_longest():
    table = {"type": "table", "columns": ["Berkas"], "rows": [["KTP", "**ada**"], []]}

    (made,) = with_runs([table])

    assert made == {
        "type": "table",
        "columns": ["Berkas", ""],
        "rows": [["KTP", {"runs": [{"text": "ada", "bold": True}]}], ["", ""]],
    }
    assert printable_blocks([made], "isi")


def test_a_prepared_text_can_be_typed_on_and_prints_the_same():
    runs = [{"text": "dinyatakan "}, {"text": "terbukti ", "bold": True}, {"text": "5*3."}]
    typed = with_marks([{"type": "paragraph", "runs": runs}])

    assert typed == [{"type": "paragraph", "text": r"dinyatakan **terbukti** 5\*3."}]
    assert without_marks(typed[0]["text"]) == "dinyatakan terbukti 5*3."


@given(st.text(alphabet="ab *\\|\n", max_size=30))
def test_every_text_can_be_printed(text):
    assert printable_blocks(with_runs([{"type": "paragraph", "text": text}]), "isi")
