"""The same request sent again: done once, answered alike."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from sigap.cases import filestore
from sigap.cases.models import Attachment, Case, IdempotencyRecord, Task
from sigap.cases.operations import repeats
from sigap.cases.operations.repeats import Answer, forget, once
from sigap.core.errors import Refused
from sigap.ledger.models import Entry
from tests.api.clients import COMPLAINT, Api

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
NOW = datetime(2026, 11, 27, 2, tzinfo=UTC)


def stored():
    return {p.name for p in filestore.folder().rglob("*") if p.is_file()}


def test_a_repeat_with_the_same_key_is_answered_alike_and_done_once(api):
    first = api().post("/complaints", COMPLAINT, key="satu")
    again = api().post("/complaints", COMPLAINT, key="satu")

    assert first.status_code == again.status_code == 201
    assert again.content == first.content
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Case.objects.count() == 1


def test_blanks_in_the_json_make_no_other_request(api):
    first = api().post("/complaints", json.dumps(COMPLAINT), key="satu")
    again = api().post("/complaints", json.dumps(COMPLAINT, indent=4), key="satu")
    assert again.content == first.content


def test_another_key_is_another_complaint(api):
    first = api().post("/complaints", COMPLAINT, key="satu")
    other = api().post("/complaints", COMPLAINT, key="dua")
    assert first.json()["number"] != other.json()["number"]


def test_without_a_key_every_request_counts(api):
    api().post("/complaints", COMPLAINT)
    api().post("/complaints", COMPLAINT)
    assert Case.objects.count() == 2
    assert not IdempotencyRecord.objects.exists()


def test_the_same_key_for_another_body_is_refused(api):
    api().post("/complaints", COMPLAINT, key="satu")
    answer = api().post("/complaints", {**COMPLAINT, "subject": "Lain"}, key="satu")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")
    assert Case.objects.count() == 1


def test_the_same_key_for_another_address_is_refused(api):
    clerk = api("petugas-loket")
    clerk.post("/complaints", COMPLAINT, key="satu")
    task = Task.objects.get()
    answer = clerk.post(f"/tasks/{task.pk}/start", {}, key="satu")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")


def test_other_files_make_another_request(api):
    api().upload("/complaints", COMPLAINT, ("a.txt", b"satu"), key="satu")
    before = stored()
    answer = api().upload("/complaints", COMPLAINT, ("a.txt", b"dua"), key="satu")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")
    assert stored() == before


def test_files_of_a_repeat_are_not_kept_twice(api):
    first = api().upload("/complaints", COMPLAINT, ("a.pdf", PDF), key="satu")
    before = stored()
    again = api().upload("/complaints", COMPLAINT, ("a.pdf", PDF), key="satu")
    assert again.content == first.content
    assert stored() == before
    assert Attachment.objects.count() == 1


def test_officers_do_not_share_keys(api):
    one = api("petugas-loket").post("/complaints", COMPLAINT, key="satu")
    two = api("analis-pengaduan").post("/complaints", COMPLAINT, key="satu")
    assert one.json()["number"] != two.json()["number"]


def test_complainants_do_not_share_keys(api):
    for _ in range(2):
        code = api().post("/complaints", COMPLAINT).json()["tracking_code"]
        answer = api().post(f"/track/{code}/messages", {"text": "Halo"}, key="satu")
        assert answer.status_code == 201
        assert "Idempotency-Replayed" not in answer


def test_a_refused_request_may_be_mended_with_the_same_key(api):
    bad = {**COMPLAINT, "permit_type": "tidak-ada"}
    assert api().post("/complaints", bad, key="satu").status_code == 422
    assert api().post("/complaints", COMPLAINT, key="satu").status_code == 201


@pytest.mark.parametrize("key", ["spasi di dalam", "x" * 201, "é"])
def test_a_key_that_is_none_is_refused(api, key):
    answer = api().post("/complaints", COMPLAINT, key=key)
    assert (answer.status_code, answer.json()["field"]) == (400, "Idempotency-Key")
    assert not Case.objects.exists()


def test_completing_again_with_the_same_key_gets_the_first_answer(api, office):
    clerk = api("petugas-loket")
    clerk.post("/complaints", COMPLAINT)
    task = clerk.get("/tasks").json()["items"][0]["id"]
    body = {"data": filled(clerk, task)}

    first = clerk.post(f"/tasks/{task}/complete", body, key="satu")
    again = clerk.post(f"/tasks/{task}/complete", body, key="satu")
    other = clerk.post(f"/tasks/{task}/complete", body, key="dua")

    assert (first.status_code, again.content) == (200, first.content)
    assert (other.status_code, other.json()["code"]) == (409, "task-done")
    assert Entry.objects.filter(event="step.completed").count() == 1


def test_the_stored_answer_is_sealed(api):
    told = api().post("/complaints", COMPLAINT, key="satu").json()
    kept = bytes(IdempotencyRecord.objects.get().answer)
    assert told["tracking_code"].encode() not in kept


def test_what_fails_takes_its_record_back(db):
    def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(principal="x", key="k", request_digest=b"d", now=NOW, perform=fail)
    assert not IdempotencyRecord.objects.exists()


def test_old_records_are_forgotten_and_young_ones_kept(db):
    for age in (1, 9):
        at = NOW - timedelta(days=age)
        once(
            principal="x",
            key=str(age),
            request_digest=b"d",
            now=at,
            perform=lambda: Answer(200, {}),
        )
    assert forget(before=NOW - timedelta(days=7)) == 1
    assert IdempotencyRecord.objects.get().created_at == NOW - timedelta(days=1)


def filled(client, task):
    from tests.cases.filler import fill
    from tests.cases.office import TUESDAY

    return fill(client.get(f"/tasks/{task}").json()["schema"], now=TUESDAY)


def at_once(*calls):
    """Run all calls at the same moment, each on its own connection; return their results."""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        gate.wait()
        try:
            results[place] = call()
        except Refused as wrong:
            results[place] = wrong
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_the_same_key_at_once_is_done_once(busy_api):
    clients = [busy_api() for _ in range(6)]
    calls = [lambda c=c: c.post("/complaints", COMPLAINT, key="serentak") for c in clients]
    answers = at_once(*calls)

    assert {one.status_code for one in answers} == {201}
    assert len({one.content for one in answers}) == 1
    assert Case.objects.count() == 1


def test_one_task_completed_by_many_at_once_is_completed_once(busy_api):
    clerk = busy_api("petugas-loket")
    clerk.post("/complaints", COMPLAINT)
    task = clerk.get("/tasks").json()["items"][0]["id"]
    body = {"data": filled(clerk, task)}
    token = busy_api.token("petugas-loket")
    calls = [lambda: Api(token).post(f"/tasks/{task}/complete", body) for _ in range(6)]
    answers = at_once(*calls)

    assert sorted(one.status_code for one in answers) == [200, *[409] * 5]
    lost = next(one for one in answers if one.status_code == 409).json()
    assert lost["code"] == "task-done"
    assert lost["facts"]["completed_by"] == "Pejabat Petugas Loket"
    assert lost["facts"]["completed_at"]
    assert Entry.objects.filter(event="step.completed").count() == 1


def test_a_second_request_waits_for_the_first_and_gets_its_answer(transactional_db):
    begun, go_on = threading.Event(), threading.Event()
    done = []

    def slow():
        begun.set()
        go_on.wait(10)
        done.append("first")
        return Answer(201, {"n": 1})

    def second():
        begun.wait(10)
        threading.Timer(0.3, go_on.set).start()
        return once(
            principal="x",
            key="k",
            request_digest=b"d",
            now=NOW,
            perform=lambda: Answer(201, {"n": 2}),
        )

    def first():
        return once(principal="x", key="k", request_digest=b"d", now=NOW, perform=slow)

    one, two = at_once(first, second)
    assert (one, two) == (Answer(201, {"n": 1}), Answer(201, {"n": 1}, repeated=True))
    assert done == ["first"]


def test_a_second_request_acts_when_the_first_was_taken_back(transactional_db):
    begun, go_on = threading.Event(), threading.Event()

    def first():
        def refuse():
            begun.set()
            go_on.wait(10)
            raise Refused("closed", "Tutup.")

        return once(principal="x", key="k", request_digest=b"d", now=NOW, perform=refuse)

    def second():
        begun.wait(10)
        threading.Timer(0.3, go_on.set).start()
        return once(
            principal="x",
            key="k",
            request_digest=b"d",
            now=NOW,
            perform=lambda: Answer(201, {"n": 2}),
        )

    one, two = at_once(first, second)
    assert isinstance(one, Refused)
    assert two == Answer(201, {"n": 2})


def test_the_record_and_the_act_share_one_transaction(db, monkeypatch):
    seen = []

    def act():
        seen.append(connection.in_atomic_block and IdempotencyRecord.objects.count())
        return Answer(200, {})

    with transaction.atomic():
        once(principal="x", key="k", request_digest=b"d", now=NOW, perform=act)
    assert seen == [1]
    assert repeats.once(principal="x", key="k", request_digest=b"d", now=NOW, perform=act).repeated
