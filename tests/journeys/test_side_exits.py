"""Every side exit by the API: its letter, what it does to the clocks, its entry in the ledger."""

from datetime import date, datetime

import pytest

from tests.cases.filler import fill
from tests.cases.office import file_complaint, play
from tests.cases.traces import ledger_holds

pytestmark = pytest.mark.django_db

STOPPED, ENDED, RUNNING = "stopped", "ended", "running"


def at_identification(office, **how):
    case = file_complaint(office, **how)
    play(office, case, until="identify")
    office.later()
    return case


class Exits:
    """A case at III.5, and the exits that the API offers for it."""

    def __init__(self, api, case):
        self.api, self.number = api, case.number

    def take(self, action, role, **data):
        client, address = self.api(role), f"/cases/{self.number}/actions"
        offered = {one["action"]: one["schema"] for one in client.get(address).json()["items"]}
        body = fill(offered[action], now=self.api.office.now) | data
        answer = client.post(f"{address}/{action}", body)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def seen(self):
        return self.api("koordinator").get(f"/cases/{self.number}").json()

    def papers(self):
        return [one["kind"] for one in self.seen()["documents"]]

    def clock(self):
        seen = self.seen()
        if seen["closed_at"]:
            return ENDED
        step = next(one for one in seen["tasks"] if one["type"] == "step")
        return STOPPED if step["due_at"] is None else RUNNING

    def events(self, role="koordinator"):
        items = self.api(role).get(f"/cases/{self.number}/events", limit=200).json()["items"]
        return [one["event"] for one in items]


# action: role, data beside what the schema asks for, status, clocks, papers, deviation
EXITS = {
    "forward": (
        "koordinator",
        {"agency": "dinas-cipta-karya"},
        ("forwarded", ENDED, ["surat-penerusan", "surat-pemberitahuan"], True),
    ),
    "settle": ("petugas-loket", {}, ("closed", ENDED, ["catatan-penyelesaian"], True)),
    "decline": ("kepala-dinas", {}, ("closed", ENDED, ["surat-pemberitahuan"], True)),
    "withdraw": ("analis-pengaduan", {}, ("withdrawn", ENDED, ["surat-pencabutan"], True)),
    "duplicate": ("analis-pengaduan", {}, ("merged", ENDED, ["surat-pemberitahuan"], True)),
    "hold": ("koordinator", {}, ("held", STOPPED, ["surat-pemberitahuan"], True)),
    "request-completion": (
        "penata-perizinan",
        {},
        ("waiting-complainant", STOPPED, ["surat-permintaan-kelengkapan"], True),
    ),
    "reassign": ("koordinator", {"person": "antrean"}, ("open", RUNNING, [], True)),
    "exclude": ("kepala-dinas", {}, ("open", RUNNING, [], True)),
    "restrict": ("petugas-loket", {}, ("open", RUNNING, [], False)),
}


@pytest.mark.parametrize("action", EXITS)
def test_an_exit_leaves_letter_clock_and_entry(api, office, action):
    role, data, (status, clock, letters, deviates) = EXITS[action]
    exits = Exits(api, at_identification(office))
    if action == "duplicate":
        data = {"leading": file_complaint(office).number}
    before, promise = exits.papers(), exits.seen()["due_at"]

    answer = exits.take(action, role, **data)

    seen = exits.seen()
    assert (answer["case"]["status"], seen["status"]) == (status, status)
    assert exits.clock() == clock
    assert seen["due_at"] == promise
    assert sorted(exits.papers()) == sorted([*before, *letters])
    to_sign = [one for one in seen["tasks"] if one["type"] == "signature"]
    assert len(to_sign) == len([kind for kind in letters if kind.startswith("surat-")])
    assert f"case.{action}" in exits.events()
    told = [one["code"] for one in seen["deviations"]]
    assert (f"exit-{action}" in told) is deviates
    assert ledger_holds()


def test_resuming_starts_the_clocks_again_and_moves_the_promise(api, office):
    exits = Exits(api, at_identification(office))
    promise = datetime.fromisoformat(exits.seen()["due_at"])
    exits.take("hold", "koordinator", until=date(2026, 12, 10).isoformat())
    office.later(900)

    exits.take("resume", "kepala-dinas")

    seen = exits.seen()
    assert (seen["status"], exits.clock()) == ("open", RUNNING)
    assert datetime.fromisoformat(seen["due_at"]) > promise
    assert seen["first_due_at"] == promise.isoformat()
    assert "case.resume" in exits.events()


@pytest.mark.parametrize("action", ["widen", "reveal"])
def test_what_needs_two_is_a_task_for_the_second(api, office, action):
    exits = Exits(api, at_identification(office, confidential=True))

    exits.take(
        action, "analis-pengaduan", **({"what": "lift-confidential"} if action == "widen" else {})
    )

    seen = exits.seen()
    (task,) = [one for one in seen["tasks"] if one["type"] == "decision"]
    assert (seen["status"], seen["confidential"], task["role"]) == ("open", True, "koordinator")
    if action == "reveal":
        closed = api("analis-pengaduan").get(f"/cases/{exits.number}/complainant")
        assert closed.status_code == 403
    body = {"outcome": "setuju", "data": {}}
    answer = api("koordinator").post(f"/tasks/{task['id']}/complete", body)
    assert answer.status_code == 200, answer.content
    opened = api("analis-pengaduan").get(f"/cases/{exits.number}/complainant")
    assert (opened.status_code, opened.json()["name"]) == (200, "Suherman Wijaya")
    assert {f"case.{action}", "decision.completed", "identity.read"} <= set(exits.events())
    assert ledger_holds()
