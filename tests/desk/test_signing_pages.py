"""What cannot be signed is said at the screen, and the letter waits as before."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from sigap.cases.models import (
    Attachment,
    Document,
    LetterNumber,
    OfficeProfile,
    Signatory,
    SignedCopy,
)
from sigap.cases.operations.papers import pdf_of, render_document
from sigap.cases.queries.sops import office_profile
from sigap.documents.certificate import open_certificate, sign
from tests.cases.office import task_of
from tests.cases.side_exits import MISSING, case_at, take
from tests.documents.certificates import PASSWORD, make
from tests.documents.crashing import renderer_dies

KIND = "surat-pemberitahuan"


@pytest.fixture
def letter(office):
    """Return a letter that waits for its signature, drawn."""
    profile = office_profile()
    ways = {**profile.data, "signing_ways": ["file", "certificate"]}
    OfficeProfile.objects.create(version=profile.version + 1, data=ways, made_at=office.now)
    case = case_at(office, "identify")
    take(office, case, "decline", ground="bukan-pengaduan")
    return render_document(Document.objects.get(case=case, kind=KIND).pk, now=office.now)


@pytest.fixture
def send(sign_in, letter):
    """Return a function that completes the signature at the screen of who signs."""
    task = task_of(letter.case, "signature")
    browser = sign_in(task.role)
    browser.post(f"/berkas/{letter.case.number}/tugas/{task.pk}/mulai/")

    def answer(way, *files):
        sent = [SimpleUploadedFile(name, content) for name, content in files]
        typed = {
            "_complete": "1",
            "data.signed.~": {"file": "1", "certificate": "2"}[way],
            "note": "Mohon diperiksa lagi",
            "files": sent,
        }
        return browser.post(f"/berkas/{letter.case.number}/tugas/{task.pk}/", typed)

    return answer


def assert_told(page, letter, code):
    refused = page.context["refused"]
    letter.refresh_from_db()
    assert (page.status_code, refused.code) == (422, code)
    assert escape(refused.message) in page.text
    assert "Mohon diperiksa lagi</textarea>" in page.text
    assert (letter.signed_at, letter.signed_how) == (None, "")
    assert not SignedCopy.objects.exists()
    assert not Attachment.objects.exists()


def signed_by_another(pdf, folder):
    p12, root = make(folder, holder="Rahmat Subagja", issuer="Akar BSrE Uji")
    at = datetime.now(tz=UTC)
    return sign(pdf, open_certificate(p12, PASSWORD, now=at), name="BSrE", reason="TTE"), root


def test_files_that_do_not_count_as_signed_are_refused_in_words(send, letter, tmp_path):
    good, _ = signed_by_another(pdf_of(letter), tmp_path)
    at = good.rindex(b"xmptk")
    changed = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
    tried = [
        ((), "signed-file-missing"),
        ((("surat.pdf", pdf_of(letter)),), "not-signed"),
        ((("surat.pdf", changed),), "signature-broken"),
        ((("surat.pdf", b"bukan PDF sama sekali"),), "file-type"),
    ]

    for files, code in tried:
        assert_told(send("file", *files), letter, code)


def test_a_certificate_that_cannot_sign_is_told_without_its_password(
    send, letter, tmp_path, settings
):
    good, _ = make(tmp_path / "kantor")
    late = datetime.now(tz=UTC) - timedelta(days=2)
    expired, _ = make(tmp_path / "lama", until=late)
    broken = tmp_path / "rusak.p12"
    broken.write_bytes(b"bukan sertifikat")
    tried = [
        (good, "sandi-lain", "certificate-password"),
        (expired, PASSWORD, "certificate-expired"),
        (tmp_path / "tidak-ada.p12", PASSWORD, "certificate-missing"),
        (broken, PASSWORD, "certificate-unusable"),
    ]

    for path, password, code in tried:
        settings.SIGAP_CERTIFICATE, settings.SIGAP_CERTIFICATE_PASSWORD = path, password
        page = send("certificate")
        assert_told(page, letter, code)
        assert password not in page.text


def test_what_is_signed_right_goes_through_the_same_screen(send, letter, tmp_path, settings):
    good, settings.SIGAP_CERTIFICATE_ROOTS = signed_by_another(pdf_of(letter), tmp_path)

    done = send("file", ("surat.pdf", good))

    letter.refresh_from_db()
    assert done.status_code == 302
    assert letter.signed_how == "file"
    assert SignedCopy.objects.get().holder == "Rahmat Subagja"


@pytest.mark.parametrize(
    ("action", "by", "data"),
    [
        ("decline", "koordinator", {"ground": "bukan-pengaduan"}),
        ("request-completion", "analis-pengaduan", MISSING),
    ],
)
def test_a_letter_that_ends_or_pauses_a_case_has_its_form_on_the_screen(
    office, sign_in, action, by, data
):
    case = case_at(office, "identify")
    take(office, case, action, by=by, **data)
    task = task_of(case, "signature")

    page = sign_in(task.role).get(f"/berkas/{case.number}/?tugas={task.pk}")

    assert case.status != "open"
    assert 'name="data.signed' in page.text
    assert "Selesaikan langkah" in page.text


def test_without_a_signatory_nothing_is_ordered_and_no_number_taken(office, sign_in):
    case = case_at(office, "identify")
    Signatory.objects.update(valid_until=office.now.date() - timedelta(days=400))
    browser, address = sign_in("koordinator"), f"/berkas/{case.number}/tindakan/decline/"
    typed = {"data.reason": "Bukan pengaduan perizinan", "data.ground": "bukan-pengaduan"}

    page = browser.post(address, typed)

    assert page.status_code == 422
    assert "Belum ada penanda tangan surat yang berlaku hari ini." in page.text
    assert "Kelola › Penanda tangan" in page.text
    assert "Bukan pengaduan perizinan</textarea>" in page.text
    case.refresh_from_db()
    assert case.status == "open"
    assert not LetterNumber.objects.exists()
    assert not Document.objects.filter(case=case, kind=KIND).exists()


def test_a_renderer_that_dies_is_told_and_the_next_try_signs(send, letter, tmp_path, settings):
    settings.SIGAP_CERTIFICATE, settings.SIGAP_CERTIFICATE_ROOTS = make(tmp_path)
    settings.SIGAP_CERTIFICATE_PASSWORD = PASSWORD

    with renderer_dies():
        page = send("certificate")

    assert_told(page, letter, "paper-failed")
    assert "perender berhenti sendiri" in page.text
    assert send("certificate").status_code == 302
    letter.refresh_from_db()
    assert letter.signed_how == "certificate"
