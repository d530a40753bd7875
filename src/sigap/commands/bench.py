"""`sigap bench …`: load synthetic data and measure; ratios on the same run, never a test's time."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

_MEASURES = {
    "worktime": "µs untuk batas waktu dan waktu kerja, di samping paket pembanding",
    "journey": "pengaduan utuh lewat HTTP: langkah, dokumen, memori",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `bench` with one sub-command a measure."""
    parser = subparsers.add_parser("bench", help="ukur kecepatan dan memori")
    measures = parser.add_subparsers(dest="measure", metavar="UKURAN", required=True)
    for name, told in _MEASURES.items():
        module = importlib.import_module(f"sigap.bench.{name}")
        one = measures.add_parser(name, help=told)
        module.add_arguments(one)
        one.set_defaults(run=module.run)
