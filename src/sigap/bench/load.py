"""`sigap bench load`: fill the data folder and database in use with synthetic cases."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

_LARGEST = 1_000_000


def cases(text: str) -> int:
    """Return a number of cases written as `10k` or `2500`."""
    digits, thousands = text.removesuffix("k"), text.endswith("k")
    size = int(digits) * (1000 if thousands else 1) if digits.isdecimal() else 0
    if not 1 <= size <= _LARGEST:
        raise argparse.ArgumentTypeError(f"{text} bukan banyaknya berkas; tulis misalnya 10k")
    return size


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `bench load` takes."""
    add_size(parser)
    parser.add_argument("--closed", action="store_true", help="semua berkas sudah berakhir")


def add_size(parser: argparse.ArgumentParser) -> None:
    """Add how many cases there shall be."""
    parser.add_argument("--size", type=cases, default=cases("10k"), help="10k, 100k, … (baku 10k)")


def run(args: argparse.Namespace) -> int:
    """Load into SIGAP_HOME and the database of DATABASE_URL; nothing else may be running."""
    from sigap.bench.copies import OPEN_SHARE, load

    share = 0.0 if args.closed else OPEN_SHARE
    load(args.size, now=datetime.now(tz=UTC), open_share=share)
    return 0
