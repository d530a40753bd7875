"""Each kind as a file for the archive: what ISO 19005-2 (PDF/A-2a) and ISO 14289-1 ask for.

Typst refuses to write a file that breaks either; these checks are made by a library that had no
part in the writing. No registry offers a whole PDF/A validator that runs without a download.
"""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from sigap.documents.kinds import KINDS
from tests.documents.filled import filled_facts
from tests.documents.papers import drawn, page_edges, sample

pytestmark = pytest.mark.parametrize("kind_id", KINDS)


def opened(kind_id):
    pdf = sample(kind_id).pdf
    return pdf, PdfReader(BytesIO(pdf), strict=True)


def objects(reader):
    return [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]


def test_the_file_says_what_it_is(kind_id):
    pdf, reader = opened(kind_id)
    xmp = reader.trailer["/Root"]["/Metadata"].get_object()
    assert "/Filter" not in xmp
    metadata = xmp.get_data().decode()
    assert re.search(r"<pdfaid:part>2</pdfaid:part>", metadata)
    assert re.search(r"<pdfaid:conformance>A</pdfaid:conformance>", metadata)
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>", metadata)
    assert KINDS[kind_id].title in metadata
    assert "2026-11-24T" in metadata
    assert pdf.startswith(b"%PDF-1.7\n%")
    assert len(reader.trailer["/ID"]) == 2
    assert pdf.rstrip().endswith(b"%%EOF")


def test_colours_have_a_profile_of_their_own(kind_id):
    _, reader = opened(kind_id)
    (intent,) = reader.trailer["/Root"]["/OutputIntents"]
    intent = intent.get_object()
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"].get_object()
    assert profile["/N"] in (1, 3)
    assert profile.get_data()[36:40] == b"acsp"


def test_every_font_is_embedded_and_maps_back_to_text(kind_id):
    _, reader = opened(kind_id)
    fonts = [part for part in objects(reader) if _is(part, "/Font")]
    descriptors = [part for part in objects(reader) if _is(part, "/FontDescriptor")]
    assert fonts
    for font in fonts:
        assert re.fullmatch(r"/[A-Z]{6}\+Noto(Serif|Sans|SansArabic)-.*", font["/BaseFont"])
        if font["/Subtype"] == "/Type0":
            assert font["/ToUnicode"].get_object().get_data()
    assert descriptors
    for descriptor in descriptors:
        assert descriptor["/FontFile2"].get_object().get_data()


def test_nothing_acts_hides_or_is_encrypted(kind_id):
    _, reader = opened(kind_id)
    assert not reader.is_encrypted
    root = reader.trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/AcroForm", "/OCProperties", "/Names"} & set(root)
    for part in objects(reader):
        if isinstance(part, DictionaryObject):
            assert not {"/JS", "/EF", "/AA", "/Launch"} & set(part)
            assert part.get("/Filter") != "/LZWDecode"
            assert part.get("/S") not in ("/JavaScript", "/Launch", "/URI")


def test_the_text_is_tagged_in_indonesian(kind_id):
    _, reader = opened(kind_id)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "id-ID"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    tags = list(_tags(root["/StructTreeRoot"]["/K"]))
    assert [tag["/S"] for tag in tags].count("/H1") == 1
    for tag in tags:
        if tag["/S"] == "/Figure":
            assert tag["/Alt"]
        if tag["/S"] == "/Table":
            assert "/TH" in {inner["/S"] for inner in _tags(tag["/K"])}


def test_text_stays_on_the_page_with_its_margins(kind_id):
    how = {"code": "7KQM-4T2X", "verify_url": "https://" + "sangat-panjang." * 8 + "example.id/v/1"}
    for facts in (None, filled_facts(kind_id, "Kalimat yang cukup panjang untuk dua baris. " * 3)):
        for edges in page_edges(drawn(kind_id, facts, **how).pdf):
            assert min(edges) >= 10


def _is(part, kind):
    return isinstance(part, DictionaryObject) and part.get("/Type") == kind


def _tags(node):
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for part in node:
            yield from _tags(part)
    elif isinstance(node, DictionaryObject) and "/S" in node:
        yield node
        if "/K" in node:
            yield from _tags(node["/K"])
