"""A small office whose cases have everything that evidence is made of, and packages of them."""

import io
import sys
import zipfile
from datetime import timedelta

from sigap.archive.package import write_package
from sigap.cases.identity import case_key
from sigap.cases.models import Document
from sigap.cases.operations import citizen
from sigap.cases.operations.correspondence import write_to_complainant
from sigap.cases.operations.papers import render_document
from sigap.cases.uploads import Upload, store
from sigap.ledger.log import checkpoint
from tests.cases.office import file_complaint, open_office, play
from tests.cases.side_exits import code_of, take

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\nbukti bayar retribusi\n"
PHOTO = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1 foto loket"


class World:
    """One case that went its whole way, and one that was passed on; every paper drawn."""

    def __init__(self):
        self.office = office = open_office()
        self.case = file_complaint(office)
        self.other = file_complaint(office, subject="Papan nama belum dipasang", by=None)
        code = code_of(self.case)
        office.later()
        citizen.add_message(
            code=code, text="Ini bukti bayar saya.", attachments=self.uploads(), now=office.now
        )
        checkpoint(now=office.now)
        play(office, self.case)
        office.later()
        write_to_complainant(
            number=self.case.number,
            text="Surat jawaban sudah dapat diambil.",
            actor=office.holder("koordinator"),
            now=office.now,
        )
        citizen.rate(code=code, rating="puas", comment="Terima kasih banyak.", now=office.later())
        take(office, self.other, "forward", agency="bapenda")
        for pk in Document.objects.filter(state="waiting").values_list("pk", flat=True):
            render_document(pk, now=office.now, seconds=60)
        self.case.refresh_from_db()
        checkpoint(now=office.now)

    def uploads(self):
        files = [Upload("Bukti bayar Suherman.pdf", [PDF]), Upload("foto.png", [PHOTO])]
        key = case_key(self.case.pk)
        return tuple(store(files, key, received_from="complainant", now=self.now))

    @property
    def now(self):
        return self.office.now


def package(world, folder, *, with_identity=True, name="paket.zip"):
    """Write the package of the world's case; return its path."""
    path = folder / name
    with path.open("wb") as out:
        now = world.now + timedelta(minutes=1)
        write_package(out, world.case.pk, with_identity=with_identity, now=now)
    return path


def contents(path):
    """Return the files of a package by name inside the bag."""
    with zipfile.ZipFile(path) as packed:
        return {name.split("/", 1)[1]: packed.read(name) for name in packed.namelist()}


def packed_again(files, number):
    """Return a package made of files, as a careful forger would make it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in files.items():
            packed.writestr(f"{number}/{name}", content)
    return out.getvalue()


PYTHON = [sys.executable, "-I", "-S"]  # nothing but the standard library
