"""`sigap backup DIR`: a consistent backup while running, in the clear or for one key's holder."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `backup`."""
    parser = subparsers.add_parser("backup", help="cadangkan selagi berjalan, tanpa kunci")
    parser.add_argument(
        "dir", metavar="DIR", nargs="?", help="folder baru atau kosong; dengan --to berkas baru"
    )
    parser.add_argument(
        "--to", metavar="KUNCI", help="segel untuk pemegang kunci ini (kunci publik age1…)"
    )
    parser.add_argument(
        "--new-key", metavar="FILE", help="buat kunci rahasia baru; cetak kunci publiknya"
    )
    parser.set_defaults(run=run, needs_django=True)


def run(args: argparse.Namespace) -> int:
    """Write the backup and say what is in it."""
    from sigap.archive.backup import backup
    from sigap.archive.sealed import new_key, sealed_backup

    if args.new_key:
        print(new_key(Path(args.new_key)))
        return 0
    if not args.dir:
        raise InvalidInput("sebutkan DIR, atau --new-key FILE")
    target, now = Path(args.dir).absolute(), datetime.now(tz=UTC)
    made = sealed_backup(target, args.to, now=now) if args.to else backup(target, now=now)
    print(
        f"{args.dir}: {sum(made.rows.values())} baris, {made.files} berkas "
        f"({made.file_bytes / 2**20:.1f} MiB). Kunci tidak ikut; simpan terpisah."
    )
    for name in made.missing:
        print(f"sigap: berkas {name} hilang dari penyimpanan, tidak ikut", file=sys.stderr)
    return 1 if made.missing else 0
