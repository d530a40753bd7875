"""`sigap ledger verify` and `sigap ledger heads`: does the record hold, and what to keep of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `ledger` with its two commands."""
    parser = subparsers.add_parser("ledger", help="periksa jejak, atau cetak kepalanya")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    verify = actions.add_parser("verify", help="periksa seluruh jejak; keluar 1 bila ada cacat")
    verify.add_argument("file", nargs="?", metavar="FILE", help="paket bukti (belum didukung)")
    verify.add_argument(
        "--heads", metavar="FILE", help="kepala aliran yang disimpan di tempat lain"
    )
    verify.set_defaults(run=run_verify, needs_django=True)
    heads = actions.add_parser("heads", help="cetak kepala semua aliran, untuk disimpan terpisah")
    heads.set_defaults(run=run_heads, needs_django=True)


def run_verify(args: argparse.Namespace) -> int:
    """Verify the ledger of the database; print the first entry that does not hold."""
    from sigap.ledger.verify import HeadsUnusable, parse_heads, verify

    if args.file:
        raise InvalidInput(
            f"{args.file}: paket bukti belum dapat diperiksa oleh versi ini; "
            "tanpa FILE yang diperiksa adalah basis data"
        )
    kept = None
    if args.heads:
        try:
            with Path(args.heads).open(encoding="utf-8") as lines:
                kept = parse_heads(lines)
        except (HeadsUnusable, UnicodeDecodeError) as wrong:
            raise InvalidInput(f"{args.heads}: {wrong}") from None
    verdict = verify(heads=kept)
    if verdict.fault:
        print(f"Jejak TIDAK utuh: {verdict.fault}")
        return 1
    print(f"Jejak utuh: {verdict.entries} entri dalam {verdict.streams} aliran.")
    return 0


def run_heads(_args: argparse.Namespace) -> int:
    """Print `stream⇥length⇥hash` of every stream; keep it where the operator can't reach."""
    from sigap.ledger.verify import head_lines

    for line in head_lines():
        sys.stdout.write(f"{line}\n")
    return 0
