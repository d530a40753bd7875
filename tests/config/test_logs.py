import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
SCRIPT = """
import logging, logging.config, structlog
from sigap.config.logs import configure_logs, logging_settings
from sigap.core.errors import InvalidInput
configure_logs()
logging.config.dictConfig(logging_settings({form!r}))
log = structlog.get_logger("sigap.x")
structlog.contextvars.bind_contextvars(request_id="abc")
log.info("case.registered", case=7)
logging.getLogger("other").warning("plain %s", "text")
logging.getLogger("django.request").warning("Not Found: /lacak/TRACKING-CODE")
try:
    try:
        int("Budi Santoso")
    except ValueError as first:
        raise InvalidInput("berkas kalender rusak") from first
except InvalidInput:
    log.exception("failed")
    logging.getLogger("other").exception("failed too")
"""


def lines(form: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(form=form)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
    return done.stderr


def test_lines_are_json_with_the_request_id():
    events = [json.loads(line) for line in lines("json").splitlines()]

    assert [(e["event"], e["level"], e["request_id"]) for e in events] == [
        ("case.registered", "info", "abc"),
        ("plain text", "warning", "abc"),
        ("failed", "error", "abc"),
        ("failed too", "error", "abc"),
    ]
    assert events[0]["case"] == 7
    assert all(e["timestamp"].endswith("Z") for e in events)


def test_own_exceptions_speak_and_foreign_ones_only_say_where():
    for event in [json.loads(line) for line in lines("json").splitlines()][2:]:
        assert "berkas kalender rusak" in event["exception"]
        assert "builtins.ValueError" in event["exception"]
        assert event["exception"].count("line ") >= 2


@pytest.mark.parametrize("form", ["json", "console"])
def test_no_value_of_a_user_and_no_path_is_written(form):
    # The script's own source line would show the name; an installation's lines hold code.
    written = lines(form).replace('int("Budi Santoso")', "")

    assert "Santoso" not in written
    assert "TRACKING-CODE" not in written
    assert "failed too" in written
