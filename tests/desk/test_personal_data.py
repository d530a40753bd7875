"""The way of a request about one's own data over the pages: asked, answered, opened."""

import pytest
from django.test import Client

from sigap.cases.models import DataRequest
from tests.cases.office import file_complaint
from tests.cases.side_exits import code_of

pytestmark = pytest.mark.django_db


def test_a_citizen_asks_an_officer_gives_and_the_citizen_reads(office, sign_in):
    case = file_complaint(office)
    code, citizen, counter = code_of(case), Client(), sign_in("petugas-loket")
    assert "Data pribadi saya" in citizen.get(f"/lacak/{code}/").text
    early = citizen.get(f"/lacak/{code}/data-pribadi/")
    assert (early.status_code, "Suherman" in early.text) == (409, False)

    wrong = citizen.post(f"/lacak/{code}/data/", {"kind": "correction", "text": ""})
    assert (wrong.status_code, "Tulis apa yang salah" in wrong.text) == (422, True)
    asked = citizen.post(f"/lacak/{code}/data/", {"kind": "access", "ticket": "satu"})
    again = citizen.post(f"/lacak/{code}/data/", {"kind": "access", "ticket": "satu"})
    assert (asked.status_code, again.status_code) == (302, 302)

    row = DataRequest.objects.get()
    assert "1 permintaan data pribadi menunggu" in counter.get("/meja/").text
    assert case.number in counter.get("/meja/data-pribadi/").text
    page = f"/berkas/{case.number}/data-pribadi/{row.pk}/"
    assert "Berikan datanya" in counter.get(page).text
    assert "Suherman Wijaya" in counter.get(f"{page}cetak/").text
    assert counter.post(page, {"act": "give"}).status_code == 302
    late = counter.post(page, {"act": "give"})
    assert (late.status_code, "sudah dijawab" in late.text) == (409, True)

    assert "Buka data saya" in citizen.get(f"/lacak/{code}/").text
    own = citizen.get(f"/lacak/{code}/data-pribadi/")
    assert own.status_code == 200
    assert own["Cache-Control"] == "no-store"
    assert "0812-0000-0100" in own.text
    english = citizen.get(f"/lacak/{code}/data-pribadi/?lang=en")
    assert "Who opened your identity" in english.text


def test_a_request_at_the_counter_is_corrected_and_what_was_typed_stays(office, sign_in):
    case, counter = file_complaint(office), sign_in("petugas-loket")
    address = f"/berkas/{case.number}/data-pribadi/"
    wrong = counter.post(address, {"text": "Nama saya keliru."})
    assert (wrong.status_code, "Nama saya keliru." in wrong.text) == (422, True)
    taken = counter.post(address, {"kind": "correction", "text": "Nama saya keliru."})
    page = taken["Location"]

    wrong = counter.post(page, {"act": "correct", "name": "Suherman W.", "phone": "12"})
    assert wrong.status_code == 422
    assert 'value="Suherman W."' in wrong.text
    assert counter.post(page, {"act": "refuse", "reason": "Tidak boleh."}).status_code == 422
    assert counter.post(page, {"act": "correct", "name": "Suherman W."}).status_code == 302
    assert "dibetulkan" in counter.get(page).text


def test_who_has_nothing_to_do_with_it_sees_nothing(office, sign_in):
    case = file_complaint(office)
    for address in ("/meja/data-pribadi/", f"/berkas/{case.number}/data-pribadi/"):
        assert sign_in("analis-hukum").get(address).status_code == 404
        assert Client().get(address).status_code == 302
