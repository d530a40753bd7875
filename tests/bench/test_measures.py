"""The measures work; what they measure is not a test's business."""

import json
import os
import subprocess
import sys

import pytest

JOURNEY = [sys.executable, "-m", "sigap", "bench", "journey"]
CONFORMANCE = [sys.executable, "-m", "sigap", "bench", "conformance"]


@pytest.mark.database
def test_a_few_journeys_are_measured(tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SIGAP_")}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "sigap",
            "bench",
            "journey",
            "--journeys",
            "1",
            "--clients",
            "1",
            "--json",
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["journeys"] == 1
    assert figures["papers_per_second"] > 0
    assert 0 < figures["complete_p50_ms"] <= figures["complete_p95_ms"]
    assert figures["serve_mb"] > 0


@pytest.mark.database
def test_a_conformance_report_over_closed_cases_is_measured():
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SIGAP_")}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [*CONFORMANCE, "--size", "12", "--times", "1", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert [(row["form"], row["cases"]) for row in figures["rows"]] == [("json", 12), ("pdf", 12)]
    for row in figures["rows"]:
        assert row["cpu_seconds"] > 0
        assert row["seconds"] > 0
        assert row["memory_mib"] > 20
