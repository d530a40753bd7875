"""Real web and worker processes on a data folder and a database of their own."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from sigap.bench.servers import running

ROLES = (
    "petugas-loket",
    "analis-pengaduan",
    "penata-perizinan",
    "koordinator",
    "analis-hukum",
    "kepala-dinas",
)
LOOK = Path(__file__).with_name("look.py")


class Installation:
    """An office fresh from `init`, one officer a role, and what can be asked of it."""

    def __init__(self, home, database_url, **settings):
        self.home = home
        self.database_url = database_url
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("SIGAP_")
        }
        self.environment["SIGAP_HOME"] = str(home)
        self.environment |= settings
        self.environment.pop("DATABASE_URL", None)
        if database_url:
            self.environment["DATABASE_URL"] = database_url
        self.run("init")
        self.tokens = {
            role: self.run("user", "create", f"uji-{role}", "--role", role, "--token").splitlines()[
                -1
            ]
            for role in ROLES
        }

    def run(self, *command):
        """Run a sigap command; return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "sigap", *command],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def look(self, *asked):
        """Return what stands in the database, read by a process of its own; "sweep" sweeps, too."""
        done = subprocess.run(
            [sys.executable, str(LOOK), *asked],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def servers(self):
        """Return web and worker as a context manager."""
        return running(self.home, environment=self.environment)


@pytest.fixture
def installation(tmp_path, request):
    """Return a fresh installation on the kind of database that this run of the tests uses."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield Installation(tmp_path / "var", "")
        return
    import psycopg

    name = f"sigap_faults_{uuid.uuid4().hex[:12]}"
    admin = url.replace("postgres://", "postgresql://")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    head, _, query = url.partition("?")
    own = head.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")
    yield Installation(tmp_path / "var", own)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
