"""Failures to protect personal data: recorded, told in writing within 72 hours, closed."""

import hashlib
from datetime import timedelta

import pytest

from sigap.accounts.operations import create_user
from sigap.cases import filestore
from sigap.cases.identity import office_key
from sigap.cases.models import (
    Breach,
    BreachLetter,
    DeadlineRule,
    Exclusion,
    RetentionRule,
    Signatory,
)
from sigap.cases.operations import breaches as acts
from sigap.cases.queries.breaches import breaches, one_breach, texts_of, untold_breaches
from sigap.cases.queries.destruction import due_cases
from sigap.cases.queries.filecheck import check_files
from sigap.cases.queries.storedfiles import referenced_files
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint, open_office, play
from tests.cases.traces import ledger_holds, refused
from tests.documents.papers import squeezed, text_of

pytestmark = pytest.mark.django_db
WHAT = "Daftar pengaduan terkirim ke alamat surel yang salah."
DATA = "Nama, nomor telepon, dan alamat."
DONE = "Penerima sudah menghapus surel itu; kata sandi diganti."
PLANNED = "Kiriman surel diperiksa dua orang."


@pytest.fixture
def office(db):
    return open_office()


def filled(office, *cases, **changed):
    data = {
        "found_at": (office.now - timedelta(hours=2)).isoformat(),
        "happened_at": (office.now - timedelta(hours=20)).isoformat(),
        "what": WHAT,
        "data": DATA,
        "people": 14,
        "cases": ", ".join(one.number for one in cases),
        "done": DONE,
        "planned": PLANNED,
    }
    data |= changed
    return {name: value for name, value in data.items() if value not in (None, "")}


def by(office, role="koordinator"):
    return {"actor": office.holder(role), "now": office.now}


def found(office, *cases, role="koordinator", **changed):
    return acts.record_breach(data=filled(office, *cases, **changed), **by(office, role))


def letter(office, row, audience, role="koordinator"):
    return acts.make_letter(breach_id=row.pk, audience=audience, **by(office, role))


def send(office, row, made, **changed):
    data = {"sent_at": office.now.isoformat(), "way": "pos", "proof": "Resi JT-118", **changed}
    return acts.mark_sent(breach_id=row.pk, letter_id=made.pk, data=data, **by(office))


def pdf_of(made):
    return filestore.read_whole(made.file, office_key())


def close(office, row, outcome="handled", conclusion="Alamat surel tertukar.", role="koordinator"):
    data = {"outcome": outcome, "conclusion": conclusion}
    return acts.close_breach(breach_id=row.pk, data=data, **by(office, role))


def office_entries():
    rows = Entry.objects.filter(stream="office", event__startswith="office.breach")
    return [(one.event.removeprefix("office.breach-"), one.facts) for one in rows.order_by("seq")]


def test_a_failure_is_recorded_told_and_closed_within_its_limit(office):
    case, other = file_complaint(office), file_complaint(office)
    row = found(office, case, other)
    assert row.due_at == row.found_at + timedelta(hours=72)
    assert untold_breaches(now=row.due_at) == {"all": 1, "late": 0}
    assert untold_breaches(now=row.due_at + timedelta(minutes=1)) == {"all": 1, "late": 1}

    office.now += timedelta(hours=30)
    for audience in ("persons", "authority"):
        send(office, row, letter(office, row, audience))
    assert untold_breaches(now=row.due_at + timedelta(minutes=1)) == {"all": 0, "late": 0}
    close(office, row)

    (at_work, (done,)) = breaches(now=office.now + timedelta(days=90))
    assert (at_work, done.cases, done.told_at, done.is_late) == ([], 2, office.now, False)
    shown = one_breach(row.pk, office.holder("kepala-dinas"), now=office.now)
    assert [one.number for one in shown.cases] == [case.number, other.number]
    assert (shown.hidden, shown.conclusion) == (0, "Alamat surel tertukar.")
    assert [one["proof"] for one in shown.letters] == ["Resi JT-118"] * 2
    assert shown.waits_for == []
    assert ledger_holds()


def test_the_ledger_tells_every_act_and_no_word_of_what_was_written(office):
    case = file_complaint(office)
    typed, row = filled(office), found(office, case)
    made = letter(office, row, "persons")
    send(office, row, made)
    closed = close(office, row, outcome="unfounded")

    row.refresh_from_db()
    about = {"breach": row.pk, "letter": made.pk, "audience": "persons", "number": made.number}
    about["sha256"] = made.sha256
    assert office_entries() == [
        (
            "recorded",
            {
                "breach": row.pk,
                "found_at": typed["found_at"],
                "happened_at": typed["happened_at"],
                "due_at": (office.now + timedelta(hours=70)).isoformat(),
                "people": 14,
                "cases": [case.number],
                "sha256": hashlib.sha256(row.sealed).hexdigest(),
            },
        ),
        ("letter", about),
        ("sent", {**about, "sent_at": office.now.isoformat(), "way": "pos"}),
        (
            "closed",
            {
                "breach": row.pk,
                "outcome": "unfounded",
                "sha256": hashlib.sha256(closed.conclusion).hexdigest(),
            },
        ),
    ]
    columns = bytes(row.sealed) + bytes(row.conclusion) + bytes(row.letters.get().proof)
    assert not any(words.encode() in columns for words in (WHAT, DATA, DONE, "Resi JT-118"))


@pytest.mark.parametrize(
    ("audience", "to", "counts"),
    [
        ("persons", "Saudara yang data pribadinya terdampak", False),
        ("authority", "Lembaga Pelindungan Data Pribadi", True),
        ("public", "Masyarakat", True),
    ],
)
def test_the_letter_says_what_the_law_wants_and_names_nobody(office, audience, to, counts):
    row = found(office, file_complaint(office))
    made = letter(office, row, audience)

    name, pdf = acts.read_letter(
        breach_id=row.pk, letter_id=made.pk, actor=office.holder("kepala-dinas")
    )

    words = squeezed(text_of(pdf))
    assert made.number.split("/")[:2] == ["PKPDP", "1"]
    assert name == f"pemberitahuan-{made.number.replace('/', '-')}.pdf"
    assert hashlib.sha256(pdf).hexdigest() == made.sha256
    signer = Signatory.objects.earliest("pk").name
    for said in (to, made.number, "Pasal 46", DATA, WHAT, DONE, PLANNED, "mengetahuinya", signer):
        assert squeezed(said) in words, said
    assert (squeezed("14 (empat belas) orang, dalam 1 (satu) berkas") in words) == counts
    assert "Suherman" not in words


def test_what_is_not_known_yet_is_said_so(office):
    row = found(office, happened_at=None, planned=None, people=0)
    made = letter(office, row, "authority")
    words = squeezed(text_of(pdf_of(made)))
    assert squeezed("Waktu kejadiannya masih kami telusuri.") in words
    assert squeezed("Yang terdampak: 0 (nol) orang.") in words


def test_a_letter_not_yet_sent_is_drawn_anew_one_sent_is_followed(
    office, django_capture_on_commit_callbacks
):
    row = found(office)
    first = letter(office, row, "persons")
    acts.change_breach(
        breach_id=row.pk, edition=1, data=filled(office, data="Nama saja."), **by(office)
    )
    with django_capture_on_commit_callbacks(execute=True):
        again = letter(office, row, "persons", role="kepala-dinas")
    assert (again.pk, again.number) == (first.pk, first.number)
    assert (again.sha256 != first.sha256, filestore.path_of(first.file).exists()) == (True, False)
    assert squeezed("Nama saja.") in squeezed(text_of(pdf_of(again)))

    send(office, row, again)
    more = letter(office, row, "persons")

    assert more.number.split("/")[:2] == ["PKPDP", "2"]
    assert set(referenced_files()) == {again.file, more.file}
    assert sorted(check_files()) == sorted(
        [(again.number, again.file, True), (more.number, more.file, True)]
    )


def test_told_too_late_stays_late(office):
    row = found(office)
    office.now += timedelta(hours=71)
    for audience in ("persons", "authority"):
        send(office, row, letter(office, row, audience))

    ((listed,), _) = breaches(now=office.now)

    assert (listed.told_at - row.due_at, listed.is_late) == (timedelta(hours=1), True)


def test_the_limit_is_that_of_the_office_table_when_it_was_found(office):
    DeadlineRule.objects.filter(slug="pdp-kegagalan").update(amount=48)
    row = found(office)
    assert row.due_at == row.found_at + timedelta(hours=48)


def test_a_case_in_an_open_failure_is_not_destroyed(office):
    RetentionRule.objects.update(fate="musnah", active_years=2, inactive_years=3)
    case = file_complaint(office)
    play(office, case)
    case.documents.filter(state="waiting").update(state="done")
    row = found(office, case)
    later = office.now.replace(year=office.now.year + 6)

    (held,) = due_cases(now=later)
    close(office, row, outcome="unfounded")
    (free,) = due_cases(now=later)

    why = "termasuk kegagalan pelindungan data yang belum ditutup"
    assert (held.number, held.held, free.held) == (case.number, why, "")


def test_what_is_changed_keeps_the_cases_that_the_officer_cannot_see(office):
    case, secret, new = (file_complaint(office) for _ in range(3))
    second, _ = create_user(
        name="koordinator-dua", roles=["koordinator"], now=office.now, sign_in=False
    )
    stranger = office.actor(second.pk)
    row = found(office, case, secret)
    Exclusion.objects.create(case=secret, user=second, reason=b"", by="user:1", at=office.now)
    shown = one_breach(row.pk, stranger, now=office.now)
    assert ([one.number for one in shown.cases], shown.hidden) == ([case.number], 1)
    with refused("invalid-data", field="data.cases"):
        acts.record_breach(data=filled(office, secret), actor=stranger, now=office.now)

    changed = acts.change_breach(
        breach_id=row.pk,
        edition=1,
        data=filled(office, new, people=15),
        actor=stranger,
        now=office.now,
    )

    numbers = changed.items.order_by("case__number").values_list("case__number", flat=True)
    assert list(numbers) == sorted([secret.number, new.number])
    assert (changed.people, changed.edition) == (15, 2)
    assert office_entries()[-1][1]["cases"] == sorted([secret.number, new.number])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("what", None),
        ("what", "\u200b \u200e"),
        ("data", None),
        ("done", None),
        ("people", None),
        ("people", -1),
        ("found_at", None),
        ("found_at", "kemarin"),
        ("found_at", "2199-01-01T08:00:00+07:00"),
        ("happened_at", "2198-01-01T08:00:00+07:00"),
        ("cases", "PGD-2026-99999"),
        ("cases", "bukan nomor"),
    ],
)
def test_a_wrong_entry_is_told_beside_its_field(office, field, value):
    with refused("invalid-data") as caught:
        found(office, **{field: value})
    told = caught.value.detail.get("fields") or {caught.value.field: ""}
    assert list(told) == [f"data.{field}"]


def test_a_case_may_be_typed_as_people_type_it(office):
    case = file_complaint(office)
    row = found(office, cases=f" {case.number.lower()}\n{case.number};")
    assert [one.case_id for one in row.items.all()] == [case.pk]


def test_only_superiors_keep_the_register(office):
    row = found(office)
    made = letter(office, row, "persons")
    for role in ("petugas-loket", "analis-pengaduan", "analis-hukum"):
        who = by(office, role)
        with refused("wrong-role"):
            found(office, role=role)
        with refused("wrong-role"):
            acts.change_breach(breach_id=row.pk, edition=1, data=filled(office), **who)
        with refused("wrong-role"):
            letter(office, row, "authority", role=role)
        with refused("wrong-role"):
            acts.mark_sent(breach_id=row.pk, letter_id=made.pk, data={}, **who)
        with refused("wrong-role"):
            close(office, row, role=role)
        with refused("wrong-role"):
            acts.read_letter(breach_id=row.pk, letter_id=made.pk, actor=who["actor"])


def test_what_can_not_be_done_now_is_refused_without_a_trace(office):
    row = found(office)
    with refused("invalid-data", field="audience"):
        letter(office, row, "wartawan")
    with refused("stale"):
        acts.change_breach(breach_id=row.pk, edition=2, data=filled(office), **by(office))
    with refused("not-told", field="data.outcome"):
        close(office, row)
    with refused("invalid-data", field="data.conclusion"):
        close(office, row, outcome="unfounded", conclusion="\u200b")
    made = letter(office, row, "persons")
    with refused("invalid-data", field="data.sent_at"):
        send(office, row, made, sent_at=(office.now + timedelta(minutes=1)).isoformat())
    with refused("invalid-data", field="data.sent_at"):
        send(office, row, made, sent_at=(office.now - timedelta(days=1)).isoformat())
    with refused("invalid-data"):
        send(office, row, made, way="merpati")
    send(office, row, made)
    with refused("sent-already"):
        send(office, row, made)
    with refused("not-told", field="data.outcome"):
        close(office, row)
    close(office, row, outcome="unfounded")
    with refused("closed-already"):
        close(office, row, outcome="unfounded")
    with refused("closed-already"):
        letter(office, row, "authority")
    with refused("closed-already"):
        acts.change_breach(breach_id=row.pk, edition=1, data=filled(office), **by(office))


def test_without_a_signatory_no_number_is_taken(office):
    row = found(office)
    kept = list(Signatory.objects.all())
    Signatory.objects.all().delete()
    with refused("no-signatory"):
        letter(office, row, "persons")
    Signatory.objects.bulk_create(kept)
    assert letter(office, row, "persons").number.split("/")[1] == "1"


def test_what_is_not_there_is_absent(office):
    row = found(office)
    made = letter(office, row, "persons")
    other = found(office)
    with pytest.raises(BreachLetter.DoesNotExist):
        send(office, other, made)
    with pytest.raises(Breach.DoesNotExist):
        one_breach(other.pk + 1, office.holder("koordinator"), now=office.now)
    assert texts_of(row) == {"what": WHAT, "data": DATA, "done": DONE, "planned": PLANNED}
