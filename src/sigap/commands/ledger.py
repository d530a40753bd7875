"""`sigap ledger verify` and `sigap ledger heads`: does the record hold, and what to keep of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    import argparse

    from sigap.ledger.verify_log import Kept


_MOST_SHOWN = 50


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `ledger` with its two commands."""
    parser = subparsers.add_parser("ledger", help="periksa jejak, atau cetak kepalanya")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    verify = actions.add_parser("verify", help="periksa seluruh jejak; keluar 1 bila ada cacat")
    verify.add_argument(
        "file", nargs="?", metavar="FILE", help="paket bukti; tanpa FILE basis data yang diperiksa"
    )
    verify.add_argument(
        "--heads",
        metavar="FILE",
        help="kepala aliran dan titik periksa yang disimpan di tempat lain",
    )
    verify.add_argument(
        "--ledger-only",
        action="store_true",
        help="hanya tabel jejak, tanpa baris dan berkas yang dicatatnya",
    )
    verify.set_defaults(run=run_verify)
    heads = actions.add_parser("heads", help="cetak kepala semua aliran, untuk disimpan terpisah")
    heads.set_defaults(run=run_heads, needs_django=True)


def run_verify(args: argparse.Namespace) -> int:
    """Verify the ledger of the database or a package; print the first entry that does not hold."""
    if args.file:
        return _verify_package(Path(args.file), args.heads)
    from sigap.config.start import start_django

    start_django()
    from sigap.ledger.verify import verify

    heads, kept = _kept(args.heads) if args.heads else ({}, [])
    verdict = verify(heads=heads, kept=kept)
    if verdict.fault:
        print(f"Jejak TIDAK utuh: {verdict.fault}")
        return 1
    print(
        f"Jejak utuh: {verdict.entries} entri dalam {verdict.streams} aliran; "
        f"{verdict.leaves} dalam jejak bersama, {verdict.checkpoints} titik periksa."
    )
    if verdict.backdated:
        print(f"{verdict.backdated} entri dicatat dengan waktu sebelum titik periksa terdahulu.")
    return 0 if args.ledger_only or _evidence_holds() else 1


def _evidence_holds() -> bool:
    """Print the rows and files that are not as the ledger says; return whether all are."""
    from django.db import connection

    from sigap.cases.queries.evidencecheck import Checked, check_evidence
    from sigap.ledger.verify import snapshot

    checked, count = Checked(), 0
    with snapshot(connection):
        for count, broken in enumerate(check_evidence(checked), start=1):
            if count <= _MOST_SHOWN:
                print(f"Isi TIDAK utuh: {broken}")
    if count > _MOST_SHOWN:
        print(f"… dan {count - _MOST_SHOWN} temuan lain.")
    if not count:
        print(
            f"Isi utuh: {checked.rows} baris dan {checked.files} berkas dari {checked.cases} "
            "berkas pengaduan cocok dengan jejak."
        )
    if checked.older:
        print(
            f"{checked.older} berkas ditulis juga oleh Sigap 0.1.0: yang diperiksa di sana tugas, "
            "tindakan, dan berkas tersimpan."
        )
    if checked.destroyed:
        print(f"{checked.destroyed} berkas sudah dimusnahkan; isinya tidak dapat diperiksa lagi.")
    return not count


def _verify_package(package: Path, heads: str | None) -> int:
    """Verify a package by the verifier that lies in it too; needs no data folder."""
    from sigap.archive.verifier.check import report

    if not package.exists():
        raise InvalidInput(f"{package} tidak ada")
    kept = None
    if heads:
        try:
            kept = Path(heads).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise InvalidInput(f"{heads} tidak terbaca") from None
    return report(package, kept)


def _kept(name: str) -> tuple[dict[str, dict[int, bytes]], list[Kept]]:
    """Return the heads and the checkpoints in a file kept elsewhere."""
    from sigap.ledger.verify import HeadsUnusable, parse_heads
    from sigap.ledger.verify_log import CheckpointsUnusable, parse_checkpoint

    kept, others = [], []
    try:
        lines = Path(name).read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            if not line.startswith("checkpoint\t"):
                others.append(line)
                continue
            others.append("")  # so that what is told names the right line
            try:
                kept.append(parse_checkpoint(line))
            except CheckpointsUnusable as wrong:
                # Torn while it was copied, and written again below.
                if number < len(lines) and lines[number].startswith(line):
                    continue
                raise InvalidInput(f"{name}: baris {number}: {wrong}") from None
        return parse_heads(others), kept
    except (HeadsUnusable, UnicodeDecodeError) as wrong:
        raise InvalidInput(f"{name}: {wrong}") from None


def run_heads(_args: argparse.Namespace) -> int:
    """Print the head of every stream and the last checkpoint, to be kept out of our reach."""
    from sigap.ledger.log import checkpoints
    from sigap.ledger.signing import line_of
    from sigap.ledger.verify import head_lines

    for line in head_lines():
        sys.stdout.write(f"{line}\n")
    for one in checkpoints(limit=1):
        sys.stdout.write(f"{line_of(one)}\n")
    return 0
