"""A demo with its backup and a package: no complainant in the clear, however it is packed.

Every file is read raw and opened: streams of PDFs, members of ZIPs, columns of databases.
"""

import gzip
import io
import json
import re
import sqlite3
import time
import zipfile
import zlib

import pytest

from sigap.bench.servers import free_port
from tests.commands.installation import Installation
from tests.commands.test_demo import Demo
from tests.journeys.test_nothing_in_the_clear import LEAST_BYTES, in_words, spellings

CASES = 12
SECONDS = 180
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
# Who complained and all that was written, by number, opened with the key of the installation.
PEOPLE = """
import json
from sigap.cases.identity import case_key, unseal_json
from sigap.cases.models import Case
for case in Case.objects.select_related("complainant", "complaint"):
    key = case_key(case.pk)
    person = unseal_json(key, bytes(case.complainant.sealed))
    said = unseal_json(key, bytes(case.complaint.original))
    print(json.dumps([case.number, case.complainant_kind, person, said], ensure_ascii=False))
"""
WAITING = """
from sigap.cases.models import Attachment, Document
print(sum(kind.objects.filter(state="waiting").count() for kind in (Document, Attachment)))
"""
ENDED = """
from sigap.cases.models import Case
print(Case.objects.filter(status="closed").earliest("pk").number)
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return a demo that was run and stopped, with a backup and a package beside its data."""
    home = tmp_path_factory.mktemp("demo") / "var"
    running = Demo(home, free_port(), "--cases", str(CASES))
    running.wait_until_ready()
    office = Installation(home)
    until = time.monotonic() + SECONDS
    while int(office.python(WAITING)) and time.monotonic() < until:
        time.sleep(1)
    done = office.run("backup", home.parent / "cadangan")  # while it runs, as the night's does
    assert running.stop() == 0
    assert done.returncode == 0, done.stderr
    number = office.python(ENDED).strip()
    package = home.parent / "paket.zip"
    done = office.run("case", "export", number, "-o", package, "--without-identity")
    assert done.returncode == 0, done.stderr
    return office


OFFICERS = """
from sigap.accounts.models import User
print("; ".join(User.objects.values_list("name", flat=True)))
"""


def hidden_in(office):
    """Return (number, text) of what must not be found: not what another's own words say.

    Nor a name that an officer bears too.
    """
    officers = office.python(OFFICERS).casefold()
    people = [json.loads(line) for line in office.python(PEOPLE).splitlines()]
    found = []
    for number, kind, person, _ in people:
        others = " ".join(
            json.dumps(said, ensure_ascii=False) for other, _, _, said in people if other != number
        ).casefold()
        parts = [person.get(part, "") for part in ("phone", "email", "nik", "address")]
        if kind != "tanpa-identitas":
            parts += [person.get(part, "") for part in ("name", "company", "on_behalf_of")]
        found += [
            (number, part)
            for part in parts
            if part and len(part) >= LEAST_BYTES and part.casefold() not in f"{others}; {officers}"
        ]
    return found


def opened(name, content, depth=0):
    """Yield (name, bytes) of a file and of all that is packed in it."""
    yield name, content
    if depth > 2:
        return
    if content[:4] == b"PK\3\4":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for member in packed.namelist():
                yield from opened(f"{name}!{member}", packed.read(member), depth + 1)
    elif content[:2] == b"\x1f\x8b":
        yield from opened(f"{name}!gz", gzip.decompress(content), depth + 1)
    elif content[:5] == b"%PDF-":
        for place, found in enumerate(STREAM.finditer(content)):
            try:
                yield f"{name}!{place}", zlib.decompressobj().decompress(found[1])
            except zlib.error:
                continue


def found_in(folder, hidden):
    """Return (file, number, text) of every hidden text anywhere below a folder."""
    wanted = [(number, text, spelling) for number, text in hidden for spelling in spellings(text)]
    found = set()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        relative = str(path.relative_to(folder))
        for name, content in opened(relative, path.read_bytes()):
            low = name.casefold().encode() + b"\n" + content.lower()
            found |= {(name, number, text) for number, text, one in wanted if one in low}
        if path.suffix == ".sqlite3":
            found |= set(_rows(path, relative, hidden))
    return sorted(found)


def _rows(path, relative, hidden):
    """Yield what stands in a column of a database: a long text is in pieces in the file."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in database.execute(f'SELECT * FROM "{table}"'):
                for value in row:
                    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                    for _, number, words in in_words(table, text, hidden):
                        yield f"{relative}!{table}", number, words


def test_nobody_who_complained_is_found_in_data_logs_backup_or_package(demo):
    hidden = hidden_in(demo)
    folder = demo.home.parent

    assert len(hidden) > CASES * 2
    assert found_in(folder, hidden) == []
    # The search reads what it says it reads.
    number = hidden[0][0]
    where = {name for name, _, _ in found_in(folder, [("", number)])}
    assert any(name.startswith("var/") and "!" in name for name in where)
    assert any(name.startswith("cadangan/") for name in where)
    packed = demo.python(ENDED).strip()
    where = {name for name, _, _ in found_in(folder, [("", packed)])}
    assert any(name.startswith("paket.zip!") for name in where)
    (folder / "catatan.log").write_text(f"GET /cari/?q={hidden[0][1]}")
    assert [one[0] for one in found_in(folder, hidden)] == ["catatan.log"]


def test_every_row_and_file_of_a_demo_is_as_its_ledger_says(demo):
    done = demo.run("ledger", "verify")

    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"Isi utuh: \d{3,} baris dan \d{2,} berkas dari \d+ berkas", done.stdout)
