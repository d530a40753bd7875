"""The evidence package of a case: everything that somebody needs who trusts nobody here."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

from pypdf import PdfWriter

from sigap.archive.bag import Bag
from sigap.archive.package_page import index_page
from sigap.archive.verifier import single_file
from sigap.cases.filestore import Writer
from sigap.cases.operations import packages
from sigap.cases.operations.jobs import packing_work
from sigap.cases.queries.packing import Packing, packing
from sigap.ledger.extract import extract
from sigap.ledger.log import checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from sigap.cases.queries.packing import Item

MERGED = "berkas.pdf"
VERIFIER = "periksa.py"
_CHUNK_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class Written:
    """What went into a package: how many files, and which had to stay out as damaged."""

    files: int
    damaged: tuple[str, ...]


def write_package(
    out: IO[bytes],
    case_id: int,
    *,
    with_identity: bool,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write the package of a case into `out`, which needs not be seekable.

    What is not yet in the signed log is signed first, so that every entry can be proven. A stored
    file that does not open is left out and told: in the index page, the lists and the signed
    description.
    """
    checkpoint(now=now)
    made = packing(case_id, with_identity=with_identity, now=now)
    proven = extract(made.case.number)
    # What came in since belongs to the next package.
    made.evidence.entries = [one for one in made.evidence.entries if one.seq <= proven.length]
    bag = Bag(out, made.case.number, now=now)
    put = [item for item in made.items if item.path]
    for number, item in enumerate(put, start=1):
        if progress:
            progress(number, len(put))
        bag.put(item.path, made.chunks(item))
    papers = [row for row in made.papers if row["path"]]
    if papers:
        bag.put(MERGED, _merged(made, papers))
    bag.put("jejak/entri.jsonl", _jsonl(proven.entries()))
    bag.put("jejak/titik-periksa.tsv", (f"{line}\n".encode() for line in proven.checkpoints()))
    bag.put("jejak/bukti.jsonl", _jsonl(proven.proofs()))
    bag.put("jejak/berkas.jsonl", _jsonl(_listed(made)))
    if made.with_identity:
        bag.put("jejak/isi.jsonl", _jsonl(made.contents()))
    bag.put("index.html", [index_page(made, proven, now=now, merged=bool(papers)).encode()])
    bag.put(VERIFIER, [single_file().encode()])
    title = f"Paket bukti berkas pengaduan {made.case.number}"
    named = ", ".join(made.damaged)
    lacks = f"Tidak lengkap: {_lacks(made.damaged)} ({named})" if named else ""
    bag.close(made.letterhead["name"], title, lacks=lacks)
    return Written(len(put), tuple(made.damaged))


def make(package_id: int, *, now: datetime) -> None:
    """Make a package that was ordered and keep it sealed; safe to repeat, kept once."""
    ordered = packages.begin(package_id)
    if ordered is None:
        return
    writer = Writer(ordered.key)
    try:
        written = write_package(
            _Sealing(writer),
            ordered.case_id,
            with_identity=ordered.with_identity,
            now=now,
            progress=partial(packages.note_progress, package_id, now=now),
        )
        stored = writer.finish()
    except BaseException:
        writer.abandon()
        raise
    packages.finish(package_id, stored, lacks=_lacks(written.damaged), now=now)


WORK = packing_work(make)


class _Sealing(BytesIO):
    """A file that can only be written on, sealed piece by piece."""

    def __init__(self, writer: Writer) -> None:
        super().__init__()
        self._writer = writer

    def write(self, piece: Any) -> int:  # noqa: ANN401 - any buffer
        """Seal the next piece."""
        self._writer.write(bytes(piece))
        return len(piece)

    def seekable(self) -> bool:
        """Nothing that was sealed can be changed."""
        return False

    def tell(self) -> int:
        """Refuse, so that the ZIP is written without going back."""
        raise OSError("not seekable")


def _lacks(damaged: Sequence[str]) -> str:
    """Return in words what a package lacks; "" if it is whole."""
    return f"{len(damaged)} berkas rusak atau hilang di penyimpanan" if damaged else ""


def _listed(made: Packing) -> Iterator[dict[str, Any]]:
    named = made.evidence.committed()
    for item in made.items:
        if item.name in named:
            where = {"path": item.path} if item.path else {"without": item.without}
            yield {"name": item.name, "sha256": item.sha256, **where}


def _jsonl(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _merged(made: Packing, papers: list[dict[str, Any]]) -> Iterator[bytes]:
    """Yield all papers as one PDF, each under its name in the outline."""
    whole = PdfWriter()
    by_path: dict[str, Item] = {item.path: item for item in made.items}
    for row in papers:
        content = b"".join(made.chunks(by_path[row["path"]]))
        if hashlib.sha256(content).hexdigest() != row["sha256"]:
            continue
        title = " ".join(part for part in (row["code"], row["title"], row["number"]) if part)
        whole.append(BytesIO(content), outline_item=title, import_outline=False)
    out = BytesIO()
    whole.write(out)
    out.seek(0)
    while chunk := out.read(_CHUNK_BYTES):
        yield chunk
