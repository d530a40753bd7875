"""An hour of each role with the keyboard alone: every step reached, seen, and done."""

import re

import pytest
from playwright.sync_api import expect

from sigap.bench.sample_office import PASSWORD
from tests.browser.typing import Keys

_MOUSE = """
for (const kind of ['mousedown', 'pointerdown', 'touchstart'])
    addEventListener(kind, () => { throw new Error('somebody used a mouse'); }, true);
window.print = () => { top.document.documentElement.dataset.printed = location.pathname; };
"""
_NUMBER = re.compile(r"PGD-\d{4}-\d{5}")


@pytest.fixture
def keys(visit):
    """Return what gives the keyboard of somebody who has just signed in by it."""

    def sign_in(user):
        page = visit()
        page.add_init_script(_MOUSE)
        page.goto("/masuk/")
        keyboard = Keys(page)
        keyboard.field("username").write(user)
        keyboard.field("password").write(PASSWORD)
        keyboard.press("Enter")
        page.wait_for_url("**/meja/")
        return keyboard

    return sign_in


def test_a_complaint_is_taken_in_within_three_minutes(keys):
    at = keys("siti")
    at.press("Tab", "Enter")  # past the head of the page
    expect(at.page.locator("#isi")).to_be_focused()
    at.to(at.page.get_by_role("link", name="Loket", exact=True), by="Shift+Tab").press("Enter")
    page = at.page
    expect(page.locator("[name=name]")).to_be_focused()
    at.pressed, at.stops = 0, []

    at.write("Suherman Wijaya")
    at.field("phone").write("0812-0000-0100")
    at.field("permit_type").choose("Persetujuan Bang")
    expect(page.locator("[data-earlier]")).to_contain_text("Pengaduan terdahulu")
    at.field("subject").write("Retribusi PBG belum divalidasi")
    at.field("text").write("Saya sudah membayar retribusi tiga minggu lalu.")
    at.press("Control+Enter")  # too early: nobody has read it out yet
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    at.press("Tab")
    expect(alert.get_by_role("link")).to_be_focused()
    at.press("Enter")
    expect(page.locator("[name=declared]")).to_be_focused()
    at.press("Space", "Control+Enter")

    taken = page.locator("[data-print-set]")
    expect(taken).to_contain_text(_NUMBER)
    expect(page.locator("[name=name]")).to_be_focused()
    expect(page.locator("[name=name]")).to_have_value("")
    expect(page.locator("html[data-printed$='/cetak/']")).to_be_attached()
    # At a letter a second, slow for anybody, it takes less than three minutes.
    assert at.letters + at.pressed < 180, (at.letters, at.pressed, at.stops)
