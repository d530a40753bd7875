"""What is measured over HTTP: an office's daily calls, each with what it needs."""

from __future__ import annotations

import random
import re
import struct
import threading
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any
from zlib import compress, crc32

from sigap.accounts.operations import issue_token
from sigap.accounts.queries import people
from sigap.bench import floor
from sigap.bench.filling import fill
from sigap.bench.http import Client
from sigap.bench.sample_office import PASSWORD, sample_complaints
from sigap.bench.slices import Call
from sigap.bench.words import RARE_WORD
from sigap.cases.queries.measured import last_line, some_numbers, some_tracking_codes
from sigap.cases.queries.paging import encode

if TYPE_CHECKING:
    from collections.abc import Callable

API = "/api/v1"
BOOK = "buku-pengaduan"
TWO_WORDS = "retribusi validasi"
_OK, _CREATED = 200, 201
_TEXT_BYTES, _FILE_BYTES = 2_000, 200_000
_DIFFERENT = 400  # cases asked for by turns
_PAGE = 50


@dataclass
class Office:
    """The callers and what they ask for."""

    base: str
    rng: random.Random = field(default_factory=lambda: random.Random(8))  # noqa: S311
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        now = datetime.now(tz=UTC)
        self.tokens: dict[str, str] = {}
        for role in ("petugas-loket", "koordinator", "analis-pengaduan"):
            person = people(role, now=now)[0]
            _, self.tokens[role] = issue_token(user_id=int(person.id), label="bench", now=now)
        self.counter_people = [one.id for one in people("petugas-loket", now=now)]
        self.numbers = some_numbers(_DIFFERENT)
        self.codes = some_tracking_codes(_DIFFERENT)
        self.file = ("foto-berkas.png", "image/png", _picture(self.rng))
        self.tasks: list[int] = []
        self.lock = threading.Lock()

    def calls(self, *, writes: int) -> list[Call]:
        """Return the calls in the order in which they are measured: first those that only read."""
        year, last = last_line(BOOK)
        end = encode(max(0, last - _PAGE))
        book = f"/buku/{BOOK}/?tahun={year}"
        searched = "/berkas/?q={}".format
        return [
            self._page("empty", "Jawaban kosong (dasar)", floor.EMPTY),
            self._page("transparency", "Halaman transparansi", "/transparansi/"),
            self._page("tracking", "Lacak", *(f"/lacak/{code}/" for code in self.codes)),
            self._desk("desk", "Meja kerja", "/meja/"),
            self._desk("case", "Halaman berkas", *(f"/berkas/{one}/" for one in self.numbers)),
            self._desk("search-rare", "Cari kata langka", searched(_quoted(RARE_WORD))),
            self._desk("search-two", "Cari dua kata", searched(_quoted(TWO_WORDS))),
            self._desk("register", "Buku, halaman pertama", book),
            self._desk("register-last", "Buku, halaman terakhir", f"{book}&dari={end}"),
            Call("file", "Ajukan dengan lampiran", self._file, self._as("petugas-loket")),
            Call(
                "complete",
                "Selesaikan langkah",
                self._complete,
                self._as("petugas-loket"),
                ready=self._make_tasks,
                most=writes,
            ),
            Call("lifecycle", "Daur hidup", self._lifecycle, self._as("petugas-loket")),
        ]

    def floor(self) -> Call:
        """Return the floor that is measured between the turns of every other call."""
        return self._page("floor", "Satu kueri, 25 baris (dasar)", floor.LIST)

    def sign_in(self, username: str) -> str:
        """Return the cookies of a session, as a browser gets them from the sign-in page."""
        if username not in self.cookies:
            jar = CookieJar()
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
            address = f"{self.base}/masuk/"
            with opener.open(address) as page:
                html = page.read().decode()
            names = re.findall(r'<input[^>]*\bname="(username|login)"', html)
            token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
            form = {"csrfmiddlewaretoken": token[0], names[0]: username, "password": PASSWORD}
            body = urllib.parse.urlencode(form).encode()
            with opener.open(address, body) as page:
                page.read()
            self.cookies[username] = "; ".join(f"{one.name}={one.value}" for one in jar)
        return self.cookies[username]

    def _page(self, name: str, title: str, *paths: str) -> Call:
        return Call(name, title, _get(paths), lambda: Client(self.base))

    def _desk(self, name: str, title: str, *paths: str) -> Call:
        return Call(
            name, title, _get(paths), lambda: Client(self.base, cookie=self.sign_in("rina"))
        )

    def _as(self, role: str) -> Callable[[], Client]:
        return lambda: Client(self.base, self.tokens[role])

    def _complaint(self) -> dict[str, Any]:
        samples = [self.rng.choice(sample_complaints()) for _ in range(2)]
        text = " ".join(one["text"] for one in samples)
        while len(text.encode()) < _TEXT_BYTES:
            text += " " + self.rng.choice(samples)["text"]
        number = self.rng.randrange(10**8)
        return {
            "channel": "counter",
            "permit_type": samples[0]["permit_type"],
            "subject": samples[0]["subject"],
            "text": text[:_TEXT_BYTES],
            "complainant": {
                "name": f"Ujang Suherman {number:x}",
                "kind": "perorangan",
                "phone": f"0812{number:08}",
            },
        }

    def _file(self, client: Client, _number: int) -> bool:
        body = self._complaint()
        return client.upload(f"{API}/complaints", body, self.file, "file").status == _CREATED

    def _filed(self, client: Client) -> str:
        answer = client.post(f"{API}/complaints", self._complaint(), "create")
        return str(answer.json["number"]) if answer.status == _CREATED else ""

    def _make_tasks(self, count: int) -> None:
        """File complaints whose first step can then be completed."""
        client = self._as("petugas-loket")()
        self.tasks = []
        for _ in range(count):
            number = self._filed(client)
            self.tasks.append(client.get(f"{API}/cases/{number}", "case").json["tasks"][0]["id"])
        form = client.get(f"{API}/tasks/{self.tasks[0]}", "task").json
        self.data = fill(form["schema"], now=datetime.now(tz=UTC))

    def _complete(self, client: Client, number: int) -> bool:
        body = {"data": self.data, "note": "Sesuai berkas."}
        answer = client.post(f"{API}/tasks/{self.tasks[number]}/complete", body, "complete")
        return answer.status == _OK

    def _lifecycle(self, client: Client, _number: int) -> bool:
        """Create, assign, resolve, and find it again."""
        number = self._filed(client)
        if not number:
            return False
        own_token = client.token
        client.token = self.tokens["koordinator"]
        case = f"{API}/cases/{number}"
        task = client.get(case, "case").json["tasks"][0]["id"]
        body = {"task": str(task), "person": self.counter_people[-1], "reason": "Antrean panjang."}
        assigned = client.post(f"{case}/actions/reassign", body, "assign")
        client.token = own_token
        answer = {
            "answer": "Sudah dijawab di loket.",
            "accepted": True,
            "reason": "Cukup di loket.",
        }
        settled = client.post(f"{case}/actions/settle", answer, "resolve")
        found = client.get(f"{API}/cases?q={number}", "search")
        if {assigned.status, settled.status, found.status} != {_OK}:
            return False
        return [one["status"] for one in found.json["items"]] == ["closed"]


def _get(paths: tuple[str, ...]) -> Callable[[Client, int], bool]:
    def ask(client: Client, number: int) -> bool:
        return client.get(paths[number % len(paths)], "get").status == _OK

    return ask


def _quoted(words: str) -> str:
    return urllib.parse.quote_plus(words)


def _picture(rng: random.Random) -> bytes:
    """Return a PNG of about the size that people send: its noise can't be packed."""
    side = int((_FILE_BYTES / 3) ** 0.5)
    rows = b"".join(b"\0" + rng.randbytes(side * 3) for _ in range(side))
    head = struct.pack(">2I5B", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc32(kind + content))
        for kind, content in ((b"IHDR", head), (b"IDAT", compress(rows, 0)), (b"IEND", b""))
    )
