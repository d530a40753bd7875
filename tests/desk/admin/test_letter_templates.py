"""The office's letter templates by screen: written, looked at, put in force, kept as history."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from sigap.cases.models import LetterTemplate, PermitType
from sigap.cases.operations import letter_templates as operations
from sigap.cases.queries.letter_templates import text_for, texts_offered
from sigap.core.errors import Refused
from sigap.documents.letter_purposes import PURPOSES
from sigap.documents.letter_texts import TEXTS
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint, papers
from tests.cases.side_exits import take

PAGE = "/kelola/templat/"
NOW = datetime.now(tz=UTC)
WORDS = {
    "data.title": "Penundaan",
    "data.permit_type": "",
    "data.about": "Penundaan Pengaduan {nomor_pengaduan}",
    "data.salutation": "Yang terhormat,",
    "data.body": "Pengaduan **kami tunda** sampai {tanggal_selesai}.\n\n- {pokok_pengaduan}",
    "data.closing": "Terima kasih.",
    "data.nature": "Segera",
    "edition": "0",
}
HELD = f"{PAGE}pemberitahuan-ditunda/"


@pytest.fixture
def browser(sign_in):
    return sign_in("koordinator")


def last_event():
    entry = Entry.objects.filter(stream="office").order_by("-seq").first()
    return entry.event, entry.facts["template"], entry.facts["version"]


def write(browser, **changes):
    answer = browser.post(f"{HELD}ubah/", {**WORDS, **changes})
    assert answer["Location"] == HELD
    return LetterTemplate.objects.get(slug="pemberitahuan-ditunda", state="draft")


def hold(office, case):
    until = (office.now.date()).replace(year=office.now.year + 1).isoformat()
    take(office, case, "hold", until=until)
    return papers(case, "surat-pemberitahuan")[-1]


def test_only_those_who_answer_for_the_office_see_the_templates(sign_in):
    for page in (PAGE, f"{PAGE}baru/", HELD, f"{HELD}ubah/"):
        for role in ("koordinator", "kepala-dinas"):
            assert sign_in(role).get(page).status_code == 200
        for role in ("admin", "analis-pengaduan"):
            assert sign_in(role).get(page).status_code == 404
        assert Client().get(page)["Location"] == f"/masuk/?next={page}"
    assert sign_in("koordinator").get(f"{PAGE}tidak-ada/").status_code == 404
    assert sign_in("koordinator").get(f"{HELD}?versi=7").status_code == 404


def test_a_new_office_has_a_text_in_force_for_every_letter(browser):
    rows = LetterTemplate.objects.all()

    assert {row.slug for row in rows} == set(TEXTS)
    assert {(row.state, row.version) for row in rows} == {("in-force", 1)}
    page = browser.get(PAGE).text
    for text in TEXTS.values():
        assert f'<a href="{text.id}/">{text.title}</a>' in page
    assert page.count("bawaan Sigap") == len(TEXTS)


def test_every_shipped_text_passes_the_check_of_its_form(office):
    for row in LetterTemplate.objects.all():
        told = operations.check_template(row.purpose, operations.template_form(row))
        assert told["about"] == row.data["about"]


def test_a_draft_holds_nothing_until_it_is_put_in_force(browser, office):
    office.now = NOW
    draft = write(browser)
    assert last_event() == ("office.template-drafted", "pemberitahuan-ditunda", 2)
    before = hold(office, file_complaint(office))
    assert before["salutation"] == "Dengan hormat,"
    assert "konsep" in browser.get(PAGE).text

    answer = browser.post(f"{HELD}pakai/", {"do": "berlakukan", "edition": draft.edition})

    assert answer["Location"] == HELD
    assert last_event() == ("office.template-in-force", "pemberitahuan-ditunda", 2)
    case = file_complaint(office)
    after = hold(office, case)
    assert after["about"] == f"Penundaan Pengaduan {case.number}"
    assert (after["salutation"], after["nature"]) == ("Yang terhormat,", "Segera")
    opening, subject = after["body"]
    assert [run["text"] for run in opening["runs"]][:2] == ["Pengaduan ", "kami tunda"]
    assert opening["runs"][1]["bold"]
    assert subject == {"type": "list", "items": [case.subject]}
    old, new = LetterTemplate.objects.filter(slug="pemberitahuan-ditunda").order_by("version")
    assert (old.state, new.state) == ("ended", "in-force")
    assert old.ended_by == new.in_force_by == f"user:{office.users['koordinator']}"
    page = browser.get(HELD).text
    assert page.count("<tr>") == 3
    assert "bawaan Sigap" in page


def test_the_words_typed_come_back_the_same_to_be_changed(browser):
    write(browser)

    page = browser.get(f"{HELD}ubah/")

    fields = {one.name: one.value for one in page.context["form"].children}
    assert fields["data.body"] == WORDS["data.body"]
    assert fields["data.about"] == WORDS["data.about"]
    assert page.context["edition"] == "1"


def test_a_template_of_one_permit_type_goes_before_the_general_one(browser, office):
    office.now = NOW
    case = file_complaint(office)
    own = PermitType.objects.get(pk=case.permit_type_id)
    answer = browser.post(
        f"{PAGE}baru/",
        {**WORDS, "purpose": "pemberitahuan-ditunda", "data.permit_type": own.slug},
    )
    address = answer["Location"]
    slug = address.removeprefix(PAGE).strip("/")

    browser.post(f"{address}pakai/", {"do": "berlakukan", "edition": "1"})

    other = PermitType.objects.exclude(pk=own.pk).first()
    assert text_for("pemberitahuan-ditunda", own.pk).id == slug
    assert text_for("pemberitahuan-ditunda", other.pk).id == "pemberitahuan-ditunda"
    assert hold(office, case)["salutation"] == "Yang terhormat,"
    browser.post(f"{address}pakai/", {"do": "akhiri"})
    assert text_for("pemberitahuan-ditunda", own.pk).id == "pemberitahuan-ditunda"


def test_a_free_text_is_offered_once_it_is_in_force(browser, office):
    answer = browser.post(
        f"{PAGE}baru/", {**WORDS, "purpose": "balasan", "data.body": "{temuan}\n\n{pertimbangan}"}
    )
    address = answer["Location"]
    assert address == f"{PAGE}penundaan/"
    offered = [one.id for one in texts_offered("surat-balasan", None)]
    assert "penundaan" not in offered

    browser.post(f"{address}pakai/", {"do": "berlakukan", "edition": "1"})

    assert [one.id for one in texts_offered("surat-balasan", None)] == [*offered, "penundaan"]
    browser.post(f"{address}pakai/", {"do": "akhiri"})
    assert [one.id for one in texts_offered("surat-balasan", None)] == offered


WRONG = [
    ({"data.body": "Sampai {tanggal_batas}"}, "data.body", "{tanggal_batas}"),
    ({"data.body": "{{ nomor }}"}, "data.body", "{{ nomor }}"),
    ({"data.body": "- satu\n- {nama pelapor}"}, "data.body", "{nama pelapor}"),
    ({"data.about": "Hal {nomor_pengaduan"}, "data.about", "{."),
    ({"data.salutation": "Yth. {nama},"}, "data.salutation", "{nama}"),
    ({"data.closing": "{temuan}"}, "data.closing", "{temuan}"),
    ({"data.title": " "}, "data.title", ""),
    ({"data.title": "a" * 121}, "data.title", "120"),
    ({"data.body": ""}, "data.body", ""),
    ({"data.about": ""}, "data.about", ""),
    ({"data.permit_type": "tidak-ada"}, "data.permit_type", ""),
    ({"data.nature": "Kilat"}, "data.nature", ""),
]


@pytest.mark.parametrize("address", [f"{HELD}ubah/", f"{PAGE}baru/"])
def test_a_wrong_text_is_refused_beside_its_field_and_leaves_no_trace(browser, traces, address):
    before = traces()

    for changes, field, words in WRONG:
        page = browser.post(address, {**WORDS, "purpose": "pemberitahuan-ditunda", **changes})

        assert page.status_code == 422
        errors = {one.name: one.error for one in page.context["form"].children if one.error}
        assert list(errors) == [field]
        assert words in errors[field]
        if "{" in words:
            assert "Yang boleh: {nomor_pengaduan}" in errors[field]
        typed = next(one for one in page.context["form"].children if one.name == "data.closing")
        assert typed.value == changes.get("data.closing", WORDS["data.closing"])
    assert traces() == before


def test_every_wrong_field_is_told_at_once(browser):
    page = browser.post(f"{HELD}ubah/", {**WORDS, "data.about": "{a}", "data.body": "{b}"})

    errors = [one.name for one in page.context["form"].children if one.error]
    assert errors == ["data.about", "data.body"]


def test_a_look_shows_a_sample_letter_and_changes_nothing(browser, traces):
    before = traces()

    page = browser.post(f"{HELD}ubah/", {**WORDS, "_preview": "ya"})
    picture = browser.post(f"{PAGE}contoh/", {**WORDS, "purpose": "pemberitahuan-ditunda"})
    paper = browser.post(f"{PAGE}contoh/", {**WORDS, "purpose": "pemberitahuan-ditunda", "_pdf": 1})

    assert 'src="data:image/png;base64,' in page.text
    assert "<b>kami tunda</b>" in page.text
    assert (picture.status_code, picture.content[:4]) == (200, b"\x89PNG")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert browser.post(f"{PAGE}contoh/", {"purpose": "apa"}).status_code == 404
    assert traces() == before


def test_a_sample_can_be_drawn_of_every_text(browser):
    for purpose in PURPOSES:
        page = browser.get(f"{PAGE}baru/?untuk={purpose}")

        assert page.context["picture"].startswith("data:image/png"), purpose


def test_who_writes_after_somebody_else_is_told_and_loses_nothing(browser, sign_in, traces):
    write(browser)
    before = traces()

    page = sign_in("kepala-dinas").post(f"{HELD}ubah/", {**WORDS, "data.closing": "Salam."})

    assert page.status_code == 409
    assert "sudah diubah orang lain" in page.text
    assert "Salam." in page.text
    assert traces() == before
    late = browser.post(f"{HELD}pakai/", {"do": "berlakukan", "edition": "0"})
    assert late.status_code == 409
    assert traces() == before


def test_a_draft_thrown_away_stays_in_the_history(browser):
    write(browser)

    browser.post(f"{HELD}pakai/", {"do": "buang"})

    assert last_event() == ("office.template-dropped", "pemberitahuan-ditunda", 2)
    assert "dibuang" in browser.get(HELD).text
    assert browser.post(f"{HELD}pakai/", {"do": "buang"}).status_code == 409
    assert write(browser).version == 3
    again = browser.get(f"{HELD}ubah/?versi=1")
    fields = {one.name: one.value for one in again.context["form"].children}
    assert fields["data.salutation"] == "Dengan hormat,"


def test_what_goes_out_by_itself_always_has_one_general_text(browser, traces):
    own = PermitType.objects.first().slug
    draft = write(browser, **{"data.permit_type": own})
    answer = browser.post(f"{PAGE}baru/", {**WORDS, "purpose": "pemberitahuan-ditunda"})
    before = traces()

    ended = browser.post(f"{HELD}pakai/", {"do": "akhiri"})
    narrowed = browser.post(f"{HELD}pakai/", {"do": "berlakukan", "edition": draft.edition})
    doubled = browser.post(f"{answer['Location']}pakai/", {"do": "berlakukan", "edition": "1"})

    assert [one.status_code for one in (ended, narrowed, doubled)] == [422, 422, 422]
    assert "harus selalu ada templat untuk semua jenis" in ended.text
    assert "harus selalu ada templat untuk semua jenis" in narrowed.text
    assert "sudah memakai templat" in doubled.text
    assert traces() == before


def test_nothing_changed_is_no_version(browser, office):
    row = LetterTemplate.objects.get(slug="pemberitahuan-ditunda")

    with pytest.raises(Refused) as refused:
        operations.write_template(
            slug=row.slug,
            edition=0,
            data=operations.template_form(row),
            actor=office.holder("koordinator"),
            now=NOW,
        )

    assert refused.value.code == "unchanged"
    assert LetterTemplate.objects.filter(slug=row.slug).count() == 1


def test_another_role_cannot_write_by_the_operations_either(office, traces):
    before = traces()
    actor = office.holder("analis-pengaduan")
    slug = "pemberitahuan-ditunda"
    acts = [
        lambda: operations.begin_template(purpose="balasan", data={}, actor=actor, now=NOW),
        lambda: operations.write_template(slug=slug, edition=0, data={}, actor=actor, now=NOW),
        lambda: operations.put_in_force(slug=slug, edition=1, actor=actor, now=NOW),
        lambda: operations.drop_draft(slug=slug, actor=actor, now=NOW),
        lambda: operations.end_template(slug=slug, actor=actor, now=NOW),
    ]

    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "wrong-role"
    assert traces() == before


def test_the_list_takes_the_same_questions_for_many_templates(
    browser, django_assert_max_num_queries
):
    browser.get(PAGE)
    row = LetterTemplate.objects.get(slug="permintaan-data")
    for number in range(30):
        row.pk, row.slug = None, f"permintaan-data-{number}"
        row.save()

    with django_assert_max_num_queries(12):
        browser.get(PAGE)
