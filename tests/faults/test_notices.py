"""A worker that is killed while a mail server has its mail: it is not sent a second time."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from aiosmtpd.controller import Controller

from tests.worker.parcels import environment

CODE = (
    "import django; django.setup(); from sigap.worker.loop import Worker; Worker(rounds=()).run()"
)


class SlowServer:
    """Takes a mail, and says so only when it is let."""

    def __init__(self):
        self.mails = 0
        self.has_one = threading.Event()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - its name there
        import asyncio

        self.mails += 1
        self.has_one.set()
        await asyncio.sleep(60)
        return "250 OK"


@pytest.fixture
def server():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    slow = SlowServer()
    controller = Controller(slow, hostname="127.0.0.1", port=port)
    controller.start()
    slow.port = port
    yield slow
    controller.stop()


def worker(server):
    """Start a worker process that uses the server."""
    mail = {
        "SIGAP_OUTBOUND_DELIVERY": "yes",
        "SIGAP_SMTP_HOST": "127.0.0.1",
        "SIGAP_SMTP_PORT": str(server.port),
        "SIGAP_SMTP_SECURITY": "none",
        "SIGAP_SMTP_FROM": "kantor@example.id",
    }
    return subprocess.Popen(
        [sys.executable, "-c", CODE], env={**environment(), **mail}, stderr=subprocess.DEVNULL
    )


def until(condition, *, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_kill_nine_over_a_mail(server, settings):
    from datetime import UTC, datetime

    from sigap.cases.models import Notice
    from sigap.core.masking import Identity
    from tests.cases.office import file_complaint, open_office

    settings.SIGAP_OUTBOUND_DELIVERY = True
    settings.SIGAP_SMTP_HOST = "127.0.0.1"
    office = open_office(now=datetime.now(tz=UTC))
    case = file_complaint(office, identity=Identity(name="X", email="x@example.id"))
    notice = Notice.objects.get(case=case)

    first = worker(server)
    try:
        assert server.has_one.wait(60)
        os.kill(first.pid, signal.SIGKILL)
    finally:
        first.kill()
        first.wait()
    # As if the dead one's lease had run out.
    Notice.objects.filter(pk=notice.pk).update(next_try_at=office.now)
    second = worker(server)
    try:
        until(lambda: Notice.objects.get(pk=notice.pk).state == "held")
    finally:
        second.send_signal(signal.SIGTERM)
        second.wait(30)

    notice.refresh_from_db()
    assert (notice.fate, notice.carrier) == ("unsure", "email")
    assert server.mails == 1
