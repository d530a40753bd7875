"""The pages of files of ours: how many there are, and several files as one to print."""

from __future__ import annotations

import re
from io import BytesIO

_PAGE_COUNT = re.compile(rb"<xmpTPg:NPages>(\d+)</xmpTPg:NPages>")


def page_count(pdf: bytes) -> int:
    """Return the pages of a PDF that Typst wrote, 0 if it does not say."""
    found = _PAGE_COUNT.search(pdf)
    return int(found[1]) if found else 0


def joined(parts: list[bytes]) -> bytes:
    """Return several PDFs one after another as a single one, for the printer."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    for part in parts:
        writer.append(BytesIO(part), import_outline=False)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
