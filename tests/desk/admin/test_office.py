"""The office's profile by screen, and the sample letter beside it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from sigap.cases.models import OfficeProfile
from sigap.cases.operations.office_profile import change_office_profile, profile_form
from sigap.core.errors import Refused
from sigap.ledger.models import Entry
from sigap.ui.schema_form import Field

PAGE = "/kelola/kantor/"


def sent(page, **changes):
    """Return what a browser sends back of the form on `page`, with some fields changed."""
    found = {"edition": page.context["edition"]}

    def gather(field: Field):
        if field.children:
            for child in field.children:
                gather(child)
        elif field.widget == "checks":
            found[field.name] = [one.value for one in field.options if one.chosen]
        elif field.options:
            found[field.name] = next((one.value for one in field.options if one.chosen), "")
        else:
            found[field.name] = field.value

    gather(page.context["form"])
    return {**found, **changes}


def png(color="#0b5c4d"):
    drawn = BytesIO()
    Image.new("RGB", (40, 50), color).save(drawn, "PNG")
    return drawn.getvalue()


def test_the_profile_is_for_those_who_answer_for_the_office(sign_in):
    for page in (PAGE, "/kelola/kantor/contoh.png", "/kelola/kantor/contoh.pdf"):
        for role in ("koordinator", "kepala-dinas"):
            assert sign_in(role).get(page).status_code == 200
        for role in ("admin", "analis-pengaduan"):
            assert sign_in(role).get(page).status_code == 404
        assert Client().get(page)["Location"] == f"/masuk/?next={page}"


def test_what_is_shown_and_sent_back_changes_nothing(sign_in, traces):
    browser = sign_in("koordinator")
    page, before = browser.get(PAGE), traces()

    again = browser.post(PAGE, sent(page))

    assert again.status_code == 422
    assert "Tidak ada yang diubah" in again.text
    assert traces() == before


def test_a_change_makes_a_new_version_and_keeps_the_old(office, sign_in):
    browser, old = sign_in("kepala-dinas"), OfficeProfile.objects.get()

    page = browser.post(
        PAGE,
        sent(
            browser.get(PAGE),
            **{"data.letterhead.city": "Bekasi", "data.course.completion_days": "21"},
        ),
    )

    made = OfficeProfile.objects.get(version=2)
    assert page["Location"] == PAGE
    assert made.data == {
        **old.data,
        "letterhead": {**old.data["letterhead"], "city": "Bekasi"},
        "completion_days": 21,
        "signing_ways": [],
    }
    assert OfficeProfile.objects.get(version=1).data == old.data
    entry = Entry.objects.filter(stream="office").order_by("-seq").first()
    assert entry.event == "office.profile"
    assert entry.actor == f"user:{office.users['kepala-dinas']}"
    assert entry.facts["changed"] == ["completion_days", "letterhead.city"]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"data.letterhead.name": ""}, "data.letterhead.name", "belum diisi"),
        ({"data.short": "x" * 121}, "data.short", "terlalu panjang"),
        ({"data.letters.default": "{kode}/{tahun}"}, "data.letters.default", "{nomor}"),
        ({"data.letters.default": "{nomor}{tahun}"}, "data.letters.default", "pemisah"),
        ({"data.letters.default": "{0}"}, "data.letters.default", "tidak dikenal"),
        (
            {"data.letters.own.0.kind": "surat-dinas", "data.letters.own.0.pattern": ""},
            "data.letters.own.0.pattern",
            "belum diisi",
        ),
        (
            {
                "data.letters.own.0.kind": "surat-dinas",
                "data.letters.own.0.pattern": "{kode}/{nomor}/{unit}/{tahun}",
            },
            "data.letters.own.0.pattern",
            "sama dengan pola umum",
        ),
        ({"data.course.completion_days": "0"}, "data.course.completion_days", "paling kecil 1"),
        ({"data.course.completion_days": "lama"}, "data.course.completion_days", "bilangan"),
        ({"data.course.first_sop": "karangan"}, "data.course.first_sop", "pilihan"),
    ],
)
def test_a_wrong_field_is_told_beside_it_and_all_that_was_typed_stays(
    change, field, words, sign_in, traces
):
    browser = sign_in("koordinator")
    form = sent(browser.get(PAGE), **{"data.letterhead.city": "Kota <b>Baru</b> 🙏", **change})
    before = traces()

    page = browser.post(PAGE, form)

    assert page.status_code == 422
    assert words in errors(page.context["form"])[field]
    assert "Kota &lt;b&gt;Baru&lt;/b&gt; 🙏" in page.text
    assert traces() == before


def errors(field):
    """Return what is wrong by field name."""
    found = {field.name: field.error} if field.error else {}
    for child in field.children:
        found |= errors(child)
    return found


def test_who_saves_over_somebody_else_is_told(sign_in, traces):
    first, second = sign_in("koordinator"), sign_in("kepala-dinas")
    mine, theirs = first.get(PAGE), second.get(PAGE)
    second.post(PAGE, sent(theirs, **{"data.letterhead.city": "Bekasi"}))
    before = traces()

    page = first.post(PAGE, sent(mine, **{"data.letterhead.phone": "(021) 111"}))

    assert page.status_code == 409
    assert "sudah diubah orang lain" in page.text
    assert "(021) 111" in page.text
    assert traces() == before


def test_an_emblem_is_kept_until_it_is_taken_away(sign_in):
    browser = sign_in("koordinator")
    handed = SimpleUploadedFile("lambang.png", png(), "image/png")
    browser.post(PAGE, sent(browser.get(PAGE), emblem=handed))
    assert OfficeProfile.objects.get(version=2).data["letterhead"]["emblem"]

    browser.post(PAGE, sent(browser.get(PAGE), **{"data.letterhead.city": "Bekasi"}))
    assert OfficeProfile.objects.get(version=3).data["letterhead"]["emblem"]

    browser.post(PAGE, sent(browser.get(PAGE), emblem_gone="ya"))
    assert "emblem" not in OfficeProfile.objects.get(version=4).data["letterhead"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"bukan gambar", "harus SVG, PNG, atau JPEG"),
        (b"<svg><script>alert(1)</script></svg>", "hanya boleh berisi bentuk"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 450_000, "terlalu besar"),
    ],
)
def test_what_is_no_emblem_is_refused(content, words, sign_in, traces):
    browser = sign_in("koordinator")
    form, before = sent(browser.get(PAGE)), traces()

    page = browser.post(PAGE, {**form, "emblem": SimpleUploadedFile("x.png", content)})

    assert page.status_code == 422
    assert words in page.text
    assert traces() == before


def test_the_sample_letter_shows_what_is_typed_without_saving_it(sign_in, traces):
    browser = sign_in("koordinator")
    form = sent(
        browser.get(PAGE),
        **{"data.letterhead.name": "DINAS CONTOH BARU", "data.letters.default": "{nomor}-{tahun}"},
    )
    before = traces()

    page = browser.post(PAGE, {**form, "_preview": "ya"})

    assert page.status_code == 200
    text = PdfReader(BytesIO(browser.get(page.context["sample_pdf"]).content)).pages[0]
    assert "DINAS CONTOH BARU" in text.extract_text()
    assert "118-2" in text.extract_text()
    picture = browser.get(page.context["sample"])
    assert Image.open(BytesIO(picture.content)).size == (794, 1123)
    assert picture.content != browser.get("/kelola/kantor/contoh.png").content
    assert traces() == before


def test_the_operation_refuses_other_roles(office, traces):
    before = traces()
    with pytest.raises(Refused) as refused:
        change_office_profile(
            edition=1,
            data=profile_form(OfficeProfile.objects.get()),
            actor=office.holder("admin"),
            now=office.now,
        )

    assert refused.value.code == "wrong-role"
    assert traces() == before
