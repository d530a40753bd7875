"""How many pages a file of ours has, as it says itself."""

from __future__ import annotations

import re

_PAGE_COUNT = re.compile(rb"<xmpTPg:NPages>(\d+)</xmpTPg:NPages>")


def page_count(pdf: bytes) -> int:
    """Return the pages of a PDF that Typst wrote, 0 if it does not say."""
    found = _PAGE_COUNT.search(pdf)
    return int(found[1]) if found else 0
