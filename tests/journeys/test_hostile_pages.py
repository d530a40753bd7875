"""Every page and form that a visitor of each role can reach, fed with hostile words.

Nothing may fail, and nothing may come back unescaped: neither at once nor on the page that the
form leads to. Prints how much was tried.
"""

import pytest
from django.test import Client
from django.utils import timezone

from sigap.accounts.models import User
from sigap.accounts.operations import create_user
from sigap.cases.models import Document
from sigap.cases.operations.papers import render_document
from tests.cases.office import file_complaint, open_office, play
from tests.cases.side_exits import MISSING, case_at, code_of, take
from tests.journeys.crawling import BREAKING_OUT, HOSTILE, Crawler

STAGES = ("intake", "identify", "disposition", "completeness", "plan", "draft", "examine")
PAYLOADS = 6  # for each form and role; each role begins at another of the words
VISITORS = (
    "petugas-loket",
    "analis-pengaduan",
    "penata-perizinan",
    "koordinator",
    "analis-hukum",
    "kepala-dinas",
    "auditor",
    "admin",
    "public",
)


@pytest.fixture
def office(db, monkeypatch):
    """Return an office with a case at several steps, one paused, one closed, one with a name."""
    office = open_office()
    monkeypatch.setattr(timezone, "now", lambda: office.now)
    for name in ("auditor", "admin"):
        user, _ = create_user(name=name, roles=[name], now=office.now, sign_in=False)
        office.users[name] = user.pk
    for form in STAGES:
        case_at(office, form, text=f"{BREAKING_OUT[0]} {BREAKING_OUT[1]}", subject=BREAKING_OUT[3])
    take(
        office, case_at(office, "identify"), "request-completion", by="analis-pengaduan", **MISSING
    )
    office.closed = file_complaint(office)
    play(office, office.closed)
    for kind in ("tanda-terima", "form-pengaduan"):
        paper = Document.objects.filter(case=office.closed, kind=kind).latest("pk")
        office.paper = render_document(paper.pk, now=office.now)
    return office


def starts_of(visitor, office):
    """Return where a visitor begins; all else is found by links."""
    if visitor == "public":
        code = code_of(office.closed)
        return (
            *("/", "/lapor/", "/lacak/", "/transparansi/", f"/lacak/{code}/", f"/survei/{code}/"),
            *(f"/verifikasi/{office.paper.code}/", "/masuk/", "/?lang=en", "/lapor/?lang=en"),
        )
    return "/meja/", "/kelola/", "/laporan/", "/cari/", "/", f"/berkas/{office.closed.number}/"


@pytest.mark.parametrize("visitor", VISITORS)
def test_hostile_words_break_nothing(visitor, office):
    client = Client(raise_request_exception=False)
    if visitor != "public":
        client.force_login(User.objects.get(pk=office.users[visitor]))
    payloads = len(HOSTILE) if visitor == "public" else PAYLOADS
    crawler = Crawler(client, seed=5 * VISITORS.index(visitor), payloads=payloads)

    found = crawler.crawl(*starts_of(visitor, office))

    told = f"{found.requests} requests, {len(found.routes)} addresses, {len(found.forms)} forms"
    print(f"{visitor}: {told}, answers {dict(sorted(found.answers.items()))}")
    assert found.faults == []
    assert len(found.routes) >= 8
    assert len(found.forms) >= 2
    assert found.answers[200] > len(found.routes)


def test_the_crawler_sees_what_is_not_escaped(office, monkeypatch):
    """A page that does not escape must be found, or the test above could not fail."""
    from django.http import HttpResponse

    client = Client(raise_request_exception=False)
    crawler = Crawler(client, seed=0, payloads=len(HOSTILE))
    monkeypatch.setattr(client, "get", lambda _: HttpResponse(f"<p>{BREAKING_OUT[1]}</p>".encode()))

    crawler.ask("GET", "/lacak/")

    assert [fault[0] for fault in crawler.found.faults] == ["not escaped"]
