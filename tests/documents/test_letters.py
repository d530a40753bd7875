"""Prepared texts: placeholders known, filled once, none left at issue."""

from datetime import date

import pytest

from sigap.core.errors import InvalidInput, Refused
from sigap.documents import letters
from sigap.documents.facts import Conclusion
from sigap.documents.kinds import KINDS, samples
from sigap.documents.labels import LABELS
from sigap.documents.letter_texts import REPLIES, TEXTS
from tests.documents.papers import drawn, squeezed, text_of

ALL = {
    name: ["satu;", "dua."]
    if "daftar" in meaning or name in ("pertimbangan", "penyelesaian")
    else f"ISI-{name.upper()}"
    for name, meaning in letters.PLACEHOLDERS.items()
}


@pytest.mark.parametrize("text_id", TEXTS)
def test_shipped_texts_are_sound_and_become_letters(text_id):
    text = TEXTS[text_id]
    letters.check_text(text)
    filled = letters.fill(text, ALL)
    assert letters.unfilled(filled) == []
    letters.refuse_unfilled(filled)
    facts = {
        "case": samples.case(),
        "to": samples.complainant_addressee(),
        "signatory": samples.head(),
        **filled,
    }
    printed = squeezed(text_of(drawn(text.kind, facts).pdf))
    for name in letters.placeholders([text.about, text.body]):
        assert squeezed(ALL[name] if isinstance(ALL[name], str) else "1.satu;2.dua.") in printed
    assert "{" not in printed


def test_every_conclusion_has_its_reply_and_every_placeholder_its_use():
    assert set(REPLIES) == set(LABELS[Conclusion])
    assert {TEXTS[text_id].kind for text_id in REPLIES.values()} == {"surat-balasan"}
    used = {
        name for text in TEXTS.values() for name in letters.placeholders([text.about, text.body])
    }
    assert used | {"jenis_perizinan", "nomor_berkas"} == set(letters.PLACEHOLDERS)
    assert {text.kind for text in TEXTS.values()} <= set(KINDS)


def text(**parts):
    return letters.LetterText(
        **{"id": "uji", "kind": "surat-balasan", "title": "Uji", "about": "Uji", "body": "x"}
        | parts
    )


def test_an_unknown_placeholder_is_refused_when_stored():
    with pytest.raises(InvalidInput, match=r"uji: isian tidak dikenal: \{nama_camat\}, \{x\}"):
        letters.check_text(
            text(about="{x} {nomor_pengaduan}", body=[{"runs": [{"text": "{nama_camat}"}]}])
        )


def test_a_block_of_another_shape_is_refused_when_stored():
    with pytest.raises(InvalidInput, match=r"uji\.body\[0\]\.type"):
        letters.check_text(text(body=[{"type": "gambar"}]))


def test_a_value_without_placeholder_is_refused():
    with pytest.raises(InvalidInput, match="isian tidak dikenal: nama"):
        letters.fill(text(), {"nama": "Siti"})


def test_lists_are_set_in_alone_and_joined_within_a_sentence():
    filled = letters.fill(
        text(body="{temuan}\n\nTemuan: {temuan}.\n\n{alasan}"),
        {"temuan": ["a", "b"], "alasan": [{"type": "heading", "text": "Alasan"}]},
    )
    assert filled["body"] == [
        {"type": "numbered", "items": ["a", "b"]},
        {"type": "paragraph", "text": "Temuan: a dan b."},
        {"type": "heading", "text": "Alasan"},
    ]


def test_values_are_filled_inside_runs_and_items_but_not_twice():
    body = [
        {"type": "paragraph", "runs": [{"text": "Hal {pokok_pengaduan}", "bold": True}]},
        {"type": "list", "items": ["{alasan}", {"text": "{alasan}", "items": ["{alasan}"]}]},
    ]
    filled = letters.fill(text(body=body), {"pokok_pengaduan": "{alasan}", "alasan": "sebab"})
    assert filled["body"] == [
        {"type": "paragraph", "runs": [{"text": "Hal {alasan}", "bold": True}]},
        {"type": "list", "items": ["sebab", {"text": "sebab", "items": ["sebab"]}]},
    ]


def test_what_stays_unfilled_is_refused_before_issue():
    filled = letters.fill(TEXTS["balasan-terbukti"], {"nomor_pengaduan": "PGD-2026-00123"})
    with pytest.raises(Refused) as refused:
        letters.refuse_unfilled(filled)
    assert refused.value.code == "letter-unfilled"
    assert refused.value.detail == {
        "placeholders": [
            "tanggal_pengaduan",
            "pokok_pengaduan",
            "temuan",
            "pertimbangan",
            "tindak_lanjut",
            "batas_keberatan",
        ]
    }
    assert "{temuan}" in refused.value.message


@pytest.mark.parametrize("facts", [{"about": " ", "body": "x"}, {"about": "Hal", "body": []}])
def test_an_empty_letter_is_refused_before_issue(facts):
    with pytest.raises(Refused) as refused:
        letters.refuse_unfilled(facts)
    assert refused.value.code == "letter-empty"


def test_a_case_fills_what_it_knows():
    case = {**samples.case(), "registration_number": "", "received_at": "2026-11-24T20:00:00+00:00"}
    assert letters.case_values(case, zone="Asia/Jakarta") == {
        "nomor_pengaduan": "PGD-2026-00123",
        "tanggal_pengaduan": "Rabu, 25 November 2026",
        "pokok_pengaduan": "Retribusi PBG sudah dibayar, belum divalidasi",
        "jenis_perizinan": "Persetujuan Bangunan Gedung (PBG)",
    }
    assert letters.day_value(date(2026, 12, 25)) == "Jumat, 25 Desember 2026"
    assert letters.days_value(10) == "10 (sepuluh) hari kerja"
