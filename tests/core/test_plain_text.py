"""What can't be seen goes, what people mean stays: emoji, lines, letters of any script."""

import pytest

from sigap.core.plain_text import plain_line, plain_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Baris satu\r\nbaris dua\rbaris tiga \n", "Baris satu\nbaris dua\nbaris tiga"),
        ("Jalan\tMerdeka", "Jalan\tMerdeka"),
        ("a\x00b\x07c\x1b[31md\x7f", "abc[31md"),
        ("satu\u2028dua\x0btiga", "satu\ndua\ntiga"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\ufeffNama\u200b saya", "Nama saya"),
        ("Cafe\u0301", "Caf\u00e9"),
        (
            "Keluarga \U0001f468\u200d\U0001f469\u200d\U0001f466",
            "Keluarga \U0001f468\u200d\U0001f469\u200d\U0001f466",
        ),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\ud800rusak", "rusak"),
        ("\u200d\u200b \t\n\u202e", ""),
        ("\u0301", ""),
        ("", ""),
    ],
)
def test_a_text_keeps_what_can_be_seen(typed, kept):
    assert plain_text(typed) == kept
    assert plain_text(kept) == kept


def test_a_line_is_one_line():
    assert plain_line(" Wawan\r\n  Setiadi\t S.H. \x00") == "Wawan Setiadi S.H."
