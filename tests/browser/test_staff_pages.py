"""Every staff page that links lead to: no barrier, not wider than a phone, light and dark."""

import re

import pytest

from tests.browser.seeing import look

# Each looks at what those before have not seen; the first ones have the most pages.
OFFICERS = ("admin", "dewi", "siti", "rina", "budi", "hendra", "kepala", "auditor")
NO_PAGES = re.compile(
    r"/(api|dokumen|lampiran|keluar|wa)/|\.(bpmn|csv|xlsx|pdf|png|svg|xes|toml|zip|jsonl?)\b"
)


def shape(path):
    """Return what is the same for pages of one kind; a step's form is a kind of its own."""
    path = re.sub(r"PGD-\d{4}-\d{5}", "N", path.split("?", 1)[0])
    return re.sub(r"\d+", "0", path)


@pytest.fixture(scope="module")
def seen():
    """Return the kinds of pages that somebody has looked at."""
    return set()


@pytest.mark.parametrize("user", OFFICERS)
def test_pages_have_no_barriers(visit, site, seen, pictures, user):
    page = visit(user)
    ahead, known, wrong = ["/meja/", "/meja/?tab=lain"], set(), {}
    while ahead:
        path = ahead.pop(0)
        kind = shape(path)
        is_step = path.startswith("/berkas/PGD") and "tugas=" in path
        if path in known or (kind in seen and not is_step and path != "/meja/"):
            continue
        known.add(path)
        answer = page.goto(path)
        if answer.status != 200 or "html" not in answer.headers["content-type"]:
            wrong[path] = [f"{answer.status} {answer.headers['content-type']}"]
            continue
        if is_step:
            kind = page.locator("#now-title").inner_text()
            if kind in seen:
                continue
        seen.add(kind)
        links = page.eval_on_selector_all(
            "a[href]:not(.components form a)",
            "all => all.map((a) => new URL(a.getAttribute('href'), location).href)",
        )
        found = look(page)
        if found:
            wrong[path] = found
        pictures(page, f"{user}-{re.sub(r'[^a-z0-9]+', '-', kind.lower())}")
        ahead += [
            link.removeprefix(site.url).split("#")[0]
            for link in links
            if link.startswith(site.url) and not NO_PAGES.search(link)
        ]
    assert not wrong, "\n".join(f"{path} {one}" for path, all_ in wrong.items() for one in all_)
