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


# Cases at the steps where the hour of each role begins; what is printed are their numbers.
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
for until in ("distribute", "disposition", "hand-over", "completeness", "draft"):
    office = Office(now=datetime.now(tz=UTC) - timedelta(days=60), users=users)
    case = file_complaint(office)
    play(office, case, until=until)
    task = task_of(case, until)
    Task.objects.filter(pk=task.pk).update(assignee=users[task.role])
    print(f"{until}={case.number}")
"""


@pytest.fixture(scope="module")
def numbers(site):
    """Return the number of a case that waits at each of some steps."""
    told = re.findall(r"^([a-z-]+)=(\S+)$", site.python(_PLAY), re.MULTILINE)
    return dict(told)


def open_case(at, number):
    """Find a case on the desk by its number and open it, all by the shortcuts of the desk."""
    page = at.page
    page.goto("/meja/")
    at.press("/")
    expect(page.locator("#q")).to_be_focused()
    at.write(number)
    at.press("Enter")
    expect(page.locator("tr[data-task]")).to_have_count(1)
    at.press("j", "Enter")
    page.wait_for_url(f"**/berkas/{number}/**")


def finish(at, *, words="Selesaikan langkah"):
    """End the step that is filled in."""
    at.button(words)
    expect(at.page.get_by_role("status").first).to_contain_text("Selesai:")


def test_the_desk_is_led_by_single_keys_that_can_be_switched_off(keys, numbers):
    at = keys("siti")
    page = at.page
    rows = page.locator("tr[data-task]")
    at.press("j")
    expect(rows.nth(0)).to_have_class(re.compile("is-selected"))
    at.press("j", "k", "x")
    expect(rows.nth(0).get_by_role("checkbox")).to_be_checked()
    expect(page.locator("[data-marked]")).to_have_text("1 ditandai")
    expect(page.locator("#ringkas")).to_contain_text("Buka berkas")
    at.press("p")
    expect(page.locator("#ringkas")).to_be_hidden()

    at.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    at.to(dialog.get_by_role("checkbox")).press("Space")
    at.button("Tutup")
    at.to(rows.nth(0).get_by_role("link"))
    at.press("x", "j", "?")
    expect(dialog).to_be_hidden()
    expect(rows.nth(0).get_by_role("checkbox")).to_be_checked()
    at.button(
        "bantuan"
        if page.get_by_role("button", name="bantuan", exact=True).count()
        else "? bantuan",
        by="Shift+Tab",
    )
    at.to(dialog.get_by_role("checkbox")).press("Space", "Escape")
    expect(dialog).to_be_hidden()

    at.page.goto("/meja/?langkah=penerimaan-pengaduan.2")
    at.press("j", "x")
    at.button("Bagikan…")
    at.button("Bagikan 1 berkas")
    expect(page.get_by_role("status").first).to_contain_text("Semua selesai")


def test_an_analyst_hands_over_and_writes_a_letter(keys, numbers):
    at = keys("rina")
    page = at.page
    open_case(at, numbers["hand-over"])
    at.button("Selesaikan langkah")
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    at.press("Tab", "Enter", "Tab")  # the link leads to the group, the next key into it
    expect(page.locator("[name='data.recipient']").first).to_be_focused()
    at.press("Space")
    finish(at)

    open_case(at, numbers["draft"])
    at.field("data.letter.body").press("Control+a")
    at.write("Retribusi Saudara sudah kami terima.")
    at.button("Simpan konsep")
    expect(page.get_by_role("status").first).to_contain_text("Konsep disimpan")
    expect(page.locator("[name='data.letter.body']")).to_have_value(
        "Retribusi Saudara sudah kami terima."
    )
    at.press("/")
    expect(page).to_have_url(re.compile(r"/cari/$"))
    at.write("retribusi")
    at.press("Enter")
    at.to(page.locator("main li h2 a").first).press("Enter")
    page.wait_for_url("**/berkas/PGD-**")


def test_a_reviewer_decides_that_papers_are_missing(keys, numbers):
    at = keys("budi")
    page = at.page
    open_case(at, numbers["completeness"])
    at.field("outcome").press("Space")
    at.press("ArrowDown")
    expect(page.get_by_role("radio", name=re.compile("Tidak lengkap"))).to_be_checked()
    at.button("Selesaikan langkah")
    expect(page.get_by_role("alert")).to_be_focused()
    at.press("Tab", "Enter")
    expect(page.locator("#note")).to_be_focused()
    at.write("Bukti setor tidak terbaca; minta salinan dari Bapenda.")
    finish(at, words="Selesaikan & lanjut")


def test_a_coordinator_disposes_and_keeps_the_office_s_lists(keys, numbers):
    at = keys("dewi")
    page = at.page
    open_case(at, numbers["disposition"])
    at.field("data.urgency").press("Space")
    at.field("data.instructions.0").write("Telaah dan laporkan")
    at.field("data.addressees").press("Space")
    finish(at)

    page.goto("/kelola/")
    at.link("Instansi")
    at.link(re.compile("^Tambah|baru", re.IGNORECASE))
    page.wait_for_url("**/kelola/instansi/baru/")
    at.button("Tambahkan")
    expect(page.get_by_role("alert")).to_be_focused()
    at.field("data.name").write("Dinas Kebudayaan")
    at.field("data.kind").press("Space")
    at.button("Tambahkan")
    page.wait_for_url("**/kelola/instansi/")
    expect(page.locator("main")).to_contain_text("Dinas Kebudayaan")


def test_the_head_goes_from_a_figure_to_its_cases(keys):
    at = keys("kepala")
    page = at.page
    page.goto("/laporan/")
    first = page.locator("main .five a, main dl a, main table a").first
    at.to(first).press("Enter")
    page.wait_for_load_state()
    assert page.url != "/laporan/"
    expect(page.locator("main")).to_be_visible()


def test_an_administrator_makes_an_account(keys):
    at = keys("admin")
    page = at.page
    page.goto("/kelola/pengguna/baru/")
    at.to(page.locator("main button.primary")).press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    at.field("data.username").write("lestari")
    at.field("data.name").write("Lestari Wulandari")
    at.field("data.roles").press("Space")
    at.to(page.locator("main button.primary")).press("Enter")
    expect(page.locator("main")).to_contain_text("lestari")
    expect(page.get_by_role("alert")).to_have_count(0)


# Every control that is shown, one of each group of radio buttons; and what the keyboard found.
_UNREACHED = """() => [...document.querySelectorAll(
        'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
    .filter((one) => one.checkVisibility() && !one.disabled && !one.dataset.reached
        && !one.closest('.hidden, [hidden], dialog')
        && !(one.type === 'radio' && document.querySelector(
            `[name="${CSS.escape(one.name)}"][data-reached]`)))
    .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize(
    ("user", "path"),
    [("siti", "/loket/"), ("siti", "/meja/"), ("dewi", "case"), ("dewi", "/kelola/kantor/")],
)
def test_nothing_is_reached_by_a_mouse_only(keys, numbers, user, path):
    at = keys(user)
    page = at.page
    page.goto(f"/berkas/{numbers['draft']}/" if path == "case" else path)
    for _ in range(250):
        at.press("Tab")
        again = page.evaluate(
            "() => { const one = document.activeElement; const seen = one.dataset.reached;"
            " one.dataset.reached = 'yes'; return Boolean(seen) && one !== document.body; }"
        )
        if again:
            break
    assert page.evaluate(_UNREACHED) == []
