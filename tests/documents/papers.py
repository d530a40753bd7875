"""Drawing papers in tests, and reading them back with a library that did not write them."""

import re
import sys
from datetime import datetime
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

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


def text_of(pdf):
    """Return the text of all pages, one space between words, pages parted by a form feed."""
    pages = PdfReader(BytesIO(pdf)).pages
    return "\f\n".join(
        "".join(f"{' '.join(line.split())}\n" for line in page.extract_text().splitlines())
        for page in pages
    )


def squeezed(text):
    return re.sub(r"\s+", "", text)


def expected_file(kind_id):
    return EXPECTED / f"{kind_id}.txt"


if __name__ == "__main__":
    # Writes the expectations anew: python tests/documents/papers.py [KIND …]; then read the diff.
    for kind_id in sys.argv[1:] or KINDS:
        expected_file(kind_id).write_text(text_of(drawn(kind_id).pdf))
