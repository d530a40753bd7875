"""Exits that end a case otherwise than by its answer: letter, clocks, ledger, nothing half."""

from datetime import timedelta

import pytest

from sigap.accounts.operations import appoint_acting, create_user
from sigap.cases.models import (
    Attachment,
    Case,
    Document,
    LetterNumber,
    SideExit,
    Signatory,
    StepRun,
    Task,
)
from sigap.cases.operations.exits import ACTIONS, act
from sigap.core.masking import Identity
from tests.cases.office import PERSON, do, file_complaint, open_tasks, papers, play, task_of
from tests.cases.side_exits import (
    REASON,
    case_at,
    deviations,
    kept,
    letter,
    signatures,
    take,
    told,
)
from tests.cases.traces import absent, events, last_entry, ledger_holds, refused

pytestmark = pytest.mark.django_db


def ended(case):
    """Return how a case ended: status, reason, and that nothing of its work is open."""
    case.refresh_from_db()
    work = [task.type for task in open_tasks(case) if task.type != "signature"]
    runs = StepRun.objects.filter(case=case, completed_at=None, cancelled_at=None).count()
    return case.status, case.close_reason, case.closed_at is not None, work, runs


def test_forwarding_writes_to_the_agency_and_to_the_complainant(office):
    case = case_at(office, "identify")
    due_at = case.due_at
    step = Task.objects.get(case=case, state="open")

    take(office, case, "forward", agency="bapenda", reason="Pajak bukan urusan kami.")

    assert ended(case) == ("forwarded", "bukan-kewenangan", True, [], 0)
    assert (case.due_at, case.closed_at, case.answered_at) == (due_at, office.now, None)
    step.refresh_from_db()
    assert (step.state, step.completed_at, step.completed_by) == ("cancelled", office.now, None)
    assert signatures(case) == [
        ("surat-penerusan", "kepala-dinas"),
        ("surat-pemberitahuan", "kepala-dinas"),
    ]
    assert deviations(case) == ["exit-forward"]
    assert kept(case, "forward") == {"agency": "bapenda", "reason": "Pajak bukan urusan kami."}
    facts, words = letter(office, case, "surat-penerusan")
    assert facts["to"]["name"] == "Kepala Badan Pendapatan Daerah"
    assert facts["number"] == "500.16.7.2/1/DPMPTSP/2026"
    assert facts["dated_on"] == "2026-11-24"
    for said in (case.number, PERSON.name, PERSON.phone, case.subject, "Kepala Badan Pendapatan"):
        assert said in words
    facts, words = letter(office, case, "surat-pemberitahuan")
    assert (facts["event"], facts["reason"]) == ("forwarded", "Pajak bukan urusan kami.")
    assert facts["number"] == "500.16.7.2/2/DPMPTSP/2026"
    for said in (PERSON.name, "Badan Pendapatan Daerah", "500.16.7.2/1/DPMPTSP/2026"):
        assert said in words
    kind, text = told(case)[-1]
    assert kind == "forwarded"
    assert text.startswith("Pengaduan Anda kami teruskan kepada Badan Pendapatan Daerah")
    actor = office.holder("koordinator").id
    assert events(case)[-5:-2] == [
        ("document.ordered", actor),
        ("document.ordered", actor),
        ("case.forward", actor),
    ]
    assert last_entry(case, "case.forward") == {
        "status": "forwarded",
        "sop": "penerimaan-pengaduan",
        "step": 5,
        "agency": "bapenda",
    }
    assert ledger_holds()


def test_forwarding_to_an_agency_that_is_not_listed_needs_its_name(office):
    case = case_at(office, "identify")
    with refused("invalid-data", field="data.agency_name"):
        take(office, case, "forward", agency="lainnya", agency_name="  ")

    take(office, case, "forward", agency="lainnya", agency_name="Ombudsman RI")

    facts, words = letter(office, case, "surat-penerusan")
    assert facts["to"] == {"name": "Pimpinan Ombudsman RI", "place": "Tempat"}
    assert "Pimpinan Ombudsman RI" in words


@pytest.mark.parametrize(
    "hidden",
    [{"anonymous": True}, {"confidential": True}, {"complainant_kind": "tanpa-identitas"}],
)
def test_a_hidden_complainant_is_not_named_to_the_agency(office, hidden):
    case = file_complaint(office, text="Saya Suherman Wijaya, 0812-0000-0100.", **hidden)
    office.later()

    take(office, case, "forward", agency="bapenda")

    _, words = letter(office, case, "surat-penerusan")
    assert "Identitas pelapor dirahasiakan" in words
    for part in (PERSON.phone, "Gardu Sawah"):
        assert part not in words
    if "complainant_kind" not in hidden:
        assert "Suherman" not in words


def test_settling_on_the_spot_is_an_answer_with_a_note_that_both_sign(office):
    case = file_complaint(office)
    office.later()

    take(
        office,
        case,
        "settle",
        by="petugas-loket",
        answer="Dokumen ditunjukkan di akun SIMBG.",
        accepted=True,
        on_paper_at="Map hijau 3",
    )

    assert ended(case) == ("closed", "selesai-di-loket", True, [], 0)
    assert case.answered_at == office.now
    assert signatures(case) == []
    assert deviations(case) == ["exit-settle"]
    facts, words = letter(office, case, "catatan-penyelesaian")
    assert facts["complainant_signature"] == {"name": PERSON.name, "position": "Pelapor"}
    assert facts["officer_signature"]["name"] == "Pejabat Petugas Loket"
    assert "Dokumen ditunjukkan di akun SIMBG." in words
    note = Document.objects.get(case=case, kind="catatan-penyelesaian")
    assert bytes(note.on_paper_at) != b""
    assert told(case)[-1] == ("settled", "Dokumen ditunjukkan di akun SIMBG.")
    actor = office.holder("petugas-loket").id
    assert ("case.settle", actor) in events(case)
    assert ledger_holds()


@pytest.mark.parametrize("wrong", [{"accepted": False}, {"accepted": None}, {"answer": "ya"}])
def test_settling_needs_an_answer_that_the_complainant_accepts(office, wrong):
    case = file_complaint(office)
    data = {"answer": "Sudah ditunjukkan.", "accepted": True, **wrong}
    with refused("invalid-data"):
        take(office, case, "settle", by="petugas-loket", **data)


def test_declining_says_why_and_what_can_still_be_done(office):
    case = case_at(office, "identify")

    take(office, case, "decline", ground="perkara-pengadilan", reason="Perkara 12/G/2026.")

    assert ended(case) == ("closed", "tolak-perkara-pengadilan", True, [], 0)
    assert case.answered_at == office.now
    assert signatures(case) == [("surat-pemberitahuan", "kepala-dinas")]
    assert deviations(case) == ["exit-decline"]
    facts, words = letter(office, case, "surat-pemberitahuan")
    assert (facts["event"], facts["reason"]) == ("declined", "Perkara 12/G/2026.")
    assert "pokoknya sedang diperiksa pengadilan" in words
    assert "Ombudsman" in words
    assert told(case)[-1] == (
        "declined",
        "Pengaduan tidak ditindaklanjuti: pokoknya sedang diperiksa pengadilan. Perkara 12/G/2026.",
    )
    assert last_entry(case, "case.decline")["ground"] == "perkara-pengadilan"
    assert ledger_holds()


def test_a_withdrawal_is_confirmed_by_letter(office):
    case = case_at(office, "plan")

    take(office, case, "withdraw", by="analis-pengaduan", how="telepon", reason="Sudah beres.")

    assert ended(case) == ("withdrawn", "dicabut-pelapor", True, [], 0)
    assert case.answered_at is None
    assert signatures(case) == [("surat-pencabutan", "kepala-dinas")]
    facts, words = letter(office, case, "surat-pencabutan")
    assert facts["ground"] == "Atas permintaan pelapor. Sudah beres."
    assert facts["withdrawn_on"] == facts["dated_on"]
    assert PERSON.name in words
    assert last_entry(case, "case.withdraw")["how"] == "telepon"
    assert deviations(case) == ["exit-withdraw"]
    assert ledger_holds()


ENDINGS = {
    "forward": {"agency": "bapenda"},
    "decline": {"ground": "bukan-pengaduan"},
    "withdraw": {"how": "surat"},
}


# Secrecy may come late, and an objection comes after the answer.
AFTER_THE_END = ("restrict", "object")


@pytest.mark.parametrize("action", ENDINGS)
def test_nothing_but_its_letters_can_be_done_in_an_ended_case(office, action):
    case = case_at(office, "identify")
    step = Task.objects.get(case=case, state="open")
    take(office, case, action, **ENDINGS[action])
    office.later()

    anybody = everything(office)
    with refused("task-cancelled"):
        do(office, step, actor=office.holder("analis-pengaduan"))
    for name in ACTIONS:
        if name not in AFTER_THE_END:
            with refused("closed") as caught:
                act(
                    number=case.number,
                    action=name,
                    data={"reason": REASON},
                    actor=anybody,
                    now=office.now,
                )
            assert caught.value.detail == {
                "status": case.status,
                "closed_at": case.closed_at.isoformat(),
            }
    runs, before = StepRun.objects.filter(case=case).count(), len(events(case))
    letters = open_tasks(case)
    for task in letters:
        do(office, task)

    case.refresh_from_db()
    assert (open_tasks(case), StepRun.objects.filter(case=case).count()) == ([], runs)
    assert ended(case)[0] == ACTION_STATUS[action]
    assert [name for name, _ in events(case)[before:]] == ["signature.completed"] * len(letters)
    signed = Document.objects.filter(case=case, signed_at__isnull=False)
    assert [row.signed_by for row in signed] == [office.holder("kepala-dinas").id] * len(letters)
    assert ledger_holds()


ACTION_STATUS = {"forward": "forwarded", "decline": "closed", "withdraw": "withdrawn"}


def everything(office):
    """Return an officer who holds every role that any action asks for."""
    roles = sorted({role for action in ACTIONS.values() for role in action.roles})
    if "semua" not in office.users:
        user, _ = create_user(name="semua", roles=roles, now=office.now, sign_in=False)
        office.users["semua"] = user.pk
    return office.holder("semua")


def test_an_acting_head_signs_the_letter_of_an_ended_case(office):
    case = case_at(office, "identify")
    take(office, case, "decline", ground="bukan-pengaduan")
    deputy, head = office.users["penata-perizinan"], office.users["kepala-dinas"]
    task = task_of(case, "signature")
    with refused("wrong-role"):
        do(office, task, actor=office.actor(deputy))
    appoint_acting(
        deputy_id=deputy,
        principal_id=head,
        role="kepala-dinas",
        starts_at=office.now,
        ends_at=office.now + timedelta(days=7),
        legal_basis="SP 800/12/2026",
        now=office.now,
    )
    office.later()

    do(office, task, actor=office.actor(deputy))

    task.refresh_from_db()
    assert (task.completed_by_id, task.on_behalf_of) == (deputy, str(head))
    assert Document.objects.get(pk=task.document_id).signed_by == f"user:{deputy}"
    assert open_tasks(case) == []


def test_a_letter_that_nobody_signed_falls_away_with_the_case(office):
    case = case_at(office, "identify")
    take(
        office,
        case,
        "request-completion",
        by="analis-pengaduan",
        missing=[{"what": "Bukti bayar"}],
    )
    asked = Document.objects.get(case=case, kind="surat-permintaan-kelengkapan")

    take(office, case, "withdraw", how="loket")

    asked.refresh_from_db()
    assert asked.revoked_at == office.now
    assert LetterNumber.objects.get(document=asked).cancelled_at == office.now
    assert signatures(case) == [("surat-pencabutan", "kepala-dinas")]
    assert ("document.revoked", "system") in events(case)
    assert case.status == "withdrawn"
    assert not case.pauses.filter(ended_at=None).exists()
    assert ledger_holds()


def test_ending_a_paused_case_ends_the_pause(office):
    case = case_at(office, "identify")
    take(office, case, "hold", until="2026-12-10")
    office.later(900)

    take(office, case, "decline", ground="sudah-dijawab")

    assert list(case.pauses.values_list("ended_at", flat=True)) == [office.now]
    assert ended(case)[0] == "closed"


DATA = {
    "forward": {"agency": "bapenda"},
    "settle": {"answer": "Sudah ditunjukkan.", "accepted": True},
    "decline": {"ground": "bukan-pengaduan"},
    "withdraw": {"how": "loket"},
    "duplicate": {"leading": "PGD-2026-00001"},
}
ROLES = (
    "petugas-loket",
    "analis-pengaduan",
    "penata-perizinan",
    "koordinator",
    "analis-hukum",
    "kepala-dinas",
)


@pytest.mark.parametrize(
    ("action", "role"),
    [(name, role) for name in DATA for role in ROLES if role not in ACTIONS[name].roles],
)
def test_only_the_roles_of_the_table_may(office, action, role):
    case = file_complaint(office)
    with refused("wrong-role"):
        take(office, case, action, by=role, **DATA[action])


@pytest.mark.parametrize("action", DATA)
def test_a_stranger_and_an_excluded_officer_know_of_no_case(office, action):
    case = file_complaint(office)
    admin, _ = create_user(name="teknisi", roles=["admin"], now=office.now, sign_in=False)
    office.users |= {"teknisi": admin.pk}
    role = ACTIONS[action].roles[-1]
    take(office, case, "exclude", by=other_superior(role), person=str(office.users[role]))

    with absent():
        take(office, case, action, by=role, **DATA[action])
    with absent():
        take(office, case, action, by="teknisi", **DATA[action])
    with absent():
        act(
            number="PGD-2026-09999",
            action=action,
            data=DATA[action],
            actor=office.holder("petugas-loket"),
            now=office.now,
        )


def other_superior(role):
    return "kepala-dinas" if role == "koordinator" else "koordinator"


@pytest.mark.parametrize("action", DATA)
def test_a_confidential_case_is_not_there_for_who_is_not_named(office, action):
    case = file_complaint(office, confidential=True)
    play(office, case, until="distribute")
    case.refresh_from_db()

    with absent():
        take(office, case, action, by="analis-pengaduan", **DATA[action])


@pytest.mark.parametrize("action", sorted(set(DATA) | {"hold", "reveal"}))
@pytest.mark.parametrize("reason", [None, "", "apa", "x" * 2001])
def test_every_exit_needs_a_reason(office, action, reason):
    case = file_complaint(office)
    by = ACTIONS[action].roles[-1]
    with refused("invalid-data") as caught:
        take(office, case, action, by=by, reason=reason, **DATA.get(action, {}))
    assert "data.reason" in caught.value.detail["fields"]


def test_an_unknown_action_and_unknown_fields_are_refused(office):
    case = file_complaint(office)
    with refused("unknown-action", field="action"):
        take(office, case, "destroy")
    with refused("invalid-data"):
        take(office, case, "withdraw", how="loket", secret="x")
    with refused("invalid-data"):
        take(office, case, "decline", ground="malas")


def test_without_a_signatory_nothing_is_half_done(office):
    case = case_at(office, "identify")
    Signatory.objects.update(valid_until=office.now.date().replace(year=2025))
    for action, data in ENDINGS.items():
        with refused("no-signatory"):
            take(office, case, action, **data)


def test_the_person_on_whose_behalf_is_told(office):
    case = case_at(office, "identify")
    deputy, chief = office.users["analis-pengaduan"], office.users["koordinator"]
    appoint_acting(
        deputy_id=deputy,
        principal_id=chief,
        role="koordinator",
        starts_at=office.now,
        ends_at=office.now + timedelta(days=1),
        legal_basis="SP 1",
        now=office.now,
    )

    take(office, case, "decline", by="analis-pengaduan", ground="bukan-pengaduan")

    assert last_entry(case, "case.decline")["acts_for"] == str(chief)
    row = SideExit.objects.get(case=case)
    assert (row.actor, row.on_behalf_of) == (f"user:{deputy}", str(chief))


def test_who_is_excluded_signs_nothing_and_is_not_printed(office):
    case = case_at(office, "identify")
    take(office, case, "exclude", person=str(office.users["kepala-dinas"]))

    take(office, case, "decline", ground="bukan-pengaduan")

    assert signatures(case) == [("surat-pemberitahuan", "koordinator")]
    facts, words = letter(office, case, "surat-pemberitahuan")
    assert facts["signatory"]["name"] == "Pejabat Koordinator"
    assert facts["signatory"]["on_behalf"].startswith("a.n. Kepala Dinas")
    assert "Pejabat Koordinator" in words
    do(office, task_of(case, "signature"))
    assert open_tasks(case) == []


def test_a_nameless_letter_is_answered_by_its_number(office):
    case = file_complaint(
        office, complainant_kind="tanpa-identitas", identity=Identity(name="Tanpa nama")
    )
    office.later()

    take(office, case, "decline", ground="tanpa-identitas")

    assert papers(case, "surat-pemberitahuan")[0]["to"]["name"] == f"Pelapor {case.number}"
    assert Attachment.objects.count() == 0
    assert Case.objects.get(pk=case.pk).close_reason == "tolak-tanpa-identitas"
