"""Every state that a complainant may find a complaint in: said in words, without a barrier."""

import json

import pytest

from tests.browser.seeing import barriers, overhang

# What must be read on the page of each state, in Indonesian.
SAYS = {
    "diterima": "Kami menjawab paling lambat",
    "diperiksa": "Batas waktu menurut peraturan",
    "menunggu-kelengkapan": "Lengkapi pengaduan",
    "terlambat": "Tanggal baru",
    "ditunda": "Pengaduan ditunda untuk sementara.",
    "diminta-datang": "Anda diminta datang",
    "dijawab": "Jawaban kami",
    "keberatan": "Keberatan Anda ditangani sebagai",
    "dicabut": "Pengaduan Anda dicabut.",
    "diteruskan": "diteruskan kepada instansi yang berwenang",
    "selesai-di-loket": "Sudah divalidasi hari ini.",
    "tidak-ditindaklanjuti": "tidak ditindaklanjuti",
    "dimusnahkan": "dimusnahkan menurut jadwal retensi arsip",
}


@pytest.fixture(scope="module")
def codes(site):
    found = site.python("from tests.browser import happenings\nprint(happenings.states())")
    return json.loads(found.strip().splitlines()[-1])


@pytest.mark.parametrize(
    "screen",
    [
        (360, False, "id"),
        (1280, True, "id"),
        (360, True, "en"),
        (1280, False, "en"),
    ],
)
def test_every_state_is_said_and_has_no_barrier(visit, codes, pictures, screen):
    width, dark, language = screen
    assert set(codes) == set(SAYS)
    page = visit(width=width, dark=dark)
    wrong = {}
    for name, code in codes.items():
        page.goto(f"/lacak/{code}/?lang={language}")
        for details in page.locator("details.limits").all():
            details.locator("summary").click()
        found = [*barriers(page), *overhang(page)]
        if language == "id" and SAYS[name] not in page.inner_text("main"):
            found.append(f"not said: {SAYS[name]}")
        if found:
            wrong[name] = found
        pictures(page, f"lacak-{name}-{width}-{'gelap' if dark else 'terang'}")
    assert wrong == {}
