"""Papers at the desk: a number that comes later, a revocation, scans that find their place."""

from io import BytesIO

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sigap.cases.models import Document, OfficeProfile, SignedCopy
from sigap.cases.operations.papers import pdf_of, render_document
from sigap.cases.queries.sops import office_profile
from tests.cases.office import do, task_of
from tests.cases.side_exits import case_at, take

KIND = "surat-pemberitahuan"
pytestmark = pytest.mark.django_db


def declined(office):
    case = case_at(office, "identify")
    take(office, case, "decline", ground="bukan-pengaduan")
    return case, Document.objects.get(case=case, kind=KIND)


@pytest.fixture
def two_letters(office):
    """Return two signed letters of two cases, drawn."""
    found = []
    for _ in range(2):
        case, document = declined(office)
        do(office, task_of(case, "signature"))
        found.append(render_document(document.pk, now=office.now))
    return found


def picture(document):
    with pypdfium2.PdfDocument(pdf_of(document)) as opened:
        return opened[0].render(scale=150 / 72).to_pil().convert("L")


def pdf(*pictures):
    out = BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
    return out.getvalue()


def upload(name, content):
    return SimpleUploadedFile(name, content)


def test_one_scan_of_two_letters_is_sorted_by_their_codes(sign_in, two_letters):
    first, second = two_letters
    blank = Image.new("L", picture(first).size, 255)
    scan = pdf(picture(first), blank, picture(second))

    page = sign_in("petugas-loket").post("/pindaian/", {"files": [upload("pindai.pdf", scan)]})

    kept = {copy.document_id: (copy.pages, copy.matched) for copy in SignedCopy.objects.all()}
    assert kept == {first.pk: (2, True), second.pk: (1, True)}
    body = page.content.decode()
    assert first.number in body
    assert second.number in body
    assert "1, 2" in body
    shown = sign_in("petugas-loket").get(f"/dokumen/{second.pk}/bertanda-tangan/")
    assert (shown.status_code, shown["Content-Type"]) == (200, "application/pdf")


def test_a_scan_whose_code_cannot_be_read_waits_for_a_typed_one(sign_in, two_letters):
    blank = pdf(Image.new("L", (1240, 1754), 255))
    client = sign_in("petugas-loket")

    page = client.post("/pindaian/", {"files": [upload("buram.pdf", blank)]})
    assert "ketik kode pemeriksaan" in page.content.decode()
    page = client.post("/pindaian/", {"files": [upload("x.pdf", blank)], "code": "7KQM"})
    assert page.status_code == 422
    page = client.post("/pindaian/", {"files": [upload("x.txt", b"bukan pindaian")]})
    assert "Bukan pindaian PDF" in page.content.decode()
    assert not SignedCopy.objects.exists()

    client.post("/pindaian/", {"files": [upload("x.pdf", blank)], "code": two_letters[0].code})
    copy = SignedCopy.objects.get()
    assert (copy.document_id, copy.matched) == (two_letters[0].pk, False)


def test_who_handles_no_case_stores_no_scan(sign_in, two_letters):
    scan = pdf(picture(two_letters[0]))
    page = sign_in("analis-hukum").post("/pindaian/", {"files": [upload("pindai.pdf", scan)]})
    assert page.status_code == 404
    assert not SignedCopy.objects.exists()
    nothing = sign_in("analis-hukum").get(f"/dokumen/{two_letters[0].pk}/bertanda-tangan/")
    assert nothing.status_code == 404


def test_the_records_unit_s_number_is_entered_on_the_case_s_page(sign_in, office):
    profile = office_profile()
    OfficeProfile.objects.create(
        version=profile.version + 1,
        data={**profile.data, "numbered_by_records_unit": [KIND]},
        made_at=office.now,
    )
    case, document = declined(office)
    client = sign_in("petugas-loket")
    assert (
        f"/dokumen/{document.pk}/nomor/" in client.get(f"/berkas/{case.number}/").content.decode()
    )

    refused = client.post(f"/dokumen/{document.pk}/nomor/", {"data.number": ""})
    assert refused.status_code == 422
    done = client.post(f"/dokumen/{document.pk}/nomor/", {"data.number": "800/7/TU/2026"})

    assert done["Location"] == f"/berkas/{case.number}/"
    document.refresh_from_db()
    assert document.number == "800/7/TU/2026"


def test_a_letter_is_revoked_by_a_superior_with_a_reason(sign_in, two_letters):
    letter = two_letters[0]
    where = f"/dokumen/{letter.pk}/cabut/"
    form = sign_in("koordinator").get(where).content.decode()
    assert "Isi surat pengganti" in form
    stranger = sign_in("petugas-loket").post(
        where, {"data.reason": "Salah tulis.", "data.then.~": "1"}
    )
    assert stranger.status_code == 404

    done = sign_in("koordinator").post(where, {"data.reason": "Salah tulis.", "data.then.~": "1"})

    assert done.status_code == 302
    letter.refresh_from_db()
    assert letter.revoked_at
    page = sign_in("koordinator").get(f"/verifikasi/{letter.code}/").content.decode()
    assert "tidak berlaku lagi" in page


def test_looking_at_the_replacement_revokes_nothing(sign_in, two_letters):
    letter = two_letters[0]
    typed = {
        "_preview": "data.then.replace.body",
        "data.reason": "Salah tulis.",
        "data.then.~": "0",
        "data.then.replace.body": "Isi **baru**",
    }

    page = sign_in("koordinator").post(f"/dokumen/{letter.pk}/cabut/", typed)

    letter.refresh_from_db()
    assert page.status_code == 200
    assert "Salah tulis.</textarea>" in page.text
    assert letter.revoked_at is None
