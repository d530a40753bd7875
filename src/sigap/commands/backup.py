"""`sigap backup DIR`: a consistent backup while running."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `backup`."""
    parser = subparsers.add_parser("backup", help="cadangkan selagi berjalan, tanpa kunci")
    parser.add_argument("dir", metavar="DIR", help="folder baru atau kosong")
    parser.set_defaults(run=run, needs_django=True)


def run(args: argparse.Namespace) -> int:
    """Write the backup and say what is in it."""
    from sigap.archive.backup import backup

    made = backup(Path(args.dir).absolute(), now=datetime.now(tz=UTC))
    print(
        f"{args.dir}: {sum(made.rows.values())} baris, {made.files} berkas "
        f"({made.file_bytes / 2**20:.1f} MiB). Kunci tidak ikut; simpan terpisah."
    )
    for name in made.missing:
        print(f"sigap: berkas {name} hilang dari penyimpanan, tidak ikut", file=sys.stderr)
    return 1 if made.missing else 0
