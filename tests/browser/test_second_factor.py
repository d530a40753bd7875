"""The second factor in a real browser: an app's code from the page's secret, passkeys with a
virtual authenticator, both under the content policy and without a single complaint of it."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.accounts.apps import code_at
from tests.browser.conftest import Site
from tests.browser.seeing import look
from tests.commands.installation import Installation, free_port

PASSWORD = "sigap-contoh-2026"
_OFFICERS = """
from datetime import UTC, datetime
from sigap.accounts.operations import create_user
for name in ("galih", "ratna", "wati"):
    create_user(name=name, full_name=name.title(), roles=["koordinator"],
                now=datetime.now(tz=UTC), password="sigap-contoh-2026")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Serve a fresh office by a name, as passkeys need one, with the roles of the default."""
    home = tmp_path_factory.mktemp("office") / "home"
    port = free_port()
    url = f"http://localhost:{port}"
    office = Installation(home, SIGAP_BIND=f"127.0.0.1:{port}", SIGAP_BASE_URL=url)
    done = office.run("init")
    assert done.returncode == 0, done.stderr
    office.python(_OFFICERS)
    site = Site(url, office)
    site.start("serve")
    try:
        site.wait_until_up()
        yield site
    finally:
        site.stop()


def type_password(page, user):
    page.goto("/masuk/")
    page.fill("[name=username]", user)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def secret_key(page):
    """Give the browser a device that keeps passkeys and always finds its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_an_app_is_set_up_by_its_secret_and_asked_for_next_time(visit):
    page = visit()
    type_password(page, "galih")
    page.wait_for_url("**/akun/langkah-kedua/**")
    page.get_by_role("link", name="Pasang aplikasi autentikator").click()
    secret = page.locator(".secret").inner_text()
    assert page.locator("img.qr").evaluate("one => one.complete && one.naturalWidth > 0")
    assert look(page) == []
    page.fill("[name=code]", code_at(secret, datetime.now(tz=UTC)))
    page.get_by_role("button", name="Pasang").click()
    assert page.locator(".codes li").count() == 10
    assert look(page) == []
    page.get_by_role("link", name="Sudah saya simpan").click()
    page.wait_for_url("**/meja/")

    again = visit(width=360)
    type_password(again, "galih")
    again.wait_for_url("**/masuk/kedua/")
    assert look(again) == []
    # The code of the set-up was used; the next one is taken half a minute early.
    soon = datetime.now(tz=UTC) + timedelta(seconds=30)
    again.fill("[name=code]", code_at(secret, soon))
    again.press("[name=code]", "Enter")
    again.wait_for_url("**/meja/")


def test_a_passkey_is_kept_shown_as_the_second_step_and_opens_alone(visit):
    page = visit()
    secret_key(page)
    type_password(page, "ratna")
    page.wait_for_url("**/akun/langkah-kedua/**")
    page.get_by_role("link", name="Simpan passkey").click()
    assert look(page) == []
    page.fill("[name=name]", "Laptop kantor")
    page.get_by_role("button", name="Simpan passkey").click()
    page.wait_for_selector(".codes")
    page.goto("/akun/")
    assert page.get_by_text("Laptop kantor").first.is_visible()
    assert look(page) == []

    page.get_by_role("button", name="Keluar", exact=True).click()
    type_password(page, "ratna")
    page.wait_for_url("**/masuk/kedua/")
    page.get_by_role("button", name="Pakai passkey").click()
    page.wait_for_url("**/meja/")

    page.get_by_role("button", name="Keluar", exact=True).click()
    page.wait_for_url("**/masuk/")
    page.get_by_role("button", name="Masuk dengan passkey").click()
    page.wait_for_url("**/meja/")
    page.goto("/akun/")
    assert page.get_by_role("definition").filter(has_text="ratna").first.is_visible()


def test_without_scripts_the_app_works_and_the_passkey_says_what_it_needs(visit):
    page = visit(scripts=False)
    type_password(page, "wati")
    page.wait_for_url("**/akun/langkah-kedua/**")
    page.goto("/akun/langkah-kedua/passkey/")
    assert page.get_by_text("Peramban ini tidak dapat menyimpan passkey").is_visible()
    page.goto("/akun/langkah-kedua/aplikasi/")
    secret = page.locator(".secret").inner_text()
    page.fill("[name=code]", code_at(secret, datetime.now(tz=UTC)))
    page.get_by_role("button", name="Pasang").click()
    assert page.locator(".codes li").count() == 10
