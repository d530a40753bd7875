"""Letters issued by many at once, a third of the hands dying midway: 1…n, none missing or doubled.

How many letters: LETTERS_IN_TESTS (a full run has 1 000).
"""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

LETTERS = int(os.environ.get("LETTERS_IN_TESTS", "60"))
ISSUER = Path(__file__).with_name("letters.py")
QUESTION = "SELECT sequence, number FROM cases_letternumber ORDER BY sequence"


def numbers(installation):
    if not installation.database_url:
        (file,) = installation.home.glob("*.sqlite3")
        with sqlite3.connect(file) as database:
            return database.execute(QUESTION).fetchall()
    import psycopg

    address = installation.database_url.replace("postgres://", "postgresql://")
    with psycopg.connect(address) as database:
        return database.execute(QUESTION).fetchall()


def test_numbers_have_no_gap_and_none_comes_twice(installation):
    hands = ("threads", "50") if installation.database_url else ("processes", "8")
    done = subprocess.run(
        [sys.executable, str(ISSUER), *hands, str(LETTERS)],
        env=installation.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    deaths = int(done.stdout)
    print(f"{LETTERS} letters by {hands[1]} {hands[0]}, {deaths} deaths midway")

    taken = numbers(installation)
    assert deaths == len(range(0, LETTERS, 3))
    assert [sequence for sequence, _ in taken] == list(range(1, LETTERS + 1))
    assert len({number for _, number in taken}) == LETTERS
    installation.run("ledger", "verify")
