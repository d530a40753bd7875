"""`sigap worker`: renders papers, sweeps, keeps appointments; run as many as you like."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `worker`."""
    parser = subparsers.add_parser(
        "worker", help="pekerja latar belakang dan penjadwal; boleh lebih dari satu"
    )
    parser.set_defaults(run=run, needs_django=True)


def run(_args: argparse.Namespace) -> int:
    """Work until SIGTERM or Ctrl-C; what has begun is ended first."""
    from sigap.config.start import data_folder, require_writable
    from sigap.worker.loop import Worker

    require_writable(data_folder())
    Worker().run()
    return 0
