"""Pressed twice, gone back, two tabs, two officers: one act each, and no words are lost."""

import re

import pytest
from playwright.sync_api import expect

# Complaints that wait for the coordinator's disposition; what is printed are their forms.
_PLAY = """
from datetime import UTC, datetime, timedelta
from sigap.accounts.models import User
from sigap.cases.models import Task
from tests.cases.office import Office, file_complaint, play, task_of

names = {
    "petugas-loket": "siti", "analis-pengaduan": "rina", "penata-perizinan": "budi",
    "koordinator": "dewi", "analis-hukum": "hendra", "kepala-dinas": "kepala",
}
users = {role: User.objects.get(username=name).pk for role, name in names.items()}
for until, holder in (*[("disposition", "koordinator")] * 4, ("completeness", None)):
    office = Office(now=datetime.now(tz=UTC) - timedelta(days=60), users=users)
    case = file_complaint(office)
    play(office, case, until=until)
    task = task_of(case, until)
    Task.objects.filter(pk=task.pk).update(assignee=users.get(holder))
    print(f"FORM /berkas/{case.number}/?tugas={task.pk}")
"""


@pytest.fixture(scope="module")
def forms(site):
    """Return the addresses of forms that nobody has filled in yet."""
    return re.findall(r"^FORM (\S+)$", site.python(_PLAY), re.MULTILINE)


@pytest.fixture
def form(forms):
    """Return a form that no test has acted on."""
    return forms.pop(0)


@pytest.fixture
def pool_form(forms):
    """Return the form of a step that two officers may take: the last, whoever ran before."""
    return forms.pop()


@pytest.fixture
def happened(site):
    """Return what tells how a task ended: its state, by whom, and how often its step was run."""

    def look(form):
        task = form.rpartition("=")[2]
        code = (
            "from sigap.cases.models import StepRun, Task\n"
            f"task = Task.objects.get(pk={task})\n"
            "who = task.completed_by.username if task.completed_by else '-'\n"
            "after = StepRun.objects.filter(case=task.case, number__gt=task.number, sop=task.sop)\n"
            "print('ENDED', task.state, who, after.count())"
        )
        return tuple(re.findall(r"^ENDED (\S+) (\S+) (\d+)$", site.python(code), re.MULTILINE)[0])

    return look


def number_of(form):
    return form.split("/")[2]


def dispose(page, note):
    """Fill in a disposition."""
    page.locator("[name='data.urgency']").first.check()
    page.fill("[name='data.instructions.0']", "Telaah dan laporkan")
    page.locator("[name='data.addressees']").first.check()
    page.fill("#note", note)


def finish(page):
    return page.get_by_role("button", name="Selesaikan langkah")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_ends_a_step_once_and_says_so(visit, form, happened, scripts):
    page = visit("dewi", scripts=scripts)
    page.goto(form)
    dispose(page, "Ditekan dua kali")

    finish(page).dblclick(no_wait_after=True)

    expect(page).to_have_url(re.compile(rf"/berkas/{number_of(form)}/$"))
    expect(page.locator("main")).to_contain_text("Selesai: Disposisi")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert happened(form) == ("done", "dewi", "1")


def test_going_back_shows_no_form_that_acts_again(visit, form, happened):
    page = visit("dewi")
    page.goto(form)
    dispose(page, "Sebelum kembali")
    finish(page).click()
    expect(page.locator("main")).to_contain_text("Selesai: Disposisi")

    page.go_back()

    # The server says where the case stands: what was drawn before it is not shown again.
    expect(page.locator("main")).to_contain_text(number_of(form))
    expect(finish(page)).to_have_count(0)
    expect(page.locator("[name='data.urgency']")).to_have_count(0)
    page.go_forward()
    expect(page.locator("main")).to_contain_text(number_of(form))
    assert happened(form) == ("done", "dewi", "1")


def test_a_second_tab_of_one_officer_loses_nothing_and_acts_not_twice(visit, form, happened):
    first = visit("dewi")
    first.goto(form)
    second = first.context.new_page()
    second.goto(form)
    dispose(first, "Dari tab pertama")
    finish(first).click()
    expect(first.locator("main")).to_contain_text("Selesai: Disposisi")

    dispose(second, "Dari tab kedua")
    finish(second).click()

    expect(second.locator("main")).to_contain_text("Yang Anda ketik")
    expect(second.locator("main")).to_contain_text("Dari tab kedua")
    expect(finish(second)).to_have_count(0)
    assert happened(form) == ("done", "dewi", "1")


def test_of_two_officers_the_second_is_told_and_keeps_the_text(visit, pool_form, happened):
    budi, maya = visit("budi"), visit("maya")
    # Both before either writes: what is saved while typing makes the step the writer's.
    for page in (budi, maya):
        page.goto(pool_form)
    for page in (budi, maya):
        page.get_by_role("radio", name=re.compile("Tidak lengkap")).check()
        page.fill("#note", "Bukti setor belum ada; minta dari Bapenda.")
    maya.fill("#note", "Menurut saya surat tanahnya juga belum ada.")
    finish(budi).click()
    expect(budi.locator("main")).to_contain_text("Selesai:")

    finish(maya).click()

    expect(maya.get_by_role("alert").first).to_contain_text("sudah")
    expect(maya.locator("main")).to_contain_text("Menurut saya surat tanahnya juga belum ada.")
    expect(finish(maya)).to_have_count(0)
    state, who, _ = happened(pool_form)
    assert (state, who) == ("done", "budi")
