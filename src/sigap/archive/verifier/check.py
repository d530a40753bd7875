"""Memeriksa satu paket bukti Sigap, tanpa Sigap: hanya Python (3.9 ke atas) yang diperlukan.

    python3 periksa.py PAKET.zip [--heads FILE]

PAKET boleh ZIP atau folder hasil membukanya. Tiap pemeriksaan dicetak; yang tidak cocok disebut
tempatnya. Keluar 0 bila semua cocok, 1 bila ada yang tidak, 2 bila salah pakai.

Checks one evidence package with Python's standard library alone: BagIt manifests, the office's
signature (Ed25519), the hash chain of the case, its place in the signed log (RFC 9162), every
file and every recorded content. The same file runs as `sigap ledger verify PACKAGE`.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import sys
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

from sigap.archive.verifier.proofs import (
    entry_hash,
    is_consistent,
    is_signed,
    root_by_inclusion,
    sha,
)

CHUNK = 1 << 20
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
FIELDS = ("stream", "event", "at", "recorded_at", "actor", "data", "digests")
FILE_NAME = re.compile(r"(document:\d+|attachment:\d+|attachment:\d+:view|signed-copy:\d+)")
SIGNATURE = "tanda-tangan.tsv"
REASONS = {
    "identity": "memuat identitas, tidak disertakan dalam paket ini",
    "view": "salinan tampilan; aslinya disertakan",
    "infected": "belum aman dibuka, tidak disertakan",
    "destroyed": "dimusnahkan menurut jadwal retensi",
}
LOST = {"damaged": "rusak atau hilang di penyimpanan kantor, tidak disertakan"}  # held against it


class Unusable(Exception):
    """The package can't be read at all."""


# --- Reading the package -------------------------------------------------------------------


class Package:
    """A ZIP or a folder; names are those inside the bag."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.zip: zipfile.ZipFile | None = None
        self.root: Any = ""
        if self.path.is_dir():
            root = self.path
            if not (root / "bagit.txt").is_file():
                inner = [one for one in root.iterdir() if (one / "bagit.txt").is_file()]
                root = inner[0] if len(inner) == 1 else root
            self.root = root
            self.names = sorted(
                one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file()
            )
            return
        try:
            self.zip = zipfile.ZipFile(self.path)
        except (OSError, zipfile.BadZipFile) as wrong:
            raise Unusable(f"bukan ZIP yang utuh, mungkin terpotong ({wrong})") from None
        found = [one for one in self.zip.namelist() if not one.endswith("/")]
        tops = {one.split("/", 1)[0] for one in found}
        if len(tops) != 1 or len(set(found)) != len(found):
            raise Unusable("isi ZIP bukan satu folder, atau ada nama kembar")
        self.root = tops.pop()
        self.names = sorted(one.split("/", 1)[1] for one in found if "/" in one)
        if any(".." in one.split("/") or one.startswith("/") for one in self.names):
            raise Unusable("ada nama berkas yang keluar dari folder paket")

    def open(self, name: str) -> IO[bytes]:
        """Open a file of the package."""
        if self.zip is not None:
            return self.zip.open(f"{self.root}/{name}")
        return Path(self.root, name).open("rb")

    def hash(self, name: str) -> str:
        """Return the SHA-256 of a file, "" if it can't be read."""
        digest = hashlib.sha256()
        try:
            with self.open(name) as source:
                while True:
                    chunk = source.read(CHUNK)
                    if not chunk:
                        return digest.hexdigest()
                    digest.update(chunk)
        except (OSError, KeyError, zipfile.BadZipFile, zlib.error, EOFError, struct.error):
            return ""

    def text(self, name: str) -> str:
        """Return a file as text.

        :raises Unusable: if it is not there, or is none.
        """
        try:
            with self.open(name) as source:
                return source.read().decode("utf-8")
        except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error, EOFError) as wrong:
            raise Unusable(f"{name} tidak ada atau tidak terbaca") from wrong

    def lines(self, name: str) -> list[str]:
        """Return the lines of a file."""
        return [line for line in self.text(name).split("\n") if line]


# --- The checks ----------------------------------------------------------------------------


class Check:
    """Runs all checks over one package; `found` are (place, what is wrong)."""

    def __init__(self, package: Package, heads: str | None = None) -> None:
        self.package, self.heads = package, heads
        self.found: list[tuple[str, str]] = []
        self.done: list[tuple[bool, str]] = []
        self.number, self.key = "", b""
        self.entries: list[dict[str, Any]] = []
        self.signed: dict[int, tuple[bytes, str]] = {}  # size → root, time
        self.is_older = False  # written in by release 0.1.0, whose entries named fewer rows
        self.committed: dict[str, tuple[int, str]] = {}  # name → entry, digest

    def wrong(self, place: str, message: str) -> None:
        """Note what does not hold."""
        self.found.append((place, message))

    def run(self) -> None:
        """Do every check, whatever the one before found."""
        for title, place, look in (
            ("daftar isi (BagIt)", "manifest-sha256.txt", self.bag),
            ("tanda tangan kantor", SIGNATURE, self.signature),
            ("rantai jejak berkas", "data/jejak/entri.jsonl", self.chain),
            ("jejak bersama", "data/jejak/bukti.jsonl", self.log),
            ("berkas menurut jejak", "data/jejak/berkas.jsonl", self.files),
            ("isi yang tercatat", "data/jejak/isi.jsonl", self.contents),
            ("kepala yang disimpan di tempat lain", "kepala", self.kept_elsewhere),
        ):
            before, told = len(self.found), ""
            if look == self.kept_elsewhere and self.heads is None:
                continue
            try:
                told = look()
            except Unusable as wrong:
                self.wrong("paket", str(wrong))
            except (KeyError, TypeError, ValueError, IndexError, struct.error) as wrong:
                self.wrong(place, f"tidak terbaca ({type(wrong).__name__})")
            self.done.append((len(self.found) == before, f"{title}{told and ': '}{told}"))

    def bag(self) -> str:
        """Hold every file against the two lists of the bag; none may be missing or be added."""
        if self.package.text("bagit.txt").split("\n")[0] != "BagIt-Version: 1.0":
            self.wrong("bagit.txt", "bukan BagIt 1.0")
        listed = self._listed("manifest-sha256.txt")
        tags = self._listed("tagmanifest-sha256.txt") | {"tagmanifest-sha256.txt", SIGNATURE}
        for name in sorted(set(self.package.names) - listed - tags):
            self.wrong(name, "ditambahkan; tidak ada dalam daftar isi")
        return f"{len(listed)} berkas"

    def _listed(self, listing: str) -> set[str]:
        listed: dict[str, str] = {}
        for line in self.package.lines(listing):
            digest, _, name = line.partition("  ")
            if name in listed or not re.fullmatch("[0-9a-f]{64}", digest):
                self.wrong(listing, f"baris salah: {line[:80]}")
            listed[name] = digest
        for name, digest in sorted(listed.items()):
            if name not in self.package.names:
                self.wrong(name, "hilang")
                continue
            found = self.package.hash(name)
            if found != digest:
                self.wrong(name, "isinya berubah atau rusak" if found else "tidak terbaca")
        return set(listed)

    def signature(self) -> str:
        """Hold the office's signature against the lists of the bag."""
        word, number, at, key, signature = self.package.lines(SIGNATURE)[0].split("\t")
        self.number, self.key = number, bytes.fromhex(key)
        digest = self.package.hash("tagmanifest-sha256.txt")
        text = f"sigap evidence package 1\n{number}\n{digest}\n{at}\n".encode()
        if word != "paket" or not is_signed(text, self.key, bytes.fromhex(signature)):
            self.wrong(SIGNATURE, "tanda tangan kantor atas daftar isi tidak cocok")
        return f"dibuat {at}, kunci {key[:16]}…"

    def chain(self) -> str:
        """Hash every entry of the case again, each with the one before it."""
        previous = b""
        for seq, line in enumerate(self.package.lines("data/jejak/entri.jsonl"), start=1):
            place = f"data/jejak/entri.jsonl, entri {seq}"
            try:
                entry = json.loads(line)
                texts = [entry[name].encode() for name in FIELDS]
                own = bytes.fromhex(entry["hash"])
                link = bytes.fromhex(entry["prev_hash"])
                digests = json.loads(entry["digests"])
                number = entry["seq"]
            except (ValueError, KeyError, TypeError, AttributeError):
                self.wrong(place, "tidak terbaca")
                return ""
            if seq == 1:
                previous = sha(b"sigap ledger stream 1\n", texts[0])
            if number != seq:
                self.wrong(place, f"entri hilang atau tertukar; yang ada {number}")
            elif link != previous:
                self.wrong(place, "tidak menyambung ke entri sebelumnya")
            elif entry_hash(previous, seq, texts) != own:
                self.wrong(place, "isi tidak cocok dengan hash-nya")
            elif entry["stream"] != self.number:
                self.wrong(place, f"milik {entry['stream']}, bukan {self.number}")
            elif not (MOMENT.fullmatch(entry["at"]) and MOMENT.fullmatch(entry["recorded_at"])):
                self.wrong(place, "waktu tidak terbaca")
            else:
                previous = own
                self.entries.append(entry)
                self.is_older |= "text" in digests or (
                    entry["event"].endswith(".completed") and '"step_ended"' not in entry["data"]
                )
                self.committed.update({name: (seq, one) for name, one in digests.items()})
                continue
            return ""
        if not self.entries:
            self.wrong("data/jejak/entri.jsonl", "kosong")
        return f"{len(self.entries)} entri"

    def log(self) -> str:
        """Hold every entry against the log that the office signed when it was written."""
        last = 0
        for line in self.package.lines("data/jejak/titik-periksa.tsv"):
            word, size, root, at, key, signature = line.split("\t")
            text = f"sigap ledger checkpoint 1\n{size}\n{root}\n{at}\n".encode()
            good = is_signed(text, bytes.fromhex(key), bytes.fromhex(signature))
            if word != "checkpoint" or not good or bytes.fromhex(key) != self.key:
                self.wrong(f"data/jejak/titik-periksa.tsv, {size}", "tanda tangannya salah")
                continue
            self.signed[int(size)] = (bytes.fromhex(root), at)
            last = max(last, int(size))
        proofs = {}
        for line in self.package.lines("data/jejak/bukti.jsonl"):
            proof = json.loads(line)
            path = [bytes.fromhex(one) for one in proof["path"]]
            if "seq" in proof:
                proofs[proof["seq"]] = (proof["index"], proof["size"], path)
                continue
            size = proof["size"]
            known = self.signed.get(size, (b"", ""))[0]
            if not is_consistent(size, last, known, self.signed.get(last, (b"", ""))[0], path):
                place = f"data/jejak/bukti.jsonl, titik periksa {size}"
                self.wrong(place, f"jejak bersama {last} bukan lanjutannya")
        for entry in self.entries:
            index, size, path = proofs.get(entry["seq"], (-1, 0, []))
            found = root_by_inclusion(bytes.fromhex(entry["hash"]), index, size, path)
            if found is None or found != self.signed.get(size, (b"", ""))[0]:
                place = f"data/jejak/entri.jsonl, entri {entry['seq']}"
                self.wrong(place, "tidak terbukti ada dalam jejak bersama yang ditandatangani")
        return (
            f"{len(self.entries)} entri terbukti di bawah {len(self.signed)} "
            f"titik periksa bertanda tangan, yang terakhir berisi {last} entri"
        )

    def files(self) -> str:
        """Hold every file that an entry names against its hash there."""
        listed = {}
        for line in self.package.lines("data/jejak/berkas.jsonl"):
            row = json.loads(line)
            listed[row["name"]] = row
        count = 0
        left_out: dict[str, int] = {}
        for name, (seq, digest) in sorted(self.committed.items()):
            if not FILE_NAME.fullmatch(name):
                continue
            row = listed.pop(name, {})
            if "path" in row:
                count += 1
                place = f"data/{row['path']}"
                there = place in self.package.names
                if not there:
                    self.wrong(place, f"hilang; {name} menurut entri {seq}")
                elif self.package.hash(place) != digest:
                    self.wrong(place, f"bukan berkas yang tercatat ({name}, entri {seq})")
            elif row.get("without") in REASONS:
                left_out[row["without"]] = left_out.get(row["without"], 0) + 1
            else:
                why = LOST.get(row.get("without", ""), "hilang")
                self.wrong("data/jejak/berkas.jsonl", f"{name} {why} (entri {seq})")
        for name in sorted(listed):
            self.wrong("data/jejak/berkas.jsonl", f"{name} tidak tercatat dalam jejak")
        rest = "; ".join(f"{n} {REASONS[why]}" for why, n in sorted(left_out.items()))
        return f"{count} cocok" + (f"; {rest}" if rest else "")

    def contents(self) -> str:
        """Hold what was filled in and written against the commitments in the entries."""
        name = "data/jejak/isi.jsonl"
        if name not in self.package.names:
            return "paket tanpa identitas, isinya tidak disertakan"
        wanted = {n: one for n, one in self.committed.items() if not FILE_NAME.fullmatch(n)}
        if self.is_older:
            wanted = {n: one for n, one in wanted.items() if n.startswith(("task:", "side-exit:"))}
        count = 0
        for number, line in enumerate(self.package.lines(name), start=1):
            row = json.loads(line)
            seq, digest = wanted.pop(row["name"], (0, ""))
            found = sha(bytes.fromhex(row["salt"]), row["content"].encode()).hex()
            if not digest:
                self.wrong(f"{name}, baris {number}", f"{row['name']} tidak tercatat dalam jejak")
            elif found != digest:
                self.wrong(f"{name}, baris {number}", f"{row['name']} berbeda dari entri {seq}")
            count += 1
        for missing, (seq, _) in sorted(wanted.items()):
            self.wrong(name, f"{missing} hilang (entri {seq})")
        return f"{count} cocok"

    def kept_elsewhere(self) -> str:
        """Hold the package against heads and checkpoints that somebody else keeps."""
        compared = 0
        lines = (self.heads or "").splitlines()
        for place, line in enumerate(lines, start=1):
            parts = line.split("\t")
            if line and "".join(lines[place : place + 1]).startswith(line):
                continue  # torn while it was copied, and written again below
            if parts[0] == "checkpoint" and len(parts) == 6:
                compared += self._checkpoint_kept(*parts[1:])
            elif len(parts) == 3 and parts[0] == self.number:
                seq = int(parts[1])
                if seq <= len(self.entries):
                    compared += 1
                    if self.entries[seq - 1]["hash"] != parts[2]:
                        self.wrong(f"entri {seq}", "bukan yang disimpan di tempat lain")
        if not compared:
            self.wrong("kepala yang disimpan", "tidak satu pun dapat dibandingkan dengan paket ini")
        return f"{compared} dibandingkan"

    def _checkpoint_kept(self, size: str, root: str, at: str, *signed: str) -> int:
        if int(size) not in self.signed:
            return 0
        key, signature = map(bytes.fromhex, signed)
        text = f"sigap ledger checkpoint 1\n{size}\n{root}\n{at}\n".encode()
        if not is_signed(text, key, signature):
            self.wrong(f"titik periksa {size} yang disimpan", "tanda tangannya salah")
        elif key != self.key:
            self.wrong(f"titik periksa {size}", "ditandatangani kunci lain")
        elif bytes.fromhex(root) != self.signed[int(size)][0]:
            self.wrong(f"titik periksa {size}", "bukan yang disimpan di tempat lain")
        return 1


def check(
    path: str | Path, heads: str | None = None
) -> tuple[list[tuple[bool, str]], list[tuple[str, str]]]:
    """Return (what was checked with whether it holds, what is wrong where)."""
    try:
        package = Package(path)
    except Unusable as wrong:
        return [], [("paket", str(wrong))]
    run = Check(package, heads)
    run.run()
    return run.done, run.found


def report(path: str | Path, heads: str | None = None) -> int:
    """Print what was checked and found; return the exit code."""
    done, found = check(path, heads)
    for good, told in done:
        print(f"{'cocok ' if good else 'TIDAK '} {told}")
    for place, message in found:
        print(f"  {place}: {message}")
    print("Paket utuh." if not found else f"Paket TIDAK utuh: {len(found)} temuan.")
    return 1 if found else 0


def main(arguments: list[str]) -> int:
    """Check the package that is named; return the exit code."""
    heads = None
    if "--heads" in arguments:
        at = arguments.index("--heads")
        if at + 1 >= len(arguments):
            print(__doc__)
            return 2
        heads = Path(arguments[at + 1]).read_text(encoding="utf-8")
        arguments = arguments[:at] + arguments[at + 2 :]
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__)
        return 2
    return report(arguments[0], heads)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
