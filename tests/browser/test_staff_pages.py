"""Every staff page that links lead to: no barrier, not wider than a phone, light and dark."""

import re
from urllib.parse import urljoin

import pytest
from django.urls import resolve

from tests.browser.seeing import look

# Each looks at what those before have not seen; the first ones have the most pages. The parts
# of the administration differ by role, and what one sees first hides nothing from another: each
# opens them all for the links in them.
OFFICERS = ("dewi", "siti", "rina", "budi", "hendra", "kepala", "auditor", "admin")
# Who runs the office: their pages are looked at by themselves, so that two can look at once.
MANAGERS = ("dewi", "admin", "kepala")
WALKS = [(user, "/kelola/") for user in MANAGERS] + [(user, "") for user in OFFICERS]
NO_PAGES = re.compile(
    r"/(api|dokumen|lampiran|keluar|wa)/|\.(bpmn|csv|xlsx|pdf|png|svg|xes|toml|zip|jsonl?)\b"
)


ADMINISTRATION = re.compile(r"/kelola/([a-z-]+/)?")
# What is only sent to, or is there only while something waits that the sample office has not.
SENT_ONLY = re.compile(
    r"admin-(sample|template-sample|paper-(sample|shipped)|sop-file"
    r"|calendar-(change|file|save|propose|move)|move-|jobs-retry|job-retry"
    r"|draft|.*-use$|deadline-verify|retention-first"
    r"|account-(reopen|revoke)|acting-end|destruction-.*|breach$|breach-(change|close|letter|sent|tell)|sop-(cases|move-case|begin))"
)


def administration(user):
    """Return the names of the administration's pages that `user` may open."""
    from sigap.bench.sample_office import COLLEAGUES
    from sigap.desk.admin.sections import groups_for
    from sigap.desk.admin.urls import urlpatterns

    roles = next(frozenset(one.roles) for one in COLLEAGUES if one.username == user)
    open_to = {part.slug for _, parts in groups_for(roles) for part in parts}
    names = {}
    for pattern in urlpatterns:
        prefix = str(pattern.pattern)
        for inner in getattr(pattern, "url_patterns", [pattern]):
            names[inner.name] = prefix.split("/", maxsplit=1)[0]
    return {name for name, part in names.items() if part in open_to and not SENT_ONLY.match(name)}


def names_seen(seen):
    """Return the names of the administration's pages that somebody has looked at."""
    found = set()
    for kind in seen:
        if kind.startswith("/kelola/"):
            found.add(resolve(kind).url_name)
    return found


def shape(path):
    """Return what is the same for pages of one kind; a step's form is a kind of its own."""
    path = re.sub(r"PGD-\d{4}-\d{5}", "N", path.split("?", 1)[0])
    # Texts of the office that differ in their words only, not in what can be done with them.
    path = re.sub(r"^(/kelola/templat/[a-z]+)-[^/]+/", r"\1-x/", path)
    path = re.sub(r"^(/kelola/kabar/(?:staff-)?)[^/]+/[a-z]+/", r"\1x/id/", path)
    return re.sub(r"\d+", "0", path)


@pytest.fixture(scope="module")
def seen():
    """Return the kinds of pages that somebody has looked at."""
    return set()


@pytest.mark.parametrize("walk", WALKS, ids="".join)
def test_pages_have_no_barriers(visit, site, seen, pictures, walk):
    user, within = walk
    page = visit(user)
    ahead = [within] if within else ["/meja/", "/meja/?tab=lain"]
    known, wrong, opened = set(), {}, set()
    if walk == ("admin", "/kelola/"):
        # An account of one's own offers less than a colleague's.
        page.goto("/kelola/pengguna/")
        colleague = page.locator("main tbody a[href]").last.get_attribute("href")
        whose = urljoin("/kelola/pengguna/", colleague)
        ahead += [f"{whose}{part}/" for part in ("peran", "sandi", "tutup", "langkah-kedua")]
    while ahead:
        path = ahead.pop(0)
        kind = shape(path)
        is_step = path.startswith("/berkas/PGD") and "tugas=" in path
        is_hub = path == "/meja/" or ADMINISTRATION.fullmatch(path)
        if path in known or (kind in seen and not is_step and not is_hub):
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
        if path.startswith("/kelola/"):
            opened.add(resolve(path.split("?")[0]).url_name)
        links = page.eval_on_selector_all(
            "a[href]:not(.components form a)",
            "all => all.map((a) => new URL(a.getAttribute('href'), location).href)",
        )
        if kind not in seen:
            seen.add(kind)
            found = look(page)
            if found:
                wrong[path] = found
            pictures(page, f"{user}-{re.sub(r'[^a-z0-9]+', '-', kind.lower())}")
        ahead += [
            link.removeprefix(site.url).split("#")[0]
            for link in links
            if link.startswith(site.url)
            and not NO_PAGES.search(link)
            and link.removeprefix(site.url).startswith("/kelola/") == bool(within)
        ]
    missing = administration(user) - opened - names_seen(seen) if within else set()
    assert not missing, f"nobody leads {user} to {sorted(missing)}"
    assert not wrong, "\n".join(f"{path} {one}" for path, all_ in wrong.items() for one in all_)
