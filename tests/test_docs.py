"""What the guides and documents name exists: their links, and the addresses of pages."""

import re
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

ROOT = Path(__file__).parent.parent
TEXTS = sorted(
    one.relative_to(ROOT).as_posix() for one in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#]+)[^)]*\)")
PAGE = re.compile(r"`(/(?:lapor|lacak|masuk|meja|loket|berkas|buku|laporan|kelola|cari)/[^` ]*)`")


@pytest.mark.parametrize("text", TEXTS)
def test_every_link_leads_somewhere(text):
    place = ROOT / text
    links = LINK.findall(place.read_text(encoding="utf-8"))
    assert [link for link in links if not (place.parent / link).exists()] == []


def test_every_page_that_the_guide_names_is_there():
    named = {
        (guide.name, page)
        for guide in (ROOT / "docs/panduan").glob("*.md")
        for page in PAGE.findall(guide.read_text(encoding="utf-8"))
    }
    assert len(named) > 8
    assert sorted(one for one in named if not _is_served(one[1])) == []


def _is_served(page):
    try:
        resolve(page)
    except Resolver404:
        return False
    return True
