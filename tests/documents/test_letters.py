"""Prepared texts: placeholders known, filled once, none left at issue."""

from datetime import date

import pytest

from sigap.core.errors import InvalidInput, Refused
from sigap.documents import letters
from sigap.documents.facts import Conclusion
from sigap.documents.kinds import KINDS, samples
from sigap.documents.labels import LABELS
from sigap.documents.letter_purposes import PURPOSES, REPLIES
from sigap.documents.letter_texts import TEXTS
from sigap.documents.marks import with_runs
from tests.documents.papers import drawn, squeezed, text_of

ALL = {
    name: ["satu;", "dua."]
    if "daftar" in meaning or name == "pertimbangan"
    else f"ISI-{name.upper()}"
    for name, meaning in letters.PLACEHOLDERS.items()
}


@pytest.mark.parametrize("text_id", TEXTS)
def test_shipped_texts_are_sound_and_become_letters(text_id):
    text = TEXTS[text_id]
    letters.check_text(text, PURPOSES[text.purpose].places)
    filled = letters.fill(text, ALL)
    filled["body"] = with_runs(filled["body"])
    assert letters.unfilled(filled) == []
    letters.refuse_unfilled(filled)
    facts = {
        "case": samples.case(),
        "to": samples.complainant_addressee(),
        "signatory": samples.head(),
        **filled,
    }
    printed = squeezed(text_of(drawn(PURPOSES[text.purpose].kind, facts).pdf))
    for name in letters.placeholders([text.about, text.body]):
        assert squeezed(ALL[name] if isinstance(ALL[name], str) else "1.satu;2.dua.") in printed
    assert "{" not in printed
    assert "**" not in printed


def test_every_conclusion_has_its_reply_and_every_purpose_its_text():
    assert set(REPLIES) == set(LABELS[Conclusion])
    assert {PURPOSES[purpose].kind for purpose in REPLIES.values()} == {"surat-balasan"}
    assert {text.purpose for text in TEXTS.values()} == set(PURPOSES)
    # What an act that needs no editing looks up is there under its own name.
    assert {one.id for one in PURPOSES.values() if one.is_automatic} <= set(TEXTS)
    assert {one.kind for one in PURPOSES.values()} <= set(KINDS)
    assert {name for one in PURPOSES.values() for name in one.places} <= set(letters.PLACEHOLDERS)


def text(**parts):
    return letters.LetterText(
        **{"id": "uji", "purpose": "balasan", "title": "Uji", "about": "Uji", "body": "x"} | parts
    )


def test_an_unknown_placeholder_is_refused_when_stored():
    with pytest.raises(InvalidInput, match=r"uji: isian tidak dikenal: \{nama_camat\}, \{x\}"):
        letters.check_text(
            text(
                about="{x} {nomor_pengaduan}",
                body=[{"type": "paragraph", "text": "{nama_camat}"}],
            )
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
        {"type": "paragraph", "runs": [{"text": "Hal (alasan)", "bold": True}]},
        {"type": "list", "items": ["sebab", {"text": "sebab", "items": ["sebab"]}]},
    ]


@pytest.mark.parametrize(
    ("typed", "strange"),
    [
        ("Nomor {nomor_pengaduan}, {alasan}", []),
        ("{{ nomor }} dan {{nomor_pengaduan}}", ["{{ nomor }}", "{{nomor_pengaduan}}"]),
        ("{Nomor} {nomor pengaduan} {nomor_pengaduan}", ["{Nomor}", "{nomor pengaduan}"]),
        ("{nomor_pengaduan", ["{"]),
        ("a } b", ["}"]),
        ("{temuan} {temuan}", ["{temuan}"]),
        ("{}", ["{}"]),
    ],
)
def test_what_is_no_placeholder_here_is_named_as_typed(typed, strange):
    known = {"nomor_pengaduan", "alasan"}
    assert letters.strange_places([{"type": "list", "items": [typed]}], known) == strange


def test_of_an_empty_list_neither_it_nor_the_line_to_it_stays():
    filled = letters.fill(
        text(body="Temuan:\n\n{temuan}\n\nPenutup:\n\n{alasan}\n\n{pertanyaan}"),
        {"temuan": [], "alasan": "", "pertanyaan": "satu\n\ndua"},
    )
    assert filled["body"] == [
        {"type": "paragraph", "text": "satu"},
        {"type": "paragraph", "text": "dua"},
    ]


def test_what_a_person_wrote_is_neither_a_place_nor_a_mark():
    filled = letters.fill(
        text(about="{pokok_pengaduan}", body="Pokok: {pokok_pengaduan}\n\n{isi_pengaduan}"),
        {"pokok_pengaduan": "{temuan} **bukan** {saya}", "isi_pengaduan": "*a* {alasan}"},
    )
    assert filled["about"] == "(temuan) **bukan** {saya}"
    assert [letters_text(block) for block in with_runs(filled["body"])] == [
        "Pokok: (temuan) **bukan** {saya}",
        "*a* (alasan)",
    ]
    letters.refuse_unfilled(filled)


def letters_text(block):
    assert block.keys() == {"type", "text"}
    return block["text"]


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
            "dasar_hukum",
            "tindak_lanjut",
            "batas_keberatan",
        ]
    }
    assert refused.value.field == "body"
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
