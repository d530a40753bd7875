"""Opening what strangers send: pictures without their secrets, words, and nothing that explodes."""

import io
import struct
import time
import zipfile
import zlib

import pytest
from PIL import Image
from pypdf import PdfWriter

from sigap.documents.opening import CannotOpen, open_file

GPS = 34853  # the Exif tag of the place
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


def photo(size=(60, 40), orientation=6):
    """Return a JPEG as a telephone makes it: place, camera, thumbnail, lying on its side."""
    picture = Image.new("RGB", size, "red")
    exif = Image.Exif()
    exif[274] = orientation
    exif[271] = "Kamera Rahasia"
    exif.get_ifd(GPS)[2] = (6.0, 21.0, 30.0)
    exif.get_ifd(GPS)[4] = (107.0, 8.0, 12.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"rumah Wawan")
    return out.getvalue()


def packed(member, xml):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(member, xml)
    return out.getvalue()


def test_a_photo_comes_out_upright_without_place_and_camera():
    content = photo()
    assert b"Kamera Rahasia" in content
    assert GPS in Image.open(io.BytesIO(content)).getexif()

    opened = open_file(content, "image/jpeg")

    seen = Image.open(io.BytesIO(opened.view))
    assert (seen.size, opened.view_type) == ((40, 60), "image/jpeg")
    assert dict(seen.getexif()) == {}
    assert b"Kamera" not in opened.view
    assert b"Wawan" not in opened.view


def test_a_large_photo_is_made_smaller():
    opened = open_file(photo((4000, 1000), orientation=1), "image/jpeg")

    assert Image.open(io.BytesIO(opened.view)).size == (2000, 500)


def test_what_can_be_seen_through_stands_on_white():
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")

    opened = open_file(out.getvalue(), "image/png")

    assert Image.open(io.BytesIO(opened.view)).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (photo()[:200], "image/jpeg"),
        (b"not a picture", "image/png"),
        (b"%PDF-1.7 broken", "application/pdf"),
        (packed("other.xml", "<x/>"), DOCX),
        (packed("word/document.xml", "<x><y></x>"), DOCX),
        (b"PK\x03\x04 cut", ODT),
    ],
)
def test_what_is_damaged_is_said_to_be(content, media_type):
    with pytest.raises(CannotOpen):
        open_file(content, media_type)


def png_bomb():
    """Return a small PNG that says it has 40 000 by 40 000 dots."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    lines = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def laughs():
    """Return a document whose few entities unfold into a thousand million letters."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return packed("word/document.xml", f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><x>&l9;</x>')


def zeros():
    """Return a document whose text unfolds into 300 MB."""
    return packed("word/document.xml", b"<p>" + b"0" * 300_000_000 + b"</p>")


@pytest.mark.parametrize("bomb", [png_bomb, laughs, zeros])
def test_what_would_explode_is_stopped(bomb):
    content = bomb()
    assert len(content) < 2_000_000
    media_type = "image/png" if bomb is png_bomb else DOCX
    begun = time.monotonic()

    try:
        opened = open_file(content, media_type)
    except CannotOpen:
        opened = None

    assert time.monotonic() - begun < 60
    assert opened is None or len(opened.text) <= 200_000


def test_what_takes_too_long_is_stopped():
    with pytest.raises(CannotOpen, match="terlalu lama"):
        open_file(b"x", "text/plain", seconds=0.001)


def test_no_file_of_the_machine_is_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hush-hush")
    xml = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]><x><p>ada &s;</p></x>'

    try:
        text = open_file(packed("word/document.xml", xml), DOCX).text
    except CannotOpen:
        text = ""

    assert "hush" not in text


def test_words_of_an_office_file_paragraph_by_paragraph():
    xml = (
        '<w:d xmlns:w="w"><w:p><w:t>Izin </w:t><w:t>PBG</w:t></w:p><w:p><w:t>dua</w:t></w:p></w:d>'
    )

    assert open_file(packed("word/document.xml", xml), DOCX).text == "Izin PBG\ndua"
    odt = '<o xmlns:t="t"><t:h>Judul</t:h><t:p>isi</t:p></o>'
    assert open_file(packed("content.xml", odt), ODT).text == "Judul\nisi"


def test_words_of_a_pdf():
    import typst

    pdf = typst.compile(b"Retribusi sudah dibayar.", format="pdf")

    assert "Retribusi sudah dibayar." in open_file(pdf, "application/pdf").text


def test_a_pdf_without_words_has_none():
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(out)

    assert open_file(out.getvalue(), "application/pdf").text == ""


def test_plain_text_keeps_its_lines_and_loses_its_control_characters():
    content = "a\tb\x07c\r\n\r\n\r\nd\ue000 é".encode() + b"\xff"

    assert open_file(content, "text/plain").text == "a b c\nd\ue000 é\ufffd"


@pytest.mark.parametrize("media_type", ["audio/mpeg", "image/heic", "video/mp4"])
def test_what_has_neither_picture_nor_words_is_left_alone(media_type):
    opened = open_file(b"x", media_type)

    assert (opened.view, opened.text) == (b"", "")
