"""Words taken apart for searching, and marked where they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.cases.stems import asked, excerpt, marked, stems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Perizinan, diizinkan; IZIN", {"izin"}),
        ("PGD-2026-00123", {"pgd", "2026", "00123"}),
        ("Café\u0301 Ñandú", {"cafe", "nandu"}),
        ("[pelapor] datang", {"datang"}),
        ("🙏 — …", set()),
        ("許可", {"u" + "許可".encode().hex()}),
        ("a" * 99, {"a" * 40}),
    ],
)
def test_stems(text, expected):
    assert stems(text) == expected


def test_what_tells_nothing_is_not_asked_for_unless_alone():
    assert asked("izin yang di Tambun dan izin") == ("izin", "tambun")
    assert asked("yang di") == ("yang", "di")
    assert len(asked(" ".join(map(str, range(50))))) == 12


@given(st.text())
def test_the_index_gets_nothing_but_plain_letters_and_digits(text):
    for stem in stems(text):
        assert stem.isascii()
        assert stem.isalnum()
        assert len(stem) <= 40
    assert set(asked(text)) <= stems(text)


@given(st.text(alphabet="abc di izin\n<é", max_size=80))
def test_marking_loses_no_letter(text):
    pieces = marked(text, {"izin"})
    assert "".join(piece.text for piece in pieces).rstrip() == text.rstrip()


def test_an_excerpt_shows_where_most_of_it_stands():
    text = (
        "awal " * 100 + "Saya dipindahkan ke meja lain, lalu membayar retribusi. " + "akhir " * 99
    )
    pieces = excerpt(text + "meja", {"meja", "bayar", "retribusi"})
    assert [piece.text for piece in pieces if piece.is_found] == ["meja", "membayar", "retribusi"]
    whole = "".join(piece.text for piece in pieces)
    assert whole.startswith("… awal")
    assert whole.endswith(" …")
    assert len(whole) < 260
    assert excerpt("tidak ada", {"meja"}) == []
