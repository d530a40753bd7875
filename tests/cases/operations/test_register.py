"""A complaint comes in: number, promise, sealed identity, first step, receipt, ledger."""

from datetime import UTC, datetime, timedelta

import pytest

from sigap.cases import filestore
from sigap.cases.identity import (
    KeyUnusable,
    blind,
    case_key,
    new_key,
    unseal_json,
    unwrap,
    wrap,
)
from sigap.cases.models import (
    Attachment,
    Case,
    CaseKey,
    Complainant,
    Complaint,
    Document,
    IdentityIndex,
    SopVersion,
    StepRun,
    Task,
    WaitingLimit,
)
from sigap.cases.operations.reading import read_receipt
from sigap.cases.operations.register import CHANNELS, Filing, register_complaint
from sigap.cases.queries.sops import calendar_of_version
from sigap.cases.uploads import Upload, store
from sigap.core.errors import InvalidInput, Refused
from sigap.core.masking import Identity
from sigap.core.sop.definition import Duration, Unit
from tests.cases.office import PERSON, file_complaint
from tests.cases.side_exits import code_of, letter
from tests.cases.traces import events, last_entry, ledger_holds, refused

pytestmark = pytest.mark.django_db


def file(office, actor=None, **changes):
    filing = {
        "channel": "counter",
        "permit_type": "pbg",
        "subject": "Retribusi belum divalidasi",
        "text": "Isi pengaduan.",
        "identity": PERSON,
        "complainant_kind": "perorangan",
        **changes,
    }
    actor = actor or office.holder("petugas-loket")
    return register_complaint(filing=Filing(**filing), actor=actor, now=office.now)


def test_at_the_counter_the_step_is_begun_by_the_officer(office):
    made = file(office)

    case = Case.objects.get(pk=made.case.pk)
    clerk = office.users["petugas-loket"]
    assert (case.number, case.status, case.sop, case.step) == (
        "PGD-2026-00001",
        "open",
        "penerimaan-pengaduan",
        1,
    )
    assert (case.received_at, case.registered_at, case.accepted_at) == (
        office.now,
        office.now,
        None,
    )
    run = StepRun.objects.get(case=case)
    assert (run.number, run.attempt, run.role) == (1, 1, "petugas-loket")
    assert (run.opened_at, run.started_at) == (office.now, office.now)
    calendar = calendar_of_version(case.calendar_id)
    assert run.due_at == calendar.due(office.now, Duration(30, Unit.MINUTES))
    task = Task.objects.get(case=case)
    assert (task.type, task.assignee_id, task.due_at) == ("step", clerk, run.due_at)
    assert made.tracking_code == code_of(case)
    paper = Document.objects.get(case=case)
    assert (paper.kind, paper.state) == ("tanda-terima", "waiting")
    assert events(case) == [
        ("case.registered", f"user:{clerk}"),
        ("document.ordered", f"user:{clerk}"),
    ]
    entry = last_entry(case, "case.registered")
    assert datetime.fromisoformat(entry.pop("due_at")) == case.due_at
    assert entry == {
        "number": case.number,
        "channel": "counter",
        "permit_type": "pbg",
        "received_at": office.now.isoformat(),
        "anonymous": False,
        "confidential": False,
    }
    assert ledger_holds()


def test_online_it_waits_in_the_pool(office):
    case = file_complaint(office, by=None, channel="web")

    task = Task.objects.get(case=case)
    assert (task.assignee_id, task.started_at) == (None, None)
    calendar = calendar_of_version(case.calendar_id)
    assert task.start_by == calendar.due(office.now, Duration(2, Unit.HOURS))
    assert events(case)[0] == ("case.registered", "public")


def test_another_officer_than_the_counter_s_opens_it_for_the_pool(office):
    case = file_complaint(office, by="koordinator", channel="letter")
    assert Task.objects.get(case=case).assignee_id is None


def test_the_receipt_is_drawn_for_who_opens_it_before_the_worker(office):
    made = file(office)
    ordered = Document.objects.get(case=made.case)

    read = [read_receipt(made.tracking_code, now=office.now) for _ in range(2)]

    assert ordered.state == "waiting"
    assert read[0].content.startswith(b"%PDF")
    assert read[0] == read[1]
    assert [name for name, _ in events(made.case)].count("document.issued") == 1
    facts, words = letter(office, made.case, "tanda-terima")
    assert facts["tracking_code"] == made.tracking_code
    for said in (made.case.number, made.tracking_code, PERSON.name):
        assert said in words


def test_the_promise_adds_up_waiting_and_work_with_the_signature(office):
    case = file(office).case
    calendar = calendar_of_version(case.calendar_id)
    assert case.first_due_at == case.due_at
    days = calendar.working_days_between(
        calendar.local_day(office.now), calendar.local_day(case.due_at)
    )
    assert days == 13
    WaitingLimit.objects.filter(step=0).update(limit="1 menit")
    strict = file(office).case
    assert calendar.elapsed(office.now, strict.due_at) < calendar.elapsed(office.now, case.due_at)


def test_what_came_in_earlier_is_promised_from_then(office):
    earlier = office.now - timedelta(days=7)

    case = file(office, channel="letter", received_at=earlier).case

    assert (case.received_at, case.registered_at) == (earlier, office.now)
    assert case.due_at < file(office).case.due_at


def test_nothing_is_received_in_the_future_or_before_the_calendar_began(office):
    with refused("in-the-future", field="received_at"):
        file(office, received_at=office.now + timedelta(seconds=1))
    with pytest.raises(InvalidInput, match="2010"):
        file(office, received_at=datetime(2010, 5, 4, tzinfo=UTC))
    assert not Case.objects.exists()


@pytest.mark.parametrize("permit_type", ["", "tidak-ada", "PBG"])
def test_the_permit_type_is_one_in_use(office, permit_type):
    with refused("unknown-permit-type", field="permit_type"):
        file(office, permit_type=permit_type)


def test_an_office_without_its_sop_says_so(office):
    SopVersion.objects.update(in_force_from=office.now + timedelta(days=1))
    with refused("not-initialised"):
        file(office)


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_is_taken(office, channel):
    assert file(office, channel=channel).case.channel == channel


def test_words_are_masked_in_the_working_copies_and_kept_sealed(office):
    words = "Saya Suherman Wijaya, 0812-0000-0100"
    case = file(
        office,
        subject=words,
        text=words,
        wanted=words,
        loss=words,
        registration_number=f"PBG-1 a.n. {PERSON.name}",
        outside_number=f"LAPOR-1 {PERSON.phone}",
    ).case

    complaint = Complaint.objects.get(pk=case.pk)
    assert (case.subject, complaint.text, complaint.wanted, complaint.loss) == (
        "Saya [pelapor]",
    ) * 4
    assert (case.registration_number, case.outside_number) == (
        "PBG-1 a.n. [pelapor]",
        "LAPOR-1 [pelapor]",
    )
    original = unseal_json(case_key(case.pk), complaint.original)
    assert original == dict.fromkeys(("subject", "text", "wanted", "loss"), words)
    sealed = Complainant.objects.get(pk=case.pk)
    assert unseal_json(case_key(case.pk), sealed.sealed) == PERSON.as_dict()
    assert sealed.reachable == "phone,address"


def test_a_person_is_found_by_phone_mail_nik_and_words_of_the_name(office):
    person = Identity(
        name="H. Siti Nur'aini, S.E.",
        phone="0812-0000-0100 / 0813-0000-0200",
        email="Siti@Example.id",
        nik="3216 0101 0180 0007",
        company="PT Sinar Jaya",
        on_behalf_of="Endang",
    )
    case = file(office, identity=person).case

    expected = {
        ("phone", "+6281200000100"),
        ("phone", "+6281300000200"),
        ("email", "siti@example.id"),
        ("nik", "3216010101800007"),
        *(("name", word) for word in ("siti", "nuraini", "pt", "sinar", "jaya", "endang")),
    }
    found = {(row.kind, bytes(row.digest)) for row in IdentityIndex.objects.filter(case=case)}
    assert found == {(kind, blind(kind, value)) for kind, value in expected}
    assert all(len(digest) == 16 for _, digest in found)


def test_a_nameless_letter_is_found_by_no_name(office):
    nobody = Identity(name="Tanpa nama")
    case = file(office, identity=nobody, complainant_kind="tanpa-identitas").case
    assert not IdentityIndex.objects.filter(case=case).exists()


def test_each_case_has_a_key_of_its_own_under_the_master_key(office, settings):
    one, other = file(office).case, file(office).case
    assert case_key(one.pk) != case_key(other.pk)
    wrapped = bytes(CaseKey.objects.get(pk=one.pk).wrapped)
    assert case_key(one.pk) not in wrapped
    settings.SIGAP_MASTER_KEY = "another-master-key-0123456789abcdef"
    with pytest.raises(KeyUnusable, match="kunci induk lain"):
        unwrap(wrapped)


def test_a_destroyed_key_opens_nothing(office):
    case = file(office).case
    CaseKey.objects.filter(pk=case.pk).update(wrapped=b"", destroyed_at=office.now)
    with pytest.raises(Refused, match="dimusnahkan") as refused:
        case_key(case.pk)
    assert refused.value.code == "identity-destroyed"


def test_keys_come_back_as_they_were_wrapped():
    key = new_key()
    assert (len(key), unwrap(wrap(key))) == (32, key)
    assert wrap(key) != wrap(key)


def test_evidence_is_sealed_under_the_case_s_key(office):
    key = new_key()
    pdf = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\nSuherman Wijaya"
    files = tuple(
        store([Upload("SSRD Suherman.pdf", [pdf])], key, received_from="public", now=office.now)
    )

    case = file(office, attachments=files, key=key).case

    row = Attachment.objects.get(case=case)
    assert filestore.read_whole(row.file, case_key(case.pk)) == pdf
    assert b"Suherman" not in filestore.path_of(row.file).read_bytes()
    assert b"Suherman" not in bytes(row.name)
    assert letter(office, case, "tanda-terima")[0]["received"] == ["SSRD Suherman.pdf"]
    assert ledger_holds()


def test_codes_are_never_the_same_and_never_in_the_clear(office):
    codes = {file(office).tracking_code for _ in range(5)}
    assert len(codes) == 5
    for case in Case.objects.all():
        assert len(bytes(case.tracking_digest)) == 32
