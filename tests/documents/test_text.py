"""Cleaning of texts: nothing vanishes, nothing reorders, every character has a glyph."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.documents.fonts import code_points, covered, font_folders
from sigap.documents.text import clean, one_line

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("tolong dibantu 🙏", "tolong dibantu [melipat tangan]"),
        ("🙏🙏🙏 ya", "[melipat tangan 3×] ya"),
        ("😭👍🏽", "[wajah menangis keras][jempol ke atas warna kulit sedang]"),
        ("keluarga 👨\u200d👩\u200d👧", "keluarga [keluarga pria wanita anak perempuan]"),
        ("© ™ 5 °C – “ya” Rp1.000", "© ™ 5 °C – “ya” Rp1.000"),
        ("王小明", "[U+738B U+5C0F U+660E]"),
        ("baris\r\nsatu\u2028dua\tTab", "baris\nsatu\ndua Tab"),
        ("nol\x00bel\x07", "nol[U+0000]bel[U+0007]"),
        ("lone \ud83d surrogate", "lone [U+D83D] surrogate"),
        ("e\u0301 ❤\ufe0f", "é [hati merah]"),
        ("Rp\u202e000.1\u202c", "Rp[U+202E]000.1[U+202C]"),
        ("a" + "\u0327" * 9, "a" + "\u0327" * 4 + "[U+0327 5×]"),
        ("مرحبا", "مرحبا"),
        ("Ꜽ ꦲꦏ꧀", "Ꜽ [U+A9B2 U+A98F U+A9C0]"),
        ("tag \U000e0041 pua \ue000", "tag [U+E0041] pua [U+E000]"),
    ],
)
def test_clean_writes_out_what_fonts_lack(text, printed):
    assert clean(text) == printed


def test_one_line_has_single_spaces():
    assert one_line("  a\n\tb  c ") == "a b c"


@given(ANY_TEXT)
def test_a_cleaned_text_is_printable_and_stays_as_it_is(text):
    printed = clean(text)
    assert clean(printed) == printed
    assert {ord(char) for char in printed} - {10} <= covered()
    assert not {unicodedata.category(char) for char in printed if char != "\n"} & {"Cc", "Co", "Cs"}


@given(ANY_TEXT)
def test_every_printable_character_keeps_its_place(text):
    printed = iter(clean(text))
    kept = [
        char
        for char in unicodedata.normalize("NFC", text)
        if clean(char) == char and not unicodedata.combining(char) and char != "\ufeff"
    ]
    # Emoji sequences (keycaps) may take up a digit; they are tried above by name.
    kept = [char for char in kept if char not in "#*0123456789\u200d"]
    # Composition may differ once selectors between a letter and its mark are gone.
    if not any(unicodedata.combining(char) for char in text):
        assert all(char in printed for char in kept)


def test_coverage_is_that_of_the_font_files():
    fonts = [path for folder in font_folders() for path in folder.glob("*.ttf")]
    assert len(fonts) == 5
    for path in fonts:
        points = code_points(path.read_bytes())
        assert ord(" ") in points
        assert 0xFFFF not in points
    assert {ord(char) for char in "Aaé–“√•…Ωжم"} <= covered()
    assert not {0x1F64F, 0x738B, 0xA9B2} & covered()


def test_a_file_that_is_no_font_is_refused():
    with pytest.raises(ValueError, match="tanpa tabel cmap"):
        code_points(b"\0\1\0\0\0\0" + b"\0" * 20)
