"""The measure of daily calls works; how fast they are is not a test's business."""

import json
import os
import subprocess
import sys

import pytest

CALLS = {
    "empty",
    "tracking",
    "desk",
    "case",
    "search-rare",
    "search-two",
    "register",
    "register-last",
    "file",
    "complete",
    "lifecycle",
}


@pytest.mark.database
def test_every_call_is_measured_beside_the_floor(tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SIGAP_")}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "sigap", "bench", "--size", "60", "--quick"]
    kept = ["--json", str(tmp_path / "speed.json"), "--page", str(tmp_path / "speed.html")]

    done = subprocess.run(
        [*command, *kept], env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    figures = json.loads((tmp_path / "speed.json").read_text())
    calls = {(one["name"], one["at_once"]): one for one in figures["calls"]}
    assert {(name, at_once) for name in CALLS for at_once in (1, 8)} <= set(calls)
    for one in calls.values():
        assert one["errors"] == 0
        assert one["requests"] > 0
        assert 0 < one["p50_ms"] <= one["p95_ms"]
        assert one["floor"]["requests"] > 0
    assert figures["cases"] == 60
    assert figures["memory_after_calls_mb"]["serve"] > 0
    assert figures["ledger"]["entries"] > 60
    page = (tmp_path / "speed.html").read_text()
    assert page.count("<svg") == len({name for name, _ in calls})
    assert "http" not in page


def test_a_size_that_is_none_is_told():
    done = subprocess.run(
        [sys.executable, "-m", "sigap", "bench", "--size", "banyak"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "banyak bukan banyaknya berkas" in done.stderr
