"""`sigap reindex`: make anew what cases are found by, while others go on working."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `reindex`."""
    parser = subparsers.add_parser(
        "reindex", help="buat ulang indeks pencarian semua berkas; aman saat sistem berjalan"
    )
    parser.set_defaults(run=run, needs_django=True)


def run(_args: argparse.Namespace) -> int:
    """Make the words of every case anew, and say how many."""
    from sigap.cases.operations.wordindex import index_all

    done = 0
    for done in index_all():
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done} berkas")
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    print(f"{done} berkas diindeks.")
    return 0
