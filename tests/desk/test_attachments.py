"""Opening what was handed in: safe headers, a clean copy to look at, the original to keep."""

import pytest

from sigap.cases.identity import new_key
from sigap.cases.models import Attachment
from sigap.cases.operations.examining import examine
from sigap.cases.uploads import Upload, store
from tests.cases.office import file_complaint
from tests.documents.test_opening import photo


@pytest.fixture
def handed_in(office):
    """Return the address of a file that was handed in with a complaint."""

    def make(name, content):
        key = new_key()
        files = store([Upload(name, [content])], key, received_from="public", now=office.now)
        case = file_complaint(office, attachments=files, key=key)
        attachment = Attachment.objects.get(case=case)
        examine(attachment.pk, now=office.now)
        return f"/berkas/{case.number}/lampiran/{attachment.pk}/"

    return make


def test_a_picture_opens_as_a_clean_copy(sign_in, handed_in):
    address = handed_in("rumah Wawan.png.jpg", photo())
    browser = sign_in("petugas-loket")

    shown, kept = browser.get(address), browser.get(address + "?asli=1")

    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Content-Disposition"].startswith("inline")
    assert b"Kamera" not in shown.content
    assert kept["Content-Disposition"].startswith("attachment")
    assert kept.content == photo()
    for answer in (shown, kept):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "no-store"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_what_a_browser_might_run_is_offered_to_be_kept(sign_in, handed_in):
    address = handed_in("a.m4a", b"\x00\x00\x00\x20ftypM4A " + bytes(40))

    answer = sign_in("petugas-loket").get(address)

    assert answer["Content-Disposition"].startswith("attachment")


def test_a_harmful_file_cannot_be_opened_and_the_page_says_so(sign_in, handed_in):
    address = handed_in("a.txt", b"x")
    Attachment.objects.update(verdict="infected")
    browser = sign_in("petugas-loket")

    answer = browser.get(address)
    case = browser.get(address.partition("lampiran")[0])

    assert answer.status_code == 409
    assert "program berbahaya" in answer.text
    assert "program berbahaya" in case.text
    assert address not in case.text


def test_a_file_that_waits_for_the_scanner_is_told_to_come(sign_in, handed_in, settings):
    address = handed_in("a.txt", b"x")
    settings.SIGAP_CLAMD = "127.0.0.1:1"

    answer = sign_in("petugas-loket").get(address)

    assert answer.status_code == 409
    assert "belum dipindai" in answer.text
