"""The measure of office time: both packages give the same answers, and what it prints."""

import argparse
import json

import pytest

from sigap.bench import worktime


@pytest.fixture(autouse=True)
def two_years(monkeypatch):
    """Measure two years only; the other package takes seconds for each span of ten."""
    monkeypatch.setattr(worktime, "_FIRST_YEAR", 2024)
    monkeypatch.setattr(worktime, "_ROUNDS", 1)


def call(*arguments):
    parser = argparse.ArgumentParser()
    worktime.add_arguments(parser)
    return worktime.run(parser.parse_args(["--inputs", "20", "--compared", "4", *arguments]))


def test_the_other_package_gives_the_same_answers(capsys):
    assert call("--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [(row["function"], row["unlike_answers"]) for row in found["rows"]] == [
        ("due", 0),
        ("elapsed", 0),
        ("due", 0),
        ("elapsed", 0),
    ]
    assert (found["inputs"], found["compared"], found["other"]) == (20, 4, "businesstimedelta")
    assert all(row["microseconds"] > 0 and row["ratio"] > 0 for row in found["rows"])
    assert set(found["building_milliseconds"]) == {"layout", "frozen_form", "file"}


def test_without_the_other_package_it_says_how_to_get_it(capsys, monkeypatch):
    monkeypatch.setattr(worktime, "_OTHER", "absent_package")
    assert call() == 0
    printed = capsys.readouterr().out
    assert "Pembanding absent_package tidak terpasang" in printed
    assert "elapsed" in printed
