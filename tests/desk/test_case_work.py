"""Filling in a form: saved while typing, two people in it, a session that ends, a second click."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from sigap.accounts.models import User
from sigap.accounts.operations import create_user
from sigap.accounts.second_factor import add_app
from sigap.cases.models import OpenForm, StepRun, Task, TaskDraft
from tests.accounts.apps import code_at
from tests.cases.office import file_complaint, open_tasks, play

PASSWORD = "kata-sandi-lia-2026"


@pytest.fixture
def case(office):
    """Return a case that waits at III.4, the form with a list and with free text."""
    case = file_complaint(office)
    play(office, case, until="disposition")
    return case


@pytest.fixture
def task(case):
    return Task.objects.get(pk=open_tasks(case)[0].pk)


def address(case, task, part=""):
    return f"/berkas/{case.number}/tugas/{task.pk}/{part}"


def keep(browser, case, task, **typed):
    return browser.post(address(case, task, "konsep/"), typed, headers={"X-Sigap-Part": "konsep"})


def test_what_is_typed_is_saved_with_the_time_and_with_note(case, task, sign_in):
    browser = sign_in("koordinator")

    answer = keep(browser, case, task, **{"data.remark": "Mohon cepat", "note": "Lihat arsip"})

    page = browser.get(f"/berkas/{case.number}/?tugas={task.pk}")
    assert answer.status_code == 200
    assert answer.json()["version"] == 1
    assert answer.json()["saved"].startswith("Tersimpan pukul ")
    assert "Lihat arsip</textarea>" in page.text
    assert answer.json()["saved"] in page.text
    assert Task.objects.get(pk=task.pk).started_at


def test_saving_the_same_again_makes_no_version_and_typing_on_does_not_keep_every_one(
    case, task, sign_in
):
    browser = sign_in("koordinator")
    keep(browser, case, task, note="M", based_on="0")
    keep(browser, case, task, note="M", based_on="1")
    keep(browser, case, task, note="Mo", based_on="1")
    last = keep(browser, case, task, note="Mohon", based_on="2")

    assert last.json()["version"] == 3
    assert list(TaskDraft.objects.order_by("version").values_list("version", flat=True)) == [1, 3]


def test_a_stranger_and_a_wrong_person_save_nothing(case, task, office, sign_in):
    stranger = keep(Client(), case, task, note="x")
    wrong = keep(sign_in("penata-perizinan"), case, task, note="x")
    foreign = file_complaint(office)
    misplaced = sign_in("koordinator").post(address(foreign, task, "konsep/"), {"note": "x"})

    assert (stranger.status_code, wrong.status_code, misplaced.status_code) == (401, 409, 404)
    assert wrong.json()["code"] == "wrong-role"
    assert not TaskDraft.objects.exists()


def test_a_second_window_is_told_and_both_texts_are_offered(case, task, sign_in):
    browser = sign_in("koordinator")
    keep(browser, case, task, note="Dari jendela pertama", based_on="0")

    moved = keep(browser, case, task, note="Dari jendela kedua", based_on="0")

    told = moved.json()
    assert (moved.status_code, told["code"]) == (409, "draft-moved")
    assert "Anda menyimpan isian lain dari jendela lain" in told["panel"]
    assert "Dari jendela pertama" in told["panel"]
    assert "Dari jendela kedua" in told["panel"]
    assert TaskDraft.objects.count() == 1


@pytest.mark.parametrize(("taken", "shown"), [("mine", "Punya saya"), ("theirs", "Punya rekan")])
def test_either_text_is_taken_and_the_other_stays_a_version(taken, shown, case, task, sign_in):
    browser = sign_in("koordinator")
    keep(browser, case, task, note="Punya rekan")
    page = browser.post(address(case, task), {"_draft": "1", "note": "Punya saya", "based_on": "0"})
    assert page.status_code == 409
    assert "Punya saya</textarea>" in page.text

    done = browser.post(
        address(case, task),
        {"_take": taken, "_theirs": "1", "note": "Punya saya", "based_on": "0"},
        follow=True,
    )

    assert f"{shown}</textarea>" in done.text
    other = "Punya rekan" if taken == "mine" else "Punya saya"
    version = 1 if taken == "mine" else 2
    earlier = browser.get(f"/berkas/{case.number}/?tugas={task.pk}&konsep={version}")
    assert f"Anda melihat versi {version}" in earlier.text
    assert f"{other}</textarea>" in earlier.text


def test_completing_does_not_run_over_what_another_window_saved(case, task, sign_in):
    browser = sign_in("koordinator")
    keep(browser, case, task, note="Punya rekan")

    page = browser.post(address(case, task), {"_complete": "1", "note": "Saya", "based_on": "0"})

    assert page.status_code == 409
    assert "Punya rekan" in page.text
    assert Task.objects.get(pk=task.pk).state == "open"


def test_two_people_in_one_form_hear_of_each_other(office, sign_in):
    case = file_complaint(office, by="")
    task = Task.objects.get(case=case)
    user, _ = create_user(
        name="lia", full_name="Lia Amelia", roles=["petugas-loket"], now=office.now
    )
    lia = Client()
    lia.force_login(user)
    first = sign_in("petugas-loket")

    alone = first.post(address(case, task, "hadir/"), {"window": "a"})
    told = lia.post(address(case, task, "hadir/"), {"window": "b"})
    back = first.post(address(case, task, "hadir/"), {"window": "a"})
    lia.post(address(case, task, "hadir/"), {"window": "b", "close": "1"})
    gone = first.post(address(case, task, "hadir/"), {"window": "a"})

    assert alone.json() == {"others": []}
    assert [words.split(" sejak ")[0] for words in told.json()["others"]] == [
        "Pejabat Petugas Loket membuka formulir ini"
    ]
    assert "Lia Amelia membuka formulir ini" in back.json()["others"][0]
    assert gone.json() == {"others": []}
    assert OpenForm.objects.count() == 1


def test_the_second_to_finish_finds_what_was_typed(office, sign_in):
    case = file_complaint(office, by="")
    task = Task.objects.get(case=case)
    user, _ = create_user(name="lia", roles=["petugas-loket"], now=office.now)
    lia = Client()
    lia.force_login(user)
    keep(sign_in("petugas-loket"), case, task, note="Saya pegang")

    late = lia.post(
        address(case, task), {"_draft": "1", "data.place": "Loket 3", "note": "Catatan"}
    )

    assert late.status_code == 403
    assert "Yang Anda ketik" in late.text
    assert "<dd>Loket 3</dd>" in late.text
    assert "<dd>Catatan</dd>" in late.text


def lia_at(case, task, office):
    """Return an officer's browser at the form, and the ticket that is in it."""
    create_user(name="lia", roles=["koordinator"], now=office.now, password=PASSWORD)
    Task.objects.filter(pk=task.pk).update(assignee=User.objects.get(username="lia"))
    browser = Client()
    assert browser.login(username="lia", password=PASSWORD)
    return browser, browser.get(f"/berkas/{case.number}/?tugas={task.pk}").context["ticket"]


def test_a_session_that_ended_brings_back_what_was_typed(case, task, office):
    browser, ticket = lia_at(case, task, office)
    browser.cookies.pop("sessionid")

    sent = browser.post(
        address(case, task), {"_complete": "1", "_ticket": ticket, "note": "Jangan hilang"}
    )
    asked = browser.get(sent["Location"])
    target = parse_qs(urlsplit(sent["Location"]).query)["next"][0]
    page = browser.post(
        "/masuk/", {"username": "lia", "password": PASSWORD, "next": target}, follow=True
    )

    assert sent["Location"].startswith("/masuk/?")
    assert "Yang Anda ketik aman" in asked.text
    assert page.redirect_chain[-1][0] == f"/berkas/{case.number}/?tugas={task.pk}"
    assert "Jangan hilang</textarea>" in page.text
    assert "sebelum sesi berakhir" in page.text
    assert not TaskDraft.objects.exists()
    browser.post(address(case, task), {"_draft": "1", "note": "Jangan hilang"})
    again = browser.get(f"/berkas/{case.number}/?tugas={task.pk}")
    assert "sebelum sesi berakhir" not in again.text


def test_what_was_typed_outlasts_the_sign_out_that_the_second_factor_asks_for(
    case, task, office, settings
):
    browser, ticket = lia_at(case, task, office)
    settings.SIGAP_SECOND_FACTOR_ROLES = frozenset({"koordinator"})
    lia, secret = User.objects.get(username="lia").pk, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    now = datetime.now(tz=UTC)
    paper = add_app(user_id=lia, secret=secret, code=code_at(secret, now), now=now)
    form = f"/berkas/{case.number}/?tugas={task.pk}"

    sent = browser.post(
        address(case, task), {"_complete": "1", "_ticket": ticket, "note": "Jangan hilang"}
    )
    asked = browser.get(sent["Location"], follow=True)
    assert "Langkah kedua dahulu. Yang Anda ketik aman" in asked.text
    assert f'name="next" value="{form}"' in asked.text
    out = browser.post("/keluar/", {"next": form})
    assert browser.get(form)["Location"].startswith("/masuk/")
    target = parse_qs(urlsplit(out["Location"]).query)["next"][0]
    browser.post("/masuk/", {"username": "lia", "password": PASSWORD, "next": target})
    page = browser.post("/masuk/kedua/", {"code": paper[0]}, follow=True)

    assert page.redirect_chain[-1][0] == form
    assert "Jangan hilang</textarea>" in page.text


def test_an_ordinary_sign_out_keeps_nothing(case, task, office):
    browser, ticket = lia_at(case, task, office)
    browser.cookies.pop("sessionid")
    browser.post(address(case, task), {"_ticket": ticket, "note": "Jangan hilang"})
    assert "carried" in browser.session

    browser.post("/keluar/")

    assert "carried" not in browser.session


def test_what_one_person_typed_is_not_shown_to_another(case, task, office, sign_in):
    browser, ticket = lia_at(case, task, office)
    browser.cookies.pop("sessionid")
    browser.post(address(case, task), {"_ticket": ticket, "note": "Rahasia Lia"})
    other, _ = create_user(name="tono", roles=["koordinator"], now=office.now)
    Task.objects.filter(pk=task.pk).update(assignee=other)

    browser.force_login(other)

    assert "Rahasia Lia" not in browser.get(f"/berkas/{case.number}/?tugas={task.pk}").text
    assert "carried" not in browser.session


def test_a_page_older_than_the_sign_in_keeps_its_text(case, task, office):
    _, ticket = lia_at(case, task, office)
    browser = Client(enforce_csrf_checks=True)
    assert browser.login(username="lia", password=PASSWORD)

    sent = browser.post(address(case, task), {"_ticket": ticket, "note": "Dari tab lama"})

    assert sent["Location"] == f"/berkas/{case.number}/?tugas={task.pk}"
    assert "Dari tab lama</textarea>" in browser.get(sent["Location"]).text


@pytest.mark.parametrize("ticket", ["", "palsu", "WzEsIi9tZWphLyJd:1abc:x"])
def test_without_a_true_ticket_nothing_is_carried(ticket, case, task, db):
    browser = Client()

    sent = browser.post(address(case, task), {"_ticket": ticket, "note": "x"})

    assert sent["Location"] == f"/masuk/?next={address(case, task)}"
    assert "sessionid" not in browser.cookies
    refused = Client(enforce_csrf_checks=True).post(address(case, task), {"_ticket": ticket})
    assert refused.status_code == 403
    assert "Halaman terlalu lama terbuka" in refused.text


def test_rows_come_and_go_without_touching_other_fields(case, office, sign_in):
    play(office, case, until="identify")
    task = Task.objects.get(pk=open_tasks(case)[0].pk)
    browser = sign_in(task.role)
    typed = {"data.needed.0.what": "", "data.needed.1.what": "Bukti bayar", "note": "Tetap ada"}

    added = browser.post(address(case, task), {**typed, "_add": "data.needed"})
    part = browser.post(
        address(case, task),
        {**typed, "_remove": "data.needed.0"},
        headers={"X-Sigap-Part": "rows"},
    )

    assert added.status_code == 200
    assert "Tetap ada</textarea>" in added.text
    assert 'name="data.needed.2.what"' in added.text
    assert added.text.count(" autofocus") == 1
    assert part.text.startswith("<fieldset")
    assert "Bukti bayar" in part.text
    assert 'name="data.needed.1.what"' not in part.text


def test_a_second_click_is_no_error_and_other_text_is_not_lost(case, task, office, sign_in):
    browser = sign_in("koordinator")
    fields = browser.get(f"/berkas/{case.number}/?tugas={task.pk}").context["form"].children
    typed = {"_complete": "1", "note": "Segera", **_fill(fields), "data.instructions.0": "Telaah"}
    once = browser.post(address(case, task), typed)
    runs = StepRun.objects.filter(case=case).count()

    twice = browser.post(address(case, task), typed)
    other = browser.post(address(case, task), {**typed, "data.urgency": ""})

    assert once.status_code == 302, once.context and once.context["refused"].message
    assert (twice.status_code, twice["Location"]) == (302, f"/berkas/{case.number}/")
    assert other.status_code == 409
    assert "Yang Anda ketik" in other.text
    assert "Segera" in other.text
    assert StepRun.objects.filter(case=case).count() == runs


def _fill(fields):
    """Choose the first option of every required list."""
    return {one.name: one.options[0].value for one in fields if one.required and one.options}


def test_the_address_of_the_form_leads_back_to_its_page(case, task, sign_in):
    answer = sign_in("koordinator").get(address(case, task))

    assert answer["Location"] == f"/berkas/{case.number}/?tugas={task.pk}"
