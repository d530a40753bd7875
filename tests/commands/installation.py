"""An installation of its own for the tests of commands: a data folder and how to call them."""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Installation:
    """A data folder on SQLite, and the `sigap` command on it."""

    def __init__(self, home, **environment):
        self.home = home
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SIGAP_")}
        kept.pop("DATABASE_URL", None)
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        self.environment = kept | {
            "SIGAP_HOME": str(home),
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
            **environment,
        }

    def with_(self, **environment):
        """Return the same folder with other variables."""
        return Installation(self.home, **{**self._own(), **environment})

    def _own(self):
        return {n: v for n, v in self.environment.items() if n.startswith(("SIGAP_", "DATABASE"))}

    def run(self, *arguments, seconds=120):
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "sigap", *map(str, arguments)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def python(self, code):
        """Run Python with Django on the installation; return what it prints."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            env={**self.environment, "DJANGO_SETTINGS_MODULE": "sigap.config.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *arguments):
        """Start a command that goes on; its log lines are in `home`/log."""
        with (self.home / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "sigap", *arguments],
                env=self.environment,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )


def free_port():
    """Return a port of this machine that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
