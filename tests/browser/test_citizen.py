"""A citizen with a phone, a citizen at a desk: from the complaint to the objection."""

import io
import random
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.seeing import barriers, overhang

PHONE, DESK = 360, 1280
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
SCREENS = pytest.mark.parametrize("width", [PHONE, DESK])
SUBJECT = "Retribusi PBG sudah dibayar tetapi belum divalidasi"
MAIL = "wawan@example.id"
TEXT = "Saya membayar tanggal 3 November di Bank BJB. Sampai hari ini belum divalidasi."


def check(page):
    """Fail if there are barriers on the page or it is wider than the screen."""
    assert [*barriers(page), *overhang(page)] == [], page.url


def happen(site, call):
    """Let something happen in the office; return what came of it."""
    return site.python(f"from tests.browser import happenings\nprint(happenings.{call})").strip()


def photo():
    """Return a photo of about half a megabyte, as a phone takes them."""
    noise = random.Random(7).randbytes(3 * 400 * 300)
    held = io.BytesIO()
    Image.frombytes("RGB", (400, 300), noise).resize((1600, 1200)).save(held, "JPEG", quality=85)
    return {"name": "kwitansi.jpg", "mimeType": "image/jpeg", "buffer": held.getvalue()}


def paper():
    return {"name": "bukti-setor.pdf", "mimeType": "application/pdf", "buffer": PDF}


def fill(page, **changes):
    """Fill in what is necessary."""
    typed = {"subject": SUBJECT, "text": TEXT, "name": "Wawan Setiadi", "phone": "0812-3456-7890"}
    page.get_by_label("Tentang izin apa?").select_option("pbg")
    for name, value in {**typed, **changes}.items():
        page.locator(f"[name={name}]").fill(value)


def send(page):
    """Send what is filled in, past the summary; return the code on the receipt."""
    page.get_by_role("button", name="Periksa ringkasan").click()
    expect(page.get_by_role("heading", name="Sudah benar?")).to_be_visible()
    page.get_by_role("button", name="Kirim pengaduan").click()
    page.wait_for_url("**/lapor/diterima/")
    return page.locator(".code").inner_text()


@SCREENS
def test_a_complaint_with_photo_and_pdf_until_it_is_completed(visit, site, pictures, width):
    page = visit(width=width)
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Sampaikan pengaduan").click()
    fill(page)
    page.evaluate(
        """() => {
            window.told = [];
            new MutationObserver(() => {
                const line = document.querySelector(".progress");
                if (line && !line.hidden) window.told.push(line.innerText);
            }).observe(document.querySelector("main"), {
                subtree: true, childList: true, attributes: true, characterData: true,
            });
        }"""
    )
    page.get_by_label("Foto atau berkas").set_input_files([photo(), paper()])
    expect(page.get_by_text("✓ kwitansi.jpg")).to_be_visible()
    expect(page.get_by_text("✓ bukti-setor.pdf")).to_be_visible()
    assert any(re.fullmatch(r"Mengunggah \d+%", one.strip()) for one in page.evaluate("told"))
    pictures(page, f"lapor-{width}")

    code = send(page)

    number = re.search(r"PGD-\d{4}-\d{5}", page.inner_text("main"))[0]
    assert "Kami menjawab paling lambat" in page.inner_text("main")
    check(page)
    pictures(page, f"tanda-terima-{width}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh tanda terima (PDF)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")

    happen(site, f"ask_for_completion('{number}')")
    page.goto("/lacak/")
    page.get_by_label("Kode pelacakan").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Lihat perkembangan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Kami menunggu kelengkapan dari Anda."
    )
    assert "Bukti bayar retribusi" in page.inner_text("main")
    check(page)
    pictures(page, f"lacak-melengkapi-{width}")
    page.get_by_label("Keterangan yang diminta").fill("Ini bukti bayarnya.")
    page.locator("#cf").set_input_files([paper()])
    page.get_by_role("button", name="Kirim kelengkapan").click()
    expect(page.get_by_role("status").first).to_contain_text("Kelengkapan sudah kami terima")
    assert "Ini bukti bayarnya." in page.inner_text("main")
    expect(page.get_by_role("button", name="Kirim kelengkapan")).to_have_count(0)


@SCREENS
def test_what_was_typed_is_there_again_after_closing_the_page(visit, width):
    page = visit(width=width)
    page.goto("/lapor/")
    fill(page)
    page.get_by_label("Foto atau berkas").set_input_files([photo()])
    expect(page.get_by_text("✓ kwitansi.jpg")).to_be_visible()
    expect(page.get_by_text("Isian disimpan di perangkat ini")).to_be_visible()
    page.close()

    again = page.context.new_page()
    again.goto("/lapor/")

    expect(again.get_by_text("Isian yang belum dikirim dipulihkan")).to_be_visible()
    expect(again.locator("[name=text]")).to_have_value(TEXT)
    expect(again.locator("[name=permit_type]")).to_have_value("pbg")
    expect(again.get_by_text("✓ kwitansi.jpg")).to_be_visible()
    send(again)
    again.goto("/lapor/")
    expect(again.locator("[name=text]")).to_have_value("")
    expect(again.get_by_text("✓ kwitansi.jpg")).to_have_count(0)


@SCREENS
def test_nothing_is_sent_into_a_dead_connection(visit, width):
    page = visit(width=width)
    page.goto("/lapor/")
    fill(page)
    page.get_by_label("Foto atau berkas").set_input_files([photo()])
    expect(page.get_by_text("✓ kwitansi.jpg")).to_be_visible()
    words = page.get_by_role("alert").filter(has_text="Tidak ada sambungan.")

    page.context.set_offline(True)
    page.get_by_role("button", name="Periksa ringkasan").click()
    expect(words).to_be_in_viewport()
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    page.context.set_offline(False)
    page.get_by_role("button", name="Periksa ringkasan").click()
    expect(page.get_by_role("heading", name="Sudah benar?")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Kirim pengaduan").click()
    expect(words).to_be_in_viewport()
    page.context.set_offline(False)
    page.get_by_role("button", name="Kirim pengaduan").click()
    page.wait_for_url("**/lapor/diterima/")

    page.goto(f"/lacak/{page.locator('.code').inner_text()}/")
    page.get_by_label("Pesan untuk petugas").fill("Mohon kabarnya.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(words).to_be_in_viewport()
    expect(page.get_by_label("Pesan untuk petugas")).to_have_value("Mohon kabarnya.")


def test_what_was_typed_can_be_wiped_from_a_shared_device(visit):
    page = visit(width=PHONE)
    page.goto("/lapor/")
    fill(page)
    page.get_by_label("Foto atau berkas").set_input_files([photo()])
    expect(page.get_by_text("✓ kwitansi.jpg")).to_be_visible()
    page.get_by_role("button", name="Hapus isian").click()
    expect(page.get_by_text("✓ kwitansi.jpg")).to_have_count(0)

    page.reload()

    expect(page.locator("[name=name]")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


@SCREENS
def test_the_answer_is_read_rated_and_objected_to(visit, site, pictures, width):
    code = happen(site, "answered()")
    page = visit(width=width)
    page.goto(f"/lacak/{code}/")
    expect(page.get_by_role("heading", name="Jawaban kami")).to_be_visible()
    assert len(page.locator(".letter-text").inner_text()) > 80
    check(page)
    pictures(page, f"lacak-jawaban-{width}")

    page.get_by_label("Tidak puas").check()
    page.get_by_role("button", name="Kirim penilaian").click()
    expect(page.get_by_role("status").first).to_contain_text("Terima kasih atas penilaian Anda")
    page.get_by_label("Mengapa Anda keberatan?").fill("Jawaban tidak menyebut kapan divalidasi.")
    page.get_by_role("button", name="Ajukan keberatan").click()

    expect(page.get_by_role("status").first).to_contain_text("Keberatan Anda dicatat")
    assert re.search(r"Keberatan Anda ditangani sebagai PGD-", page.inner_text("main"))
    expect(page.get_by_label("Mengapa Anda keberatan?")).to_have_count(0)


@SCREENS
def test_filing_and_following_without_javascript(visit, width):
    page = visit(width=width, scripts=False)
    page.goto("/lapor/")
    page.locator("[name=text]").fill("Papan reklame di depan rumah saya tanpa izin.")
    page.get_by_role("button", name="Bantu pilihkan dari cerita saya").click()
    page.get_by_role("button", name="Izin penyelenggaraan reklame").click()
    expect(page.locator("[name=permit_type]")).to_have_value("reklame")
    page.get_by_role("button", name="Periksa ringkasan").last.click()
    assert "Yang sudah Anda isi dan unggah tetap ada." in page.inner_text("main")
    fill(page)
    page.get_by_label("Foto atau berkas").set_input_files([photo()])
    page.get_by_role("button", name="Unggah sekarang").click()
    expect(page.get_by_text("✓ kwitansi.jpg")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    page.get_by_role("button", name="Periksa ringkasan").last.click()
    page.get_by_role("button", name="Kirim pengaduan").click()
    page.get_by_role("link", name="Buka halaman pelacakan").click()
    page.get_by_label("Pesan untuk petugas").fill("Mohon kabarnya.")
    page.locator("#mf").set_input_files([paper()])
    page.get_by_role("button", name="Kirim", exact=True).click()

    assert "Pesan Anda sudah kami terima." in page.inner_text("main")
    assert "Mohon kabarnya." in page.inner_text("main")


def test_filing_and_following_with_the_keyboard_alone(visit):
    page = visit()
    page.goto("/lapor/")

    def press(key, until, most=60):
        for _ in range(most):
            page.keyboard.press(key)
            if page.evaluate(f"document.activeElement?.matches({until!r}) ?? false"):
                return
        raise AssertionError(until)

    press("Tab", ".skip")
    page.keyboard.press("Enter")
    for name, value in (("subject", SUBJECT), ("text", TEXT)):
        press("Tab", f"[name={name}]")
        page.keyboard.type(value)
    press("Tab", "button[name=choose]")
    page.keyboard.press("Enter")
    expect(page.locator("[name=permit_type]")).to_be_focused()
    expect(page.locator("[name=permit_type]")).to_have_value("pbg")
    for name, value in (("name", "Wawan Setiadi"), ("email", "wawan@example.id")):
        press("Tab", f"[name={name}]")
        page.keyboard.type(value)
    press("Tab", "button[name=check].primary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sudah benar?")).to_be_visible()
    press("Tab", "button[name=send]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lapor/diterima/")
    press("Tab", "main a.primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lacak/*/")
    press("Tab", "#m")
    page.keyboard.type("Mohon kabarnya.")
    press("Tab", "form[action$='messages/'] button.primary")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("Pesan Anda sudah kami terima.")


@pytest.mark.parametrize(
    "screen",
    [("id", PHONE, False), ("id", DESK, True), ("en", PHONE, True), ("en", DESK, False)],
)
def test_public_pages_have_no_barriers(visit, states, pictures, screen):
    language, width, dark = screen
    page = visit(width=width, dark=dark)
    wrong = []
    for path in public_pages(states):
        page.goto(f"{path}?lang={language}")
        try:
            check(page)
        except AssertionError as found:
            wrong.append(str(found))
    page.goto("/lapor/")
    page.locator("button[name=check].primary").click()
    check(page)
    page.locator("[name=permit_type]").select_option("pbg")
    for name, value in {"subject": SUBJECT, "text": TEXT, "name": "Wawan", "email": MAIL}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=confidential]").check()
    page.locator("button[name=check].primary").click()
    expect(page.locator("button[name=send]")).to_be_visible()
    check(page)
    pictures(page, f"ringkasan-{language}-{width}")
    page.locator("button[name=send]").click()
    page.wait_for_url("**/lapor/diterima/")
    check(page)
    pictures(page, f"tanda-terima-{language}-{width}")
    assert wrong == []


@pytest.fixture(scope="module")
def states(site):
    """Return the codes of complaints in different states."""
    return {"begun": happen(site, "begun(3)"), "answered": happen(site, "answered()")}


def public_pages(states):
    return [
        "/",
        "/lapor/",
        "/lacak/",
        "/transparansi/",
        "/verifikasi/0000-0000/",
        f"/lacak/{states['begun']}/",
        f"/lacak/{states['answered']}/",
        f"/survei/{states['answered']}/",
    ]


MOST_BYTES, MOST_REQUESTS = 60_000, 8


def test_public_pages_are_light(visit, states, record_property):
    """Counted by the browser: what came over the wire for a first visit, heads included."""
    weights = {}
    for path in public_pages(states):
        page = visit(width=PHONE)
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        got = []
        session.on("Network.loadingFinished", lambda one, got=got: got.append(one))
        page.goto(path)
        page.wait_for_load_state("networkidle")
        name = re.sub(r"/[\w-]{16,}/", "/{kode}/", path)
        weights[f"{name} {path[-5:-1]}" if name in weights else name] = (
            round(sum(one["encodedDataLength"] for one in got)),
            len(got),
        )
    for name, (size, requests) in weights.items():
        print(f"{size:>7,} byte {requests} permintaan  {name}")
    record_property("weights", weights)
    assert {
        name: found
        for name, found in weights.items()
        if found[0] > MOST_BYTES or found[1] > MOST_REQUESTS
    } == {}


def test_a_photo_too_large_for_the_office_is_made_smaller_on_the_phone(visit):
    noise = random.Random(3).randbytes(3 * 100 * 100)
    held = io.BytesIO()
    large = Image.frombytes("RGB", (100, 100), noise).resize((2000, 2000), Image.Resampling.NEAREST)
    large.save(held, "PNG", compress_level=0)
    assert held.tell() > 11 * 2**20
    page = visit(width=PHONE)
    page.goto("/lapor/")

    page.get_by_label("Ambil foto sekarang").set_input_files(
        {"name": "rumah.png", "mimeType": "image/png", "buffer": held.getvalue()}
    )

    expect(page.get_by_text("✓ rumah.jpg")).to_be_visible(timeout=30_000)
    expect(page.locator("#files-error")).to_have_count(0)


NEAR = """
from datetime import UTC, datetime
from sigap.cases.models import LimitBucket
from sigap.cases.operations.limits import LIMITS, take
LimitBucket.objects.all().delete()
limit = LIMITS["filing-all"]
take(("filing-all", "all"), now=datetime.now(tz=UTC), times=limit.free + 60)
"""
FAR = "from sigap.cases.models import LimitBucket; LimitBucket.objects.all().delete()"


@pytest.mark.parametrize("scripts", [True, False])
def test_near_a_limit_a_browser_proves_and_its_person_waits_without_javascript(
    visit, site, pictures, scripts
):
    site.python(NEAR)
    page = visit(width=PHONE, scripts=scripts)
    page.goto("/lapor/")
    fill(page)
    page.get_by_role("button", name="Periksa ringkasan").last.click()
    expect(page.get_by_text("Sedang banyak pengaduan")).to_be_visible()
    if scripts:
        page.get_by_role("button", name="Kirim pengaduan").click()
        page.wait_for_url("**/lapor/diterima/")
        site.python(FAR)
        return
    expect(page.get_by_text("Tunggu 60 detik, lalu kirim")).to_be_visible()
    page.get_by_role("button", name="Kirim pengaduan").click()
    assert "Belum dikirim. Yang sudah Anda isi" in page.inner_text("[role=alert]")
    expect(page.get_by_role("heading", name="Sudah benar?")).to_be_visible()
    pictures(page, "bukti-kerja-tanpa-javascript")
    site.python(FAR)
