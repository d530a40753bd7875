"""Tasks by API: who sees which, in what order, and doing them by role."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sigap.accounts.operations import appoint_acting, create_user
from sigap.cases.models import Case, Task, TaskDraft
from sigap.cases.operations.exits import act
from tests.api.clients import COMPLAINT
from tests.cases.filler import fill
from tests.cases.office import TUESDAY


@pytest.fixture
def clerk(api):
    return api("petugas-loket")


@pytest.fixture
def filed(clerk):
    """Return (case number, id of its first task), filed at the counter."""
    number = clerk.post("/complaints", COMPLAINT).json()["number"]
    return number, clerk.get("/tasks").json()["items"][0]["id"]


def complete(client, task, **more):
    told = client.get(f"/tasks/{task}").json()
    body = {"data": fill(told["schema"], now=TUESDAY), "note": "Catatan"}
    if told["outcomes"]:
        body["outcome"] = told["outcomes"][0]["id"]
    return client.post(f"/tasks/{task}/complete", {**body, **more})


def ids(answer):
    return [one["id"] for one in answer.json()["items"]]


def test_the_list_shows_own_and_free_tasks_of_one_s_roles(api, clerk, filed):
    free = Case.objects.get(
        number=api().post("/complaints", COMPLAINT).json()["number"]
    ).tasks.get()
    assert set(ids(clerk.get("/tasks"))) == {filed[1], free.pk}
    assert ids(clerk.get("/tasks", assignee="me")) == [filed[1]]
    assert ids(clerk.get("/tasks", assignee="petugas-loket")) == [filed[1]]
    assert ids(clerk.get("/tasks", assignee="none")) == [free.pk]
    assert ids(clerk.get("/tasks", assignee="siapa")) == []
    assert ids(api("analis-pengaduan").get("/tasks")) == []
    assert ids(api("auditor").get("/tasks")) == []
    assert ids(api("admin").get("/tasks")) == []


def test_what_belongs_to_a_colleague_is_not_in_my_list_but_can_be_asked_for(api, office, filed):
    other, _ = create_user(name="dedi", roles=["petugas-loket"], now=timezone.now())
    office.users["dedi"] = other.pk
    client = api("dedi")
    assert ids(client.get("/tasks")) == []
    assert ids(client.get("/tasks", assignee="petugas-loket")) == [filed[1]]


def test_an_acting_officer_sees_what_belongs_to_the_one_stood_in_for(api, office, filed):
    now = timezone.now()
    deputy, _ = create_user(name="plh", roles=["analis-hukum"], now=now)
    office.users["plh"] = deputy.pk
    appoint_acting(
        deputy_id=deputy.pk,
        principal_id=office.users["petugas-loket"],
        role="petugas-loket",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=1),
        legal_basis="SP 1/2026",
        now=now,
    )
    assert ids(api("plh").get("/tasks")) == [filed[1]]


def test_filters_narrow_the_list(clerk, filed):
    number, task = filed
    for query in (
        {"role": "petugas-loket"},
        {"permit_type": "pbg"},
        {"q": number[-5:]},
        {"q": "RETRIBUSI"},
        {"overdue": "false"},
        {"state": "open"},
        {"role": "", "assignee": "", "state": "", "overdue": "", "permit_type": "", "q": ""},
    ):
        assert ids(clerk.get("/tasks", **query)) == [task], query
    for query in (
        {"role": "koordinator"},
        {"permit_type": "slf"},
        {"q": "tidak ada"},
        {"overdue": "true"},
        {"state": "done"},
    ):
        assert ids(clerk.get("/tasks", **query)) == [], query


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"state": "cancelled"}, "state"),
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"limit": "banyak"}, "limit"),
        ({"overdue": "mungkin"}, "overdue"),
        ({"cursor": "bukan-cursor"}, "cursor"),
        ({"cursor": "WzFd"}, "cursor"),
        ({"q": "a\0"}, "q"),
        ({"rolle": "petugas-loket"}, "rolle"),
    ],
)
def test_a_filter_that_is_none_is_refused(clerk, query, field):
    answer = clerk.get("/tasks", **query)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_pages_hold_every_task_once_soonest_due_first_and_paused_last(clerk):
    now = timezone.now()
    for _ in range(7):
        clerk.post("/complaints", COMPLAINT)
    rows = list(Task.objects.order_by("pk"))
    moments = [now + timedelta(minutes=m) if m else None for m in (5, 3, 0, 3, 9, 0, 1)]
    for row, moment in zip(rows, moments, strict=True):
        Task.objects.filter(pk=row.pk).update(due_at=moment)
    wanted = [rows[n].pk for n in (6, 1, 3, 0, 4, 2, 5)]

    found, cursor, pages = [], "", 0
    while True:
        page = clerk.get("/tasks", limit=2, cursor=cursor).json()
        found += [one["id"] for one in page["items"]]
        pages += 1
        cursor = page["next"]
        if cursor is None:
            break
    assert (found, pages) == (wanted, 4)


def test_done_tasks_are_one_s_own_the_last_first(api, clerk, filed):
    second = clerk.post("/complaints", COMPLAINT).json()["number"]
    other = Task.objects.get(case__number=second, state="open").pk
    for task in (filed[1], other):
        assert complete(clerk, task).status_code == 200
    assert ids(clerk.get("/tasks", state="done")) == [other, filed[1]]
    first = clerk.get("/tasks", state="done", limit=1).json()
    rest = clerk.get("/tasks", state="done", limit=1, cursor=first["next"]).json()
    assert ([one["id"] for one in rest["items"]], rest["next"]) == ([filed[1]], None)
    assert ids(api("koordinator").get("/tasks", state="done")) == []


def test_a_task_tells_its_step_its_schema_and_that_i_may(clerk, filed):
    told = clerk.get(f"/tasks/{filed[1]}").json()
    assert told["case"] == filed[0]
    assert told["step"]["no"] == 1
    assert told["step"]["time"] == "30 menit"
    assert told["schema"]["type"] == "object"
    assert (told["may_act"], told["hindrance"], told["draft"]) == (True, "", None)


def test_a_stranger_reads_a_task_without_what_is_filled_in(api, filed):
    told = api("analis-pengaduan").get(f"/tasks/{filed[1]}").json()
    assert not told["may_act"]
    assert "Petugas Loket" in told["hindrance"]
    assert "default" not in str(told["schema"])
    assert "Suherman" not in str(told)


def test_a_task_that_is_not_there_or_may_not_be_known_looks_the_same(api, clerk, filed):
    secret = clerk.post("/complaints", {**COMPLAINT, "confidential": True}).json()["number"]
    hidden = Task.objects.get(case__number=secret).pk
    stranger = api("analis-pengaduan")
    answers = [
        stranger.get(f"/tasks/{hidden}"),
        stranger.get("/tasks/999999"),
        stranger.get(f"/tasks/{2**70}"),
        api("admin").get(f"/tasks/{filed[1]}"),
    ]
    assert [one.status_code for one in answers] == [404] * 4
    assert len({one.content for one in answers}) == 1
    for path in ("start", "complete"):
        assert stranger.post(f"/tasks/{hidden}/{path}", {}).status_code == 404
    assert stranger.put(f"/tasks/{hidden}/draft", {"data": {}}).status_code == 404


def test_without_a_token_nothing_is_told(api, filed):
    for call in (
        lambda: api().get("/tasks"),
        lambda: api().get(f"/tasks/{filed[1]}"),
        lambda: api().post(f"/tasks/{filed[1]}/start", {}),
        lambda: api().post(f"/tasks/{filed[1]}/complete", {}),
        lambda: api().put(f"/tasks/{filed[1]}/draft", {"data": {}}),
    ):
        assert call().status_code == 401


def test_starting_takes_a_free_task_and_may_be_repeated(api):
    api().post("/complaints", COMPLAINT)
    clerk, task = api("petugas-loket"), Task.objects.get().pk
    first = clerk.post(f"/tasks/{task}/start")
    again = clerk.post(f"/tasks/{task}/start", {})
    assert (first.status_code, again.status_code) == (200, 200)
    (told,) = first.json()["tasks"]
    assert (told["assignee"], told["id"]) == ("petugas-loket", task)
    assert told["started_at"] == again.json()["tasks"][0]["started_at"]


def test_a_draft_is_a_version_and_comes_back(clerk, filed):
    for text in ("satu", "dua"):
        answer = clerk.put(f"/tasks/{filed[1]}/draft", {"data": {"text": text}})
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    draft = clerk.get(f"/tasks/{filed[1]}").json()["draft"]
    assert (draft["version"], draft["data"], draft["saved_by"]) == (
        2,
        {"text": "dua"},
        "petugas-loket",
    )
    assert b"dua" not in bytes(TaskDraft.objects.latest("pk").data)


def test_completing_answers_the_case_with_its_next_tasks(clerk, filed):
    answer = complete(clerk, filed[1])
    told = answer.json()
    assert answer.status_code == 200
    assert (told["case"]["number"], told["case"]["step"]) == (filed[0], 2)
    assert [(one["type"], one["no"]) for one in told["tasks"]] == [("step", 2)]


def test_papers_for_the_counter_are_there_when_the_answer_comes(clerk, filed):
    complete(clerk, filed[1])
    papers = clerk.get(f"/cases/{filed[0]}/documents").json()["items"]
    urls = {one["kind"]: one["url"].removeprefix("/api/v1") for one in papers}
    for kind in ("form-pengaduan", "map-pengaduan", "tanda-terima"):
        assert clerk.get(urls[kind]).content.startswith(b"%PDF"), kind


def test_the_wrong_person_is_refused(api, office, filed):
    other, _ = create_user(name="dedi", roles=["petugas-loket"], now=timezone.now())
    office.users["dedi"] = other.pk
    answer = api("dedi").post(f"/tasks/{filed[1]}/complete", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong-person")


@pytest.mark.parametrize("role", ["analis-pengaduan", "koordinator", "auditor"])
def test_the_wrong_role_is_refused(api, filed, role):
    client = api(role)
    for answer in (
        client.post(f"/tasks/{filed[1]}/complete", {}),
        client.post(f"/tasks/{filed[1]}/start", {}),
        client.put(f"/tasks/{filed[1]}/draft", {"data": {}}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "wrong-role")
    assert Task.objects.get(pk=filed[1]).state == "open"


def test_a_task_done_before_says_by_whom_and_when(clerk, filed):
    complete(clerk, filed[1])
    answer = clerk.post(f"/tasks/{filed[1]}/complete", {})
    told = answer.json()
    assert (answer.status_code, told["code"]) == (409, "task-done")
    assert "Pejabat Petugas Loket" in told["detail"]
    assert "pukul" in told["detail"]
    done = Task.objects.get(pk=filed[1])
    assert told["facts"]["completed_at"] == done.completed_at.isoformat()


def test_a_task_of_an_ended_case_is_refused(api, office, clerk, filed):
    act(
        number=filed[0],
        action="settle",
        data={"answer": "Sudah dijawab.", "accepted": True, "reason": "Cukup di tempat"},
        actor=office.holder("petugas-loket"),
        now=timezone.now(),
    )
    answer = clerk.post(f"/tasks/{filed[1]}/complete", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "task-cancelled")


def test_a_held_case_waits(api, clerk, filed):
    head = api("koordinator")
    schema = next(
        one["schema"]
        for one in head.get(f"/cases/{filed[0]}/actions").json()["items"]
        if one["action"] == "hold"
    )
    held = head.post(f"/cases/{filed[0]}/actions/hold", fill(schema, now=timezone.now()))
    assert held.status_code == 200, held.content
    answer = complete(clerk, filed[1])
    assert (answer.status_code, answer.json()["code"]) == (409, "held")


def test_what_is_missing_is_named_by_field(clerk, filed):
    answer = clerk.post(f"/tasks/{filed[1]}/complete", {"data": {"tidak_ada": 1}})
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "invalid-data")
    assert "data.tidak_ada" in told["fields"]
    assert len(told["fields"]) > 1
    assert Task.objects.get(pk=filed[1]).state == "open"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"data": []}, "data"),
        ({"outcome": 1}, "outcome"),
        ({"lain": 1}, "lain"),
        ([], "body"),
    ],
)
def test_a_body_that_does_not_fit_is_refused(clerk, filed, body, field):
    answer = clerk.post(f"/tasks/{filed[1]}/complete", body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_the_next_person_may_be_named(clerk, filed):
    create_user(name="dedi", roles=["petugas-loket"], now=timezone.now())
    answer = complete(clerk, filed[1], assignee="dedi")
    assert answer.status_code == 200
    assert answer.json()["tasks"][0]["assignee"] == "dedi"


def test_a_next_person_who_is_not_there_is_refused(clerk, filed):
    answer = complete(clerk, filed[1], assignee="siapa")
    assert (answer.status_code, answer.json()["field"]) == (422, "assignee")


def test_files_come_with_the_completion_under_the_key_of_the_case(api, clerk, filed):
    told = clerk.get(f"/tasks/{filed[1]}").json()
    body = {"data": fill(told["schema"], now=TUESDAY)}
    answer = clerk.upload(f"/tasks/{filed[1]}/complete", body, ("bukti.txt", b"isi bukti"))
    assert answer.status_code == 200
    (one,) = clerk.get(f"/cases/{filed[0]}").json()["attachments"]
    assert one["task"] == filed[1]
    content = clerk.get(f"/cases/{filed[0]}/attachments/{one['id']}")
    assert content.content == b"isi bukti"
    assert content["Content-Disposition"] == 'attachment; filename="bukti.txt"'


def test_a_consult_shows_the_latest_draft_of_its_step(api, office):
    from tests.cases.office import file_complaint, open_tasks, play

    case = file_complaint(office)
    play(office, case, until="consult")
    step, consult = sorted(open_tasks(case), key=lambda one: one.type != "step")[:2]
    assert (step.type, consult.type) == ("step", "consult")
    drafter = api("analis-pengaduan")
    drafter.put(f"/tasks/{step.pk}/draft", {"data": {"body": "Konsep pertama"}})
    shown = api("analis-hukum").get(f"/tasks/{consult.pk}").json()["draft"]
    assert (shown["task"], shown["data"]) == (step.pk, {"body": "Konsep pertama"})
    assert api("koordinator").get(f"/tasks/{consult.pk}").json()["draft"] is None
