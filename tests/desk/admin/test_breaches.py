"""The pages of the register of failures to protect personal data, by role."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sigap.cases.models import Breach, BreachLetter
from sigap.cases.operations.breaches import make_letter, record_breach
from tests.cases.office import file_complaint

pytestmark = pytest.mark.django_db
PAGE = "/kelola/kegagalan-data/"
WHAT = "Map pengaduan tertinggal di angkutan umum."


def typed(moment, **changed):
    return {
        "data.found_at": f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}",
        "data.what": WHAT,
        "data.data": "Nama dan alamat.",
        "data.people": "3",
        "data.done": "Map sudah kembali.",
        **changed,
    }


def entered(office, hours, **changed):
    now = timezone.now()
    data = {
        "found_at": (now - timedelta(hours=hours)).isoformat(),
        "what": WHAT,
        "data": "Nama dan alamat.",
        "people": 3,
        "done": "Map sudah kembali.",
        **changed,
    }
    return record_breach(data=data, actor=office.holder("koordinator"), now=now)


def test_the_way_from_the_first_note_to_the_conclusion(office, sign_in):
    case = file_complaint(office)
    chief, head = sign_in("koordinator"), sign_in("kepala-dinas")
    assert "Tidak ada kegagalan yang sedang ditangani" in chief.get(PAGE).text
    began = timezone.now() - timedelta(hours=5)

    assert chief.get(f"{PAGE}baru/").status_code == 200
    made = chief.post(f"{PAGE}baru/", typed(began, **{"data.cases": case.number}))
    row = Breach.objects.get()
    here = f"{PAGE}{row.pk}/"
    assert (made.status_code, made["Location"]) == (302, here)
    assert "sisa 2 hari 18 jam" in chief.get(PAGE).text
    shown = chief.get(here).text
    for said in (WHAT, case.number, "Belum diberi tahu: orang yang terdampak dan lembaga"):
        assert said in shown, said

    more = typed(began, edition="1", **{"data.people": "4", "data.cases": case.number})
    assert "Map sudah kembali." in chief.get(f"{here}ubah/").text
    assert chief.post(f"{here}ubah/", more).status_code == 302
    assert chief.post(f"{here}ubah/", more).status_code == 409
    for audience in ("persons", "authority"):
        assert chief.post(f"{here}surat/", {"audience": audience}).status_code == 302
        letter = BreachLetter.objects.get(audience=audience)
        assert "Perbarui surat" in chief.get(here).text
        paper = head.get(f"{here}surat/{letter.pk}/")
        assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
        form = f"{here}surat/{letter.pk}/terkirim/"
        assert letter.number in head.get(form).text
        when = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
        sent = {"data.sent_at": when, "data.way": "pos", "data.proof": "JT-118"}
        assert head.post(form, sent).status_code == 302
    assert "diberitahukan tepat waktu" in chief.get(PAGE).text
    assert "Buat surat susulan: orang yang terdampak" in chief.get(here).text
    closing = {"data.outcome": "handled", "data.conclusion": "Map kini diantar petugas."}
    assert head.get(f"{here}tutup/").status_code == 200
    assert head.post(f"{here}tutup/", closing).status_code == 302

    end = chief.get(here).text
    assert "Map kini diantar petugas." in end
    assert "Buat surat" not in end
    assert "Sudah ditutup" in chief.get(PAGE).text


def test_what_was_typed_stays_beside_what_is_wrong(office, sign_in):
    chief = sign_in("koordinator")
    wrong = typed(timezone.now(), **{"data.cases": "PGD-2026-99999", "data.people": "3"})

    answer = chief.post(f"{PAGE}baru/", wrong)

    assert (answer.status_code, Breach.objects.count()) == (422, 0)
    for kept in (WHAT, "PGD-2026-99999", "Map sudah kembali.", "Tidak ada berkas bernomor"):
        assert kept in answer.text, kept
    row = entered(office, hours=1)
    assert chief.post(f"{PAGE}{row.pk}/surat/", {"audience": "x"}).status_code == 422
    words = {"data.outcome": "handled", "data.conclusion": "Sudah beres."}
    early = chief.post(f"{PAGE}{row.pk}/tutup/", words)
    assert (early.status_code, "Sudah beres." in early.text) == (409, True)
    assert "belum dicatat terkirim" in early.text


@pytest.mark.parametrize(
    ("hours", "words"),
    [(71, "sisa 59 menit"), (72.5, "terlambat 30 menit"), (100, "terlambat 1 hari 4 jam")],
)
def test_the_clock_is_told_in_words(office, sign_in, hours, words):
    entered(office, hours=hours)
    assert words in sign_in("kepala-dinas").get(PAGE).text


def test_superiors_and_auditors_are_told_of_it_on_the_page_of_reports(office, sign_in):
    late = "kegagalan pelindungan data melewati batas 3 × 24 jam"
    chief = sign_in("koordinator")
    assert "kegagalan pelindungan data" not in chief.get("/laporan/").text
    entered(office, hours=80)
    entered(office, hours=3)
    seen = chief.get("/laporan/").text
    assert (f"1 {late}" in seen, f'<a href="{PAGE}">2 kegagalan' in seen) == (True, True)
    assert "1 melewati batas" in chief.get("/kelola/").text


def test_to_others_the_register_does_not_exist(office, sign_in):
    row = entered(office, hours=1)
    chief = {"actor": office.holder("koordinator"), "now": timezone.now()}
    letter = make_letter(breach_id=row.pk, audience="persons", **chief)
    here = f"{PAGE}{row.pk}/"
    places = (PAGE, f"{PAGE}baru/", here, f"{here}ubah/", f"{here}tutup/")
    for role in ("petugas-loket", "analis-hukum"):
        browser = sign_in(role)
        for place in (*places, f"{here}surat/{letter.pk}/", f"{here}surat/{letter.pk}/terkirim/"):
            assert browser.get(place).status_code == 404, place
        assert browser.post(f"{here}surat/", {"audience": "persons"}).status_code == 404
    browser = sign_in("koordinator")
    for place in (f"{PAGE}{row.pk + 1}/", f"{here}surat/{letter.pk + 1}/"):
        assert browser.get(place).status_code == 404, place


def test_the_register_asks_the_same_number_of_queries_for_any_number_of_rows(office, sign_in):
    browser = sign_in("koordinator")

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert browser.get(PAGE).status_code == 200
        return len(caught)

    entered(office, hours=1)
    asked()
    few = asked()
    for hours in range(2, 14):
        entered(office, hours=hours)

    assert (asked(), few <= 12) == (few, True)
