"""The answering letter reaches the complainant as it was signed, byte by byte."""

import hashlib

import pytest
from django.test import Client

from sigap.cases.models import Document, OfficeProfile, SignedCopy
from sigap.cases.operations.papers import pdf_of, render_document
from sigap.cases.queries.sops import office_profile
from tests.cases.office import file_complaint, open_office, past_morning
from tests.cases.operations.test_signing import scanned, sign_by, signed_elsewhere
from tests.cases.side_exits import case_at, code_of, take
from tests.documents.certificates import PASSWORD, make

WAYS = ["ink", "file", "certificate"]


@pytest.fixture
def office(db):
    return open_office(now=past_morning())


@pytest.fixture
def letter(office):
    """Return a case whose answer waits for the head's signature, drawn."""
    profile = office_profile()
    data = {**profile.data, "signing_ways": WAYS}
    OfficeProfile.objects.create(version=profile.version + 1, data=data, made_at=office.now)
    case = case_at(office, "identify")
    take(office, case, "decline", ground="bukan-pengaduan")
    document = Document.objects.get(case=case, kind="surat-pemberitahuan")
    return case, render_document(document.pk, now=office.now)


@pytest.fixture
def citizen(office):
    return Client()


@pytest.fixture
def folder(tmp_path, settings):
    """Return where certificates are made, in a test that changes the office's settings."""
    return tmp_path, settings


def signed_by_scan(office, case, document, _):
    content = scanned(pdf_of(document), form="PDF")
    sign_by(office, case, "ink", ("ttd.pdf", content), on_paper_at="Map 7")
    return content


def signed_at_bsre(office, case, document, folder):
    tmp_path, settings = folder
    content, settings.SIGAP_CERTIFICATE_ROOTS = signed_elsewhere(pdf_of(document), tmp_path)
    sign_by(office, case, "file", ("surat.pdf", content))
    return content


def signed_by_certificate(office, case, document, folder):
    tmp_path, settings = folder
    settings.SIGAP_CERTIFICATE, _ = make(tmp_path / "kantor")
    settings.SIGAP_CERTIFICATE_PASSWORD = PASSWORD
    sign_by(office, case, "certificate")


@pytest.mark.parametrize("signing", [signed_by_scan, signed_at_bsre, signed_by_certificate])
def test_the_signed_file_is_what_is_handed_out(office, letter, citizen, folder, signing):
    case, document = letter
    where = f"/lacak/{code_of(case)}/"
    assert citizen.get(f"{where}jawaban/").status_code == 409
    page = citizen.get(where).text
    assert "jawaban/" not in page
    assert "masih menunggu tanda tangan" in page

    content = signing(office, case, document, folder)

    page = citizen.get(where).text
    assert "Unduh surat bertanda tangan" in page
    assert f"/verifikasi/{document.code}/" in page
    kept = citizen.get(f"{where}jawaban/")
    assert (kept.status_code, kept["Content-Type"]) == (200, "application/pdf")
    assert kept["Content-Disposition"] == f'attachment; filename="surat-jawaban-{case.number}.pdf"'
    assert kept["Cache-Control"] == "no-store"
    assert content in (None, kept.content)
    digest = hashlib.sha256(kept.content).hexdigest()
    assert digest == SignedCopy.objects.get().sha256
    assert digest in page
    # The check page knows the very file that the complainant holds.
    check = citizen.get(f"/verifikasi/{document.code}/").text
    assert f'data-signed="{digest}"' in check
    assert f'data-issued="{document.sha256}"' in check
    told = citizen.get(f"/api/v1/track/{code_of(case)}").json()["answer"]["file"]
    assert told == {
        "media_type": "application/pdf",
        "size_bytes": len(kept.content),
        "sha256": digest,
        "signed_how": SignedCopy.objects.get().way,
        "is_signed_file": True,
        "verify_code": document.code,
        "url": f"{where}jawaban/",
    }


def test_a_letter_signed_on_paper_alone_is_handed_out_as_it_was_issued(office, letter, citizen):
    case, document = letter
    sign_by(office, case, "ink", on_paper_at="Map 7")

    where = f"/lacak/{code_of(case)}/"
    page = citizen.get(where).text

    assert "Surat aslinya ditandatangani di atas kertas." in page
    assert citizen.get(f"{where}jawaban/").content == pdf_of(document)
    assert document.sha256 in page
    assert "Download the letter" in citizen.get(where, {"lang": "en"}).text


def test_a_print_scanned_later_does_not_take_the_place_of_the_electronic_signature(
    office, letter, citizen, folder
):
    case, document = letter
    content = signed_at_bsre(office, case, document, folder)
    SignedCopy.objects.create(
        **{
            **{f.name: getattr(SignedCopy.objects.get(), f.name) for f in SignedCopy._meta.fields},
            "id": None,
            "way": "ink",
            "sha256": "0" * 64,
        }
    )

    assert citizen.get(f"/lacak/{code_of(case)}/jawaban/").content == content
    digest = hashlib.sha256(content).hexdigest()
    assert f'data-signed="{digest}"' in citizen.get(f"/verifikasi/{document.code}/").text


def test_strangers_and_other_codes_get_no_letter(office, letter, citizen):
    case, _ = letter
    sign_by(office, case, "ink", on_paper_at="Map 7")
    other = file_complaint(office)

    assert citizen.get("/lacak/0000-0000-0000-0000/jawaban/").status_code == 404
    assert citizen.get(f"/lacak/{code_of(other)}/jawaban/").status_code == 409
    assert citizen.post(f"/lacak/{code_of(case)}/jawaban/").status_code in (403, 405)


def test_a_revoked_letter_is_not_handed_out_any_more(office, letter, citizen):
    case, document = letter
    sign_by(office, case, "ink", on_paper_at="Map 7")
    Document.objects.filter(pk=document.pk).update(revoked_at=office.now)

    assert citizen.get(f"/lacak/{code_of(case)}/jawaban/").status_code == 409
    assert "jawaban/" not in citizen.get(f"/lacak/{code_of(case)}/").text
