"""A wrong code costs the same work and gets the same answer, whatever it was."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sigap.cases import identity
from sigap.cases.models import Case
from sigap.core.numbering import ALPHABET, normalise_code
from tests.cases.office import open_office
from tests.portal.test_limits import FORM, tighten

UNKNOWN = "0000-0000-0000-0000"
PLACES = ["/lacak/{}/", "/lacak/{}/jawaban/", "/lacak/{}/berkas/1/", "/survei/{}/"]


@pytest.fixture
def browser(db):
    open_office(now=datetime.now(tz=UTC) - timedelta(hours=2))
    return Client()


@pytest.fixture
def code(browser):
    browser.post("/lapor/", FORM)
    return browser.get("/lapor/diterima/").context["code"]


@pytest.fixture
def hashed(monkeypatch):
    """Return the sizes of what is hashed with the office's key, as it is hashed."""
    sizes, real = [], identity.hmac.new

    def counted(key, message=None, digest=""):
        sizes.append(len(message or b""))
        return real(key, message, digest)

    monkeypatch.setattr(identity.hmac, "new", counted)
    return sizes


def one_letter_off(code):
    """Return the code with one letter changed, as somebody near it would try."""
    return ALPHABET[(ALPHABET.index(code[0]) + 1) % len(ALPHABET)] + code[1:]


def valid_neighbour(code):
    """Return a code beside this one that is none of a case but has a right check letter."""
    start = one_letter_off(code)
    for letter in ALPHABET:
        try:
            return normalise_code(start[:-1] + letter)
        except ValueError:
            continue
    raise AssertionError(code)


def work(browser, hashed, address):
    """Return what an answer is and what it took: status, words, queries, hashes."""
    hashed.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(address)
    # What differs by nature: the code itself where it was typed, and the page's token.
    words = re.sub(r'value="[^"]*"', "", answer.text)
    told = [re.sub(r"x'[0-9A-Fa-f]*'|'[^']*'|\d+", "?", one["sql"]) for one in queries]
    return answer.status_code, words, told, len(hashed)


@pytest.mark.parametrize("place", PLACES)
def test_every_wrong_code_takes_the_same_work(browser, code, hashed, place):
    assert Case.objects.count() == 1
    browser.get(place.format(UNKNOWN))  # the first try of an address opens its count
    tried = {
        "unknown": UNKNOWN,
        "beside a case": valid_neighbour(code),
        "one letter off": one_letter_off(code),
        "cut": code[:9],
        "no code": "lapor",
    }

    found = {name: work(browser, hashed, place.format(one)) for name, one in tried.items()}

    first = found["unknown"]
    assert first[0] == 404
    assert first[2], "no query at all"
    assert {name: one for name, one in found.items() if one != first} == {}


def test_whoever_is_shut_out_costs_the_same_whether_the_case_exists(
    browser, code, hashed, monkeypatch
):
    tighten(monkeypatch, code_address=2)
    for _ in range(2):
        browser.get(f"/lacak/{UNKNOWN}/")

    unknown, known = (work(browser, hashed, f"/lacak/{one}/") for one in (UNKNOWN, code))

    assert unknown[0] == 429
    assert known == unknown
