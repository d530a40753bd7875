"""A letter on the screen: how it will look, and two versions of a draft beside each other."""

import pytest
from django.test import Client

from sigap.cases.models import Case
from sigap.desk.letterview import Piece, side_by_side
from tests.cases.office import do, file_complaint, papers, play, task_of

LETTER = {
    "body": [
        {"type": "paragraph", "text": "Pengaduan Saudara dinyatakan **terbukti**."},
        {"type": "table", "columns": ["Berkas", "Keadaan"], "rows": [["KTP"]]},
    ]
}
EDITED = {
    "body": [
        {"type": "paragraph", "text": "Pengaduan Saudara dinyatakan terbukti sebagian."},
        {"type": "table", "columns": ["Berkas", "Keadaan"], "rows": [["KTP", "ada"]]},
    ]
}


@pytest.fixture
def case(office):
    case = file_complaint(office)
    play(office, case, until="draft")
    do(office, task_of(case, "draft"), data={"letter": LETTER})
    return case


def test_bold_and_tables_reach_the_paper(case):
    draft = papers(case, "konsep-surat-balasan")[0]

    assert draft["body"] == [
        {
            "type": "paragraph",
            "runs": [
                {"text": "Pengaduan Saudara dinyatakan "},
                {"text": "terbukti", "bold": True},
                {"text": "."},
            ],
        },
        {"type": "table", "columns": ["Berkas", "Keadaan"], "rows": [["KTP", ""]]},
    ]


def test_the_preview_shows_what_will_be_printed_and_nothing_that_runs(sign_in):
    text = "Isi **tebal** <script>alert(1)</script>\n\n1. Satu\n\n| A | B |\n| 1 | 2 |"

    shown = sign_in("analis-pengaduan").post("/pratinjau/surat/", {"text": text}).text

    assert "<b>tebal</b> &lt;script&gt;" in shown
    assert "<ol><li>Satu</li></ol>" in shown
    assert '<th scope="col">A</th>' in shown
    assert Client().post("/pratinjau/surat/", {"text": text}).status_code == 302


def test_without_scripts_a_button_shows_the_preview_and_keeps_the_text(office, sign_in):
    case = file_complaint(office)
    play(office, case, until="draft")
    task = task_of(case, "draft")
    sent = {"_preview": "data.letter.body", "data.letter.body": "Isi **baru**", "note": "Ingat"}

    page = sign_in(task.role).post(f"/berkas/{case.number}/tugas/{task.pk}/", sent)

    assert "<p>Isi <b>baru</b></p>" in page.text
    assert "Isi **baru**</textarea>" in page.text
    assert "Ingat</textarea>" in page.text


def test_two_versions_stand_side_by_side_with_words_for_what_changed(case, office, sign_in):
    browser = sign_in("koordinator")
    first = browser.get(f"/berkas/{case.number}/konsep/")
    play(office, case, until="examine")
    do(office, task_of(case, "examine"), outcome="sesuai", data={"letter": EDITED})

    page = browser.get(f"/berkas/{case.number}/konsep/")
    turned = browser.get(f"/berkas/{case.number}/konsep/?lama=2&baru=1")

    assert "Baru ada satu versi konsep" in first.text
    assert '<ins><span class="hidden">ditambahkan: </span> sebagian</ins>' in page.text
    assert '<del><span class="hidden">dihapus: </span> sebagian</del>' in turned.text
    assert "disunting Pejabat Penata Perizinan" in page.text


def test_versions_are_for_those_who_may_read_identities(case, office, sign_in):
    Case.objects.filter(pk=case.pk).update(confidential=True)

    refused = sign_in("koordinator").get(f"/berkas/{case.number}/konsep/")

    assert refused.status_code in (403, 404)
    assert "terbukti" not in refused.text
    stranger = Client().get(f"/berkas/{case.number}/konsep/")
    assert stranger.status_code == 302


def test_passages_that_have_nothing_in_common_are_not_set_beside_each_other():
    pairs = side_by_side(["Satu dua tiga.", "Sama."], ["Lain sekali bunyinya", "Sama."])

    assert [(pair.before, pair.after) for pair in pairs] == [
        ([Piece("removed", "Satu dua tiga.")], []),
        ([], [Piece("added", "Lain sekali bunyinya")]),
        ([Piece("same", "Sama.")], [Piece("same", "Sama.")]),
    ]
