import json
import signal
import socket
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress

import psutil
import pytest

from tests.commands.installation import free_port


def get(port, path="/healthz"):
    """Return the status of an answer, 0 if nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@contextmanager
def serving(installation, port, **environment):
    """Run the web server until it answers; kill what is left of it."""
    server = installation.with_(SIGAP_BIND=f"127.0.0.1:{port}", **environment).start("serve")
    try:
        end = time.monotonic() + 90
        while get(port) != 200:
            assert server.poll() is None, (installation.home / "log").read_text()
            assert time.monotonic() < end
            time.sleep(0.1)
        yield server
    finally:
        children = psutil.Process(server.pid).children() if server.poll() is None else []
        for process in (server, *children):
            with suppress(psutil.NoSuchProcess):
                process.kill()
                process.wait()


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_server_answers_refuses_a_second_and_ends_cleanly(prepared):
    port = free_port()
    with serving(prepared, port) as server:
        second = prepared.with_(SIGAP_BIND=f"127.0.0.1:{port}").run("serve")
        missing = get(port, "/no-such-page-with-CODE-1234")
        server.send_signal(signal.SIGTERM)

        assert server.wait(30) == 0
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert f"127.0.0.1:{port} tidak dapat dipakai: Address already in use" in second.stderr
    assert missing == 404
    assert not listens(port)
    log = (prepared.home / "log").read_text()
    assert "CODE-1234" not in log
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert [line["status"] for line in lines if line["event"] == "request"][-1] == 404
    assert "Peringatan: SIGAP_MASTER_KEY disimpan di folder data" in log


def test_killing_the_main_process_leaves_nobody_on_the_port(prepared):
    port = free_port()
    with serving(prepared, port, SIGAP_WORKERS="2") as server:
        server.kill()
        server.wait()
        end = time.monotonic() + 10
        while listens(port) and time.monotonic() < end:
            time.sleep(0.05)

        assert not listens(port)


def test_killed_process_of_the_server_is_replaced(prepared):
    port = free_port()
    with serving(prepared, port) as server:
        (first,) = psutil.Process(server.pid).children()
        first.kill()
        end = time.monotonic() + 60
        while time.monotonic() < end and (get(port) != 200 or first.is_running()):
            time.sleep(0.2)

        assert get(port) == 200
        assert server.poll() is None


@pytest.mark.parametrize("bind", ["256.0.0.1:80", "203.0.113.7:8000"])
def test_address_that_is_not_ours_is_refused(prepared, bind):
    done = prepared.with_(SIGAP_BIND=bind).run("serve")

    assert done.returncode == 1
    assert f"SIGAP_BIND {bind} tidak dapat dipakai" in done.stderr
