"""Cases by API: who sees what of which case, and that identity stays where it belongs."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from sigap.api.calls import cases as case_calls
from sigap.cases.models import Case, Exclusion
from sigap.cases.operations.exits import ACTIONS
from sigap.ledger.models import Entry
from tests.api.clients import COMPLAINT, described
from tests.cases.filler import fill
from tests.cases.office import PERSON, file_complaint, play

STAFF = (
    "petugas-loket",
    "analis-pengaduan",
    "penata-perizinan",
    "koordinator",
    "analis-hukum",
    "kepala-dinas",
)


@pytest.fixture
def played(office):
    """Return a case that has come as far as the review."""
    case = file_complaint(office)
    play(office, case, until="review")
    case.refresh_from_db()
    return case


def numbers(answer):
    return [one["number"] for one in answer.json()["items"]]


@pytest.mark.parametrize("role", [*STAFF, "auditor"])
def test_everybody_who_handles_or_audits_cases_sees_an_ordinary_one(api, played, role):
    answer = api(role).get(f"/cases/{played.number}")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["number"], told["status"], told["step"]) == (played.number, "open", 6)
    for piece in ("Suherman", "Wijaya", "0812-0000-0100", "Gardu Sawah"):
        assert piece not in answer.content.decode(), piece


def test_the_case_tells_how_it_came_here(api, played):
    told = api("koordinator").get(f"/cases/{played.number}").json()
    places = [(one["sop"], one["no"], one["attempt"]) for one in told["runs"]]
    assert places == [
        *(("penerimaan-pengaduan", n, 1) for n in range(1, 6)),
        *(("penelaahan-substansi", n, 1) for n in range(1, 7)),
    ]
    first = told["runs"][0]
    assert first["completed_by"] == [{"user": "petugas-loket", "name": "Pejabat Petugas Loket"}]
    assert first["worked_minutes"] > 0
    assert [(one["type"], one["no"]) for one in told["tasks"]] == [("step", 6)]
    assert told["complainant"] == {"kind": "perorangan", "reachable": ["phone", "address"]}
    assert "[pelapor]" in told["complaint"]["text"]
    assert {"form-pengaduan", "tanda-terima"} <= {one["kind"] for one in told["documents"]}


def test_an_auditor_reads_no_words_that_may_carry_identity(api, played):
    told = api("auditor").get(f"/cases/{played.number}").json()
    assert {one["note"] for one in told["runs"]} == {None}
    notes = {
        one["note"] for one in api("koordinator").get(f"/cases/{played.number}").json()["runs"]
    }
    assert "Catatan" in notes


@pytest.mark.parametrize(
    "path", ["", "/events", "/documents", "/actions", "/complainant", "/attachments/1"]
)
def test_a_case_that_is_not_there_or_may_not_be_known_looks_the_same(api, office, path):
    hidden = file_complaint(office, confidential=True).number
    stranger = api("penata-perizinan")
    answers = [
        stranger.get(f"/cases/{hidden}{path}"),
        stranger.get(f"/cases/PGD-2026-99999{path}"),
        stranger.get(f"/cases/bukan-nomor{path}"),
        stranger.get(f"/cases/{'9' * 41}{path}"),
        api("admin").get(f"/cases/{hidden}{path}"),
    ]
    assert [one.status_code for one in answers] == [404] * 5
    assert len({one.content for one in answers}) == 1


def test_a_secret_case_is_in_no_list_of_a_stranger(api, office):
    hidden, open_one = file_complaint(office, confidential=True), file_complaint(office)
    assert numbers(api("penata-perizinan").get("/cases")) == [open_one.number]
    assert numbers(api("auditor").get("/cases")) == [open_one.number]
    assert set(numbers(api("petugas-loket").get("/cases"))) == {hidden.number, open_one.number}
    assert set(numbers(api("koordinator").get("/cases"))) == {hidden.number, open_one.number}


def test_an_excluded_person_knows_of_nothing(api, office):
    case = file_complaint(office)
    Exclusion.objects.create(
        case=case,
        user_id=office.users["koordinator"],
        reason=b"",
        by="user:1",
        at=office.now,
    )
    assert api("koordinator").get(f"/cases/{case.number}").status_code == 404
    assert numbers(api("koordinator").get("/cases")) == []


def test_without_a_token_no_case_is_told(api, played):
    for path in ("", f"/{played.number}", f"/{played.number}/events"):
        assert api().get(f"/cases{path}").status_code == 401


def test_the_list_is_the_newest_first_in_pages(api, office):
    made = []
    for _ in range(5):
        office.now += timedelta(minutes=1)
        made.append(file_complaint(office).number)
    client, found, cursor = api("koordinator"), [], ""
    while cursor is not None:
        page = client.get("/cases", limit=2, cursor=cursor).json()
        found += [one["number"] for one in page["items"]]
        cursor = page["next"]
    assert found == made[::-1]


def test_cases_of_one_moment_are_paged_each_once(api, office):
    made = {file_complaint(office).number for _ in range(5)}
    client, found, cursor = api("koordinator"), [], ""
    while cursor is not None:
        page = client.get("/cases", limit=2, cursor=cursor).json()
        found += [one["number"] for one in page["items"]]
        cursor = page["next"]
    assert (len(found), set(found)) == (5, made)


def test_filters_narrow_the_list(api, office):
    case = file_complaint(office, outside_number="LAPOR-77")
    client, day = api("koordinator"), f"{office.now:%Y-%m-%d}"
    for query in (
        {"q": case.number},
        {"q": "retribusi"},
        {"q": "pbg-321608-21102025-960"},
        {"q": "lapor-77"},
        {"status": "open"},
        {"permit_type": "pbg"},
        {"from": day, "to": day},
        {"q": "", "status": "", "permit_type": "", "from": "", "to": ""},
    ):
        assert numbers(client.get("/cases", **query)) == [case.number], query
    for query in (
        {"q": "tidak ada"},
        {"status": "closed"},
        {"permit_type": "slf"},
        {"from": f"{office.now + timedelta(days=1):%Y-%m-%d}"},
        {"to": f"{office.now - timedelta(days=1):%Y-%m-%d}"},
    ):
        assert numbers(client.get("/cases", **query)) == [], query


@pytest.mark.parametrize(
    "day", ["0", "1764201600", "1.7e-154", "2026-2-3", "2026-02-30", "kemarin"]
)
def test_a_day_is_written_as_one(api, office, day):
    file_complaint(office)
    refused = api("koordinator").get("/cases", **{"from": day})
    assert refused.status_code == 422
    assert refused.json()["fields"] == {"from": "bukan tanggal yang benar, mis. 2026-11-27"}


def test_days_are_the_office_s(api, office):
    # Half past midnight in Cikarang is the day before in UTC.
    office.now = office.now.replace(hour=0, minute=30)
    case = file_complaint(office)
    day = f"{office.now:%Y-%m-%d}"
    assert numbers(api("koordinator").get("/cases", **{"from": day})) == [case.number]
    before = f"{office.now - timedelta(days=1):%Y-%m-%d}"
    assert numbers(api("koordinator").get("/cases", to=before)) == []


@pytest.mark.parametrize(
    "words",
    ["+62 812 0000 0100", "081200000100", "suherman wijaya", "Wijaya, Suherman", "SUHERMAN"],
)
def test_who_complained_is_found_whole_by_who_may_read_it(api, office, words):
    case = file_complaint(office)
    secret = file_complaint(office, confidential=True)
    assert numbers(api("petugas-loket").get("/cases", q=words)) == [case.number]
    assert numbers(api("auditor").get("/cases", q=words)) == []
    del secret


@pytest.mark.parametrize("words", ["0812-0000-01", "Suherman Lain", "Suher"])
def test_half_of_an_identity_finds_nothing(api, office, words):
    file_complaint(office)
    assert numbers(api("petugas-loket").get("/cases", q=words)) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"status": "hilang"}, "status"),
        ({"from": "kemarin"}, "from"),
        ({"to": "2026-13-01"}, "to"),
        ({"from_": "2026-01-01"}, "from_"),
        ({"cursor": "e30"}, "cursor"),
    ],
)
def test_a_filter_that_is_none_is_refused(api, query, field):
    answer = api("koordinator").get("/cases", **query)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_events_are_the_ledger_s_chained_entries_in_pages(api, played):
    client, found, cursor = api("auditor"), [], ""
    while cursor is not None:
        page = client.get(f"/cases/{played.number}/events", limit=7, cursor=cursor).json()
        found += page["items"]
        cursor = page["next"]
    kept = list(Entry.objects.filter(stream=played.number).order_by("seq"))
    assert [one["hash"] for one in found] == [bytes(one.hash).hex() for one in kept]
    assert [one["prev_hash"] for one in found[1:]] == [one["hash"] for one in found[:-1]]
    assert found[0]["event"] == "case.registered"


def test_papers_are_listed_in_pages_with_their_address(api, played):
    client = api("auditor")
    everything = client.get(f"/cases/{played.number}/documents").json()["items"]
    first = client.get(f"/cases/{played.number}/documents", limit=3).json()
    rest = client.get(f"/cases/{played.number}/documents", limit=200, cursor=first["next"]).json()
    assert first["items"] + rest["items"] == everything
    assert everything[0]["url"] == f"/api/v1/documents/{everything[0]['id']}"


def test_reading_who_complained_is_on_the_record(api, office):
    case = file_complaint(office)
    answer = api("koordinator").get(f"/cases/{case.number}/complainant")
    assert answer.json()["name"] == PERSON.name
    entry = Entry.objects.get(stream=case.number, event="identity.read")
    assert entry.actor == f"user:{office.users['koordinator']}"


def test_an_auditor_reads_no_identity_and_leaves_no_entry(api, office):
    case = file_complaint(office)
    answer = api("auditor").get(f"/cases/{case.number}/complainant")
    assert (answer.status_code, answer.json()["code"]) == (403, "identity-closed")
    assert not Entry.objects.filter(event="identity.read").exists()


def test_a_secret_identity_opens_only_after_two_persons_agreed(api, office):
    case = file_complaint(office, confidential=True)
    clerk, head = api("petugas-loket"), api("koordinator")
    assert clerk.get(f"/cases/{case.number}/complainant").status_code == 403

    asked = clerk.post(
        f"/cases/{case.number}/actions/reveal", {"reason": "Harus menghubungi pelapor"}
    )
    assert asked.status_code == 200, asked.content
    task = next(one for one in asked.json()["tasks"] if one["type"] == "decision")
    told = head.get(f"/tasks/{task['id']}").json()
    body = {
        "data": fill(told["schema"], now=office.now),
        "outcome": told["outcomes"][0]["id"],
        "note": "Setuju",
    }
    assert head.post(f"/tasks/{task['id']}/complete", body).status_code == 200
    assert clerk.get(f"/cases/{case.number}/complainant").json()["name"] == PERSON.name
    assert api("analis-pengaduan").get(f"/cases/{case.number}").status_code == 404


def test_the_actions_offered_are_those_of_the_role_and_state(api, office):
    case = file_complaint(office)

    def offered(role):
        items = api(role).get(f"/cases/{case.number}/actions").json()["items"]
        return {one["action"] for one in items}

    assert offered("auditor") == set()
    assert "settle" in offered("petugas-loket")
    assert "forward" not in offered("petugas-loket")
    assert {"forward", "hold", "reassign", "exclude"} <= offered("koordinator")
    assert "resume" not in offered("koordinator")


def test_the_contract_s_actions_are_the_ones_there_are():
    assert set(case_calls.Action.__args__) == set(ACTIONS)


def test_the_contract_s_statuses_are_the_ones_there_are():
    assert set(case_calls.Status.__args__) == set(Case.Status.values)


def test_an_action_answers_the_case_with_its_tasks(api, office):
    case = file_complaint(office)
    schema = next(
        one["schema"]
        for one in api("koordinator").get(f"/cases/{case.number}/actions").json()["items"]
        if one["action"] == "hold"
    )
    body = fill(schema, now=office.now)
    told = api("koordinator").post(f"/cases/{case.number}/actions/hold", body, key="tunda")
    again = api("koordinator").post(f"/cases/{case.number}/actions/hold", body, key="tunda")
    other = api("koordinator").post(f"/cases/{case.number}/actions/hold", body)
    assert told.json()["case"]["status"] == "held"
    assert again.content == told.content
    assert (other.status_code, other.json()["code"]) == (409, "wrong-status")


@pytest.mark.parametrize(
    ("role", "asked", "refusal"),
    [
        ("petugas-loket", ("forward", {}), (403, "wrong-role")),
        ("auditor", ("hold", {}), (403, "wrong-role")),
        ("koordinator", ("hold", {}), (422, "invalid-data")),
        ("koordinator", ("hold", {"reason": "Sidang", "lain": 1}), (422, "invalid-data")),
        ("koordinator", ("hapus", {}), (404, "not-found")),
        ("koordinator", ("resume", {"reason": "Selesai sidang"}), (409, "wrong-status")),
        ("koordinator", ("reveal", {"reason": "Perlu nama"}), (409, "not-confidential")),
    ],
)
def test_an_action_that_may_not_be_is_refused(api, office, role, asked, refusal):
    case, client, (action, body) = file_complaint(office), api(role), asked
    entries = Entry.objects.count()
    answer = client.post(f"/cases/{case.number}/actions/{action}", body)
    assert (answer.status_code, answer.json()["code"]) == refusal
    assert Entry.objects.count() == entries


def test_ended_is_told_with_when(api, office):
    case = file_complaint(office)
    clerk = api("petugas-loket")
    body = {"answer": "Sudah dijawab.", "accepted": True, "reason": "Cukup di tempat"}
    assert clerk.post(f"/cases/{case.number}/actions/settle", body).status_code == 200
    answer = clerk.post(f"/cases/{case.number}/actions/settle", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")
    assert "pukul" in answer.json()["detail"]


def test_messages_of_the_complainant_are_shown_masked(api, office):
    told = api().post("/complaints", COMPLAINT).json()
    text = "Saya Suherman Wijaya, nomor 081200000100, menunggu."
    api().post(f"/track/{told['tracking_code']}/messages", {"text": text})
    (seen,) = api("petugas-loket").get(f"/cases/{told['number']}").json()["messages"]
    assert seen["text"] == "Saya [pelapor], nomor [pelapor], menunggu."
    (hidden,) = api("auditor").get(f"/cases/{told['number']}").json()["messages"]
    assert hidden["text"] is None


def test_moments_are_told_with_the_office_s_offset(api, office):
    case = file_complaint(office)
    told = json.loads(api("koordinator").get(f"/cases/{case.number}").content)
    assert told["received_at"] == timezone.localtime(case.received_at).isoformat()
    assert told["received_at"].endswith("+07:00")


def test_every_answer_of_staff_may_be_kept_by_nobody_between(api, office):
    case = file_complaint(office)
    for path in ("/tasks", f"/cases/{case.number}"):
        assert api("koordinator").get(path)["Cache-Control"] == "no-store"


def test_the_permit_types_of_this_office_stand_in_the_description(api):
    complaint = described()["components"]["schemas"]["ComplaintIn"]
    assert {"pbg", "nib-oss", "lainnya"} <= set(complaint["properties"]["permit_type"]["enum"])
