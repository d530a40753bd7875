"""Whose form it is: another officer's session, a wrong person's look, an earlier version."""

import pytest

from sigap.cases.models import Task, TaskDraft
from tests.cases.office import do, file_complaint, open_tasks, play, task_of

SECRET = "Rencana surat yang belum boleh dibaca"


@pytest.fixture
def case(office):
    case = file_complaint(office)
    play(office, case, until="disposition")
    return case


@pytest.fixture
def task(case):
    return Task.objects.get(pk=open_tasks(case)[0].pk)


@pytest.fixture
def letter_task(office):
    """Return the task of who examines a letter that was just drafted."""
    case = file_complaint(office)
    play(office, case, until="draft")
    body = [{"type": "paragraph", "text": SECRET}]
    do(office, task_of(case, "draft"), data={"letter": {"body": body}})
    return task_of(case, "examine")


def address(task, part=""):
    return f"/berkas/{task.case.number}/tugas/{task.pk}/{part}"


def keep(browser, task, **typed):
    return browser.post(address(task, "konsep/"), typed, headers={"X-Sigap-Part": "konsep"})


def versions(task):
    rows = TaskDraft.objects.filter(task=task).order_by("version")
    return list(rows.values_list("version", flat=True))


@pytest.mark.parametrize("button", ["_complete", "_draft", "_take"])
def test_a_form_drawn_for_another_officer_does_nothing_in_ones_name(button, task, sign_in):
    first = sign_in("koordinator").get(f"/berkas/{task.case.number}/?tugas={task.pk}")
    typed = {"_ticket": first.context["ticket"], "note": "Diketik koordinator"}

    sent = sign_in("petugas-loket").post(address(task), {**typed, button: "mine"})
    autosaved = keep(sign_in("petugas-loket"), task, **typed)

    assert (sent.status_code, autosaved.status_code) == (409, 409)
    assert autosaved.json()["code"] == "another-officer"
    assert versions(task) == []


@pytest.mark.parametrize("button", ["_preview", "_add", "_insert", "_instead"])
def test_a_wrong_person_sees_no_letter_by_a_button_of_its_form(button, letter_task, sign_in):
    page = f"/berkas/{letter_task.case.number}/?tugas={letter_task.pk}"
    pressed = {button: "data.letter.body"}

    opened = sign_in(letter_task.role).get(page)
    right = sign_in(letter_task.role).post(address(letter_task), pressed)
    wrong = sign_in("petugas-loket").post(address(letter_task), pressed)

    assert SECRET in opened.text
    assert right.status_code == 200
    assert (wrong.status_code, SECRET in wrong.text) == (403, False)


def test_looking_at_an_earlier_version_takes_no_other_away(task, sign_in):
    browser = sign_in("koordinator")
    for number, note in enumerate(("Pertama", "Kedua")):
        typed = {"_draft": "1", "note": note, "based_on": str(number)}
        assert browser.post(address(task), typed).status_code == 302
    page = browser.get(f"/berkas/{task.case.number}/?tugas={task.pk}&konsep=1")
    assert page.context["chosen"].version == 1
    assert "data-unsaved" not in page.text

    went_on = keep(browser, task, note="Pertama, lanjut", based_on="2", chosen="1")

    assert went_on.json()["version"] == 3
    assert versions(task) == [1, 2, 3]


def test_taking_a_version_that_is_gone_takes_what_took_its_place(task, sign_in):
    browser = sign_in("koordinator")
    keep(browser, task, note="M", based_on="0")
    keep(browser, task, note="Mo", based_on="1")
    keep(browser, task, note="Mohon", based_on="2")
    assert versions(task) == [1, 3]

    done = browser.post(
        address(task),
        {"_take": "theirs", "_theirs": "2", "note": "Saya", "based_on": "0"},
        follow=True,
    )

    assert "Mohon</textarea>" in done.text
    assert versions(task) == [1, 3, 4, 5]


def test_the_same_data_with_another_note_is_not_the_same_click(office, task, sign_in):
    browser = sign_in("koordinator")
    data = {"_complete": "1", "note": "Segera"}
    form = browser.get(f"/berkas/{task.case.number}/?tugas={task.pk}").context["form"]
    data |= {
        one.name: one.options[0].value for one in form.children if one.required and one.options
    }
    data["data.instructions.0"] = "Telaah"
    assert browser.post(address(task), data).status_code == 302

    again = browser.post(address(task), {**data, "note": "Tunda dulu"})

    assert again.status_code == 409
    assert "Tunda dulu" in again.text
