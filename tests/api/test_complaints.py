"""Filing a complaint: what is taken, what is refused and why, and that a refusal leaves nothing."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from sigap.cases import filestore
from sigap.cases.identity import case_key, unseal_json, unseal_text
from sigap.cases.models import Attachment, Case, Complainant, Document, IdempotencyRecord
from sigap.ledger.models import Entry
from tests.api.clients import COMPLAINT

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


def nothing_left():
    stored = [p for p in filestore.folder().rglob("*") if p.is_file()]
    entries = Entry.objects.exclude(stream="office")
    return not (Case.objects.exists() or entries.exists() or Attachment.objects.exists() or stored)


@pytest.fixture(autouse=True)
def _empty_store():
    import shutil

    # Where the settings say, which a process of a parallel run alone knows.
    shutil.rmtree(filestore.folder(), ignore_errors=True)


def test_the_public_files_a_complaint_and_gets_number_code_and_promise(api):
    answer = api().post("/complaints", {**COMPLAINT, "channel": "web"})

    assert answer.status_code == 201
    told = answer.json()
    case = Case.objects.get()
    assert told == {
        "number": case.number,
        "tracking_code": told["tracking_code"],
        "received_at": timezone.localtime(case.received_at).isoformat(),
        "due_at": timezone.localtime(case.due_at).isoformat(),
        "step": 1,
    }
    assert case.subject == COMPLAINT["subject"]
    key = case_key(case.pk)
    person = Complainant.objects.get()
    assert unseal_text(key, bytes(person.tracking_code)) == told["tracking_code"]
    assert unseal_json(key, bytes(person.sealed)) == {
        "name": "Suherman Wijaya",
        "phone": "0812-0000-0100",
    }
    # Nobody's yet: the counter takes it from the pool.
    assert case.tasks.get().assignee_id is None


def test_the_receipt_is_ordered_with_the_case_and_drawn_later(api):
    api().post("/complaints", COMPLAINT)

    paper = Document.objects.get()
    assert (paper.kind, paper.state) == ("tanda-terima", Document.State.WAITING)


def test_a_counter_officer_files_and_holds_step_one_with_its_time_running(api, office):
    api("petugas-loket").post("/complaints", COMPLAINT)

    task = Case.objects.get().tasks.get()
    assert task.assignee_id == office.users["petugas-loket"]
    assert task.started_at is not None


def test_another_officer_files_for_the_counter_s_pool(api):
    api("analis-pengaduan").post("/complaints", COMPLAINT)

    assert Case.objects.get().tasks.get().assignee_id is None


def test_optional_fields_may_be_null_as_other_systems_send_them(api):
    person = {
        **COMPLAINT["complainant"],
        "company": None,
        "email": None,
        "address": None,
        "on_behalf_of": None,
    }
    names = ("registration_number", "outside_number", "wanted", "loss", "anonymous")
    answer = api().post("/complaints", {**COMPLAINT, **dict.fromkeys(names), "complainant": person})
    assert answer.status_code == 201


def test_nobody_known_needs_only_a_label(api):
    person = {"name": "Tanpa nama", "kind": "tanpa-identitas"}
    answer = api().post("/complaints", {**COMPLAINT, "complainant": person})
    assert answer.status_code == 201


def test_staff_may_say_when_it_was_received(api):
    at = timezone.now() - timedelta(days=2)
    answer = api("petugas-loket").post("/complaints", {**COMPLAINT, "received_at": at.isoformat()})
    assert answer.status_code == 201
    assert Case.objects.get().received_at == at


@pytest.mark.parametrize(
    ("role", "days", "status", "code"),
    [(None, -1, 403, "staff-only"), ("petugas-loket", 1, 422, "in-the-future")],
)
def test_a_moment_that_may_not_be_said_is_refused(api, role, days, status, code):
    body = {**COMPLAINT, "received_at": (timezone.now() + timedelta(days=days)).isoformat()}
    answer = api(role).post("/complaints", body)
    assert answer.status_code == status
    assert (answer.json()["code"], answer.json()["field"]) == (code, "received_at")
    assert nothing_left()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"permit_type": "tidak-ada"}, "permit_type"),
        ({"channel": "merpati"}, "channel"),
        ({"subject": ""}, "subject"),
        ({"subject": "   "}, "subject"),
        ({"subject": "x" * 201}, "subject"),
        ({"subject": None}, "subject"),
        ({"text": "a\0b"}, "text"),
        ({"text": 7}, "text"),
        ({"anonymous": "ya"}, "anonymous"),
        ({"complainant": None}, "complainant"),
        ({"complainant": {"kind": "perorangan"}}, "complainant.name"),
        ({"complainant": {"name": "A", "kind": "robot"}}, "complainant.kind"),
        (
            {"complainant": {"name": "A", "kind": "perorangan", "nik": "1"}},
            "complainant.nik",
        ),
        (
            {"complainant": {"name": "A", "kind": "perorangan", "email": "bukan"}},
            "complainant.email",
        ),
        ({"received_at": "2026-11-24T09:00:00"}, "received_at"),
        ({"received_at": "kemarin"}, "received_at"),
        ({"received_at": "0001-01-01T00:00:00+07:00"}, "received_at"),
        ({"tidak_dikenal": 1}, "tidak_dikenal"),
    ],
)
def test_what_does_not_fit_is_refused_by_field_and_leaves_nothing(api, change, field):
    answer = api("petugas-loket").post("/complaints", {**COMPLAINT, **change})
    assert answer.status_code == 422
    assert answer.json()["field"] == field
    assert field in answer.json()["fields"]
    assert nothing_left()


@pytest.mark.parametrize("missing", ["channel", "permit_type", "subject", "text", "complainant"])
def test_every_required_field_is_missed_by_name(api, missing):
    body = {name: value for name, value in COMPLAINT.items() if name != missing}
    answer = api().post("/complaints", body)
    assert (answer.status_code, answer.json()["fields"]) == (422, {missing: "belum diisi"})


@pytest.mark.parametrize(
    "body",
    ["{", "[1,", b"\xff\xfe", '{"subject": "\\ud800"}', "[" * 100_000, "bukan json"],
)
def test_what_is_no_json_is_refused(api, body):
    answer = api().post("/complaints", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")
    assert nothing_left()


def test_json_that_is_no_object_is_refused(api):
    assert api().post("/complaints", "[]").status_code == 422


def test_another_media_type_is_refused(api):
    answer = api().post("/complaints", "subject=a", content_type="text/plain")
    assert (answer.status_code, answer.json()["code"]) == (415, "media-type")


def test_a_body_without_its_length_is_not_taken_for_an_empty_one(api):
    client = api()
    answer = client.http.generic(
        "POST",
        "/api/v1/complaints",
        b"",
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
    )
    assert (answer.status_code, answer.json()["code"]) == (411, "length")


def test_a_body_beyond_the_limit_is_refused(api):
    answer = api().post("/complaints", {**COMPLAINT, "text": "x" * (5 * 2**20)})
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert nothing_left()


def test_a_wrong_token_is_never_taken_for_the_public(api):
    client = api()
    client.headers = {"Authorization": "Bearer sigap_salah"}
    answer = client.post("/complaints", COMPLAINT)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Sigap"'
    assert nothing_left()


def test_files_come_with_the_complaint_sealed_and_in_the_ledger(api):
    answer = api().upload("/complaints", COMPLAINT, ("bukti.pdf", PDF), ("catatan.txt", b"isi"))

    assert answer.status_code == 201
    case = Case.objects.get()
    key = case_key(case.pk)
    kept = list(Attachment.objects.order_by("pk"))
    assert [unseal_text(key, bytes(one.name)) for one in kept] == ["bukti.pdf", "catatan.txt"]
    assert [one.media_type for one in kept] == ["application/pdf", "text/plain"]
    assert filestore.read_whole(kept[0].file, key) == PDF
    entry = Entry.objects.get(stream=case.number, event="case.registered")
    digests = json.loads(entry.digests)
    assert digests[f"attachment:{kept[0].pk}"] == kept[0].sha256


def test_a_file_stands_nowhere_in_the_clear(api, sigap_home):
    secret = b"Suherman Wijaya dan rahasianya yang panjang sekali"
    api().upload("/complaints", COMPLAINT, ("rahasia.txt", secret))
    for path in sigap_home.rglob("*"):
        if path.is_file():
            assert secret not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("kosong.pdf", b"", 422, "file-empty"),
        ("jahat.exe", b"MZ\x90\0\3", 422, "file-type"),
        ("besar.pdf", PDF + bytes(10 * 2**20), 413, "file-too-large"),
    ],
)
def test_one_bad_file_refuses_all_and_is_named(api, name, content, status, code):
    answer = api().upload("/complaints", COMPLAINT, ("baik.pdf", PDF), (name, content))
    told = answer.json()
    assert (answer.status_code, told["code"], told["field"]) == (status, code, "files")
    assert told["facts"] == {"file": name}
    assert name in told["detail"]
    assert nothing_left()


def test_eleven_files_are_too_many(api):
    answer = api().upload("/complaints", COMPLAINT, *[("a.pdf", PDF)] * 11)
    assert (answer.status_code, answer.json()["code"]) == (422, "too-many-files")
    assert nothing_left()


def test_files_with_bad_data_are_taken_away_again(api):
    answer = api().upload("/complaints", {**COMPLAINT, "subject": ""}, ("a.pdf", PDF))
    assert (answer.status_code, answer.json()["field"]) == (422, "subject")
    assert nothing_left()


def test_files_of_a_refused_operation_are_taken_away_again(api):
    body = {**COMPLAINT, "permit_type": "tidak-ada"}
    answer = api().upload("/complaints", body, ("a.pdf", PDF))
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-permit-type")
    assert nothing_left()


@pytest.mark.parametrize(("data", "field"), [(None, "data"), ("{", None), ("", "channel")])
def test_the_json_part_must_be_there_and_read(api, data, field):
    answer = api().upload("/complaints", data, ("a.pdf", PDF))
    assert answer.status_code in (400, 422)
    assert answer.json().get("field") == field
    assert nothing_left()


def test_a_part_of_another_name_is_refused(api):
    answer = api().upload("/complaints", COMPLAINT, ("a.pdf", PDF), field="lampiran")
    assert (answer.status_code, answer.json()["field"]) == (422, "lampiran")
    assert nothing_left()


def test_the_json_part_may_be_a_file_part(api):
    client = api()
    boundary = "xyz"
    body = (
        f"--{boundary}\r\nContent-Disposition: form-data; name=data; filename=data.json\r\n"
        f"Content-Type: application/json\r\n\r\n{json.dumps(COMPLAINT)}\r\n--{boundary}--\r\n"
    )
    answer = client.post(
        "/complaints", body, content_type=f"multipart/form-data; boundary={boundary}"
    )
    assert answer.status_code == 201


def test_a_broken_multipart_body_is_refused(api):
    answer = api().post("/complaints", b"--x\r\nrusak", content_type="multipart/form-data")
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_an_office_without_reference_data_says_so(db):
    from tests.api.clients import Api

    answer = Api().http.post(
        "/api/v1/complaints", json.dumps(COMPLAINT), content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-permit-type")
    assert not IdempotencyRecord.objects.exists()
