"""The papers beside the code: links that lead somewhere, and a valid publiccode.yml."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(paper):
    targets = re.findall(r"\]\(([^)\s#]+)[^)]*\)", paper.read_text())

    broken = [
        target for target in targets if "://" not in target and not (paper.parent / target).exists()
    ]

    assert broken == []


def test_readme_is_one_screen_and_names_the_two_commands():
    readme = (ROOT / "README.md").read_text()

    assert len(readme.splitlines()) <= 60
    assert "./sigap demo" in readme
    assert "./sigap test" in readme


def test_licence_is_the_one_that_is_declared_everywhere():
    declared = yaml.safe_load((ROOT / "publiccode.yml").read_text())["legal"]["license"]

    assert declared == PROJECT["license"] == "EUPL-1.2"
    assert (ROOT / "LICENSE").read_text().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")


def test_publiccode_has_what_its_standard_requires():
    public = yaml.safe_load((ROOT / "publiccode.yml").read_text())

    required = {
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "categories",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "maintenance",
        "localisation",
    }
    assert required <= public.keys()
    assert public["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    for text in public["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]
