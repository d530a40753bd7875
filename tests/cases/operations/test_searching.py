"""Finding cases: by word stems, numbers and persons; what is sealed or secret stays unfound."""

from datetime import timedelta

import pytest
from django.db import connection

from sigap.accounts.operations import create_user
from sigap.cases.identity import case_key, seal_text
from sigap.cases.models import AttachmentText, Case, CaseWords
from sigap.cases.operations.effects import change_identity
from sigap.cases.operations.exits import act
from sigap.cases.operations.papers import render_document
from sigap.cases.operations.searching import search
from sigap.cases.operations.wordindex import (
    index_all,
    index_attachment,
    index_missing,
    place_of,
)
from sigap.cases.queries.casefile import load
from sigap.cases.queries.caselist import CaseFilters, cases
from sigap.cases.queries.searching import unindexed
from sigap.cases.queries.tasklist import TaskFilters, tasks
from sigap.core.masking import Identity
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint, play

OTHER = Identity(name="Dewi Lestari Utami", phone="0813 7777 1234")


def find(office, text, *, by="koordinator", limit=50, cursor="", **filters):
    """Return the page of cases that an officer finds."""
    actor = office.holder(by)
    wanted = search(text, actor=actor, now=office.now)
    return cases(
        actor, CaseFilters(q=wanted, **filters), limit=limit, now=office.now, cursor=cursor
    )


def found(office, text, **more):
    """Return the numbers of the cases that an officer finds, as they are listed."""
    return [row["number"] for row in find(office, text, **more).items]


@pytest.fixture
def two(office):
    """Return a case about a fee, and a later one about a road, by another person."""
    fee = file_complaint(office)
    office.later()
    road = file_complaint(
        office,
        identity=OTHER,
        permit_type="site-plan",
        subject="Pelayanan rekomendasi jalan terlambat",
        text="Permohonan saya dipindahkan dari meja ke meja. Café Ñandú 🙏",
        registration_number="SP/77/2026",
        outside_number="LAPOR-998877",
    )
    return fee, road


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("pembayaran", "fee"),  # the complaint says dibayar, membayar
        ("PEMBAYARAN retribusinya", "fee"),
        ("layanan", "road"),
        ("pindah meja", "road"),
        ("meja yang di pindah", "road"),  # words that tell nothing need not be there
        ("cafe nandu", "road"),
        ("lapor 998877", "road"),
        ("sp/77/2026", "road"),
        ("960", "fee"),
        ("PGD-2026-00002", "road"),
        ("2", "road"),
        ("pgd", "both"),
        ("retribusi jalan", "none"),  # all words in one case
        ("retribus", "none"),  # whole words
        ("validasi\x00 🙏 <b>", "none"),
        ("🙏🙏", "all"),  # nothing to look for is told by the page
    ],
)
def test_words_are_found_by_their_stems(office, two, text, which):
    fee, road = (case.number for case in two)
    wanted = {"fee": [fee], "road": [road], "both": [road, fee], "none": [], "all": []}
    assert found(office, text) == wanted[which]


def test_what_a_person_is_called_by_is_found_only_through_the_sealed_index(office, two):
    stems = " ".join(CaseWords.objects.values_list("stems", flat=True))
    for word in ("suherman", "wijaya", "0812", "0100", "dewi", "lestari", "7777"):
        assert word not in stems.split()
    fee, road = (case.number for case in two)
    assert found(office, "Wijaya Suherman") == [fee]
    assert found(office, "+62 813-7777-1234") == [road]
    assert found(office, "Wijaya Suherman", by="koordinator", permit_type="site-plan") == []


def test_looking_for_a_person_is_on_the_record_without_saying_for_whom(office, two):
    before = Entry.objects.count()
    found(office, "retribusi")
    found(office, "Orang Lain")
    assert Entry.objects.count() == before
    found(office, "Suherman Wijaya")
    entry = Entry.objects.latest("pk")
    assert (entry.stream, entry.event, entry.data) == (
        "office",
        "identity.searched",
        '{"by":["name"]}',
    )
    assert entry.actor == office.holder("koordinator").id


def test_a_secret_or_excluded_case_is_not_found(office, two):
    fee, _ = two
    head = office.holder("koordinator")
    reason = {"person": str(office.users["analis-hukum"]), "reason": "Saudara pelapor"}
    act(number=fee.number, action="exclude", data=reason, actor=head, now=office.now)
    assert found(office, "retribusi", by="analis-hukum") == []
    assert found(office, "retribusi", by="penata-perizinan") == [fee.number]
    Case.objects.filter(pk=fee.pk).update(confidential=True)
    for who in ("penata-perizinan", "auditor"):
        if who in office.users:
            assert found(office, "retribusi", by=who) == []
    assert found(office, "Suherman Wijaya") == []


def attach(case, text):
    """Let a file with these words have been looked into."""
    attachment = case.attachments.create(
        name=b"x",
        media_type="application/pdf",
        size_bytes=1,
        sha256="0" * 64,
        file=f"{case.number}-x",
        received_at=case.received_at,
        received_from="complainant",
        state="done",
        verdict="clean",
    )
    key = case_key(case.pk)
    AttachmentText.objects.create(attachment=attachment, sealed=seal_text(key, text))
    index_attachment(attachment, text, key)


def test_attachments_are_found_by_who_may_open_them(office, two):
    fee, _ = two
    attach(fee, "Kwitansi pembatalan atas nama Suherman Wijaya, gardu listrik 0812 0000 0100")
    user, _ = create_user(name="pemeriksa", roles=["auditor"], now=office.now - timedelta(hours=1))
    office.users["auditor"] = user.pk
    assert found(office, "kwitansi batal") == [fee.number]
    assert found(office, "kwitansi retribusi") == [fee.number]  # one word here, one there
    assert found(office, "kwitansi", by="auditor") == []
    assert found(office, "retribusi", by="auditor") == [fee.number]
    assert "a_suherman" not in CaseWords.objects.get(case=fee).stems.split()
    # In a secret case only what carries no identity tells of it.
    Case.objects.filter(pk=fee.pk).update(confidential=True)
    assert found(office, "kwitansi", by="petugas-loket") == []
    assert found(office, "retribusi", by="petugas-loket") == [fee.number]


def test_letters_are_found_once_they_are_issued(office):
    case = file_complaint(office)
    play(office, case, until="review")
    assert found(office, "disposisi lembar") == []
    for document in case.documents.filter(state="waiting"):
        render_document(document.pk, now=office.now)
    stems = CaseWords.objects.get(case=case).stems.split()
    assert [one for one in stems if one.startswith("p_")]
    assert not {"p_suherman", "l_suherman", "p_wijaya", "l_wijaya"} & set(stems)


def test_pages_go_from_the_newest_to_the_oldest(office):
    made = [file_complaint(office, received_at=office.now - timedelta(days=n)) for n in range(5)]
    same = file_complaint(office, received_at=made[2].received_at)
    expected = [made[0], made[1], same, made[2], made[3], made[4]]
    for text in ("retribusi", "Suherman Wijaya", "suherman"):
        pages, cursor = [], ""
        while True:
            page = find(office, text, limit=2, cursor=cursor)
            pages += [row["number"] for row in page.items]
            cursor = page.next
            if not cursor:
                break
        assert pages == [case.number for case in expected]


def test_the_desk_finds_tasks_by_the_words_of_their_cases(office, two):
    fee, road = two
    actor = office.holder("petugas-loket")

    def mine(text):
        wanted = TaskFilters(q=search(text, actor=actor, now=office.now))
        return [row["case"] for row in tasks(actor, wanted, limit=9, now=office.now).items]

    assert mine("membayarkan") == [fee.number]
    assert mine("Dewi Lestari Utami") == [road.number]
    assert mine(road.number) == [road.number]
    assert mine("perahu") == []
    attach(fee, "kwitansi")
    assert mine("kwitansi") == [fee.number]


def test_the_index_is_made_anew_as_it_was(office, two):
    fee, _ = two
    attach(fee, "Kwitansi pembatalan atas nama Suherman Wijaya")
    before = {one.case_id: one.stems for one in CaseWords.objects.all()}
    CaseWords.objects.all().delete()
    assert (unindexed(), found(office, "retribusi")) == (2, [])
    assert index_missing(now=office.now) == 2
    assert {one.case_id: one.stems for one in CaseWords.objects.all()} == before
    CaseWords.objects.update(stems="rusak")
    assert found(office, "rusak") == [case.number for case in reversed(two)]
    assert list(index_all()) == [2]
    assert {one.case_id: one.stems for one in CaseWords.objects.all()} == before
    assert (found(office, "rusak"), found(office, "kwitansi")) == ([], [fee.number])
    assert CaseWords.objects.get(case=fee).place == place_of(fee)


def test_work_in_an_old_case_hides_no_other_from_being_taken_in(office, two):
    fee, road = two
    attach(fee, "Kwitansi pembatalan")
    attach(road, "Denah tapak")
    before = {one.case_id: one.stems for one in CaseWords.objects.all()}
    CaseWords.objects.all().delete()  # as an office stands that came from an older version
    key = case_key(fee.pk)
    index_attachment(fee.attachments.get(), "Kwitansi pembatalan", key)

    assert unindexed() == 2
    assert index_missing(now=office.now) == 2

    assert {one.case_id: one.stems for one in CaseWords.objects.all()} == before
    assert (unindexed(), index_missing(now=office.now)) == (0, 0)
    assert (found(office, "kwitansi"), found(office, "denah")) == ([fee.number], [road.number])


def test_what_is_known_later_is_masked_in_what_was_written_before(office):
    case = file_complaint(
        office,
        identity=Identity(name="Tanpa nama"),
        complainant_kind="tanpa-identitas",
        text="Petugas menyimpan berkas Suherman Wijaya.",
    )
    attach(case, "Surat kuasa Suherman Wijaya")
    assert found(office, "suherman kuasa") == [case.number]
    Case.objects.filter(pk=case.pk).update(complainant_kind="perorangan")
    file = load(Case.objects.get(pk=case.pk), now=office.now)
    change_identity(file, {"name": "Suherman Wijaya"})
    stems = CaseWords.objects.get(case=case).stems.split()
    assert {"berkas", "a_kuasa"} <= set(stems)
    assert not {"suherman", "wijaya", "a_suherman", "a_wijaya"} & set(stems)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps a copy by triggers")
def test_the_copy_by_triggers_agrees_with_its_table(office, two):
    attach(two[0], "kwitansi")
    with connection.cursor() as cursor:
        # Fails if the index and the table it is made from differ.
        cursor.execute(
            "INSERT INTO cases_words_index(cases_words_index, rank) VALUES ('integrity-check', 1)"
        )
