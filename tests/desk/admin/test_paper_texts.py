"""The office's words on its papers by screen: changed, looked at, kept as versions, reset."""

import pytest
from django.test import Client

from sigap.cases.identity import case_key, unseal_json
from sigap.cases.models import Document, PaperWording
from sigap.cases.operations.papers import draw, pdf_of, render_document
from sigap.documents.kinds import KINDS
from sigap.documents.paper_texts import texts_of
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint
from tests.documents.papers import text_of

PAGE = "/kelola/naskah/"
RECEIPT = f"{PAGE}tanda-terima/"
OPENING = "Terima kasih, pengaduan {nomor_pengaduan} sudah kami catat."


@pytest.fixture
def browser(sign_in):
    return sign_in("koordinator")


def typed(kind="tanda-terima", *, edition=0, hidden=(), **texts):
    """Return what the form of a kind sends when these texts are changed."""
    one = KINDS[kind]
    words = {text.id: text.shipped for text in texts_of(one)} | texts
    shows = {f"data.shows.{part.id}": "true" for part in one.parts if part.id not in hidden}
    return {
        "kind": kind,
        "edition": str(edition),
        **shows,
        **{f"data.texts.{name}": value for name, value in words.items()},
    }


def receipt(case):
    return Document.objects.get(case=case, kind="tanda-terima")


def printed(document, office):
    return text_of(pdf_of(render_document(document.pk, now=office.now)))


def test_only_those_who_answer_for_the_office_see_the_words(sign_in):
    for page in (PAGE, RECEIPT):
        for role in ("koordinator", "kepala-dinas"):
            assert sign_in(role).get(page).status_code == 200
        for role in ("admin", "analis-pengaduan"):
            assert sign_in(role).get(page).status_code == 404
        assert Client().get(page)["Location"] == f"/masuk/?next={page}"
    assert sign_in("koordinator").get(f"{PAGE}tidak-ada/").status_code == 404
    assert sign_in("koordinator").get(f"{RECEIPT}?versi=1").status_code == 404
    assert sign_in("analis-pengaduan").post(f"{PAGE}contoh/", typed()).status_code == 404
    assert sign_in("analis-pengaduan").post(f"{RECEIPT}bawaan/").status_code == 404


def test_every_kind_is_listed_and_has_a_form_with_all_its_words(browser):
    page = browser.get(PAGE).text

    for kind in KINDS.values():
        assert f'<a href="{kind.id}/">{kind.title}</a>' in page
        form = browser.get(f"{PAGE}{kind.id}/").context["form"]
        texts, *shows = form.children
        assert {field.name: field.value for field in texts.children} == {
            f"data.texts.{text.id}": text.shipped for text in texts_of(kind)
        }
        assert [field.name for group in shows for field in group.children] == [
            f"data.shows.{part.id}" for part in kind.parts
        ]
    assert page.count("bawaan Sigap") == len(KINDS)


def test_changed_words_stand_on_the_next_paper_and_on_no_earlier_one(browser, office):
    issued, waiting = file_complaint(office), file_complaint(office)
    before = printed(receipt(issued), office)

    answer = browser.post(RECEIPT, typed(opening=OPENING, heading="Bukti Lapor", hidden=["next"]))

    assert answer["Location"] == RECEIPT
    after = file_complaint(office)
    said = printed(receipt(after), office)
    assert f"Terima kasih, pengaduan {after.number} sudah kami catat." in said
    assert "BUKTI LAPOR" in said
    assert f"Bukti Lapor · {after.number}" in said
    assert "Yang terjadi selanjutnya" not in said
    assert text_of(pdf_of(receipt(issued))) == before
    # Ordered before the change, drawn after it.
    assert "BUKTI LAPOR" not in printed(receipt(waiting), office)
    # Drawn again from what was frozen, both say what they said.
    for case, words in ((issued, before), (after, said)):
        paper = receipt(case)
        facts = unseal_json(case_key(case.pk), paper.facts)
        assert text_of(draw(paper, facts).pdf) == words


def test_each_change_is_a_version_with_its_maker_and_an_entry(browser, office):
    browser.post(RECEIPT, typed(opening="Satu."))
    browser.post(RECEIPT, typed(opening="Dua.", edition=1))

    maker = office.users["koordinator"]
    rows = PaperWording.objects.order_by("version")
    assert [(row.kind, row.version, row.data, row.made_by) for row in rows] == [
        ("tanda-terima", number, {"texts": {"opening": words}}, f"user:{maker}")
        for number, words in ((1, "Satu."), (2, "Dua."))
    ]
    entry = Entry.objects.filter(stream="office").order_by("-seq").first()
    assert (entry.event, entry.facts["paper"], entry.facts["version"]) == (
        "office.paper-worded",
        "tanda-terima",
        2,
    )
    page = browser.get(RECEIPT)
    assert page.text.count('href="?versi=') == 2
    assert "Bawaan: kosong" in page.text
    older = browser.get(f"{RECEIPT}?versi=1")
    assert 'name="data.texts.opening"' in older.text
    assert "Satu." in older.text
    assert older.context["edition"] == "2"
    assert "diubah" in browser.get(PAGE).text


def test_the_shipped_words_hold_again_and_the_history_stays(browser, office):
    browser.post(RECEIPT, typed(opening="Satu.", hidden=["track"]))

    answer = browser.post(f"{RECEIPT}bawaan/", {"edition": "1"})

    assert answer["Location"] == RECEIPT
    assert PaperWording.objects.get(version=2).data == {}
    facts = unseal_json(case_key((case := file_complaint(office)).pk), receipt(case).facts)
    assert "wording" not in facts
    assert "Pakai lagi kata-kata bawaan" not in browser.get(RECEIPT).text
    again = browser.post(f"{RECEIPT}bawaan/", {"edition": "2"})
    assert again.status_code == 422
    assert PaperWording.objects.count() == 2


WRONG = [
    ({"heading": ""}, "data.texts.heading", ""),
    ({"opening": "Halo {nama_pelapor}"}, "data.texts.opening", "{nama_pelapor}"),
    ({"opening": "Halo {"}, "data.texts.opening", "Isian tidak dikenal"),
    ({"footer": "x" * 91}, "data.texts.footer", ""),
]


@pytest.mark.parametrize(("texts", "place", "told"), WRONG)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(browser, texts, place, told):
    answer = browser.post(RECEIPT, typed(**texts))

    assert answer.status_code == 422
    fields = {one.name: one for one in answer.context["form"].children[0].children}
    assert fields[place].error
    assert told in fields[place].error
    assert fields[place].value == next(iter(texts.values()))
    assert not PaperWording.objects.exists()


def test_a_place_that_a_sentence_lives_by_must_stay(browser):
    page = f"{PAGE}risalah-rapat/"

    answer = browser.post(page, typed("risalah-rapat", verdict="Pengaduan selesai."))

    (field,) = [one for one in answer.context["form"].children[0].children if one.error]
    assert (field.name, field.error) == (
        "data.texts.verdict",
        "Bagian ini harus memuat {kesimpulan}.",
    )


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(browser):
    browser.post(RECEIPT, typed(opening="Satu."))

    answer = browser.post(RECEIPT, typed(opening="Dua."))

    assert answer.status_code == 409
    assert "Dua." in answer.text
    assert [row.data for row in PaperWording.objects.all()] == [{"texts": {"opening": "Satu."}}]
    same = browser.post(RECEIPT, typed(opening="Satu.", edition=1))
    assert (same.status_code, PaperWording.objects.count()) == (422, 1)


def test_the_sample_shows_what_is_typed_and_keeps_nothing(browser):
    picture = browser.post(f"{PAGE}contoh/", typed(opening="Contoh kata."))
    paper = browser.post(f"{PAGE}contoh/", {**typed(opening="Contoh kata."), "_pdf": "ya"})
    redrawn = browser.post(RECEIPT, {**typed(opening="Contoh kata."), "_preview": "ya"})

    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert picture.content != browser.post(f"{PAGE}contoh/", typed()).content
    assert "Contoh kata." in text_of(paper.content)
    assert redrawn.status_code == 200
    assert redrawn.context["picture"].startswith("data:image/png;base64,")
    assert not PaperWording.objects.exists()
    assert browser.post(f"{PAGE}contoh/", {"kind": "x"}).status_code == 404
