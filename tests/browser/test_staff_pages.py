"""Every staff page: no barrier, not wider than a phone, in light and in dark."""

import pytest

from tests.browser.seeing import barriers, overhang

PAGES = {
    "": ("/masuk/",),
    "siti": ("/meja/", "/loket/", "/meja/hubungi/", "/berkas/"),
    "dewi": ("/meja/", "/buku/buku-penerimaan-laporan/", "/laporan/"),
}
SCREENS = ((1280, False), (360, True))


@pytest.mark.parametrize("user", PAGES)
@pytest.mark.parametrize(("width", "dark"), SCREENS)
def test_pages_have_no_barriers(visit, user, width, dark):
    page = visit(user, width=width, dark=dark)
    found = {}
    for path in PAGES[user]:
        page.goto(path)
        wrong = [*barriers(page), *overhang(page)]
        if wrong:
            found[path] = wrong
    assert found == {}
