"""A sample office served over HTTP by the real server, and Chromium to look at it.

The office lies in a data folder of its own on SQLite, so these tests run once, not on both
databases. It is made once a run; each test file works on a copy with its own server.
"""

import fcntl
import os
import shutil
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.commands.installation import Installation, free_port

# A case for about every second task between the counter and the archive, and one archived.
_FILL = """
import random
from datetime import UTC, datetime, timedelta
from sigap.bench.demo import filing_of
from sigap.bench.play import Player
from sigap.bench.sample_office import make_colleagues, sample_complaints
from sigap.cases.actor import PUBLIC
from sigap.cases.operations.register import register_complaint
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id

now = datetime.now(tz=UTC)
make_colleagues(now=now - timedelta(days=400))
calendar = calendar_of_version(current_calendar_id())
for index, complaint in enumerate(sample_complaints()[:14]):
    at = calendar.next_opening(now - timedelta(days=45 - 2 * index))
    filing = filing_of(complaint, received_at=at)
    case = register_complaint(filing=filing, actor=PUBLIC, now=at).case
    player = Player(
        case_id=case.pk,
        complaint=complaint,
        calendar=calendar,
        rng=random.Random(index),
        at=at,
        latest=now,
        recorded_at=now,
        loops={"completeness": index % 5 == 0},
        pace=0.3,
    )
    for _ in range(40 if index == 0 else 2 * index - 1):
        player.play_one()
"""
# The last two are Chromium's own viewer of PDF.
_OWN = ("data:", "blob:", "chrome-extension:", "chrome://")
# A form sent back with what is wrong in it answers 422, and Chromium calls that an error.
_REFUSALS = "Failed to load resource: the server responded with a status of 4"


@pytest.fixture(scope="session")
def sample_office(tmp_path_factory):
    """Return the folder of an office with officers, the same for every process of the run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent  # alone, the one above would be that of every run there ever was
    home = shared / "sample-office"
    with (shared / "sample-office.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "ready").exists():
            shutil.rmtree(home, ignore_errors=True)
            office = Installation(home)
            done = office.run("init")
            assert done.returncode == 0, done.stderr
            office.python(_FILL)
            (home / "ready").touch()
    return home


@pytest.fixture(scope="module")
def site(sample_office, tmp_path_factory):
    """Serve a copy of the sample office for the tests of one file."""
    home = tmp_path_factory.mktemp("office") / "home"
    shutil.copytree(sample_office, home)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    office = Installation(
        home,
        SIGAP_BIND=f"127.0.0.1:{port}",
        SIGAP_BASE_URL=url,
        SIGAP_SECOND_FACTOR_ROLES="none",
    )
    site = Site(url, office)
    site.start("serve")
    try:
        site.wait_until_up()
        yield site
    finally:
        site.stop()


@pytest.fixture(scope="module")
def worker(site):
    """Run the worker beside the server, so that papers that were ordered get made."""
    site.start("worker")


@dataclass
class Site:
    """An office being served. `url` has no slash at its end."""

    url: str
    office: Installation
    running: list = field(default_factory=list)
    signed_in: dict = field(default_factory=dict)  # user name → cookies

    def python(self, code):
        """Run Python in the office, with Django; return what it prints."""
        return self.office.python(code)

    def start(self, command):
        """Start a command of the office that goes on."""
        self.running.append(self.office.start(command))

    def wait_until_up(self):
        """Wait until the server answers."""
        until = time.monotonic() + 90
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except OSError:
                assert self.running[0].poll() is None, (self.office.home / "log").read_text()
                assert time.monotonic() < until
                time.sleep(0.1)

    def stop(self):
        """Stop what runs."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(30)


# Per file, not per run: while it is there, Django believes to be in an asynchronous context.
@pytest.fixture(scope="module")
def chromium():
    """Return Debian's Chromium, without a window."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("memerlukan chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()


@dataclass
class Visits:
    """Opens pages as somebody, and remembers everything the browser complained about."""

    site: Site
    chromium: object
    complaints: list = field(default_factory=list)
    contexts: list = field(default_factory=list)

    def __call__(self, user="", *, width=1280, dark=False, scripts=True, **more):
        """Return a page at which `user` of the sample office is signed in.

        `width` 360 is a phone with fingers; `more` goes to Playwright's new_context.
        """
        phone = {"has_touch": True, "is_mobile": True} if width < 600 else {}
        context = self.chromium.new_context(
            base_url=self.site.url,
            viewport={"width": width, "height": 640 if phone else 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            reduced_motion="reduce",
            storage_state=self._cookies(user) if user else None,
            **{**phone, **more},
        )
        self.contexts.append(context)
        context.set_default_timeout(20_000)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("response", self._answered)
        return context.new_page()

    def _cookies(self, user):
        from sigap.bench.sample_office import PASSWORD

        kept = self.site.signed_in
        if user not in kept:
            context = self.chromium.new_context(base_url=self.site.url)
            page = context.new_page()
            page.goto("/masuk/")
            page.fill("[name=username]", user)
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url("**/meja/")
            kept[user] = context.storage_state()
            context.close()
        return kept[user]

    def _heard(self, message):
        if message.type in ("error", "warning") and not message.text.startswith(_REFUSALS):
            self.complaints.append(f"{message.text} ({message.location.get('url')})")

    def _answered(self, response):
        is_missing = response.status >= 400 and "/static/" in response.url
        if response.status >= 500 or is_missing:
            self.complaints.append(f"{response.status} {response.url}")
        elif not response.url.startswith((self.site.url, *_OWN)):
            self.complaints.append(f"asked elsewhere: {response.url}")


@pytest.fixture
def visit(chromium, site):
    """Return what opens a page as somebody; a script error or a broken policy fails the test."""
    visits = Visits(site, chromium)
    yield visits
    for context in visits.contexts:
        context.close()
    assert visits.complaints == []


@pytest.fixture
def pictures():
    """Return what keeps a picture of a page in the folder PICTURES, if one is given."""
    folder = os.environ.get("PICTURES")

    def keep(page, name):
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return keep
