"""Who complained stands nowhere in the clear: not in the database, files, logs or queue.

Forty of the sample complaints come in over HTTP, four go their way to the archive with every
paper drawn, others leave by side exits, their complainants write, complete and object, staff
look them up by name and phone. Then every byte of the data folder is read.
"""

import json
import re
import sqlite3
import time
from urllib.parse import quote, quote_plus

from sigap.bench.http import Client
from sigap.bench.journey import Journey, complaint_body
from sigap.bench.sample_office import sample_complaints
from sigap.core.masking import MASK, Identity, mask, normal_phone
from tests.faults.conftest import installation

__all__ = ["installation"]  # the fixture: real processes on a data folder of their own

HOW_MANY = 40
JOURNEYS = 4
LEAST_BYTES = 6  # shorter ones are found in random bytes by chance, now and then
API = "/api/v1"


def person_of(sample):
    return Identity(
        **{
            part: sample["complainant"][part] or ""
            for part in ("name", "company", "phone", "email", "address")
        }
    )


def texts_of(sample):
    return " ".join(sample[part] or "" for part in ("subject", "text", "wanted"))


def chosen_samples():
    """Return those who name themselves in what they write, and others until there are forty."""
    samples = sample_complaints()
    telling = [one for one in samples if MASK in mask(texts_of(one), person_of(one))]
    assert len(telling) >= 10
    others = [one for one in samples if one not in telling]
    return [*telling, *others][:HOW_MANY]


def identities(samples):
    """Return what must not be found: (whose, spelling), but for what another one names."""
    found = []
    for sample in samples:
        person = person_of(sample)
        national = normal_phone(person.phone).removeprefix("+62")
        parts = [person.name, person.email, person.address, person.phone]
        parts += [f"0{national}", f"62{national}", f"+62 {national}"]
        elsewhere = " ".join(
            texts_of(one)
            for one in samples
            if one["complainant"]["name"] != sample["complainant"]["name"]
        ).casefold()
        found += [
            (sample["id"], part)
            for part in parts
            if part and len(part) > 3 and part.casefold() not in elsewhere
        ]
    return found


class Story:
    """What happens in the office."""

    def __init__(self, installation, servers):
        self.clients = {
            role: Client(servers.base, token) for role, token in installation.tokens.items()
        }
        self.public = Client(servers.base)
        self.codes = {}
        self.numbers = []

    def close(self):
        for client in (self.public, *self.clients.values()):
            client.close()

    def file(self, sample, *, by=None):
        client = self.clients[by] if by else self.public
        answer = client.post(f"{API}/complaints", complaint_body(sample))
        assert answer.status == 201, answer.body
        number = answer.json["number"]
        self.codes[number] = answer.json["tracking_code"]
        self.numbers.append(number)
        return number

    def act(self, number, action, body, *, by="koordinator"):
        answer = self.clients[by].post(
            f"{API}/cases/{number}/actions/{action}", {"reason": "Alasan jelas.", **body}
        )
        assert answer.status == 200, answer.body

    def write(self, number, what, body):
        answer = self.public.post(f"{API}/track/{self.codes[number]}/{what}", body)
        assert answer.status in (200, 201), answer.body

    def look_up(self, person):
        for words in (person.name, person.phone, person.email, person.address):
            if words:
                answer = self.clients["koordinator"].get(f"{API}/cases?q={quote(words)}")
                assert answer.status == 200
        wrong = {**complaint_body(sample_complaints()[0]), "permit_type": "tidak-ada"}
        wrong["complainant"] = {"name": person.name, "kind": "perorangan", "phone": person.phone}
        assert self.public.post(f"{API}/complaints", wrong).status == 422
        assert self.public.get(f"{API}/track/{quote(person.name)}").status == 404


def tell(story, samples):
    """Let forty complaints come in, and happen to them what happens to complaints."""
    for sample in samples[:JOURNEYS]:
        journey = Journey(story.clients)
        journey.run(complaint_body(sample))
        story.numbers.append(journey.number)
    for place, sample in enumerate(samples[JOURNEYS:]):
        story.file(sample, by="petugas-loket" if place % 2 else None)
    of = dict(zip(story.numbers, samples, strict=True))
    lone = story.numbers[JOURNEYS:]
    for number in lone[:3]:
        words = f"{texts_of(of[number])} {json.dumps(of[number]['complainant'])}"[:4000]
        story.write(number, "messages", {"text": words})
    story.act(lone[0], "forward", {"agency": "bapenda"})
    story.act(lone[1], "hold", {"until": in_days(20)})
    story.act(lone[2], "withdraw", {"how": "loket"})
    story.act(lone[3], "decline", {"ground": "bukan-pengaduan"})
    story.write(lone[3], "objection", {"reason": person_of(of[lone[3]]).name})
    story.act(lone[4], "request-completion", {"missing": [{"what": "Bukti bayar"}]})
    story.write(lone[4], "completion", {"text": person_of(of[lone[4]]).address})
    story.act(lone[5], "duplicate", {"leading": lone[6]})
    story.act(lone[7], "settle", {"answer": "Sudah dijawab.", "accepted": True})
    story.write(lone[7], "rating", {"rating": "puas", "comment": person_of(of[lone[7]]).phone})
    story.write(lone[8], "withdraw", {"reason": person_of(of[lone[8]]).name})
    for sample in samples[:3]:
        story.look_up(person_of(sample))
    for number in lone[:9]:
        assert story.public.get(f"{API}/track/{story.codes[number]}").status == 200


def in_days(days):
    return time.strftime("%Y-%m-%d", time.localtime(time.time() + days * 86_400))


def test_who_complained_stands_nowhere_in_the_clear(installation):
    samples = chosen_samples()
    with installation.servers() as servers:
        story = Story(installation, servers)
        try:
            tell(story, samples)
        finally:
            story.close()
        wait_for_papers(installation)

    hidden = identities(samples)
    assert len(hidden) > HOW_MANY * 5
    hidden += [(number, code) for number, code in story.codes.items()]
    found = [*search_files(installation.home, hidden), *search_database(installation, hidden)]
    assert found == []
    # The search reads what it says it reads.
    known = [(number, number) for number in story.numbers]
    tables = {table for table, _, _ in search_database(installation, known)}
    assert {"cases_case", "ledger_entry", "ledger_chain"} <= tables
    names = {path.name for path in installation.home.rglob("*")}
    assert {"serve.log", "worker.log"} <= names
    assert sum(1 for _ in (installation.home / "files").rglob("*") if _.is_file()) > HOW_MANY


def test_the_search_finds_what_stands_in_the_clear(tmp_path):
    hidden = [("C-1", "Neng Euis Komala"), ("C-2", "0812-0000-0117"), ("C-3", "Wawan")]
    (tmp_path / "a.log").write_bytes(b"\0\1NENG%20EUIS%20KOMALA \xff 0812-0000-0117 Wawan")

    assert search_files(tmp_path, hidden) == [
        ("a.log", "C-1", "Neng Euis Komala"),
        ("a.log", "C-2", "0812-0000-0117"),
    ]
    assert list(in_words("t", "kata Wawan.", hidden)) == [("t", "C-3", "Wawan")]
    assert list(in_words("t", "kata Wawancara", hidden)) == []


def wait_for_papers(installation):
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if "waiting" not in installation.look()["papers"]:
            return
        time.sleep(1)
    raise AssertionError("papers are still waiting")


def spellings(text):
    """Return how a text may stand in a file: as it is, in addresses, in JSON."""
    plain = {text, quote(text), quote_plus(text), json.dumps(text)[1:-1]}
    return {one.casefold().encode() for one in plain}


def search_files(folder, hidden):
    """Return (file, whose, what) of every hidden text in any file below a folder."""
    wanted = [
        (whose, what, spelling)
        for whose, what in hidden
        for spelling in spellings(what)
        if len(spelling) >= LEAST_BYTES
    ]
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes().lower()
            found |= {
                (str(path.relative_to(folder)), whose, what)
                for whose, what, spelling in wanted
                if spelling in content
            }
    return sorted(found)


def search_database(installation, hidden):
    """Return (table, whose, what) of every hidden text in any column of any row."""
    found = set()
    for table, value in columns(installation):
        if isinstance(value, (bytes, memoryview)):
            content = bytes(value).lower()
            found |= {
                (table, whose, what)
                for whose, what in hidden
                if len(what) >= LEAST_BYTES and what.casefold().encode() in content
            }
        elif isinstance(value, str):
            found |= set(in_words(table, value, hidden))
    return sorted(found)


def in_words(table, text, hidden):
    low = text.casefold()
    for whose, what in hidden:
        if what.casefold() in low and re.search(
            rf"(?<!\w){re.escape(what)}(?!\w)", text, re.IGNORECASE
        ):
            yield table, whose, what


def columns(installation):
    """Yield (table, value) of everything in the database, however it is stored."""
    if installation.database_url:
        yield from _postgresql(installation.database_url)
        return
    (path,) = installation.home.glob("*.sqlite3")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
        for (table,) in connection.execute(query).fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                yield from ((table, value) for value in row)


def _postgresql(url):
    import psycopg

    with psycopg.connect(url.replace("postgres://", "postgresql://")) as connection:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for (table,) in connection.execute(query).fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                for value in row:
                    plain = json.dumps(value) if isinstance(value, (dict, list)) else value
                    yield table, plain
