"""`sigap init`: the data folder, the keys, the tables and the office's reference data."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sigap.config import keys
from sigap.config.env import env_bool
from sigap.config.start import data_folder, make_data_folder, start_django

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `init`."""
    parser = subparsers.add_parser(
        "init", help="siapkan folder data, tabel, SOP dan data rujukan; aman diulang"
    )
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace) -> int:
    """Prepare the installation and say what was made; a repeat changes nothing."""
    fresh = prepare_home()
    state = "siap" if fresh else "sudah siap; tabel dan data rujukan diperiksa kembali"
    print(f"{data_folder()}: {state}")
    return 0


def prepare_home() -> bool:
    """Make whatever is missing of an installation; return whether the database was empty.

    Starts Django on the way: the settings need the keys, which are made here first.

    :raises InvalidInput: with the reason why it can't be made.
    """
    home = make_data_folder()
    # In production a missing key stops the start: the settings say so.
    if not env_bool("SIGAP_PRODUCTION", default=False):
        made = keys.make_missing(home)
        if made:
            folder = home / keys.FOLDER
            print(f"Kunci baru disimpan di {folder} (hanya untuk percobaan).", file=sys.stderr)
    start_django()
    fresh = _migrate()
    from sigap.cases.actor import SYSTEM
    from sigap.cases.operations.office import load_reference_data

    for name in load_reference_data(actor=SYSTEM, now=datetime.now(tz=UTC)):
        print(f"Dimuat: {name}", file=sys.stderr)
    return fresh


def _migrate() -> bool:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    fresh = not MigrationRecorder(connection).applied_migrations()
    call_command("migrate", verbosity=0, interactive=False)
    return fresh
