"""What an office says on its papers: every kind has words of its own, and prints them."""

import pytest

from sigap.documents.kinds import KINDS
from sigap.documents.office import sample_office
from sigap.documents.paper_texts import PLACES, text_fault, texts_of, worded
from tests.documents.papers import drawn, sample, squeezed, text_of

# Facts under which a paper says what its sample has no reason to say.
OTHERWISE = {
    "form-pengaduan": {"evidence": []},
    "map-pengaduan": {"complainant_name": ""},
    "lembar-disposisi": {"points": ["Kapan divalidasi?"]},
    "hasil-identifikasi": {"note": "Segera."},
    "bahan-telaahan": {"note": "Satu menyusul."},
    "catatan-kelengkapan": {"complete": True},
    "catatan-undangan": {"note": "Dihubungi dua kali."},
    "risalah-rapat": {"dissent": "Tidak ada bukti.", "opening": []},
    "catatan-konsultasi-hukum": {"recorder": {"name": "Fajar Nugraha", "position": "Analis"}},
    "catatan-tinjauan": {"fit": True},
    "catatan-perbaikan": {"approved": True},
    "catatan-penyelesaian": {"accepted": False},
    "arsip-index": {"agrees": False},
}


def marked(kind):
    """Return another wording of every text, and what the paper then has to say."""
    texts = texts_of(kind)
    words = {
        text.id: " ".join([f"Kata{n}kantor", *(f"{{{place}}}" for place in text.places)])
        for n, text in enumerate(texts)
    }
    return {"texts": words}, {f"kata{n}kantor": text.id for n, text in enumerate(texts)}


def facts_of(kind_id):
    """Return a sample that has all that the kind may print, copies among it."""
    copies = {"copies": ["Arsip"]} if "copies" in KINDS[kind_id].frame else {}
    return {**KINDS[kind_id].sample(), **copies}


def said(kind_id, wording, **facts):
    facts = {**facts_of(kind_id), **facts}
    return squeezed(text_of(drawn(kind_id, facts, wording=wording).pdf)).lower()


@pytest.mark.parametrize("kind_id", KINDS)
def test_every_text_of_every_kind_is_the_offices_own(kind_id):
    kind = KINDS[kind_id]
    wording, marks = marked(kind)

    printed = said(kind_id, wording)
    otherwise = said(kind_id, wording, **OTHERWISE.get(kind_id, {}))

    assert marks, "nothing that an office may word"
    assert {name for mark, name in marks.items() if mark not in printed + otherwise} == set()


@pytest.mark.parametrize("kind_id", KINDS)
def test_what_an_office_leaves_empty_or_out_leaves_no_trace(kind_id):
    kind = KINDS[kind_id]
    empty = {text.id: "" for text in texts_of(kind) if not text.is_needed}
    hidden = [part.id for part in kind.parts]

    facts = facts_of(kind_id)
    whole = drawn(kind_id, facts)

    shorter = drawn(kind_id, facts, wording={"texts": empty, "hidden": hidden})

    assert shorter.warnings == ()
    assert len(text_of(shorter.pdf)) < len(text_of(whole.pdf))
    for part in hidden:
        assert drawn(kind_id, facts, wording={"hidden": [part]}).pdf != whole.pdf


@pytest.mark.parametrize("kind_id", KINDS)
def test_every_shipped_text_passes_the_check_of_its_own_form(kind_id):
    texts = texts_of(KINDS[kind_id])

    assert {text.id: text_fault(text, text.shipped) for text in texts} == {
        text.id: "" for text in texts
    }
    assert len({text.id for text in texts}) == len(texts)
    assert all(len(text.shipped) <= text.longest for text in texts)


def test_the_places_are_filled_from_the_case_and_the_letterhead():
    office = sample_office()
    case = KINDS["tanda-terima"].sample()["case"]
    opening = "; ".join(f"{{{name}}}" for name in PLACES)

    printed = text_of(drawn("tanda-terima", wording={"texts": {"opening": opening}}).pdf)

    told = [
        case["number"],
        "Selasa, 24 November 2026",
        case["permit_type"],
        *(office[name] for name in ("name", "unit", "address", "phone", "website", "email")),
    ]
    assert squeezed("; ".join(told)) in squeezed(printed)


def test_a_paper_that_knows_nothing_of_a_place_prints_a_dash():
    wording = {"texts": {"opening": "Perkara {nomor_pengaduan}, {surel}."}}
    office = {**sample_office(), "email": ""}

    printed = text_of(drawn("slip-serah-terima", wording=wording, office=office).pdf)

    assert "Perkara –, –." in printed


def test_words_are_words_and_never_markup():
    wording = {"texts": {"note": "#pagebreak() *tebal* $x$ {bukan} <b>\n\\ @kantor"}}

    printed = text_of(drawn("tanda-terima", wording=wording).pdf)

    assert "#pagebreak() *tebal* $x$ {bukan} <b>\n\\ @kantor" in printed


def test_a_wording_of_texts_that_are_gone_changes_nothing():
    kind = KINDS["tanda-terima"]
    wording = {"texts": {"hilang": "x"}, "hidden": ["hilang"]}

    assert drawn(kind.id, wording=wording) == sample(kind.id)
    assert worded(kind, wording, {}, sample_office())["shows"] == {
        "track": True,
        "received": True,
        "next": True,
    }
