"""Prepared texts in the forms that write letters: offered, set in, and refused while unfilled."""

import pytest

from sigap.cases.models import LetterNumber, TaskDraft
from sigap.core.errors import Refused
from tests.cases.office import do, file_complaint, papers, play, task_of

REVIEW = {
    "conclusion": "tidak-terbukti",
    "reasons": "Pelayanan sesuai standar.",
    "legal_basis": ["UU 25/2009", "SOP 465/2024"],
}
PLAN = {"questions": ["Kapan dibayar?", "Siapa petugasnya?"]}


@pytest.fixture
def case(office):
    case = file_complaint(office)
    play(office, case, until="draft", data={"review": REVIEW, "plan": PLAN})
    return case


def address(case, task):
    return f"/berkas/{case.number}/tugas/{task.pk}/"


def letter_field(page):
    (group,) = [one for one in page.context["form"].children if one.name == "data.letter"]
    return {one.name.rpartition(".")[2]: one for one in group.children}


def typed(**changes):
    known = {"about": "Jawaban", "salutation": "Dengan hormat,", "body": "", "closing": "Salam."}
    return {f"data.letter.{name}": value for name, value in {**known, **changes}.items()}


def test_the_text_of_the_conclusion_is_chosen_already(case, sign_in):
    page = sign_in("analis-pengaduan").get(
        f"/berkas/{case.number}/?tugas={task_of(case, 'draft').pk}"
    )

    body = letter_field(page)["body"]
    assert [one.label for one in body.offers] == [
        "Jawaban: bukan kewenangan",
        "Jawaban: sudah diselesaikan",
        "Jawaban: terbukti",
        "Jawaban: terbukti sebagian",
        "Jawaban: tidak terbukti",
    ]
    assert [one.value for one in body.offers if one.chosen] == ["balasan-tidak-terbukti"]


def test_without_scripts_a_button_sets_the_text_in_filled_and_keeps_what_was_typed(case, sign_in):
    task = task_of(case, "draft")
    sent = {
        **typed(body="Kalimat saya sendiri."),
        "data.letter.body~templat": "balasan-tidak-terbukti",
        "_insert": "data.letter.body",
    }

    page = sign_in("analis-pengaduan").post(address(case, task), sent)

    fields = letter_field(page)
    assert page.status_code == 200
    assert fields["about"].value == "Jawaban"
    assert fields["closing"].value == "Salam."
    assert fields["body"].value.startswith("Kalimat saya sendiri.\n\nMenindaklanjuti pengaduan")
    assert case.number in fields["body"].value
    assert "dinyatakan **tidak terbukti**" in fields["body"].value
    assert "1. UU 25/2009\n2. SOP 465/2024" in fields["body"].value
    assert "paling lambat 10 (sepuluh) hari kerja" in fields["body"].value
    assert "{" not in fields["body"].value
    assert "<b>tidak terbukti</b>" in page.text
    assert TaskDraft.objects.filter(task=task).count() == 0


def test_another_button_puts_it_in_place_of_all_that_stood_there(case, sign_in):
    sent = {
        **typed(body="Kalimat saya sendiri."),
        "data.letter.body~templat": "balasan-penyelesaian",
        "_instead": "data.letter.body",
    }

    page = sign_in("analis-pengaduan").post(address(case, task_of(case, "draft")), sent)

    fields = letter_field(page)
    assert fields["about"].value == f"Penyelesaian Pengaduan Nomor {case.number}"
    assert "Kalimat saya" not in fields["body"].value


def test_the_page_s_script_gets_the_words_alone(case, sign_in):
    browser, task = sign_in("analis-pengaduan"), task_of(case, "draft")
    sent = {**typed(about=""), "_insert": "data.letter.body"}
    part = {"headers": {"X-Sigap-Part": "templat"}}

    chosen = {**sent, "data.letter.body~templat": "balasan-terbukti"}
    text = browser.post(address(case, task), chosen, **part).json()
    none = browser.post(address(case, task), sent, **part)
    strange = browser.post(address(case, task), {**chosen, "_insert": "data.letter.about"}, **part)

    assert list(text) == ["body", "about", "salutation"]
    assert text["about"] == f"Jawaban atas Pengaduan Nomor {case.number}"
    assert "**terbukti**" in text["body"]
    assert (none.status_code, strange.status_code) == (404, 404)


def test_nothing_chosen_is_told_and_nothing_is_lost(case, sign_in):
    sent = {**typed(body="Kalimat saya."), "_insert": "data.letter.body"}

    page = sign_in("analis-pengaduan").post(address(case, task_of(case, "draft")), sent)

    assert "Pilih dahulu templatnya." in page.text
    assert letter_field(page)["body"].value == "Kalimat saya."


def test_a_place_left_empty_is_refused_beside_its_field(case, sign_in):
    browser, task = sign_in("analis-pengaduan"), task_of(case, "draft")

    for field in ("about", "salutation", "body", "closing"):
        sent = {**typed(body="Isi surat."), "_complete": "1", "note": ""}
        sent[f"data.letter.{field}"] = "Kepada {instansi_berwenang} dan {temuan}"

        page = browser.post(address(case, task), sent)

        fields = letter_field(page)
        assert page.status_code == 422
        assert {name: one.error for name, one in fields.items() if one.error} == {
            field: "Surat masih memuat isian kosong: {instansi_berwenang} dan {temuan}. Isi atau "
            "hapus dahulu."
        }
        assert fields[field].value == sent[f"data.letter.{field}"]
    task.refresh_from_db()
    assert task.state == "open"
    assert papers(case, "konsep-surat-balasan") == []


def test_a_reviewer_cannot_send_an_empty_place_on_and_no_number_is_taken(case, office):
    body = [{"type": "paragraph", "text": "Isi."}]
    play(office, case, until="examine", data={"draft": {"letter": {"body": body}}})
    taken = LetterNumber.objects.count()
    edited = {"letter": {"body": [{"type": "paragraph", "text": "{tindak_lanjut}"}]}}

    with pytest.raises(Refused) as refused:
        do(office, task_of(case, "examine"), outcome="sesuai", data=edited)

    assert (refused.value.code, refused.value.field) == ("letter-unfilled", "data.letter.body")
    assert LetterNumber.objects.count() == taken


def test_a_letter_to_an_agency_is_written_from_its_template_and_names_nobody_yet(office, sign_in):
    case = file_complaint(office)
    mode = {"mode": "lintas-pd", "agencies": ["bapenda"]}
    play(office, case, until="invite", data={"plan": {**PLAN, "mode": mode}})
    task = task_of(case, "invite")

    page = sign_in("analis-pengaduan").get(f"/berkas/{case.number}/?tugas={task.pk}")

    (group,) = [one for one in page.context["form"].children if one.name == "data.letters"]
    fields = {one.name.rpartition(".")[2]: one for one in group.children[0].children}
    assert "1. Kapan dibayar?\n2. Siapa petugasnya?" in fields["body"].value
    assert "{identitas_pelapor}" in fields["body"].value
    assert "Suherman" not in page.text
    assert [one.label for one in fields["body"].offers] == [
        "Permintaan data dan dokumen",
        "Permintaan investigasi dan undangan telaah",
        "Undangan telaah bersama",
    ]

    do(office, task)

    (paper,) = papers(case, "surat-dinas")
    said = [block.get("text") for block in paper["body"]]
    assert said[0].endswith("kami mohon bantuan Saudara untuk memeriksa:")
    assert paper["body"][1]["items"] == PLAN["questions"]
    assert said[2] == "Pengaduan disampaikan oleh Suherman Wijaya."
