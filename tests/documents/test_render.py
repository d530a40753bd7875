"""Every kind drawn: its text, the same bytes twice, every fact printed, bad facts refused."""

import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sigap.documents.failures import RenderFailed
from sigap.documents.kinds import KINDS
from sigap.documents.office import sample_office
from sigap.documents.render import TEMPLATES, render, template_version
from sigap.documents.text import clean
from tests.documents.filled import filled_facts, marked_facts
from tests.documents.papers import (
    ISSUED_AT,
    VERIFY_URL,
    drawn,
    expected_file,
    page_edges,
    sample,
    squeezed,
    text_of,
)


@pytest.mark.parametrize("kind_id", KINDS)
def test_the_sample_prints_the_expected_text(kind_id):
    paper = sample(kind_id)
    assert text_of(paper.pdf) == expected_file(kind_id).read_text()
    assert paper.warnings == ()


@pytest.mark.parametrize("kind_id", KINDS)
def test_the_same_facts_give_the_same_bytes(kind_id):
    assert drawn(kind_id) == sample(kind_id)


def test_other_facts_moments_and_codes_give_other_bytes():
    papers = [
        drawn("tanda-terima"),
        drawn("tanda-terima", {**KINDS["tanda-terima"].sample(), "tracking_code": "AAAA"}),
        drawn("tanda-terima", issued_at=datetime.fromisoformat("2026-11-24T10:00:01+07:00")),
        drawn("tanda-terima", verify_url=VERIFY_URL + "Z"),
        drawn("tanda-terima", version=2),
    ]
    assert len({paper.sha256 for paper in papers}) == len(papers)


@pytest.mark.parametrize("kind_id", KINDS)
def test_every_fact_of_a_kind_is_printed(kind_id):
    facts, marks = marked_facts(kind_id)
    printed = squeezed(text_of(drawn(kind_id, facts).pdf))
    assert [mark for mark in marks if mark not in printed] == []


@pytest.mark.parametrize("kind_id", KINDS)
def test_required_facts_alone_make_a_paper(kind_id):
    assert drawn(kind_id, filled_facts(kind_id, "Ada", required_only=True)).pages >= 1
    assert drawn(kind_id, filled_facts(kind_id, "", count=0)).pages >= 1


MARKUP = '#import "x": * $x^2$ *tebal* _a_ @ref <label> // a \\ `b` = c --- "q" {"a": ["}\\u0000"]}'
SCRIPTS = (
    "Ωμέγα Привет مرحبا بالعالم 王小明 देवनागरी ꦲꦏ꧀ 🙏🙏 👨\u200d👩\u200d👧 "
    "z\u0335\u0322\u034d\u032ao"
)
HOSTILE = {
    "everything-at-once": f"{MARKUP}\n{SCRIPTS}\r\nsatu\r\ndua\n\n\n\ntiga\t\x00\x1b[31m",
    "one-long-word": "W" * 90,
    "long-name": "Raden Mas " * 20,
    "one-name-of-200-letters": ("Kusumaningratdiningrat" * 10)[:200],
    "other-scripts": "Ωμέγα Привет 王小明北京市朝阳区 ꦲꦏ꧀ꦱꦫꦗꦮ देवनागरी 🙏🏽 🏢 Ñandú",
}


@pytest.mark.parametrize("kind_id", KINDS)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_come_out_whole(kind_id, name):
    paper = drawn(kind_id, filled_facts(kind_id, HOSTILE[name]))
    assert paper.warnings == ()
    printed = squeezed(text_of(paper.pdf))
    assert min(min(edges) for edges in page_edges(paper.pdf)) >= 10
    words = clean(HOSTILE[name]).split()
    if name == "everything-at-once":
        # How words next to right-to-left ones are read back is the reader's matter.
        words = [word for word in words if word.isascii() and (word.isalnum() or word in MARKUP)]
    assert [word for word in words if word not in printed] == []


def test_long_minutes_and_indexes_keep_every_row():
    minutes = KINDS["risalah-rapat"].sample()
    minutes["findings"] = [
        {
            "question": f"Pertanyaan {n}?",
            "finding": [
                {"type": "paragraph", "text": f"Temuan {n}. " + "Uraian yang panjang. " * 140}
            ],
        }
        for n in range(60)
    ]
    index = KINDS["arsip-index"].sample()
    index["items"] = [{"what": f"Dokumen ke-{n} arsip"} for n in range(300)]
    paper = drawn("risalah-rapat", minutes)
    assert paper.pages >= 40
    printed = text_of(paper.pdf)
    assert [n for n in range(60) if f"Temuan {n}." not in printed] == []
    assert f"Halaman {paper.pages} dari {paper.pages}" in printed
    listed = drawn("arsip-index", index)
    printed = text_of(listed.pdf)
    assert [n for n in range(300) if f"Dokumen ke-{n} arsip" not in printed] == []
    for pdf in (paper.pdf, listed.pdf):
        assert min(min(edges) for edges in page_edges(pdf)) >= 10


def test_arabic_is_printed_letter_by_letter():
    facts = KINDS["surat-balasan"].sample()
    facts["to"]["name"] = "عبد الرحمن بن يوسف"
    printed = text_of(drawn("surat-balasan", facts).pdf)
    # A reader may give joined forms and either direction; each letter is there once it is folded.
    folded = unicodedata.normalize("NFKC", printed)
    assert {letter for letter in facts["to"]["name"] if not letter.isspace()} <= set(folded)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_text_can_be_printed(text):
    facts = KINDS["surat-balasan"].sample()
    facts["body"] = [{"type": "paragraph", "runs": [{"text": text, "italic": True, "bold": True}]}]
    facts["to"] = {"name": text, "address": text}
    assert drawn("surat-balasan", facts).warnings == ()


def _without(facts, *path):
    *way, last = path
    inner = facts
    for part in way:
        inner = inner[part]
    del inner[last]
    return facts


SAMPLE = KINDS["form-pengaduan"].sample


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (_without(SAMPLE(), "case", "subject"), "case.subject: wajib ada"),
        ({**SAMPLE(), "texts": ""}, "data: tidak dikenal: texts"),
        ({**SAMPLE(), "text": 7}, "text: harus teks"),
        ({**SAMPLE(), "filed_at": "24-11-2026"}, "filed_at: bukan saat ISO 8601"),
        (
            {**SAMPLE(), "filed_at": "2026-11-24T09:12:00"},
            "filed_at: saat tanpa zona waktu",
        ),
        ({**SAMPLE(), "evidence": "SSRD"}, "evidence: harus daftar"),
        ({**SAMPLE(), "evidence": [{"name": None}]}, "evidence[0].name: wajib ada"),
        ({**SAMPLE(), "case": None}, "case: wajib ada"),
        ({**SAMPLE(), "complainant": "Siti"}, "complainant: harus objek"),
        (
            {**SAMPLE(), "officer_signature": {"name": "Siti", "image": "bukan gambar"}},
            "officer_signature.image: bukan SVG maupun base64",
        ),
    ],
)
def test_facts_that_do_not_fit_are_refused_by_their_place(facts, reason):
    with pytest.raises(RenderFailed) as refused:
        drawn("form-pengaduan", facts)
    assert (refused.value.code, refused.value.reason) == ("facts", f"form-pengaduan: {reason}")


def test_what_is_no_paper_is_refused():
    for kind_id, how in (
        ("surat-cinta", {}),
        ("tanda-terima", {"issued_at": ISSUED_AT.replace(tzinfo=None)}),
        ("tanda-terima", {"office": {**sample_office(), "time_zone": "Asia/Bekasi"}}),
        ("tanda-terima", {"office": {"name": "Dinas"}}),
    ):
        with pytest.raises(RenderFailed) as refused:
            drawn(kind_id, KINDS["tanda-terima"].sample(), **how)
        assert refused.value.code == "facts"
        assert "\n" not in refused.value.reason


def test_moments_print_on_the_clock_of_the_office():
    facts = KINDS["tanda-terima"].sample()
    facts["case"]["received_at"] = "2026-11-24T23:30:00+00:00"
    east = {**sample_office(), "time_zone": "Asia/Jayapura"}
    assert "Rabu, 25 November 2026, pukul 08.30 WIT" in text_of(
        drawn("tanda-terima", facts, office=east).pdf
    )


def test_without_code_nothing_is_said_of_checking():
    printed = text_of(drawn("surat-balasan", code="", verify_url="").pdf)
    assert "Periksa keaslian" not in printed
    assert "Kode pemeriksaan" not in printed


def test_threads_draw_at_the_same_time():
    alone = {kind_id: drawn(kind_id).sha256 for kind_id in ("surat-balasan", "tanda-terima")}
    start = threading.Barrier(4)

    def several(kind_id):
        start.wait(timeout=30)
        return {drawn(kind_id).sha256 for _ in range(5)}

    with ThreadPoolExecutor(4) as pool:
        kinds = ["surat-balasan", "tanda-terima"] * 2
        results = list(pool.map(several, kinds))
    assert results == [{alone[kind_id]} for kind_id in kinds]


def test_registry_and_folders_agree():
    here = TEMPLATES.parent / "kinds"
    own = {"__init__", "kind", "samples"}
    files = {path.stem.replace("_", "-") for path in here.glob("*.py") if path.stem not in own}
    assert set(KINDS) == files
    assert {kind.template for kind in KINDS.values()} == {
        path.name for path in TEMPLATES.glob("*.typ")
    }
    assert {kind_id: kind.id for kind_id, kind in KINDS.items()} == {k: k for k in KINDS}
    assert {path.stem for path in expected_file("x").parent.iterdir()} == set(KINDS)


def test_kinds_say_how_they_are_handled():
    assert {k for k, kind in KINDS.items() if kind.at_once} == {
        "form-pengaduan",
        "map-pengaduan",
        "tanda-terima",
    }
    letters = {k for k, kind in KINDS.items() if "to" in kind.facts_schema["properties"]}
    numbered = {k for k, kind in KINDS.items() if kind.numbered}
    assert letters - numbered == {"konsep-surat-balasan"}
    assert numbered - letters == set()
    assert len({template_version(kind_id) for kind_id in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind_id", KINDS)
def test_samples_fit_the_schema(kind_id):
    facts = KINDS[kind_id].sample()
    schema = KINDS[kind_id].facts_schema
    jsonschema.Draft202012Validator.check_schema(schema)
    faults = jsonschema.Draft202012Validator(schema).iter_errors(facts)
    assert [fault.message for fault in faults] == []


def test_render_takes_the_moment_with_any_zone():
    utc = datetime.fromisoformat("2026-11-24T03:00:00+00:00")
    facts = KINDS["surat-balasan"].sample()
    paper = render("surat-balasan", facts, sample_office(), issued_at=utc)
    assert paper == render("surat-balasan", facts, sample_office(), issued_at=ISSUED_AT)
    assert b"/CreationDate(D:20261124030000Z)" in paper.pdf


def test_every_page_of_a_confidential_case_says_so():
    facts = KINDS["risalah-rapat"].sample()
    open_pages = text_of(drawn("risalah-rapat", facts).pdf).split("\f")
    facts["case"]["confidential"] = True
    marked_pages = text_of(drawn("risalah-rapat", facts).pdf).split("\f")
    assert [page.count("RAHASIA") for page in open_pages] == [0, 0]
    assert [page.count("RAHASIA") for page in marked_pages] == [1, 1]


def test_numbers_break_at_their_joints():
    facts = KINDS["arsip-index"].sample()
    facts["items"] = [{"what": "Surat", "number": "500.16.7.2/118/SEKRETARIAT/DPMPTSP/2026"}]
    assert "500.16.7.2/118/SEKRETARIAT/\n" in text_of(drawn("arsip-index", facts).pdf)


def test_a_number_too_wide_for_its_cell_breaks_before_the_ruled_line():
    facts = KINDS["bahan-telaahan"].sample()
    number = "PBG-321608-21102025-960"  # fits the cell with its inset, but not the room for text
    facts["items"] = [{**facts["items"][0], "what": f"Riwayat berkas {number}"}]

    printed = text_of(drawn("bahan-telaahan", facts).pdf)

    assert number in squeezed(printed)
    assert f"{number} " not in printed.replace("\n", " \n").split("Dokumen/informasi")[1]
