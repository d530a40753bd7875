"""Every import contract holds for the code as it is, and is seen to fail when broken."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]

# Contract, module that breaks it (made beside what there is), and the line that does.
BREACHES = [
    ("layers", "core/breach.py", "import sigap.cases"),
    ("layers", "core/breach.py", "import sigap.ledger"),
    ("layers", "core/breach.py", "import sigap.sops"),
    ("layers", "documents/breach.py", "import sigap.cases"),
    ("layers", "documents/breach.py", "import sigap.ledger"),
    ("layers", "ledger/breach.py", "import sigap.accounts"),
    ("layers", "accounts/breach.py", "import sigap.ui"),
    ("layers", "ui/breach.py", "import sigap.documents"),
    ("layers", "national_holidays.py", "import sigap.cases"),
    ("layers", "cases/breach.py", "import sigap.reports"),
    ("layers", "cases/breach.py", "import sigap.channels"),
    ("layers", "channels/breach.py", "import sigap.archive"),
    ("layers", "reports/breach.py", "import sigap.channels"),
    ("layers", "archive/breach.py", "import sigap.api"),
    ("layers", "desk/breach.py", "import sigap.api"),
    ("layers", "portal/breach.py", "import sigap.desk"),
    ("layers", "api/breach.py", "import sigap.worker"),
    ("layers", "worker/breach.py", "import sigap.bench"),
    ("layers", "bench/breach.py", "import sigap.config"),
    ("layers", "config/breach.py", "import sigap.commands"),
    ("layers", "commands/breach.py", "import sigap.__main__"),
    ("layers", "newcomer.py", ""),  # every part of the tree has its place
    ("cases", "cases/models/breach.py", "import sigap.cases.events"),
    ("cases", "cases/events.py", "import sigap.cases.steps"),
    ("cases", "cases/queries/breach.py", "import sigap.cases.operations"),
    ("cases", "cases/steps/breach.py", "import sigap.cases.operations"),
    ("core", "core/breach.py", "import django"),
    ("core", "core/sop/breach.py", "from yaml import safe_load"),
    ("core", "core/breach.py", "import sigap.national_holidays"),
    ("models", "desk/breach.py", "from sigap.cases.models import Case"),
    ("models", "api/breach.py", "from sigap.cases.models.case import Case"),
    ("models", "reports/breach.py", "import sigap.cases.models"),
    ("ledger", "cases/operations/breach.py", "from sigap.ledger.operations import append"),
    ("ledger", "cases/operations/breach.py", "from sigap.ledger import append"),
    ("ledger", "api/breach.py", "import sigap.ledger.operations"),
]


def lint(folder, contract):
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as lint; lint()",
            *("--no-logo", "--no-cache", "--contract", contract),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": "src"},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """Return a copy of what import-linter reads."""
    folder = tmp_path_factory.mktemp("contracts")
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "tools").mkdir()
    shutil.copy(ROOT / "tools/import_contracts.py", folder / "tools")
    for module in (ROOT / "src").rglob("*.py"):
        copy = folder / module.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(module, copy)
    return folder


@pytest.mark.parametrize("contract", [contract["id"] for contract in CONTRACTS])
def test_contract_holds(tree, contract):
    done = lint(tree, contract)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("contract", "module", "line"), BREACHES)
def test_contract_fails_when_broken(tree, contract, module, line):
    # Neighbours that aren't written yet are made, so that the breach is the only fault.
    made = []
    for package in {module.split("/")[0], *line.replace("from ", "").split(".")[1:2]}:
        folder = tree / "src/sigap" / package.split(" ")[0]
        if not package.endswith(".py") and not folder.exists() and package != "__main__":
            folder.mkdir()
            (folder / "__init__.py").touch()
            made.append(folder)
    file = tree / "src/sigap" / module
    before = file.read_text() if file.exists() else None
    file.write_text(f"{before or ''}\n{line}\n")
    try:
        done = lint(tree, contract)
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before)
        for folder in made:
            shutil.rmtree(folder)

    assert done.returncode == 1
    assert "1 broken" in done.stdout, done.stdout


def test_every_contract_is_seen_to_fail():
    assert {contract["id"] for contract in CONTRACTS} == {breach[0] for breach in BREACHES}
