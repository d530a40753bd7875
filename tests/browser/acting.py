"""An officer at a screen: finds a task on the desk, fills in what the form asks, ends it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from sigap.national_holidays import national
from tests.cases.filler import working_day_after

JAKARTA = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True)
class Act:
    """What one officer does at one task.

    `answers` are by the name of the field below `data`; a choice is named by its words.
    """

    user: str
    title: str
    answers: dict
    outcome: str = ""
    note: str = ""


def perform(page, number, act):
    """Do a task by the desk, as somebody who has only the desk to start from."""
    open_task(page, number, act.title)
    for name, value in act.answers.items():
        answer(page, name, value)
    if act.outcome:
        page.get_by_role("radio", name=re.compile(rf"^{act.outcome}\s*(perlu catatan)?$")).check()
    if act.note:
        page.get_by_label("Catatan", exact=False).last.fill(act.note)
    page.get_by_role("button", name="Selesaikan langkah", exact=True).click()
    expect(page.get_by_role("status").first, f"{act.user}, {act.title}").to_contain_text("Selesai:")


def open_task(page, number, title):
    """Find the case on the desk and open the task."""
    page.goto(f"/meja/?q={number}")
    page.get_by_role("row").filter(has_text=title).get_by_role("link", name=number).click()
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()


def answer(page, name, value):
    """Give one answer, in whatever way its field asks for it."""
    field = page.locator(f'[name="data.{name}"]')
    kind = field.first.evaluate("one => one.type")
    if kind in ("radio", "checkbox") and isinstance(value, str):
        words = re.compile(rf"^\s*{re.escape(value)}")
        page.locator("label", has=field, has_text=words).locator("input").check()
    elif kind == "checkbox":
        field.set_checked(value)
    elif kind == "select-one":
        words = field.locator("option", has_text=value).first.inner_text()
        field.select_option(label=words)
    else:
        field.fill(value)


def working_day(after_days=0):
    """Return nine o'clock of a day on which the office works, some days from now."""
    at = datetime.now(tz=UTC).astimezone(JAKARTA) + timedelta(days=after_days)
    while True:
        at = working_day_after(at)
        if at.date() not in national("ID", at.year):
            return at
