"""An office, a mail server and a message service that behave as badly as a test asks."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest
from aiosmtpd.controller import Controller


@pytest.fixture
def office(db):
    """Return an office fresh from `init` with one officer for each role."""
    from tests.cases.office import open_office

    return open_office()


@pytest.fixture(autouse=True)
def _rested_carriers():
    # Imported late: pytest reads this file before Django has its models.
    from sigap.channels import outbox

    for rest in outbox.RESTS.values():
        rest.end()


class Post:
    """A mail server's letter-box; `say` holds what it answers to RCPT and DATA, if not yes."""

    def __init__(self):
        self.mails = []
        self.say = {}
        self.silent = threading.Event()  # set: takes the text and never answers

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - its name there
        if "RCPT" in self.say:
            return self.say["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - its name there
        if "DATA" in self.say:
            return self.say["DATA"]
        self.mails.append((envelope.rcpt_tos, envelope.content.decode()))
        if self.silent.is_set():
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def post(settings):
    """Return the letter-box of a real mail server that the office uses."""
    box = Post()
    with socket.socket() as free:  # the controller does not tell which port 0 became
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.SIGAP_OUTBOUND_DELIVERY = True
    settings.SIGAP_SMTP_HOST = "127.0.0.1"
    settings.SIGAP_SMTP_PORT = port
    settings.SIGAP_SMTP_SECURITY = "none"
    settings.SIGAP_SMTP_FROM = "pengaduan@dpmptsp.example.id"
    yield box
    server.stop()


class Service:
    """A message service: each key once, whatever it answers (`mode`)."""

    def __init__(self):
        self.mode = "good"
        self.taken = {}  # key → body
        self.calls = []  # (path, headers, body)
        self.address = ""


class Handler(BaseHTTPRequestHandler):
    """Answers one call as `kept.mode` says."""

    kept: Service
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.kept.calls.append((self.path, dict(self.headers), body))
        mode = self.kept.mode
        if mode in ("good", "hangs", "drips", "nonsense", "dies"):
            self.kept.taken.setdefault(self.headers["Idempotency-Key"], body)
        getattr(self, f"be_{mode}")()

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def be_good(self):
        self.answer(200, b'{"status": true, "id": "wa-77"}')

    def be_hangs(self):
        time.sleep(3)

    def be_drips(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(30):
            time.sleep(0.1)
            self.wfile.write(b"X-Still: here\r\n")

    def be_dies(self):
        self.connection.close()

    def be_nonsense(self):
        self.answer(200, b"<html>Selamat datang di WiFi gratis</html>")

    def be_declines(self):
        self.answer(200, b'{"status": false, "reason": "quota"}')

    def be_broken(self):
        self.answer(500, b'{"id": "x"}')

    def be_unknown_number(self):
        self.answer(422, b'{"error": "+628120000"}')

    def be_elsewhere(self):
        self.answer(307, b"", Location=self.kept.address + "other")

    def log_message(self, *_):
        pass


@pytest.fixture
def service(settings):
    """Return a message service on a real socket that the office uses."""
    kept = Service()

    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"kept": kept}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    kept.address = f"http://127.0.0.1:{server.server_port}/"
    settings.SIGAP_OUTBOUND_DELIVERY = True
    settings.SIGAP_GATEWAY_URL = kept.address + "send?device=1"
    settings.SIGAP_GATEWAY_NETWORKS = (ip_network("127.0.0.0/8"),)
    yield kept
    server.shutdown()
    server.server_close()
