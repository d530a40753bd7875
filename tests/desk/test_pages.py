"""Staff pages: the right person, the wrong person, a stranger; and what is typed stays."""

import pytest
from django.test import Client

from sigap.accounts.operations import create_user
from sigap.cases.models import Case, Task, TaskDraft
from tests.cases.office import file_complaint

PAGES = ("/meja/", "/loket/", "/berkas/", "/buku/buku-pengaduan/")


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_lands_on_the_sign_in_page(page, db):
    response = Client().get(page)

    assert response.status_code == 302
    assert response["Location"] == f"/masuk/?next={page}"


@pytest.mark.parametrize("page", [page for page in PAGES if page != "/loket/"])
@pytest.mark.parametrize("role", ["petugas-loket", "analis-pengaduan", "koordinator"])
def test_officers_open_their_pages(page, role, sign_in):
    response = sign_in(role).get(page)

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"


def test_the_counter_is_for_the_counter_only(sign_in):
    assert sign_in("petugas-loket").get("/loket/").status_code == 200
    assert sign_in("analis-pengaduan").get("/loket/").status_code == 404


def test_signing_in_tells_not_which_of_both_is_wrong(office):
    create_user(name="rina", roles=["koordinator"], now=office.now, password="kata-sandi-rina-1")
    browser = Client()

    wrong_name = browser.post("/masuk/", {"username": "rini", "password": "kata-sandi-rina-1"})
    wrong_word = browser.post("/masuk/", {"username": "rina", "password": "salah"})
    right = browser.post(
        "/masuk/", {"username": " Rina ", "password": "kata-sandi-rina-1", "next": "/berkas/"}
    )

    assert [wrong_name.status_code, wrong_word.status_code] == [422, 422]
    assert 'value="rina"' in wrong_word.text
    assert (right.status_code, right["Location"]) == (302, "/berkas/")


@pytest.mark.parametrize("target", ["https://jahat.example/", "//jahat.example/", "javascript:x"])
def test_signing_in_leads_to_this_site_only(target, office):
    create_user(name="rina", roles=["koordinator"], now=office.now, password="kata-sandi-rina-1")

    response = Client().post(
        "/masuk/", {"username": "rina", "password": "kata-sandi-rina-1", "next": target}
    )

    assert response["Location"] == "/meja/"


def test_an_unknown_and_a_hidden_case_look_the_same(office, sign_in):
    case = file_complaint(office, by="", confidential=True)
    Task.objects.filter(case=case).update(assignee=office.users["petugas-loket"])
    browser = sign_in("analis-pengaduan")

    assert browser.get(f"/berkas/{case.number}/").status_code == 404
    assert browser.get("/berkas/PGD-2026-99999/").status_code == 404
    assert sign_in("petugas-loket").get(f"/berkas/{case.number}/").status_code == 200


def test_the_counter_takes_a_complaint_once_however_often_it_is_sent(office, sign_in):
    browser = sign_in("petugas-loket")
    ticket = browser.get("/loket/").context["ticket"]
    form = {
        "ticket": ticket,
        "channel": "counter",
        "kind": "perorangan",
        "name": "Suherman Wijaya",
        "permit_type": "pbg",
        "subject": "Retribusi belum divalidasi",
        "text": "Sudah dibayar tiga minggu.",
        "send": "1",
    }

    first, second = browser.post("/loket/", form), browser.post("/loket/", form)

    case = Case.objects.get()
    assert first["Location"] == second["Location"] == f"/berkas/{case.number}/"
    task = Task.objects.get(case=case)
    assert task.assignee_id == office.users["petugas-loket"]
    assert task.started_at is not None


def test_a_wrong_field_at_the_counter_keeps_all_that_was_typed(sign_in):
    response = sign_in("petugas-loket").post(
        "/loket/",
        {
            "channel": "counter",
            "kind": "perorangan",
            "name": "Suherman",
            "phone": "abc",
            "send": "1",
        },
    )

    assert response.status_code == 422
    assert 'value="Suherman"' in response.text
    assert "Nomor telepon belum benar" in response.text
    assert not Case.objects.exists()


def test_a_draft_is_kept_and_shown_again(office, sign_in):
    case = file_complaint(office)
    task = Task.objects.get(case=case)
    browser = sign_in("petugas-loket")
    address = f"/berkas/{case.number}/tugas/{task.pk}/"

    response = browser.post(address, {"_draft": "1", "data.place": "Loket 3"})

    assert response.status_code == 302
    assert TaskDraft.objects.filter(task=task).count() == 1
    assert "Loket 3" in browser.get(response["Location"]).text


def test_who_saved_a_draft_counts_as_one_who_did_the_step(office, sign_in):
    case = file_complaint(office, by="")
    task = Task.objects.get(case=case)

    sign_in("petugas-loket").post(
        f"/berkas/{case.number}/tugas/{task.pk}/", {"_draft": "1", "data.place": "Loket 3"}
    )

    task.run.refresh_from_db()
    assert task.run.completed_by == [str(office.users["petugas-loket"])]


def test_an_incomplete_form_says_what_is_missing_beside_the_field(office, sign_in):
    case = file_complaint(office)
    task = Task.objects.get(case=case)

    response = sign_in("petugas-loket").post(
        f"/berkas/{case.number}/tugas/{task.pk}/", {"_complete": "1", "data.place": "Loket 3"}
    )

    assert response.status_code == 422
    assert "belum diisi" in response.text
    assert "Loket 3" in response.text
    task.refresh_from_db()
    assert task.state == "open"


def test_someone_elses_task_shows_no_form(office, sign_in):
    case = file_complaint(office)

    page = sign_in("koordinator").get(f"/berkas/{case.number}/")

    assert page.status_code == 200
    assert "form" not in page.context
    assert "Yang sedang ditunggu" in page.text


def test_opening_the_identity_is_recorded_before_it_is_shown(office, sign_in):
    case = file_complaint(office)
    browser = sign_in("koordinator")

    page = browser.post(f"/berkas/{case.number}/identitas/")

    assert "Suherman Wijaya" in page.text
    assert "identity.read" in browser.get(f"/berkas/{case.number}/riwayat/").text
    assert "Suherman" not in browser.get(f"/berkas/{case.number}/").text


def test_a_side_exit_by_screen_asks_and_then_tells(office, sign_in):
    case = file_complaint(office)
    browser = sign_in("koordinator")
    address = f"/berkas/{case.number}/tindakan/decline/"

    empty = browser.post(address, {})
    done = browser.post(
        address,
        {"data.ground": "bukan-pengaduan", "data.reason": "Ini permohonan, bukan pengaduan."},
    )

    assert empty.status_code == 422
    assert "belum diisi" in empty.text
    assert done.status_code == 302
    case.refresh_from_db()
    assert case.status == "closed"


def test_a_side_exit_of_another_role_is_not_there(office, sign_in):
    case = file_complaint(office)

    page = sign_in("penata-perizinan").get(f"/berkas/{case.number}/tindakan/decline/")

    assert page.status_code == 404


@pytest.mark.parametrize("page", ["/meja/", "/meja/?tab=lain", "/berkas/"])
def test_a_list_page_costs_the_same_whatever_is_in_it(
    page, office, sign_in, django_assert_num_queries
):
    browser = sign_in("petugas-loket")
    file_complaint(office)
    browser.get(page)
    counts = []
    for more in (0, 4):
        for _ in range(more):
            file_complaint(office)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            browser.get(page)
        counts.append(len(queries))

    assert counts[0] == counts[1]
