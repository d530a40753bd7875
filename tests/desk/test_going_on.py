"""One act ends a task and opens the next: of the same case, else of the desk."""

from sigap.cases.models import Case, Task
from sigap.cases.steps.taskform import task_form
from tests.cases.filler import fill
from tests.cases.office import file_complaint, play, task_of
from tests.desk.test_journey import fields_of


def complete(office, browser, task, *, button="_next"):
    """Send the filled form of a task with one of its buttons; return where that leads."""
    from datetime import UTC, datetime

    now = datetime.now(tz=UTC)
    office.now = now
    form = task_form(task.pk, actor=office.holder(task.role), now=now)
    body = fields_of(fill(form.schema, now=now), schema=form.schema)
    number = Case.objects.get(pk=task.case_id).number
    return browser.post(f"/berkas/{number}/tugas/{task.pk}/", {**body, button: "1"})


def test_the_next_step_of_the_same_case_opens_where_it_is_mine_too(office, sign_in):
    case, browser = file_complaint(office), sign_in("petugas-loket")

    answer = complete(office, browser, task_of(case, "intake"))

    following = Task.objects.get(case=case, state="open")
    assert answer["Location"] == f"/berkas/{case.number}/?tugas={following.pk}"
    assert (following.sop, following.number) == ("penerimaan-pengaduan", 2)
    page = browser.get(answer["Location"]).text
    assert f"Selesai: Terima dan catat pengaduan, {case.number}." in page


def test_else_the_most_urgent_task_of_the_desk_opens(office, sign_in):
    case, other = file_complaint(office), file_complaint(office)
    play(office, other, until="distribute")
    play(office, case, until="distribute")

    answer = complete(office, sign_in("petugas-loket"), task_of(case, "distribute"))

    waiting = task_of(other, "distribute")
    assert answer["Location"] == f"/berkas/{other.number}/?tugas={waiting.pk}"


def test_else_the_empty_desk(office, sign_in):
    case, browser = file_complaint(office), sign_in("petugas-loket")
    play(office, case, until="distribute")

    answer = complete(office, browser, task_of(case, "distribute"))

    assert answer["Location"] == "/meja/"
    assert "Selesai: " in browser.get("/meja/").text


def test_without_going_on_the_case_stays_open(office, sign_in):
    case = file_complaint(office)

    answer = complete(office, sign_in("petugas-loket"), task_of(case, "intake"), button="_complete")

    assert answer["Location"] == f"/berkas/{case.number}/"


def test_a_refused_form_stays_where_it_is(office, sign_in):
    case = file_complaint(office)
    task = task_of(case, "intake")

    answer = sign_in("petugas-loket").post(
        f"/berkas/{case.number}/tugas/{task.pk}/", {"_next": "1", "data.place": "Loket 3"}
    )

    assert answer.status_code == 422
    assert 'role="alert" tabindex="-1" autofocus' in answer.text
    assert "Loket 3" in answer.text
