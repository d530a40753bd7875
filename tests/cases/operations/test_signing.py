"""A letter signed three ways, revoked and replaced; what cannot count is refused."""

import subprocess
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter

from sigap.cases import filestore
from sigap.cases.identity import case_key
from sigap.cases.models import Attachment, Document, LetterNumber, OfficeProfile, SignedCopy
from sigap.cases.operations.letter_changes import enter_number, revoke_paper
from sigap.cases.operations.papers import pdf_of, render_document
from sigap.cases.operations.reading import read_signed_copy
from sigap.cases.queries.paperlist import verified
from sigap.cases.queries.sops import office_profile
from sigap.cases.uploads import Upload, store
from sigap.documents.certificate import open_certificate, sign
from tests.cases.office import do, task_of
from tests.cases.side_exits import case_at, signatures, take
from tests.cases.traces import refused
from tests.documents.certificates import PASSWORD, make
from tests.documents.papers import text_of

KIND = "surat-pemberitahuan"


@pytest.fixture
def certificate(tmp_path, settings):
    """Give the office a certificate of its own."""
    settings.SIGAP_CERTIFICATE, root = make(tmp_path / "kantor")
    settings.SIGAP_CERTIFICATE_PASSWORD = PASSWORD
    return root


@pytest.fixture
def letter(office):
    """Return a case with a letter that waits for its signature, drawn."""
    profile = office_profile()
    OfficeProfile.objects.create(
        version=profile.version + 1,
        data={**profile.data, "signing_ways": ["file"]},
        made_at=office.now,
    )
    # Certificates know the real clock.
    office.now = datetime.now(tz=UTC).replace(hour=3, minute=0, second=0, microsecond=0)
    case = case_at(office, "identify")
    take(office, case, "decline", ground="bukan-pengaduan")
    document = Document.objects.get(case=case, kind=KIND)
    return case, render_document(document.pk, now=office.now)


def hand_in(case, office, *files):
    return store(
        [Upload(name, [content]) for name, content in files],
        case_key(case.pk),
        received_from="petugas",
        now=office.now,
    )


def sign_by(office, case, way, *files, **more):
    """Complete the signature task with what was attached; leave no file when it is refused."""
    do(
        office,
        task_of(case, "signature"),
        data={"signed": {"way": way, **more}},
        attachments=hand_in(case, office, *files),
    )


def signed_elsewhere(pdf, folder, **how):
    """Return `pdf` signed by somebody with a certificate of their own, and its issuer's file."""
    p12, root = make(folder, holder="Rahmat Subagja", issuer="Akar BSrE Uji", **how)
    at = datetime.now(tz=UTC)
    return sign(pdf, open_certificate(p12, PASSWORD, now=at), name="BSrE", reason="TTE"), root


def assert_unsigned(case, document):
    document.refresh_from_db()
    assert (document.signed_how, document.signed_at) == ("", None)
    assert not SignedCopy.objects.exists()
    assert not Attachment.objects.filter(case=case).exists()
    assert signatures(case) == [(KIND, "kepala-dinas")]
    assert LetterNumber.objects.count() == 1


def test_a_file_signed_at_bsre_is_kept_unchanged_beside_the_issued_one(
    office, letter, tmp_path, settings
):
    case, document = letter
    signed, settings.SIGAP_CERTIFICATE_ROOTS = signed_elsewhere(pdf_of(document), tmp_path)

    sign_by(office, case, "file", ("surat.pdf", signed))

    copy = SignedCopy.objects.get()
    assert (copy.way, copy.document_id, copy.is_trusted) == ("file", document.pk, True)
    assert copy.holder == "Rahmat Subagja"
    assert copy.issuer == "Akar BSrE Uji"
    assert filestore.read_whole(copy.file, case_key(case.pk)) == signed
    read = read_signed_copy(
        document_id=document.pk, actor=office.holder("koordinator"), now=office.now
    )
    assert read.content == signed
    told = verified(document.code)
    assert (told["signed_how"], told["signed_sha256"]) == ("file", copy.sha256)
    assert told["sha256"] == document.sha256 != copy.sha256


def stamped(pdf):
    """Return the letter with a line added, as an editor would."""
    writer = PdfWriter(clone_from=BytesIO(pdf))
    writer.add_blank_page(width=595, height=842)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_page_appended(pdf):
    """Return the letter with a page added behind its own bytes, which all stay."""
    writer = PdfWriter(BytesIO(pdf), incremental=True)
    writer.add_blank_page(width=595, height=842)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_a_byte_changed(pdf):
    at = pdf.rindex(b"xmptk")
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def test_what_is_not_the_issued_letter_signed_is_refused(office, letter, tmp_path):
    case, document = letter
    issued = pdf_of(document)
    good, _ = signed_elsewhere(issued, tmp_path / "a")
    added, _ = signed_elsewhere(with_page_appended(issued), tmp_path / "b")
    edited, _ = signed_elsewhere(stamped(issued), tmp_path / "c")
    for code, *files in [
        ("signed-file-missing",),
        ("signed-file-missing", ("a.pdf", good), ("b.pdf", good)),
        ("not-signed", ("a.pdf", issued)),
        ("not-the-issued-file", ("a.pdf", added)),
        ("not-the-issued-file", ("a.pdf", edited)),
        ("signature-broken", ("a.pdf", with_a_byte_changed(good))),
        ("signature-broken", ("a.pdf", with_page_appended(good))),
    ]:
        with refused(code, field="files"):
            sign_by(office, case, "file", *files)
        assert_unsigned(case, document)


def test_an_issuer_that_the_office_does_not_trust_is_refused(office, letter, tmp_path, settings):
    case, document = letter
    signed, _ = signed_elsewhere(pdf_of(document), tmp_path / "orang")
    _, settings.SIGAP_CERTIFICATE_ROOTS = make(tmp_path / "bsre")

    with refused("certificate-untrusted", field="files"):
        sign_by(office, case, "file", ("surat.pdf", signed))

    assert_unsigned(case, document)


def pdfsig(pdf, folder):
    file = folder / "diperiksa.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False)
    return done.stdout


def test_the_office_s_own_certificate_signs_a_letter_that_others_can_check(
    office, letter, certificate, tmp_path
):
    case, document = letter

    sign_by(office, case, "certificate")

    copy = SignedCopy.objects.get()
    signed = filestore.read_whole(copy.file, case_key(case.pk))
    told = pdfsig(signed, tmp_path)
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    assert "Signer Certificate Common Name: Segel DPMPTSP" in told
    # What a reader sees, drawn with the page; BSrE is named nowhere.
    words = text_of(signed)
    assert "Ditandatangani secara elektronik dengan sertifikat kantor" in words
    assert "BSrE" not in words
    assert document.number in words
    # Still the file for the archive that it was.
    reader = PdfReader(BytesIO(signed), strict=True)
    metadata = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert 'pdfaid:part="2"' in metadata or "<pdfaid:part>2</pdfaid:part>" in metadata
    assert reader.trailer["/Root"].get("/Version", "/1.7") == "/1.7"
    (field,) = reader.trailer["/Root"]["/AcroForm"]["/Fields"]
    assert list(field.get_object()["/Rect"]) == [0, 0, 0, 0]
    assert field.get_object()["/F"] & 4
    document.refresh_from_db()
    assert (document.signed_how, copy.is_trusted) == ("certificate", True)
    assert verified(document.code)["signed_sha256"] == copy.sha256

    changed = pdfsig(with_a_byte_changed(signed), tmp_path)
    assert "Signature is Valid" not in changed
    assert "Digest Mismatch" in changed


def test_a_certificate_that_cannot_sign_is_refused_before_anything_is_written(
    office, letter, certificate, tmp_path, settings
):
    case, document = letter
    now = datetime.now(tz=UTC)
    good, expired = settings.SIGAP_CERTIFICATE, make(tmp_path / "lama", until=now - timedelta(2))[0]
    broken = tmp_path / "rusak.p12"
    broken.write_bytes(b"bukan sertifikat")
    for code, path, password in [
        ("certificate-password", good, "sandi-lain"),
        ("certificate-expired", expired, PASSWORD),
        ("certificate-missing", tmp_path / "tidak-ada.p12", PASSWORD),
        ("certificate-unusable", broken, PASSWORD),
    ]:
        settings.SIGAP_CERTIFICATE, settings.SIGAP_CERTIFICATE_PASSWORD = path, password
        with refused(code) as caught:
            sign_by(office, case, "certificate")
        assert password not in caught.value.message
        assert_unsigned(case, document)


def scanned(pdf, *, form="JPEG"):
    """Return the first page as a scanner hands it over."""
    with pypdfium2.PdfDocument(pdf) as opened:
        picture = opened[0].render(scale=200 / 72).to_pil().convert("L")
    out = BytesIO()
    picture.save(out, form)
    return out.getvalue()


def test_a_scan_of_the_ink_signature_is_matched_by_its_code(office, letter):
    case, document = letter

    sign_by(
        office, case, "ink", ("ttd.pdf", scanned(pdf_of(document), form="PDF")), on_paper_at="Map 7"
    )

    copy = SignedCopy.objects.get()
    assert (copy.way, copy.document_id, copy.matched) == ("ink", document.pk, True)
    # The complainant holds this very file, and checks it.
    assert verified(document.code)["signed_sha256"] == copy.sha256


def test_a_scan_of_another_paper_is_refused(office, letter):
    case, document = letter
    other = case_at(office, "identify")
    take(office, other, "decline", ground="bukan-pengaduan")
    its = render_document(Document.objects.get(case=other, kind=KIND).pk, now=office.now)

    with refused("other-paper", field="files"):
        sign_by(office, case, "ink", ("ttd.jpg", scanned(pdf_of(its))), on_paper_at="Map 7")

    document.refresh_from_db()
    assert document.signed_how == ""


REPLACE = {"reason": "Tanggal setoran salah tulis.", "then": {"do": "replace"}}


def test_a_signed_letter_is_replaced_with_a_reason_and_a_number_of_its_own(office, letter):
    case, document = letter
    sign_by(office, case, "ink", on_paper_at="Map 7")
    body = [{"type": "paragraph", "text": "Setoran tercatat pada 12 Desember 2025."}]

    old, new = revoke_paper(
        document_id=document.pk,
        data={**REPLACE, "then": {"do": "replace", "about": "Pemberitahuan (ralat)", "body": body}},
        actor=office.holder("koordinator"),
        now=office.now,
    )

    numbers = LetterNumber.objects.order_by("sequence").values_list("sequence", "cancel_reason")
    assert list(numbers) == [(1, "Tanggal setoran salah tulis."), (2, "")]
    assert (new.replaces_id, new.version, new.number) == (
        old.pk,
        2,
        document.number.replace("/1/", "/2/"),
    )
    assert signatures(case) == [(KIND, "kepala-dinas")]
    drawn = render_document(new.pk, now=office.now)
    assert "Setoran tercatat pada 12 Desember 2025." in text_of(pdf_of(drawn))
    told = verified(document.code)
    assert (told["status"], told["replaced_by"]) == ("revoked", new.number)


def test_only_superiors_revoke_and_never_what_a_signature_waits_for(office, letter):
    case, document = letter
    with refused("wrong-role"):
        revoke_paper(
            document_id=document.pk,
            data=REPLACE,
            actor=office.holder("petugas-loket"),
            now=office.now,
        )
    with refused("replacement-needed", field="data.then"):
        revoke_paper(
            document_id=document.pk,
            data={**REPLACE, "then": {"do": "revoke"}},
            actor=office.holder("kepala-dinas"),
            now=office.now,
        )
    sign_by(office, case, "ink", on_paper_at="Map 7")
    how = {"data": {**REPLACE, "then": {"do": "revoke"}}, "actor": office.holder("kepala-dinas")}
    old, new = revoke_paper(document_id=document.pk, now=office.now, **how)
    assert (old.revoked_at, new) == (office.now, None)
    with refused("revoked"):
        revoke_paper(document_id=document.pk, now=office.now, **how)


def test_a_number_of_the_records_unit_comes_before_the_signature(office):
    profile = office_profile()
    OfficeProfile.objects.create(
        version=profile.version + 1,
        data={**profile.data, "numbered_by_records_unit": [KIND]},
        made_at=office.now,
    )
    case = case_at(office, "identify")
    take(office, case, "decline", ground="bukan-pengaduan")
    document = Document.objects.get(case=case, kind=KIND)
    clerk = office.holder("petugas-loket")

    enter_number(
        document_id=document.pk, data={"number": " 800/7/TU/2026 "}, actor=clerk, now=office.now
    )

    drawn = render_document(document.pk, now=office.now)
    assert "800/7/TU/2026" in text_of(pdf_of(drawn))
    with refused("not-waiting-for-number"):
        enter_number(document_id=document.pk, data={"number": "1"}, actor=clerk, now=office.now)
    do(office, task_of(case, "signature"))
    document.refresh_from_db()
    assert (document.number, document.signed_how) == ("800/7/TU/2026", "ink")
