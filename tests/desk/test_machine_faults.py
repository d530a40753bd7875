"""The machine fails below a page: said in words, nothing done, and a spoilt file is named."""

import errno

import pytest
from django.db import OperationalError
from django.test import Client

from sigap.cases import filestore
from sigap.cases.identity import new_key
from sigap.cases.models import Attachment, Document
from sigap.cases.operations.papers import render_document
from sigap.cases.queries import filecheck
from sigap.cases.queries.filecheck import check_files
from sigap.cases.queries.storedfiles import STORED
from sigap.cases.uploads import Upload, store
from tests.cases.office import file_complaint


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (OperationalError("database is locked"), (503, "Basis data sedang tidak dapat dipakai")),
        (OperationalError("database or disk is full"), (503, "Ruang penyimpanan kantor penuh")),
        (OSError(errno.EROFS, "Read-only file system"), (503, "hanya dapat dibaca")),
        (filestore.FileDamaged("ab12: cut off"), (500, "diambil dari cadangan")),
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_page_says_what_failed_and_that_nothing_is_lost(
    wrong, told, language, office, monkeypatch
):
    status, said = told

    def fail(*args, **kwargs):
        raise wrong

    monkeypatch.setattr("sigap.portal.views.tracking.trying_code", fail)
    page = Client(raise_request_exception=False).get(f"/lacak/ABCD-EFGH-JKMN/?lang={language}")

    assert page.status_code == status
    assert (said in page.text) == (language == "id")
    assert ("press your browser" in page.text) == (language == "en")
    assert page.headers["Content-Security-Policy"]
    assert page.headers.get("Retry-After", "") == ("3" if status == 503 else "")


@pytest.fixture
def case(office):
    """Return a case with a file and a drawn paper."""
    key = new_key()
    files = store(
        [Upload("bukti.txt", [b"Bukti bayar"])], key, received_from="complainant", now=office.now
    )
    case = file_complaint(office, attachments=files, key=key)
    paper = Document.objects.get(case=case, kind="tanda-terima")
    render_document(paper.pk, now=office.now)
    return case


def test_a_spoilt_file_is_named_and_all_else_works(case, sign_in):
    sound = list(check_files())
    file = Attachment.objects.get(case=case)
    path = filestore.path_of(file.file)
    kept = path.read_bytes()
    path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    where = f"/berkas/{case.number}/lampiran/{file.pk}/"
    browser = sign_in("petugas-loket")
    browser.raise_request_exception = False

    opened = browser.get(where)
    named = [one for one in check_files() if not one[2]]
    page = browser.get(f"/berkas/{case.number}/")
    path.write_bytes(kept)

    assert all(one[2] for one in sound)
    assert len(sound) >= 2
    assert opened.status_code == 500
    assert "diambil dari cadangan" in opened.text
    assert named == [(case.number, file.file, False)]
    assert page.status_code == 200
    assert list(check_files()) == sound
    assert browser.get(where).status_code == 200


def test_a_kind_of_file_that_nobody_checks_does_not_exist():
    assert {model.__name__ for model, _ in STORED} == {
        *filecheck._CASE,
        *("RegisterVolume", "Destruction", "BreachLetter"),
    }
