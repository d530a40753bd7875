"""What may be handed in as a file, and that a refused one leaves nothing behind."""

import io
import zipfile
from datetime import UTC, datetime

import pytest

from sigap.cases import filestore, uploads
from sigap.cases.identity import new_key, unseal_text
from sigap.cases.uploads import Upload, store
from sigap.core.errors import Refused

NOW = datetime(2026, 11, 27, 2, tzinfo=UTC)


def zipped(*names, mark=""):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        if mark:
            archive.writestr("mimetype", mark)
        for name in names:
            archive.writestr(name, "<a/>")
    return held.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")
XLSX = zipped("[Content_Types].xml", "xl/workbook.xml")
ODT = zipped("content.xml", mark="application/vnd.oasis.opendocument.text")
MACRO = zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1"

TAKEN = [
    ("foto.jpg", JPEG, "image/jpeg"),
    ("FOTO.JPEG", b"\xff\xd8\xff\xe1\0\x10Exif\0\0", "image/jpeg"),
    ("layar.png", PNG, "image/png"),
    ("layar.jpg", PNG, "image/png"),
    ("IMG_0001", JPEG, "image/jpeg"),
    ("gambar.webp", b"RIFF\x24\0\0\0WEBPVP8 \0\0", "image/webp"),
    ("iphone.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
    ("bukti.pdf", PDF, "application/pdf"),
    ("surat.docx", DOCX, uploads._WORD),
    ("daftar.xlsx", XLSX, uploads._SHEET),
    ("surat.odt", ODT, uploads._ODT),
    ("rekaman.mp3", b"ID3\x03\0\0\0\0\0\x0fTSSE", "audio/mpeg"),
    ("rekaman.m4a", b"\0\0\0\x20ftypM4A \0\0\2\0", "audio/mp4"),
    ("PTT-1.opus", b"OggS\0\2" + bytes(20) + b"\1\x1eOpusHead", "audio/ogg"),
    ("suara.wav", b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
    ("video.mp4", b"\0\0\0\x20ftypisom\0\0\2\0", "video/mp4"),
    ("catatan.txt", "BM adalah singkatan; “kutipan” – selesai 🙏".encode(), "text/plain"),
]


def left():
    return [p for p in filestore.folder().rglob("*") if p.is_file()]


def put(*files, **more):
    key = new_key()
    found = store([Upload(n, [c]) for n, c in files], key, received_from="x", now=NOW, **more)
    return key, found


@pytest.mark.parametrize(("name", "content", "media_type"), TAKEN)
def test_taken_types_are_told_by_content(name, content, media_type):
    key, (one,) = put((name, content))
    assert (one.media_type, one.size_bytes) == (media_type, len(content))
    assert unseal_text(key, one.name) == name
    assert filestore.read_whole(one.file, key) == content
    uploads.discard([one])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("program.exe", b"MZ\x90\0\3\0\0\0"),
        ("program.pdf", b"MZ\x90\0\3\0\0\0"),
        ("bukti.exe", PDF),
        ("halaman.html", b"<!DOCTYPE html><html></html>"),
        ("gambar.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("arsip.zip", zipped("a.txt")),
        ("makro.docx", MACRO),
        ("bukan.txt", b"\xff\xfe\0a"),
        ("terpotong.txt", "é".encode()[:1]),
        ("kendali.txt", b"a\x1b[31mb"),
        ("bukan.jpg", b"ini bukan gambar"),
    ],
)
def test_other_types_are_refused_by_name_and_leave_nothing(name, content):
    before = left()
    with pytest.raises(Refused) as refused:
        put(("baik.pdf", PDF), (name, content))
    assert refused.value.code == "file-type"
    assert refused.value.field == "files"
    assert refused.value.detail == {"file": name}
    assert left() == before


def test_an_empty_file_is_refused():
    before = left()
    with pytest.raises(Refused) as refused:
        put(("kosong.pdf", b""))
    assert (refused.value.code, refused.value.detail) == ("file-empty", {"file": "kosong.pdf"})
    assert left() == before


def test_a_file_over_the_limit_is_refused_while_it_comes_in(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 100)
    before, taken = left(), []

    def pieces():
        yield PDF
        for number in range(100):
            taken.append(number)
            yield b"x" * 50

    with pytest.raises(Refused) as refused:
        store([Upload("besar.pdf", pieces())], new_key(), received_from="x", now=NOW)
    assert refused.value.code == "file-too-large"
    assert taken == [0, 1]
    assert left() == before


def test_a_file_of_just_the_limit_is_taken(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", len(PDF))
    _, found = put(("pas.pdf", PDF))
    uploads.discard(found)


def test_too_many_files_are_refused():
    with pytest.raises(Refused) as refused:
        put(*[("a.pdf", PDF)] * (uploads.MOST_FILES + 1))
    assert refused.value.code == "too-many-files"


def test_pieces_of_any_size_make_the_same_file():
    key, content = new_key(), PDF + bytes(range(256)) * 3000
    halves = [content[:1], content[1:7], content[7:300_000], content[300_000:]]
    (whole,) = store([Upload("a.pdf", [content])], key, received_from="x", now=NOW)
    (pieced,) = store([Upload("a.pdf", halves)], key, received_from="x", now=NOW)
    assert whole.sha256 == pieced.sha256
    assert filestore.read_whole(pieced.file, key) == content
    uploads.discard([whole, pieced])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Foto\\bukti.pdf", "bukti.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\0b\n.png", "ab.png"),
        ("", "tanpa-nama"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_lose_folders_and_control_characters(given, kept):
    assert uploads.plain_name(given) == kept
