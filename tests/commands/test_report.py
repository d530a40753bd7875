"""`sigap report`: to a file or to standard output; what is wrong in one line."""

import json

import pytest

from sigap.__main__ import main
from sigap.commands import report
from sigap.reports import REPORTS
from sigap.reports.writers import WRITERS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(db, monkeypatch):
    from tests.cases.office import open_office

    open_office()
    monkeypatch.setattr("sigap.config.start.start_django", lambda: None)


def run(*arguments):
    return main(["report", *arguments])


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_report_goes_to_standard_output(capfdbinary, name):
    assert run(name, "--from", "2026-11-01", "--to", "2026-11-30", "--as", "json") == 0

    found = json.loads(capfdbinary.readouterr().out)
    assert (found["report"], found["from"], found["to"]) == (name, "2026-11-01", "2026-11-30")


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_report_goes_to_a_file(tmp_path, form):
    out = tmp_path / f"laporan.{form}"

    assert run("conformance", "--as", form, "-o", str(out)) == 0

    assert out.stat().st_size > 100


def test_persons_only_when_asked_for(capfdbinary):
    run("conformance", "--as", "json")
    without = json.loads(capfdbinary.readouterr().out)["tables"]
    run("conformance", "--as", "json", "--persons")
    with_persons = json.loads(capfdbinary.readouterr().out)["tables"]

    assert with_persons.keys() - without.keys() == {"persons"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("summary", "--from", "kemarin"), "--from 'kemarin': tulis hari seperti 2026-01-31"),
        (("summary", "--from", "2026-02-01", "--to", "2026-01-01"), "tukar keduanya"),
        (("summary", "--table", "lain"), "Tabel “lain” tidak ada"),
        (("summary", "--as", "xes"), "tidak mempunyai log kejadian"),
        (("summary", "-o", "/tidak/ada/laporan.csv"), "tidak dapat ditulis"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(capsys, arguments, says):
    assert run(*arguments) == 1

    error = capsys.readouterr().err
    assert error.startswith("sigap: ")
    assert says in error
    assert error.count("\n") == 1


def test_unknown_report_is_wrong_use(capsys):
    with pytest.raises(SystemExit) as stopped:
        run("lain")

    assert stopped.value.code == 2
    assert "conformance" in capsys.readouterr().err


def test_bytes_are_not_poured_into_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(report.sys.stdout, "isatty", lambda: True, raising=False)

    assert run("summary", "--as", "pdf") == 1
    assert "tulis ke berkas dengan -o" in capsys.readouterr().err
