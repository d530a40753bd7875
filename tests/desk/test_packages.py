"""The page of evidence packages: order one at the desk, take it when a worker has made it."""

import io
import zipfile
from datetime import timedelta

import pytest

from sigap.archive.package import make
from sigap.cases.models import CaseKey, EvidencePackage
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint
from tests.cases.side_exits import take

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(office):
    case = file_complaint(office)
    office.later()
    return take(office, case, "forward", agency="bapenda")


def test_an_officer_orders_a_package_and_takes_it(office, case, sign_in):
    browser = sign_in("koordinator")
    page = f"/berkas/{case.number}/paket/"
    assert page in browser.get(f"/berkas/{case.number}/").text

    answer = browser.post(page, {"isi": "identitas"})

    assert (answer.status_code, answer["Location"]) == (302, page)
    made = EvidencePackage.objects.get()
    assert "menunggu giliran" in browser.get(page).text
    assert browser.get(f"{page}{made.pk}/").status_code == 409
    make(made.pk, now=office.now)
    shown = browser.get(page, headers={"X-Sigap-Part": "paket"}).text
    assert shown.startswith('<div id="packages" aria-live')
    assert f"{page}{made.pk}/" in shown
    file = browser.get(f"{page}{made.pk}/")
    content = b"".join(file)
    assert file["Content-Length"] == str(len(content))
    assert file["Content-Disposition"] == f'attachment; filename="{case.number}-paket-bukti.zip"'
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert f"{case.number}/data/index.html" in names


def test_identity_is_offered_to_superiors_only(office, case, sign_in):
    page = f"/berkas/{case.number}/paket/"

    shown = sign_in("petugas-loket").get(page).text
    answer = sign_in("petugas-loket").post(page, {"isi": "identitas"})

    assert 'value="identitas"' not in shown
    assert 'value="identitas"' in sign_in("kepala-dinas").get(page).text
    assert (answer.status_code, EvidencePackage.objects.count()) == (403, 0)


def test_a_case_that_goes_on_has_no_package_yet(office, sign_in):
    case = file_complaint(office)
    browser = sign_in("koordinator")
    page = f"/berkas/{case.number}/paket/"

    assert page not in browser.get(f"/berkas/{case.number}/").text
    assert "Buat paket" not in browser.get(page).text
    assert browser.post(page).status_code == 409


def test_a_package_older_than_the_destruction_of_its_key_is_gone(office, case, sign_in):
    browser = sign_in("koordinator")
    page = f"/berkas/{case.number}/paket/"
    browser.post(page, {"isi": "identitas"})
    made = EvidencePackage.objects.get()
    make(made.pk, now=made.ordered_at)
    CaseKey.objects.filter(pk=case.pk).update(
        wrapped=b"", destroyed_at=made.ordered_at + timedelta(minutes=1)
    )
    read = Entry.objects.filter(event="identity.read").count()

    answer = browser.get(f"{page}{made.pk}/")

    assert (answer.status_code, "Paket ini sudah dihapus" in answer.text) == (409, True)
    assert Entry.objects.filter(event="identity.read").count() == read
    shown = browser.get(page).text
    assert ("sudah dihapus" in shown, f"{page}{made.pk}/" in shown) == (True, False)
    # One ordered since holds what is left, under the office's key.
    EvidencePackage.objects.update(ordered_at=made.ordered_at + timedelta(minutes=2))
    EvidencePackage.objects.update(state="waiting", file="")
    make(made.pk, now=made.ordered_at + timedelta(minutes=3))
    assert browser.get(f"{page}{made.pk}/").status_code == 200
