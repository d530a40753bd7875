"""The citizen's pages: file, follow, write, complete, object; nothing typed is lost."""

import hashlib
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from sigap.accounts.models import User
from sigap.cases import filestore
from sigap.cases.identity import case_key
from sigap.cases.models import Attachment, Case, Message
from sigap.cases.operations import jobs
from sigap.cases.operations.sweep import sweep_files
from tests.cases.office import open_office
from tests.documents.test_opening import photo

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "000002000001e221bc330000000049454e44ae426082"
)
FORM = {
    "permit_type": "pbg",
    "subject": "Retribusi PBG belum divalidasi",
    "text": "Sudah dibayar tiga minggu lalu. Hubungi Wawan Setiadi di 0812-0000-9999.",
    "name": "Wawan Setiadi",
    "kind": "perorangan",
    "phone": "0812-0000-9999",
}


@pytest.fixture
def office(db):
    return open_office(now=datetime.now(tz=UTC) - timedelta(hours=2))


@pytest.fixture
def browser(office):
    return Client()


def file(browser, **changes):
    """File a complaint by the pages; return the code on its receipt."""
    start = browser.get("/lapor/")
    hidden = {"ticket": start.context["ticket"], "tray": start.context["tray"].token()}
    summary = browser.post("/lapor/", {**FORM, **hidden, "check": "1", **changes})
    assert summary.status_code == 200, summary.context["form"].errors
    again = {name: value for name, value in summary.context["fields"] if value}
    hidden["tray"] = summary.context["tray"].token()
    sent = browser.post("/lapor/", {**again, **hidden, "send": "1"})
    assert sent["Location"] == "/lapor/diterima/"
    return browser.get("/lapor/diterima/").context["code"]


@pytest.mark.parametrize("page", ["/", "/lapor/", "/lacak/"])
def test_public_pages_need_no_account_and_hold_no_inline_code(page, browser):
    response = browser.get(page)

    assert response.status_code == 200
    assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", response.text) == []


def test_filing_shows_a_summary_and_ends_with_a_receipt(browser):
    code = file(browser)

    case = Case.objects.get()
    receipt = browser.get("/lapor/diterima/")
    assert case.number in receipt.text
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", code)
    assert "Wawan" not in case.complaint.text
    assert "0812" not in case.complaint.text


def test_nothing_is_sent_before_the_summary_is_confirmed(browser):
    summary = browser.post("/lapor/", {**FORM, "check": "1"})

    assert not Case.objects.exists()
    assert summary["Cache-Control"] == "no-store"
    assert "Cache-Control" not in browser.get("/lapor/")


def test_sending_twice_makes_one_complaint(browser):
    start = browser.get("/lapor/").context
    body = {**FORM, "ticket": start["ticket"], "tray": start["tray"].token(), "send": "1"}

    browser.post("/lapor/", body)
    browser.post("/lapor/", body)

    assert Case.objects.count() == 1


def test_an_upload_stays_through_a_wrong_field(browser):
    photo = SimpleUploadedFile("bukti.png", PNG, "image/png")

    wrong = browser.post("/lapor/", {**FORM, "phone": "abc", "files": photo, "check": "1"})
    tray = wrong.context["tray"]
    sent = browser.post("/lapor/", {**FORM, "tray": tray.token(), "send": "1"})

    assert wrong.status_code == 422
    assert [one["name"] for one in tray.files] == ["bukti.png"]
    assert sent.status_code == 302
    assert Attachment.objects.get().media_type == "image/png"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"permit_type": ""}, "Pilih jenis izin"),
        ({"permit_type": "tidak-ada"}, "Pilih salah satu"),
        ({"subject": ""}, "Belum diisi"),
        ({"subject": "x" * 201}, "Terlalu panjang"),
        ({"text": "\0"}, "Belum diisi"),
        ({"phone": "", "email": "", "address": ""}, "Isi salah satu"),
        ({"phone": "telepon saya"}, "belum benar"),
        ({"email": "bukan alamat"}, "belum benar"),
        ({"kind": "kuasa"}, "Siapa yang Anda wakili"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_the_rest_stays(browser, change, words):
    response = browser.post("/lapor/", {**FORM, **change, "check": "1"})

    assert response.status_code == 422
    assert words.lower() in response.text.lower()
    assert "Wawan Setiadi" in response.text


def test_a_file_of_a_wrong_type_is_refused_and_the_rest_stays(browser):
    program = SimpleUploadedFile("virus.exe", b"MZ\x90\x00" + bytes(60))

    response = browser.post("/lapor/", {**FORM, "files": program, "check": "1"})

    assert response.status_code == 422
    assert "virus.exe" in response.text
    assert "Wawan Setiadi" in response.text


@pytest.mark.parametrize("code", ["K7QM-4T2X-9HWD-3B6N", "0000-0000-0000-0000", "x", "lapor"])
def test_every_wrong_code_looks_the_same(browser, code):
    response = browser.get(f"/lacak/{code}/")

    assert response.status_code == 404
    assert "Tidak ada pengaduan dengan kode itu" in response.text


def test_a_typing_error_in_the_code_is_told_at_once(browser):
    response = browser.post("/lacak/", {"code": "K7QM-4T2X"})

    assert response.status_code == 422
    assert "huruf demi huruf" in response.text


def test_the_holder_of_the_code_follows_and_writes(browser):
    code = file(browser)

    spelled = browser.post("/lacak/", {"code": code.lower().replace("-", " ")})
    page = browser.get(spelled["Location"])
    browser.post(f"/lacak/{code}/messages/", {"text": "Tolong dipercepat."})

    assert page["Cache-Control"] == "no-store"
    assert Message.objects.filter(direction="in").count() == 1
    assert "Tolong dipercepat." in browser.get(f"/lacak/{code}/").text


def test_a_refused_act_keeps_what_was_written(browser):
    code = file(browser)

    page = browser.post(f"/lacak/{code}/objection/", {"text": "Saya tidak setuju."})

    assert page.status_code == 422
    assert "belum dijawab" in page.text


def test_withdrawing_ends_the_case(browser):
    code = file(browser)

    browser.post(f"/lacak/{code}/withdraw/", {"text": "Sudah selesai."})

    assert Case.objects.get().status == "withdrawn"
    assert "dicabut" in browser.get(f"/lacak/{code}/").text


def test_a_paper_is_checked_by_its_code_without_personal_data(browser):
    file(browser)
    document = Case.objects.get().documents.get(kind="tanda-terima")

    page = browser.get(f"/verifikasi/{document.code}/")

    assert "Tanda Terima" in page.text
    assert "Wawan" not in page.text
    assert browser.get("/verifikasi/0000-0000-0000/").status_code == 404


def test_a_photo_with_a_place_comes_to_the_officer_without_it_and_its_original_stays(
    office, browser
):
    content = photo()
    assert place_of(content)
    picture = SimpleUploadedFile("rumah.jpg", content, "image/jpeg")
    assert browser.post("/lapor/", {**FORM, "files": picture, "send": "1"}).status_code == 302
    row = Attachment.objects.get()

    looking = next(one for one in jobs.WORKS if one.name == "attachments")
    looking.perform(row.pk, now=row.received_at)
    browser.force_login(User.objects.get(pk=office.users["petugas-loket"]))
    shown = browser.get(f"/berkas/{row.case.number}/lampiran/{row.pk}/").content

    assert shown.startswith(b"\xff\xd8")
    assert not place_of(shown)
    row.refresh_from_db()
    kept = filestore.read_whole(row.file, case_key(row.case_id))
    assert hashlib.sha256(kept).hexdigest() == row.sha256 == hashlib.sha256(content).hexdigest()


def place_of(jpeg):
    return dict(Image.open(io.BytesIO(jpeg)).getexif().get_ifd(0x8825))


def test_a_photo_that_was_swept_while_the_page_stood_open_is_asked_for_again(browser):
    photo = SimpleUploadedFile("bukti.png", PNG, "image/png")
    tray = browser.post("/lapor/", {**FORM, "files": photo, "attach": "1"}).context["tray"]
    sweep_files(now=datetime.now(tz=UTC) + timedelta(days=2))

    refused = browser.post("/lapor/", {**FORM, "tray": tray.token(), "send": "1"})
    left = refused.context["tray"]
    again = browser.post("/lapor/", {**FORM, "tray": left.token(), "send": "1"})

    assert refused.status_code == 422
    assert "terlalu lama menunggu: bukti.png. Pilih lagi." in refused.text
    assert left.files == []
    assert again.status_code == 302
    assert not Attachment.objects.filter(purpose="evidence").exists()


def test_errors_are_listed_in_the_order_of_the_page(browser):
    page = browser.post("/lapor/", {"check": "1"}).text

    order = re.findall(r'<li><a href="#id_(\w+?)(?:_0)?">', page)
    assert order == ["subject", "text", "permit_type", "name", "kind", "phone"]
