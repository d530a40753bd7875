"""The check page compares a PDF on the visitor's machine; the pages of papers and books."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.seeing import barriers, look, overhang

_ISSUED = """
import json
from datetime import UTC, datetime
from sigap.cases.models import Document
from sigap.cases.operations.papers import pdf_of, render_document
letter = Document.objects.exclude(number="").filter(signed_at__isnull=False).earliest("pk")
letter = render_document(letter.pk, now=datetime.now(tz=UTC))
with open("{file}", "wb") as out:
    out.write(pdf_of(letter))
print(json.dumps({{"id": letter.pk, "code": letter.code, "sha256": letter.sha256}}))
"""
_WITHOUT_SUBTLE = "Object.defineProperty(Crypto.prototype, 'subtle', { get() {} });"
SAME, OTHER = "sama persis dengan naskah yang diterbitkan", "BERBEDA"


@pytest.fixture(scope="module")
def letter(site, tmp_path_factory):
    """Return a signed letter of the sample office: id, code, hash and its PDF."""
    file = tmp_path_factory.mktemp("surat") / "surat.pdf"
    told = json.loads(site.python(_ISSUED.format(file=file)))
    return {**told, "pdf": file.read_bytes()}


def chosen(content, name="surat.pdf"):
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


@pytest.mark.parametrize("prepared", ["", _WITHOUT_SUBTLE], ids=["https", "http"])
def test_a_pdf_is_compared_without_being_sent(visit, letter, prepared):
    page = visit(width=360)
    if prepared:
        page.add_init_script(prepared)
    page.goto(f"/verifikasi/{letter['code']}/")
    sent = []
    page.on("request", lambda request: sent.append((request.method, request.url)))
    verdict = page.locator("#compare-result")

    page.locator("#compare-file").set_input_files([chosen(letter["pdf"])])
    expect(verdict).to_contain_text(SAME)
    changed = bytearray(letter["pdf"])
    changed[len(changed) // 2] ^= 1
    page.locator("#compare-file").set_input_files([chosen(bytes(changed), "diubah.pdf")])
    expect(verdict).to_contain_text(f"diubah.pdf: {OTHER}")
    page.evaluate(
        """async (bytes) => {
            const files = new DataTransfer();
            files.items.add(new File([new Uint8Array(bytes)], "jatuh.pdf"));
            document.getElementById("compare").dispatchEvent(
                new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
        }""",
        list(letter["pdf"]),
    )
    expect(verdict).to_contain_text(f"jatuh.pdf: {SAME}")
    # The browser may still fetch its icon; nothing of the file goes anywhere.
    assert [one for one in sent if one[0] != "GET" or "/static/" not in one[1]] == []


@pytest.mark.parametrize(
    ("language", "width", "dark"),
    [("id", 360, True), ("id", 1280, False), ("en", 360, False), ("en", 1280, True)],
)
def test_a_paper_that_is_checked_has_no_barrier(visit, letter, language, width, dark):
    page = visit(width=width, dark=dark)
    page.goto(f"/verifikasi/{letter['code']}/?lang={language}")
    page.locator("summary").click()
    wrong = [*barriers(page), *overhang(page)]
    for content in (letter["pdf"], b"%PDF-1.7 lain"):
        page.locator("#compare-file").set_input_files([chosen(content)])
        expect(page.locator("#compare-result")).to_contain_text("surat.pdf: ")
        wrong += [*barriers(page), *overhang(page)]
    assert wrong == []


def test_without_scripts_the_hash_stands_there(visit, letter):
    page = visit(scripts=False)
    page.goto(f"/verifikasi/{letter['code']}/")
    page.locator("summary", has_text="Sidik jari berkas").click()
    expect(page.get_by_text(letter["sha256"])).to_be_visible()
    expect(page.locator("#compare")).to_be_hidden()


def test_the_pages_of_papers_and_books_hinder_nobody(visit, letter, pictures):
    faults = {}
    for user, path in [
        ("", f"/verifikasi/{letter['code']}/"),
        ("siti", "/pindaian/"),
        ("siti", "/buku/buku-penerimaan-laporan/"),
        ("dewi", f"/dokumen/{letter['id']}/cabut/"),
        ("dewi", "/buku/buku-pengaduan/2025/tutup/"),
    ]:
        page = visit(user)
        page.goto(path)
        pictures(page, path.strip("/").replace("/", "-"))
        found = look(page)
        if found:
            faults[path] = found
    assert faults == {}
