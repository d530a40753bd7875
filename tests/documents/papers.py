"""Drawing papers in tests, and reading them back with a library that did not write them."""

import re
import sys
from datetime import datetime
from functools import cache
from pathlib import Path

import pypdfium2

from sigap.documents.kinds import KINDS
from sigap.documents.office import sample_office
from sigap.documents.render import render

ISSUED_AT = datetime.fromisoformat("2026-11-24T10:00:00+07:00")
CODE = "7KQM-4T2X"
VERIFY_URL = "https://sigap.example.id/verifikasi/7KQM-4T2X"
EXPECTED = Path(__file__).parent / "expected"


def drawn(kind_id, facts=None, **how):
    facts = KINDS[kind_id].sample() if facts is None else facts
    how = {"issued_at": ISSUED_AT, "code": CODE, "verify_url": VERIFY_URL, **how}
    return render(kind_id, facts, how.pop("office", sample_office()), **how)


@cache
def sample(kind_id):
    """Return the paper of the kind's sample facts, drawn once for all tests that only read it."""
    return drawn(kind_id)


def text_of(pdf):
    """Return the text of all pages, one space between words, pages parted by a form feed."""
    with pypdfium2.PdfDocument(pdf) as opened:
        pages = [page.get_textpage().get_text_bounded() for page in opened]
    # PDFium marks a hyphen at the end of a line, because it may be one of word division.
    pages = [page.replace("\x02\r\n", "-\n").replace("\x02", "-") for page in pages]
    return "\f\n".join(
        "".join(f"{' '.join(line.split())}\n" for line in page.splitlines()) for page in pages
    )


def page_edges(pdf):
    """Return for each page the smallest x and y and the room left at right and top, in points.

    Of ink that is text; a negative number is text off the page.
    """
    with pypdfium2.PdfDocument(pdf) as opened:
        return [_edges(page) for page in opened]


def _edges(page):
    width, height = page.get_size()
    text = page.get_textpage()
    boxes = [text.get_rect(index) for index in range(text.count_rects())]
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), width - max(right), height - max(top)


def squeezed(text):
    return re.sub(r"\s+", "", text)


def expected_file(kind_id):
    return EXPECTED / f"{kind_id}.txt"


if __name__ == "__main__":
    # Writes the expectations anew: python tests/documents/papers.py [KIND …]; then read the diff.
    for kind_id in sys.argv[1:] or KINDS:
        expected_file(kind_id).write_text(text_of(drawn(kind_id).pdf))
