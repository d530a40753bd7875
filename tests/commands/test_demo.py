"""`sigap demo`: a sample office in one command, stopped cleanly, kept when run again."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from sigap.bench.servers import free_port

DEMO = [sys.executable, "-m", "sigap", "demo"]
READY = re.compile(r"^Sigap siap: (http://127\.0\.0\.1:\d+)$", re.MULTILINE)
SECONDS = 300  # the machine may be doing other things

pytestmark = pytest.mark.database


class Demo:
    """A running demo and what it has said so far."""

    def __init__(self, home, port, *more):
        self.out = home.with_suffix(".out")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("SIGAP_")}
        environment.pop("DATABASE_URL", None)
        command = [*DEMO, "--port", str(port), "--home", str(home)]
        with self.out.open("wb") as out:
            self.process = subprocess.Popen([*command, *more], env=environment, stdout=out)

    def wait_until_ready(self):
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            found = READY.search(self.said)
            if found:
                return found[1]
            assert self.process.poll() is None, self.said
            time.sleep(0.2)
        raise AssertionError(self.said)

    @property
    def said(self):
        return self.out.read_text("utf-8")

    def stop(self, name=signal.SIGTERM):
        self.process.send_signal(name)
        return self.process.wait(60)


def children_of(pid):
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(one) for one in found.stdout.split()]


def test_the_demo_shows_a_case_serves_and_stops_and_keeps_its_data(tmp_path):
    home, port = tmp_path / "var", free_port()

    demo = Demo(home, port, "--cases", "3")
    address = demo.wait_until_ready()
    first = demo.said
    children = children_of(demo.process.pid)
    with urllib.request.urlopen(f"{address}/readyz", timeout=30) as ready:
        assert ready.status == 200
    with urllib.request.urlopen(f"{address}/api/v1/docs", timeout=30) as docs:
        assert docs.status == 200
    assert demo.stop() == 0

    assert first.count(" V.6 ") == 1
    assert "Berkas selesai" in first
    assert "siti" in first
    assert len(children) == 2
    assert not any(Path(f"/proc/{child}").exists() for child in children)

    again = Demo(home, port, "--cases", "3")
    again.wait_until_ready()
    second = again.said
    assert again.stop(signal.SIGINT) == 0
    assert " V.6 " not in second
    assert "siti" in second


def test_a_taken_port_is_told_in_one_line(tmp_path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "sigap",
                "demo",
                "--port",
                str(port),
                "--home",
                str(tmp_path / "v"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert str(port) in done.stderr
    assert not (tmp_path / "v").exists()


@pytest.mark.parametrize("wrong", [["--port", "0"], ["--port", "99999"], ["--cases", "-1"]])
def test_wrong_numbers_are_told_in_one_line(wrong, tmp_path):
    done = subprocess.run(
        [*DEMO, "--home", str(tmp_path / "v"), *wrong],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode in (1, 2)
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr
