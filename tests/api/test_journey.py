"""One complaint from the counter to the archive, only through the API, by a generic client.

It knows no step: each task is filled from its schema, with the first outcome and a note.
"""

from sigap.cases.models import Document
from sigap.cases.operations.papers import render_document
from sigap.ledger.verify import verify
from tests.api.clients import COMPLAINT
from tests.cases.filler import fill
from tests.cases.office import ROLES

MOST_TASKS = 80
LAST = ("step", "confirm")


def next_task(clients):
    """Return (role, task) of an open task, those first for which others wait."""
    found = [
        (role, task)
        for role in ROLES
        for task in clients(role).get("/tasks", limit=200).json()["items"]
    ]
    return min(found, key=lambda pair: (pair[1]["type"] in LAST, pair[1]["id"]), default=None)


def complete(clients, role, task, wanted):
    """Complete a task as any client can; `wanted` says other outcomes, used one after another."""
    client, number = clients(role), task["id"]
    told = client.get(f"/tasks/{number}").json()
    assert told["may_act"], told["hindrance"]
    body = {"data": fill(told["schema"], now=clients.office.now), "note": "Catatan"}
    offered = [one["id"] for one in told["outcomes"]]
    if offered:
        left = wanted.get((task["sop"], task["no"], task["type"]), [])
        body["outcome"] = left.pop(0) if left else offered[0]
    answer = client.post(f"/tasks/{number}/complete", body, key=f"task-{number}")
    assert answer.status_code == 200, (task["activity"], answer.json())
    return answer.json()


def play(clients, wanted=None):
    """Do what is open until nothing is; return the answers' cases, in order."""
    done = []
    for _ in range(MOST_TASKS):
        found = next_task(clients)
        if found is None:
            return done
        clients.office.later(5)
        done.append((found[1], complete(clients, *found, wanted or {})))
    raise AssertionError([one["activity"] for one, _ in done])


def test_a_client_that_only_fills_schemas_reaches_the_archive(api):
    filed = api("petugas-loket").post("/complaints", COMPLAINT).json()

    done = play(api)

    number = filed["number"]
    told = api("koordinator").get(f"/cases/{number}").json()
    assert (told["status"], told["tasks"]) == ("closed", [])
    steps = [(one["sop"], one["no"]) for one in told["runs"]]
    assert len(steps) == len(set(steps)) == 17
    assert done[-1][1]["case"]["status"] == "closed"
    assert verify().fault is None


def test_loops_are_gone_and_every_paper_opens(api):
    filed = api("petugas-loket").post("/complaints", COMPLAINT).json()
    loops = {
        ("penelaahan-substansi", 3, "step"): ["tidak-lengkap"],
        ("penyampaian-jawaban", 4, "step"): ["perlu-perbaikan"],
    }
    play(api, loops)

    client = api("koordinator")
    told = client.get(f"/cases/{filed['number']}").json()
    assert told["status"] == "closed"
    attempts = {(one["sop"], one["no"]): one["attempt"] for one in told["runs"]}
    assert attempts["penelaahan-substansi", 1] == 2
    assert attempts["penyampaian-jawaban", 2] == 2
    for document in Document.objects.exclude(state="done"):
        render_document(document.pk, now=api.office.now)
    papers = client.get(f"/cases/{filed['number']}/documents", limit=200).json()["items"]
    assert {one["status"] for one in papers} == {"issued"}
    for one in papers:
        answer = client.get(one["url"].removeprefix("/api/v1"))
        assert answer.content.startswith(b"%PDF"), one["kind"]
    answer = api().get(f"/track/{filed['tracking_code']}").json()["answer"]
    letters = [one["number"] for one in papers if one["kind"] == "surat-balasan"]
    assert answer["number"] == letters[-1] != ""


def test_a_complaint_of_the_public_goes_the_same_way(api):
    api().post("/complaints", {**COMPLAINT, "channel": "web"})
    play(api)
    (case,) = api("koordinator").get("/cases").json()["items"]
    assert case["status"] == "closed"
