"""A visitor who follows every link and fills in every form, with words that want to break out."""

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404
from django.urls import resolve

MARK = "qz9"
# Each shows in a page as it stands only where it was not escaped.
BREAKING_OUT = (
    f"<script>{MARK}()</script>",
    f'"><img src=x onerror={MARK}()>',
    f"' onmouseover='{MARK}()",
    f"</textarea></title><svg onload={MARK}()>",
    f"javascript:{MARK}()",
)
HOSTILE = (
    *BREAKING_OUT,
    "",
    "\x00\x1b\u202e\ufeff\u2028",
    "🙏🏽👨‍👩‍👧 ﷽ ꦱꦶꦒꦥ",
    "A" * 70_000,
    "../../../../etc/passwd",
    "'; DROP TABLE cases_case; -- %s %(x)s {0.__class__} {{ 7 }} {% now 'Y' %}",
    "9" * 5_000,
    "-1",
    "1e999",
    "NaN",
    "0000-13-41",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "99:99",
)
_MOST_PAGES_A_ROUTE = 3
_TYPED = ("text", "search", "email", "tel", "url", "number", "date", "time", "datetime-local")


@dataclass
class Found:
    """What a crawl did and what was wrong: (what, method, address, payload)."""

    requests: int = 0
    answers: Counter = field(default_factory=Counter)
    routes: set = field(default_factory=set)
    forms: set = field(default_factory=set)
    faults: list = field(default_factory=list)


class Crawler:
    """Goes on from some addresses as one visitor; every form is undone after it was sent."""

    def __init__(self, client, *, seed, payloads):
        self.client, self.turn, self.payloads = client, seed, payloads
        self.found = Found()
        self.pages = Counter()
        self.known = set()

    def crawl(self, *starts):
        """Visit everything that can be reached from `starts`."""
        waiting = list(starts)
        while waiting:
            address = waiting.pop(0)
            if address in self.known or not self.is_wanted(address):
                continue
            self.known.add(address)
            page = self.ask("GET", address)
            tree = tree_of(page)
            if tree is None:
                continue
            waiting += links(tree, address)
            self.bend(address)
            for form in tree.forms:
                self.try_form(form, address)
        return self.found

    def is_wanted(self, address):
        route = route_of(address)
        if route is None or route.startswith("keluar"):
            return False
        self.pages[route] += 1
        self.found.routes.add(route)
        return self.pages[route] <= _MOST_PAGES_A_ROUTE

    def bend(self, address):
        """Put hostile words, and bytes that are no text, behind the question mark."""
        at, _, query = address.partition("?")
        names = [name for name, _ in parse_qsl(query, keep_blank_values=True)] or ["q"]
        self.ask("GET", f"{at}?{urlencode([(name, self.next()) for name in names])}")
        self.ask("GET", f"{at}?{names[0]}=%ED%A0%80%FF")

    def try_form(self, form, address):
        """Send a form with hostile words where one types, then in every field it has."""
        target = urljoin(address, form.action or address).replace("http://testserver", "")
        method = form.method.upper()
        shape = (route_of(target), method, tuple(sorted(set(form.inputs.keys()))))
        if shape in self.found.forms or shape[0] is None or shape[0].startswith("keluar"):
            return
        self.found.forms.add(shape)
        for number in range(self.payloads):
            words = self.next()
            sent = filled(form, words, everywhere=number % 3 == 2)
            if method == "GET":
                texts = {name: value for name, value in sent.items() if isinstance(value, str)}
                self.ask("GET", f"{target.partition('?')[0]}?{urlencode(texts)}", words=words)
            else:
                self.send(target, sent, words)

    def send(self, target, sent, words):
        with transaction.atomic():
            answer = self.ask("POST", target, sent, words=words)
            if answer.status_code in (301, 302, 303):
                onward = urljoin(target, answer["Location"])
                if onward.startswith("/"):
                    self.ask("GET", onward, words=words)
            transaction.set_rollback(True)

    def ask(self, method, address, sent=None, words=""):
        """Send a request and look at what comes back."""
        client = self.client
        answer = client.get(address) if method == "GET" else client.post(address, sent)
        content = b"".join(answer) if answer.streaming else answer.content
        answer.seen = content
        self.found.requests += 1
        self.found.answers[answer.status_code] += 1
        said = (method, address[:200], words[:40])
        if answer.status_code >= 500 and answer.status_code not in (503, 507):
            self.found.faults.append(("failed", *said))
        if is_marked_up(answer):
            raw = content.decode(errors="replace")
            if any(one in raw for one in BREAKING_OUT[:4]):
                self.found.faults.append(("not escaped", *said))
            if f'="{BREAKING_OUT[4]}' in raw.replace('value="java', "").replace("='", '="'):
                self.found.faults.append(("a link that runs", *said))
        return answer

    def next(self):
        self.turn += 1
        return HOSTILE[self.turn % len(HOSTILE)]


def route_of(address):
    """Return the route of an address of this site, None for another's or none."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return None
    try:
        return resolve(parts.path).route
    except Http404:
        return None


def is_marked_up(answer):
    return answer.headers.get("Content-Type", "").startswith(("text/html", "image/svg"))


def tree_of(answer):
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return None
    return lxml.html.fromstring(answer.seen.decode())


def links(tree, address):
    """Return the addresses on a page, without the part after #."""
    there = []
    for link in tree.iter("a"):
        target = urljoin(address, link.get("href") or "").partition("#")[0]
        if target.startswith("/"):
            there.append(target)
    return there


def filled(form, words, *, everywhere):
    """Return what a browser would send, with `words` in what is typed, or in everything."""
    sent = {}
    for one in form.inputs:
        kind = one.get("type", "text") if one.tag == "input" else one.tag
        if not one.name or one.name == "csrfmiddlewaretoken":
            continue
        if kind == "file":
            name = f"{words[:60]}.pdf".replace("/", "_") or "kosong.pdf"
            sent[one.name] = SimpleUploadedFile(name, words.encode() or b"%PDF-1.7")
        elif everywhere or kind == "textarea" or kind in _TYPED:
            sent[one.name] = words
        elif kind in ("checkbox", "radio"):
            if one.name not in sent and one.get("value"):
                sent[one.name] = one.get("value")
        elif kind == "select":
            options = one.value_options
            sent[one.name] = options[-1] if options else words
        else:
            sent[one.name] = one.get("value") or ""
    for button in form.iter("button"):
        if button.get("name") and button.get("name") not in sent:
            sent[button.get("name")] = button.get("value") or ""
            break
    return sent
