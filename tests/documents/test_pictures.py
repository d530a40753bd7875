"""Codes on papers are read by a scanner that did not draw them; images given are checked."""

import base64
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from sigap.core.errors import InvalidInput
from sigap.documents.barcode import code_128
from sigap.documents.kinds import KINDS
from sigap.documents.pictures import drawn_image
from tests.documents.papers import VERIFY_URL, drawn, sample

CODE_128, QR = zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode


def scanned(pdf, dots_per_inch=150):
    """Return (kind, text) of every code on the pages, scanned at the resolution of a copier."""
    with pypdfium2.PdfDocument(pdf) as opened:
        pages = [page.render(scale=dots_per_inch / 72).to_pil() for page in opened]
    return [{(code.format, code.text) for code in zxingcpp.read_barcodes(page)} for page in pages]


@pytest.mark.parametrize("kind_id", KINDS)
def test_every_page_carries_the_code_of_the_check_page(kind_id):
    for codes in scanned(sample(kind_id).pdf):
        assert (QR, VERIFY_URL) in codes


def test_the_receipt_carries_the_tracking_page_too():
    (codes,) = scanned(sample("tanda-terima").pdf)
    assert codes == {(QR, VERIFY_URL), (QR, "https://sigap.example.id/lacak/K7QM-4T2X-9HWD")}


def test_the_shelf_label_has_the_case_number_as_bar_code():
    (codes,) = scanned(sample("label-arsip").pdf)
    assert codes == {(QR, VERIFY_URL), (CODE_128, "PGD-2026-00123")}


def test_the_longest_bar_code_can_be_read():
    facts = {**KINDS["label-arsip"].sample(), "barcode": "ARS/2026/00098 ~!}|{ " + "x" * 10}
    (codes,) = scanned(drawn("label-arsip", facts).pdf, dots_per_inch=300)
    assert (CODE_128, facts["barcode"]) in codes


@pytest.mark.parametrize("text", ["", "x" * 41, "é", "a\nb"])
def test_what_no_bar_code_can_hold_is_refused(text):
    with pytest.raises(InvalidInput, match="1 sampai 40"):
        code_128(text)


def png(size=(4, 3)):
    drawn_to = BytesIO()
    Image.new("RGBA", size, (10, 20, 30, 128)).save(drawn_to, "PNG")
    return base64.b64encode(drawn_to.getvalue()).decode()


def jpeg():
    drawn_to = BytesIO()
    Image.new("RGB", (40, 30), (10, 20, 30)).save(drawn_to, "JPEG")
    return base64.b64encode(drawn_to.getvalue()).decode()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


@pytest.mark.parametrize(
    "image",
    [png(), jpeg(), SVG, f"data:image/png;base64,{png()}", base64.b64encode(SVG.encode()).decode()],
)
def test_signatures_and_emblems_are_drawn(image):
    facts = KINDS["form-pengaduan"].sample()
    plain = drawn("form-pengaduan", facts)
    facts["complainant_signature"] |= {"way": "drawn", "image": image}
    assert drawn("form-pengaduan", facts).sha256 != plain.sha256


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        ("nanas", "bukan SVG maupun base64"),
        ("R0lGODlhAQABAAAAACw=", "harus SVG, PNG, atau JPEG"),
        ("x" * 2_000_001, "melebihi 2 MB"),
        (png((6000, 6000)), "terlalu besar"),
        (SVG.replace("path", "text"), "hanya boleh berisi bentuk"),
        (SVG.replace("<path", '<image href="file:///etc/passwd"/><path'), "rujukan luar"),
        (SVG.replace("<path", "<image xlink:href = 'http://x/y.png'/><path"), "rujukan luar"),
        (SVG.replace("<path", "<script>1</script><path"), "hanya boleh berisi bentuk"),
        ("<html></html>", "hanya boleh berisi bentuk"),
        (SVG + "\ud800", "bukan teks Unicode"),
    ],
)
def test_other_images_are_refused(image, reason):
    with pytest.raises(InvalidInput, match=reason):
        drawn_image(image, "tanda")
