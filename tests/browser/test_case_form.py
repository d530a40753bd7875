"""The form on the case page as officers fill it in: by keys, in two windows, past a session."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.seeing import barriers, overhang

# One complaint is played on to V.2 for rina; another one waits for the coordinator.
_PLAY = """
from datetime import UTC, datetime, timedelta
from sigap.accounts.models import User
from sigap.cases.models import Case, Task
from tests.cases.office import Office, file_complaint, play, task_of

names = {
    "petugas-loket": "siti", "analis-pengaduan": "rina", "penata-perizinan": "budi",
    "koordinator": "dewi", "analis-hukum": "hendra", "kepala-dinas": "kepala",
}
users = {role: User.objects.get(username=name).pk for role, name in names.items()}
for until in ("draft", "disposition"):
    office = Office(now=datetime.now(tz=UTC) - timedelta(days=60), users=users)
    case = file_complaint(office)
    play(office, case, until=until)
    task = task_of(case, until)
    Task.objects.filter(pk=task.pk).update(assignee=users[task.role])
    print(f"/berkas/{case.number}/?tugas={task.pk}")
"""
SAVED = re.compile(r"^Tersimpan pukul \d\d\.\d\d\.$")


@pytest.fixture(scope="module")
def forms(site):
    """Return the pages of a letter that rina writes and of a disposition that dewi gives."""
    letter, disposition = site.python(_PLAY).split()[-2:]
    return {"letter": letter, "disposition": disposition}


def check(page):
    """Fail if there are barriers on the page or it is wider than the screen."""
    assert [*barriers(page), *overhang(page)] == [], page.url


def body_of(page):
    return page.locator("[name='data.letter.body']")


def clear(page):
    body_of(page).fill("")
    return body_of(page)


def test_what_is_typed_is_saved_and_there_again(visit, forms, pictures):
    page = visit("rina")
    page.goto(forms["letter"])
    page.fill("#note", "Menunggu Bidang III")

    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    check(page)
    pictures(page, "letter-1280")
    page.reload()

    expect(page.locator("#note")).to_have_value("Menunggu Bidang III")


def test_the_toolbar_works_by_keys_and_undo_takes_it_back(visit, forms):
    page = visit("rina")
    page.goto(forms["letter"])
    body = clear(page)
    body.press_sequentially("Dinyatakan terbukti")
    body.press("Shift+Control+ArrowLeft")
    body.press("Control+b")
    expect(body).to_have_value("Dinyatakan **terbukti**")
    body.press("Control+z")
    expect(body).to_have_value("Dinyatakan terbukti")
    body.press("Control+b")

    body.press("End")
    body.press("Enter")
    body.press("Enter")
    body.press("Shift+Tab")  # from the text to the tools, one stop
    expect(page.get_by_role("button", name="Tebal")).to_be_focused()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Daftar bernomor")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("Satu")
    page.keyboard.press("Enter")
    page.keyboard.type("Dua")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(body).to_have_value("Dinyatakan **terbukti**\n\n1. Satu\n2. Dua\n")

    preview = page.locator("[data-preview]")
    expect(preview.locator("b")).to_have_text("terbukti")
    expect(preview.locator("ol > li")).to_have_text(["Satu", "Dua"])


WORD = """<html><head><style>p{color:red}</style></head><body><!--StartFragment-->
<p class=MsoNormal style='margin:0'><b style='mso-bidi-font-weight:normal'>Penting</b>: lihat
<b style='font-weight:normal'>pada</b> <span style='color:red;font-weight:700'>naskah</span>
<i>SOP</i><script>alert(1)</script><img src="http://jahat.example/x.png"><o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span>
&nbsp;&nbsp;</span></span>Pembayaran tercatat</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.<span>
&nbsp;&nbsp;</span></span>Validasi tertunda</p>
<ul><li>KTP</li><li>Bukti</li></ul>
<table><tr><td><p>Berkas</p></td><td>Keadaan</td></tr><tr><td>KTP</td><td><b>ada</b></td></tr></table>
<!--EndFragment--></body></html>"""
CLEAN = """**Penting**: lihat pada **naskah** *SOP*

1. Pembayaran tercatat
2. Validasi tertunda

- KTP
- Bukti

| Berkas | Keadaan |
| KTP | **ada** |"""


def test_a_prepared_text_is_set_in_at_the_cursor_and_undo_takes_it_out(visit, forms):
    page = visit("rina")
    page.goto(forms["letter"])
    body = clear(page)
    body.fill("Awal.\n\nAkhir.")
    body.evaluate("area => area.setSelectionRange(5, 5)")
    page.get_by_label("Templat surat").select_option(label="Jawaban: terbukti")

    page.get_by_role("button", name="Sisipkan").click()

    expect(body).to_have_value(
        re.compile(
            r"^Awal\.\n\nMenindaklanjuti pengaduan .*\*\*terbukti\*\*.*\n\nAkhir\.$", re.DOTALL
        )
    )
    expect(page.locator("[data-preview]")).to_contain_text("dinyatakan terbukti")
    check(page)
    page.keyboard.press("Control+z")
    expect(body).to_have_value("Awal.\n\nAkhir.")

    page.get_by_role("button", name="Ganti seluruh isi").click()
    expect(body).to_have_value(re.compile(r"^Menindaklanjuti pengaduan "))


def test_what_a_word_processor_pastes_is_cleaned(visit, forms):
    page = visit("rina")
    page.goto(forms["letter"])
    body = clear(page)
    body.evaluate(
        """(area, html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "tanpa bentuk");
            area.focus();
            area.dispatchEvent(new ClipboardEvent("paste", {
                clipboardData: data, bubbles: true, cancelable: true,
            }));
        }""",
        WORD,
    )

    expect(body).to_have_value(CLEAN)
    expect(page.locator("[data-preview] td b")).to_have_text("ada")
    body.press("Control+z")
    expect(body).not_to_have_value(re.compile("Penting"))


def test_two_windows_hear_of_each_other_and_both_texts_stay(visit, forms, pictures):
    first, second = visit("dewi"), visit("dewi")
    first.goto(forms["disposition"])
    second.goto(forms["disposition"])
    expect(second.locator("[data-others]")).to_contain_text("di jendela lain")
    first.fill("#note", "Dari jendela pertama")
    expect(first.locator("[data-saved]")).to_have_text(SAVED)

    second.fill("#note", "Dari jendela kedua")

    panel = second.locator("[data-moved]")
    expect(panel).to_contain_text("Dari jendela pertama")
    expect(panel).to_contain_text("Dari jendela kedua")
    check(second)
    pictures(second, "moved-1280")
    second.get_by_role("button", name="Pakai isian saya").click()
    expect(second.locator("#note")).to_have_value("Dari jendela kedua")
    second.get_by_text("Versi konsep").click()
    second.get_by_role("link", name="Versi 1").click()
    expect(second.locator("#note")).to_have_value("Dari jendela pertama")


def test_a_session_that_ends_while_typing_costs_nothing(visit, forms, site):
    from sigap.bench.sample_office import PASSWORD

    page = visit("dewi")
    page.goto(forms["disposition"])
    page.context.clear_cookies(name="sessionid")
    page.fill("#note", "Diketik setelah sesi berakhir")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Sesi Anda berakhir")

    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="Masuk di tab baru").click()
    tab = opened.value
    tab.fill("[name=username]", "dewi")
    tab.fill("[name=password]", PASSWORD)
    tab.press("[name=password]", "Enter")
    tab.wait_for_url("**/meja/")
    page.bring_to_front()
    if dialog.is_visible():
        dialog.get_by_role("button", name="Lanjutkan").click()

    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    expect(page.locator("#note")).to_have_value("Diketik setelah sesi berakhir")


def test_without_scripts_the_session_comes_back_to_the_text(visit, forms):
    from sigap.bench.sample_office import PASSWORD

    page = visit("dewi", scripts=False)
    page.goto(forms["disposition"])
    page.context.clear_cookies(name="sessionid")
    page.fill("#note", "Tanpa skrip")
    page.get_by_role("button", name="Simpan konsep").click()
    page.fill("[name=username]", "dewi")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")

    expect(page.locator("#note")).to_have_value("Tanpa skrip")
    expect(page.locator("main")).to_contain_text("sebelum sesi berakhir")


def test_rows_come_and_go_in_place(visit, forms, pictures):
    page = visit("dewi", width=360)
    page.goto(forms["disposition"])
    page.fill("[name='data.instructions.0']", "Telaah")
    page.set_input_files("#files", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    rows = page.locator("[data-rows='data.instructions']")
    rows.get_by_role("button", name="Tambah baris").click()
    second = page.locator("[name='data.instructions.1']")
    expect(second).to_be_focused()
    second.fill("Laporkan")
    rows.get_by_role("button", name="Hapus baris 1").click()

    expect(page.locator("[name='data.instructions.0']")).to_have_value("Laporkan")
    expect(second).to_have_count(0)
    assert page.evaluate("document.getElementById('files').files.length") == 1
    check(page)
    pictures(page, "disposition-360")
