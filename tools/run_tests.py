"""`./sigap test`: everything that must hold, on both databases, with one closing line.

With arguments it hands them to pytest and runs nothing else. What can't be run here (a
browser that can't be installed, say) is named in the last line.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from temporary_postgres import programs, temporary_postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent

# What the tests need besides Python, as Debian names it, and how to see that it is there.
PACKAGES: dict[str, Callable[[], bool]] = {
    "chromium": lambda: shutil.which("chromium") is not None,
    "postgresql": lambda: programs() is not None,
    "clamav-daemon": lambda: (
        shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin") is not None
    ),
    "poppler-utils": lambda: shutil.which("pdftotext") is not None,
}
CHECKS = {
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "ruff check": ("-m", "ruff", "check", "."),
    "import-linter": (
        "-c",
        "from importlinter.cli import lint_imports_command as lint; lint()",
        "--no-logo",
    ),
    "mypy": ("-m", "mypy"),
}
SPREAD = (
    *("-n", "logical", "--maxprocesses", "8", "--dist", "worksteal"),
    *("--durations", "10", "--durations-min", "5"),
)
NO_TEST_SELECTED = 5
GRACE_SECONDS = 20


@dataclass
class Outcome:
    """What a whole run found: failed parts, and what could not be run and why."""

    failed: list[str] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def add(self, name: str, *, good: bool, seconds: float, detail: str = "") -> None:
        """Note how one part ended."""
        if not good:
            self.failed.append(name)
        word = "baik" if good else "GAGAL"
        self.lines.append(f"  {name:20} {word:6} {seconds:5.0f} detik  {detail}".rstrip())


def main(arguments: list[str]) -> int:
    """Run the suite or, with arguments, that one pytest; return the exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    os.chdir(ROOT)
    outcome = Outcome()
    try:
        install_packages(outcome)
        if arguments:
            status = run_pytest("pytest", arguments, os.environ, outcome)
            print(closing_line(outcome))
            return status
        run_everything(outcome)
    except KeyboardInterrupt:
        print("Dihentikan.", file=sys.stderr)
        return 130
    print("\nRingkasan", *outcome.lines, sep="\n")
    if outcome.failed:
        print(f"Gagal: {', '.join(outcome.failed)}.")
    print(closing_line(outcome))
    return 1 if outcome.failed else 0


def closing_line(outcome: Outcome) -> str:
    """Return the last line: what was not run and why, or that nothing was left out."""
    if outcome.not_run:
        return f"Tidak dijalankan: {'; '.join(outcome.not_run)}."
    return "Semua bagian dijalankan."


def run_everything(outcome: Outcome) -> None:
    """Run the static checks, then the tests on SQLite, then those with a database on PostgreSQL."""
    # The machine's own settings of Sigap must neither help nor disturb.
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SIGAP_") and name != "DATABASE_URL"
    }
    with tempfile.TemporaryDirectory(prefix="sigap-check-") as home:
        # mypy reads the settings, and they don't load without keys.
        keys = dict.fromkeys(
            ("SIGAP_SECRET_KEY", "SIGAP_MASTER_KEY", "SIGAP_LEDGER_KEY"), secrets.token_hex(32)
        )
        for name, command in CHECKS.items():
            run_check(name, command, {**environment, **keys, "SIGAP_HOME": home}, outcome)
    run_pytest("pytest, SQLite", [*SPREAD, "-m", "not postgresql"], environment, outcome)
    bin_folder = programs()
    if bin_folder is None:
        outcome.not_run.append("uji pada PostgreSQL (server PostgreSQL tidak ada)")
        return
    chosen = [*SPREAD, "-m", "(database or postgresql) and not once"]
    try:
        with temporary_postgres(bin_folder) as url:
            run_pytest("pytest, PostgreSQL", chosen, {**environment, "DATABASE_URL": url}, outcome)
    except OSError as error:
        outcome.not_run.append(f"uji pada PostgreSQL ({error})")


def install_packages(outcome: Outcome) -> None:
    """Install what is missing where that is possible: as root on Debian and its children."""
    missing = [name for name, is_there in PACKAGES.items() if not is_there()]
    if not missing:
        return
    installer = shutil.which("apt-get")
    if installer and os.geteuid() == 0:
        print(f"Memasang paket sistem: {' '.join(missing)} …", file=sys.stderr, flush=True)
        quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["install", "-y", "-qq", "--no-install-recommends", *missing]
        for step in (["update", "-qq"], install):
            done = subprocess.run(  # noqa: S603 - our own arguments
                [installer, *step],
                check=False,
                env=quietly,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            if done.returncode:
                sys.stderr.buffer.write(done.stdout[-2000:])
    for name in missing:
        if not PACKAGES[name]():
            outcome.not_run.append(f"uji yang memerlukan {name} (paket tidak terpasang)")


def run_check(
    name: str, command: Sequence[str], environment: Mapping[str, str], outcome: Outcome
) -> None:
    """Run one static check; its output is shown only if it finds something."""
    began = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, *command],
        check=False,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    outcome.add(name, good=done.returncode == 0, seconds=time.monotonic() - began)
    print(f"{name}: {'baik' if done.returncode == 0 else 'GAGAL'}", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)


def run_pytest(
    name: str, arguments: Sequence[str], environment: Mapping[str, str], outcome: Outcome
) -> int:
    """Run pytest with its output untouched; note its skipped tests with their reasons."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sigap-report-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", f"--junitxml={report}", *arguments]
        with subprocess.Popen(command, env=dict(environment)) as process:  # noqa: S603 - see above
            status = _wait(process)
        tests, skipped = read_report(report)
    seconds = time.monotonic() - began
    if status == NO_TEST_SELECTED:
        outcome.not_run.append(f"{name} (tidak ada uji yang terpilih)")
    else:
        outcome.add(name, good=status == 0, seconds=seconds, detail=f"{tests} uji")
    outcome.not_run += [f"{name}: {count} uji ({reason})" for reason, count in skipped.items()]
    return status


def _wait(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait()
    except BaseException as stop:
        # Ctrl-C has reached pytest too, a termination has not. A second interrupt would cut
        # short its taking down of what it started.
        if not isinstance(stop, KeyboardInterrupt):
            process.send_signal(signal.SIGINT)
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        raise


def read_report(report: Path) -> tuple[int, Counter[str]]:
    """Return how many tests ran, and the reasons of those that did not with their number."""
    ran, skipped = 0, Counter[str]()
    if not report.exists():
        return ran, skipped
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - written by our own pytest
        skip = case.find("skipped")
        if skip is None or skip.get("type") == "pytest.xfail":
            ran += 1
        else:
            skipped[skip.get("message", "tanpa alasan")] += 1
    return ran, skipped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
