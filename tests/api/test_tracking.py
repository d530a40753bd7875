"""The holder of a tracking code: what is told, what may be done, and that no officer is named."""

from datetime import timedelta

import pytest

from sigap.cases.models import Attachment, Case, Message
from sigap.ledger.models import Entry
from tests.cases.filler import fill
from tests.cases.office import file_complaint, play


def code_of(case):
    from sigap.cases.identity import case_key, unseal_text

    return unseal_text(case_key(case.pk), bytes(case.complainant.tracking_code))


@pytest.fixture
def case(office):
    return file_complaint(office)


@pytest.fixture
def answered(office, case):
    """Return a case played to its end."""
    play(office, case)
    case.refresh_from_db()
    return case


def take(api, case, action, role="koordinator"):
    """Take a side exit, filled from its schema."""
    client = api(role)
    items = client.get(f"/cases/{case.number}/actions").json()["items"]
    schema = next(one["schema"] for one in items if one["action"] == action)
    body = fill(schema, now=api.office.now)
    answer = client.post(f"/cases/{case.number}/actions/{action}", body)
    assert answer.status_code == 200, answer.content
    return answer


def test_progress_is_told_in_plain_words_without_officers(api, office, case):
    play(office, case, until="plan")
    told = api().get(f"/track/{code_of(case)}").json()
    assert told["number"] == case.number
    assert told["progress"] == (
        "Pengaduan Anda sedang ditelaah bersama pihak yang terkait (langkah 4 dari 6)."
    )
    assert [(one["id"], one["state"]) for one in told["stages"]] == [
        ("penerimaan-pengaduan", "done"),
        ("penelaahan-substansi", "now"),
        ("penyampaian-jawaban", "ahead"),
        ("dijawab", "ahead"),
        ("selesai", "ahead"),
    ]
    assert "Pejabat" not in str(told)
    assert told["may"] == {
        "message": True,
        "completion": False,
        "rating": False,
        "objection": False,
        "objection_until": None,
        "withdraw": True,
        "survey": False,
    }


def test_a_promise_that_is_past_is_said_to_be(api, office, case):
    office.now = case.due_at + timedelta(hours=1)
    told = api().get(f"/track/{code_of(case)}").json()
    assert "terlampaui" in told["progress"]


def test_the_code_may_be_typed_as_people_type(api, case):
    code = code_of(case)
    for typed in (code.lower(), code.replace("-", ""), code.replace("-", " ").replace("0", "o")):
        assert api().get(f"/track/{typed}").status_code == 200, typed


@pytest.mark.parametrize(
    "code",
    ["XXXX", "0000-0000-0000-0000", "9" * 81, "a\0b", "%00", "K7QM-4T2X-9HWD-3B6N", "🙏"],
)
def test_any_wrong_code_looks_the_same(api, case, code):
    answers = [
        api().get(f"/track/{code}"),
        api().post(f"/track/{code}/messages", {"text": "Halo"}),
        api().post(f"/track/{code}/withdraw", {"reason": "Sudah selesai"}),
    ]
    assert [one.status_code for one in answers] == [404] * 3
    assert len({one.content for one in answers}) == 1


def test_a_message_arrives_with_its_files(api, case):
    answer = api().upload(
        f"/track/{code_of(case)}/messages", {"text": "Ada bukti baru."}, ("b.txt", b"isi")
    )
    assert answer.status_code == 201
    told = api().get(f"/track/{code_of(case)}").json()
    assert [(one["sender"], one["text"]) for one in told["messages"]] == [
        ("pelapor", "Ada bukti baru.")
    ]
    (seen,) = api("petugas-loket").get(f"/cases/{case.number}").json()["messages"]
    assert (seen["attachments"], Attachment.objects.get().message_id) == (
        1,
        Message.objects.get().pk,
    )


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "  "}, {"text": "a", "x": 1}])
def test_an_empty_or_unknown_message_is_refused(api, case, body):
    assert api().post(f"/track/{code_of(case)}/messages", body).status_code == 422
    assert not Message.objects.exists()


def test_completion_is_taken_only_when_it_was_asked_for(api, case):
    code = code_of(case)
    early = api().post(f"/track/{code}/completion", {"text": "Ini berkasnya"})
    assert (early.status_code, early.json()["code"]) == (409, "not-waiting")

    take(api, case, "request-completion", role="petugas-loket")
    waiting = api().get(f"/track/{code}").json()
    assert waiting["status"] == "waiting-complainant"
    assert waiting["paused"]["text"].startswith("Kami menunggu kelengkapan dari Anda.")
    assert waiting["may"]["completion"]

    answer = api().upload(
        f"/track/{code}/completion", {"text": "Ini berkasnya"}, ("ktp.pdf", b"%PDF-1.7\n%\xe2\xe3")
    )
    assert (answer.status_code, answer.json()["status"]) == (201, "open")
    assert api().get(f"/track/{code}").json()["paused"] is None


def test_files_of_a_refused_completion_are_taken_away(api, case, sigap_home):
    before = {p for p in (sigap_home / "files").rglob("*") if p.is_file()}
    answer = api().upload(f"/track/{code_of(case)}/completion", {"text": "Ini"}, ("b.txt", b"isi"))
    assert answer.status_code == 409
    assert {p for p in (sigap_home / "files").rglob("*") if p.is_file()} == before


def test_the_answer_is_told_once_it_was_sent(api, answered):
    told = api().get(f"/track/{code_of(answered)}").json()
    assert told["status"] == "closed"
    assert {one["state"] for one in told["stages"]} == {"done"}
    assert told["answer"]["number"]
    assert told["answer"]["text"]
    assert told["may"]["rating"]
    assert told["may"]["objection"]
    assert told["may"]["objection_until"]


def test_before_it_was_sent_no_answer_is_told(api, office, case):
    play(office, case, until="dispatch")
    told = api().get(f"/track/{code_of(case)}").json()
    assert told["answer"] is None


def test_rating_needs_an_answer_and_the_last_word_counts(api, office, case):
    code = code_of(case)
    early = api().post(f"/track/{code}/rating", {"rating": "puas"})
    assert (early.status_code, early.json()["code"]) == (409, "not-answered")
    play(office, case)
    for rating in ("puas", "tidak-puas"):
        body = {"rating": rating, "comment": "Lama sekali"}
        assert api().post(f"/track/{code}/rating", body).status_code == 200
    assert api().get(f"/track/{code}").json()["rating"] == "tidak-puas"
    wrong = api().post(f"/track/{code}/rating", {"rating": "biasa"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "rating")


def test_an_objection_opens_a_review_with_its_own_code(api, answered):
    code = code_of(answered)
    answer = api().post(f"/track/{code}/objection", {"reason": "Belum dijawab."}, key="k")
    again = api().post(f"/track/{code}/objection", {"reason": "Belum dijawab."}, key="k")
    other = api().post(f"/track/{code}/objection", {"reason": "Belum dijawab."})
    assert answer.status_code == 201
    assert again.content == answer.content
    assert (other.status_code, other.json()["code"]) == (409, "objected-already")
    told = answer.json()
    review = api().get(f"/track/{told['tracking_code']}").json()
    assert review["number"] == told["number"] != answered.number
    assert api().get(f"/track/{code}").json()["objection"] == told["number"]
    assert told["step"] == Case.objects.get(number=told["number"]).step > 0


def test_an_objection_can_come_too_late(api, office, answered):
    office.now += timedelta(days=40)
    answer = api().post(f"/track/{code_of(answered)}/objection", {"reason": "Belum dijawab."})
    assert (answer.status_code, answer.json()["code"]) == (409, "objection-late")
    assert not api().get(f"/track/{code_of(answered)}").json()["may"]["objection"]


def test_withdrawing_ends_the_case_and_only_once(api, case):
    code = code_of(case)
    answer = api().post(f"/track/{code}/withdraw", {"reason": "Sudah diurus"})
    again = api().post(f"/track/{code}/withdraw", {"reason": "Sudah diurus"})
    assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")
    assert (again.status_code, again.json()["code"]) == (409, "closed")
    told = api().get(f"/track/{code}").json()
    assert told["progress"] == "Pengaduan Anda dicabut."
    assert not told["may"]["withdraw"]
    assert Entry.objects.get(stream=case.number, event="case.withdraw").actor == "complainant"


def test_a_joined_complaint_goes_the_way_of_the_leading_one(api, office, case):
    leading = case
    joined = file_complaint(office)
    client = api("petugas-loket")
    body = {"leading": leading.number, "reason": "Pokok yang sama"}
    items = client.get(f"/cases/{joined.number}/actions").json()["items"]
    schema = next(one["schema"] for one in items if one["action"] == "duplicate")
    body = {**fill(schema, now=office.now), **_leading(schema, leading.number)}
    answer = client.post(f"/cases/{joined.number}/actions/duplicate", body)
    assert answer.status_code == 200, answer.content
    play(office, leading, until="plan")
    told = api().get(f"/track/{code_of(joined)}").json()
    assert told["status"] == "merged"
    assert "ditelaah" in told["progress"]
    assert [one["state"] for one in told["stages"]][:2] == ["done", "now"]
    play(office, leading)
    told = api().get(f"/track/{code_of(joined)}").json()
    assert "digabungkan" in told["progress"]


def _leading(schema, number):
    """Return the field of the schema that names the leading case, filled."""
    name = next(n for n in schema["properties"] if n not in ("reason", "on_paper_at"))
    return {name: number}


def test_a_token_does_not_hinder_tracking_but_a_wrong_one_is_refused(api, case):
    assert api("koordinator").get(f"/track/{code_of(case)}").status_code == 200
    client = api()
    client.headers = {"Authorization": "Bearer salah"}
    assert client.get(f"/track/{code_of(case)}").status_code == 401
