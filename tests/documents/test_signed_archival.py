"""A letter that the office signed stays a file for the archive, checked by tools of others."""

import re
import subprocess
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from sigap.documents.certificate import open_certificate, sign
from sigap.documents.kinds import KINDS
from tests.documents.certificates import PASSWORD, make
from tests.documents.papers import sample


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """Return a letter as it was issued, and signed with the office's certificate."""
    p12, _ = make(tmp_path_factory.mktemp("kantor"))
    certificate = open_certificate(p12, PASSWORD, now=datetime.now(tz=UTC))
    issued = sample("surat-balasan").pdf
    return issued, sign(issued, certificate, name="DPMPTSP", reason="Surat Balasan")


def everything(pdf):
    # Not strictly: numbers that an appended part left out are no fault.
    reader = PdfReader(BytesIO(pdf), strict=False)
    return reader, [
        part
        for number in range(1, reader.trailer["/Size"])
        if isinstance(part := reader.get_object(number), DictionaryObject)
    ]


def fonts_by_poppler(pdf, folder):
    """Return what `pdffonts` tells of each font: name, embedded, subset, with a map to text."""
    file = folder / "surat.pdf"
    file.write_bytes(pdf)
    told = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in told.splitlines()[2:]]
    return {row[0]: tuple(row[-5:-2]) for row in rows}


def test_the_issued_bytes_stay_and_the_signature_is_appended(signed):
    issued, now_signed = signed
    assert now_signed.startswith(issued)


def test_it_still_says_that_it_is_for_the_archive(signed):
    reader, _ = everything(signed[1])
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfaid:part(=\"|>)2\b", metadata)
    assert re.search(r"pdfaid:conformance(=\"|>)A\b", metadata)
    (intent,) = root["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    assert root["/MarkInfo"]["/Marked"]
    assert len(reader.trailer["/ID"]) == 2


def test_it_is_neither_locked_nor_active(signed):
    reader, parts = everything(signed[1])
    assert not reader.is_encrypted
    assert not {"/OpenAction", "/AA"} & set(reader.trailer["/Root"])
    for part in parts:
        assert not {"/JS", "/EF", "/AA", "/Launch"} & set(part)
        assert part.get("/S") not in ("/JavaScript", "/Launch")
    form = reader.trailer["/Root"]["/AcroForm"]
    assert not form.get("/NeedAppearances", False)
    assert "/XFA" not in form
    # An annotation of an archive file is printed, and neither hidden nor invisible.
    (field,) = form["/Fields"]
    flags = field.get_object()["/F"]
    assert (flags & 4, flags & 0b100011) == (4, 0)


def test_poppler_finds_every_font_embedded(signed, tmp_path):
    fonts = fonts_by_poppler(signed[1], tmp_path)
    assert {name.partition("+")[2].partition("-")[0] for name in fonts} == {"NotoSerif", "NotoSans"}
    assert set(fonts.values()) == {("yes", "yes", "yes")}


@pytest.mark.parametrize("kind_id", KINDS)
def test_poppler_finds_every_font_of_every_kind_embedded(kind_id, tmp_path):
    fonts = fonts_by_poppler(sample(kind_id).pdf, tmp_path)
    assert fonts
    assert set(fonts.values()) == {("yes", "yes", "yes")}
