"""The page on which officers look for cases: every state of it, and what it costs."""

import re

import pytest

from tests.cases.office import file_complaint
from tests.desk.test_queries import MOST, queries_of


def words(html):
    """Return what a page says, without tags."""
    body = html.split("<main", 1)[1]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_what_is_found_is_marked_where_it_was_written(office, sign_in):
    case = file_complaint(office, wanted="Validasi pembayaran <b>segera</b>")
    page = sign_in("koordinator").get("/cari/?q=pembayaran").content.decode()
    assert f'<a href="/berkas/{case.number}/">Retribusi PBG sudah <mark>dibayar</mark>' in page
    assert "sudah <mark>membayar</mark> retribusi sebesar Rp14.250.000" in page
    assert "Suherman" not in page
    assert "1 berkas untuk “pembayaran”" in page


def test_a_person_is_found_without_being_shown(office, sign_in):
    case = file_complaint(office)
    page = sign_in("koordinator").get("/cari/?q=0812-0000-0100").content.decode()
    assert case.number in page
    assert "Pelapornya cocok dengan yang Anda cari." in page
    assert "Suherman" not in page


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("", 200, "Yang dapat dicari:"),
        ("?q=", 200, "Yang dapat dicari:"),
        ("?q=kapal", 200, "Tidak ada berkas yang memuat semua kata itu. Kurangi"),
        ("?q=retribusi&izin=site-plan", 200, "kata itu dengan syarat di atas. Cari tanpa syarat"),
        ("?q=%F0%9F%99%8F", 422, "Tidak ada yang dapat dicari di sini."),
        ("?q=" + "panjang+" * 30, 422, "Terlalu panjang."),
        ("?q=retribusi&dari-tanggal=kemarin", 422, "Bukan tanggal. Tulis seperti 2026-11-24."),
        (
            "?q=retribusi&dari-tanggal=2026-02-01&sampai=2026-01-01",
            422,
            "Tanggal akhir mendahului tanggal awal.",
        ),
        ("?q=retribusi&status=hilang", 200, "1 berkas untuk “retribusi”"),
        ("?q=retribusi&instansi=dpupr", 200, "Tidak ada berkas yang memuat semua kata itu"),
    ],
)
def test_each_state_says_what_to_do(office, sign_in, query, status, says):
    file_complaint(office)
    answer = sign_in("koordinator").get(f"/cari/{query}")
    assert answer.status_code == status
    assert says in words(answer.content.decode())


def test_what_was_typed_stays_and_harms_nobody(office, sign_in):
    typed = '"><script>x</script> retribusi'
    page = sign_in("koordinator").get("/cari/", {"q": typed}).content.decode()
    assert 'value="&quot;&gt;&lt;script&gt;x&lt;/script&gt; retribusi"' in page
    assert "<script>x" not in page


def test_a_wrong_place_in_the_list_is_not_found(office, sign_in):
    file_complaint(office)
    assert sign_in("koordinator").get("/cari/?q=retribusi&dari=abc").status_code == 404


def test_a_stranger_has_to_sign_in(client, office):
    answer = client.get("/cari/?q=retribusi")
    assert (answer.status_code, answer["Location"]) == (302, "/masuk/?next=/cari/%3Fq%3Dretribusi")


def test_pages_cost_the_same_with_three_hits_and_with_many(office, sign_in):
    for _ in range(3):
        file_complaint(office)
    browser = sign_in("koordinator")
    pages = ("/cari/?q=retribusi", "/cari/?q=suherman+wijaya", "/cari/?q=wijaya+bayar", "/cari/")
    before = [queries_of(browser, page) for page in pages]
    for _ in range(27):
        file_complaint(office)
    assert [queries_of(browser, page) for page in pages] == before
    words, person, no_person, empty = before
    assert max(words, no_person, empty) <= MOST
    assert person <= MOST + 5  # what looking for a person leaves in the ledger
    second = re.search(r'rel="next" href="([^"]+)"', browser.get(pages[0]).content.decode())[1]
    later = browser.get("/cari/" + second.replace("&amp;", "&")).content.decode()
    assert later.count("<li>\n<h2>") == 5
    assert "Lanjutan hasil" in later
