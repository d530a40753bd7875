"""V.1 to V.6: the order, the draft with its opinion, review, approval, dispatch, archive."""

import pytest

from sigap.accounts.operations import grant_role, revoke_role
from sigap.cases.models import (
    Document,
    LetterNumber,
    OfficeProfile,
    RegisterEntry,
    Signatory,
    Task,
)
from sigap.cases.operations.drafts import save_draft
from sigap.core.errors import Refused
from sigap.core.masking import Identity
from tests.cases.office import (
    ROLES,
    do,
    file_complaint,
    open_office,
    open_tasks,
    papers,
    play,
    schema_of,
    task_of,
)

pytestmark = pytest.mark.django_db

LETTER = {
    "body": [
        {"type": "paragraph", "text": "Pengaduan Saudara telah kami telaah."},
        {"type": "numbered", "items": ["Pembayaran tercatat.", "Validasi tertunda."]},
    ],
    "copies": ["Inspektur"],
}
ATTEMPT = {"means": "post", "to": "Alamat pelapor", "result": "Dikirim", "proof": "Resi 12345"}


def test_the_order_says_what_the_answer_must_say_and_who_writes_it(office):
    case = file_complaint(office)
    play(office, case, until="order-answer")

    do(office, task_of(case, "order-answer"), data={"points": ["Tanggal bayar", "Hak keberatan"]})

    sheet = papers(case, "lembar-disposisi")[-1]
    assert sheet["points"] == ["Tanggal bayar", "Hak keberatan"]
    assert sheet["instructions"] == ["Siapkan jawaban kepada pelapor"]
    assert task_of(case, "draft").assignee_id == office.users["analis-pengaduan"]


def test_the_draft_is_addressed_to_the_complainant_and_bears_no_number(office):
    case = file_complaint(office)
    play(office, case, until="draft")

    do(office, task_of(case, "draft"), data={"letter": LETTER})

    draft = papers(case, "konsep-surat-balasan")[0]
    assert draft["to"]["name"] == "Suherman Wijaya"
    assert draft["about"] == f"Jawaban atas Pengaduan Nomor {case.number}"
    assert draft["body"] == LETTER["body"]
    assert (draft["copies"], draft["draft_version"]) == (["Inspektur"], 1)
    assert "number" not in draft


def test_the_draft_waits_for_the_opinion(office):
    case = file_complaint(office)
    play(office, case, until="consult")
    assert "opinions" not in schema_of(office, case, "draft")["properties"]

    with pytest.raises(Refused) as refused:
        do(office, task_of(case, "draft"))

    assert refused.value.code == "consult-missing"
    assert papers(case, "konsep-surat-balasan") == []


def test_an_opinion_names_the_draft_it_is_about(office):
    case = file_complaint(office)
    play(office, case, until="consult")
    says = schema_of(office, case, "consult")["properties"]["text"]["description"]
    assert says == "Menunggu konsep"
    task = task_of(case, "draft")
    analyst = office.holder("analis-pengaduan")
    save_draft(task_id=task.pk, data={"letter": LETTER}, actor=analyst, now=office.now)
    says = schema_of(office, case, "consult")["properties"]["text"]["description"]
    assert says == "Tentang konsep simpanan ke-1"

    do(
        office,
        task_of(case, "consult"),
        outcome="agree-with-changes",
        data={"text": "Sebutkan hak keberatan.", "legal_basis": ["UU 25/2009"]},
    )

    note = papers(case, "catatan-konsultasi-hukum")[0]
    assert (note["opinion"], note["text"]) == ("agree-with-changes", "Sebutkan hak keberatan.")
    assert (note["lawyer"]["name"], note["draft_version"]) == ("Pejabat Analis Hukum", 1)
    assert note["asked_by"] == "Pejabat Analis Pengaduan (Analis Pengaduan)"


def test_without_a_legal_analyst_the_executor_records_the_opinion(db):
    office = open_office(roles=[role for role in ROLES if role != "analis-hukum"])
    case = file_complaint(office)
    play(office, case, until="draft")
    assert schema_of(office, case, "draft")["required"] == ["letter", "opinions"]
    given = {
        "opinion": "agree",
        "text": "Sesuai.",
        "name": "Nurul Hidayati, S.H.",
        "office": "Bagian Hukum Setda",
        "consulted_on": "2026-11-24",
        "means": "telepon",
    }

    do(office, task_of(case, "draft"), data={"opinions": {"analis-hukum": given}})

    note = papers(case, "catatan-konsultasi-hukum")[0]
    assert note["lawyer"] == {
        "name": "Nurul Hidayati, S.H.",
        "position": "Analis Hukum, Bagian Hukum Setda",
    }
    assert (note["means"], note["recorder"]["name"]) == ("telepon", "Pejabat Analis Pengaduan")

    play(office, case, until="draft", outcomes={"examine": ["perlu-perbaikan"]})
    assert schema_of(office, case, "draft")["required"] == ["letter"]


def test_an_opinion_that_nobody_can_give_any_more_is_recorded_by_the_executor(office):
    case = file_complaint(office)
    play(office, case, until="consult")
    revoke_role(user_id=office.users["analis-hukum"], role="analis-hukum", now=office.now)

    assert "opinions" in schema_of(office, case, "draft")["required"]
    do(office, task_of(case, "draft"))

    assert task_of(case, "examine")
    assert not Task.objects.filter(type="consult", state="open").exists()


def test_an_opinion_of_a_later_day_has_not_been_given(db):
    office = open_office(roles=[role for role in ROLES if role != "analis-hukum"])
    case = file_complaint(office)
    play(office, case, until="draft")
    schema = schema_of(office, case, "draft")["properties"]["opinions"]
    assert schema["required"] == ["analis-hukum"]
    given = {
        "opinion": "agree",
        "text": "Sesuai.",
        "name": "N",
        "office": "B",
        "consulted_on": "2026-12-24",
        "means": "surat",
    }

    with pytest.raises(Refused) as refused:
        do(office, task_of(case, "draft"), data={"opinions": {"analis-hukum": given}})

    assert refused.value.code == "in-the-future"


def test_what_the_reviewer_changes_is_shown_and_goes_on(office):
    case = file_complaint(office)
    play(office, case, until="draft")
    do(office, task_of(case, "draft"), data={"letter": LETTER})
    shown = schema_of(office, case, "examine")["properties"]["letter"]["properties"]
    assert shown["body"]["default"] == LETTER["body"]
    changed = {**LETTER, "body": [{"type": "paragraph", "text": "Pengaduan Saudara terbukti."}]}
    comments = [{"place": "Angka 2", "comment": "Sebutkan tanggalnya."}]

    do(
        office,
        task_of(case, "examine"),
        outcome="sesuai",
        data={"letter": changed, "comments": comments},
    )

    note = papers(case, "catatan-tinjauan")[0]
    assert (note["fit"], note["remarks"]) == (True, comments)
    assert note["changes"] == [
        {
            "before": "Pengaduan Saudara telah kami telaah.\nPembayaran tercatat.\n"
            "Validasi tertunda.",
            "after": "Pengaduan Saudara terbukti.",
        }
    ]
    assert [one["draft_version"] for one in papers(case, "konsep-surat-balasan")] == [1, 2]
    do(office, task_of(case, "approve"))
    assert papers(case, "surat-balasan")[0]["body"] == changed["body"]
    assert papers(case, "surat-balasan")[0]["copies"] == ["Inspektur"]


def test_a_letter_that_comes_back_stands_there_as_it_came_back(office):
    case = file_complaint(office)
    play(office, case, until="draft")
    do(office, task_of(case, "draft"), data={"letter": LETTER})
    changed = {**LETTER, "closing": "Terima kasih."}
    do(office, task_of(case, "examine"), outcome="perlu-perbaikan", data={"letter": changed})

    fields = schema_of(office, case, "draft")["properties"]["letter"]["properties"]

    assert fields["closing"]["default"] == "Terima kasih."
    assert fields["body"]["default"] == LETTER["body"]


@pytest.mark.parametrize(("again", "consults"), [(False, 0), (True, 1)])
def test_another_opinion_is_asked_for_only_if_wanted(office, again, consults):
    case = file_complaint(office)
    play(office, case, until="approve")

    do(
        office,
        task_of(case, "approve"),
        outcome="perlu-perbaikan",
        data={"consult_again": again, "mends": ["Sebutkan dasar hukum"]},
        note="Belum menyebut dasar hukum.",
    )

    asked = [task for task in open_tasks(case) if task.type == "consult"]
    assert len(asked) == consults
    note = papers(case, "catatan-perbaikan")[0]
    assert (note["approved"], note["mends"]) == (False, [{"what": "Sebutkan dasar hukum"}])
    assert note["note"] == "Belum menyebut dasar hukum."
    assert papers(case, "surat-balasan") == []


def test_the_approval_numbers_the_letter_and_sends_it_to_signature(office):
    case = file_complaint(office)
    play(office, case, until="approve")

    do(office, task_of(case, "approve"))

    letter = papers(case, "surat-balasan")[0]
    assert letter["number"] == "500.16.7.2/2/DPMPTSP/2026"
    assert letter["signatory"]["name"] == "Drs. H. Contoh Kepala Dinas, M.Si."
    [task] = open_tasks(case)
    assert (task.type, task.role, task.document.kind) == (
        "signature",
        "kepala-dinas",
        "surat-balasan",
    )
    case.refresh_from_db()
    assert case.step == 4

    do(office, task, data={"signed": {"way": "ink", "on_paper_at": "Meja TU"}})

    case.refresh_from_db()
    assert case.step == 5
    document = Document.objects.get(case=case, kind="surat-balasan")
    assert (document.signed_how, document.signed_at) == ("ink", office.now)
    assert document.signed_by == f"user:{office.users['kepala-dinas']}"


def test_the_drafter_never_reviews_or_approves(office):
    case = file_complaint(office)
    play(office, case, until="examine")
    grant_role(user_id=office.users["analis-pengaduan"], role="penata-perizinan", now=office.now)
    drafter = office.holder("analis-pengaduan")
    Task.objects.filter(case=case, state="open").update(assignee=None)

    with pytest.raises(Refused) as refused:
        do(office, task_of(case, "examine"), actor=drafter)

    assert refused.value.code == "not-separate"


def test_an_approval_without_a_signatory_takes_no_number(office):
    case = file_complaint(office)
    play(office, case, until="approve")
    taken = LetterNumber.objects.count()
    Signatory.objects.all().delete()

    with pytest.raises(Refused) as refused:
        do(office, task_of(case, "approve"))

    assert refused.value.code == "no-signatory"
    assert LetterNumber.objects.count() == taken
    assert papers(case, "catatan-perbaikan") == []


def test_a_letter_whose_number_comes_from_the_records_unit_waits_for_it(office):
    profile = OfficeProfile.objects.get()
    profile.data["numbered_by_records_unit"] = ["surat-balasan"]
    profile.save()
    case = file_complaint(office)
    play(office, case, until="signature")
    document = Document.objects.get(case=case, kind="surat-balasan")
    assert (document.number, document.state) == ("", "held")
    assert schema_of(office, case, "signature")["required"] == ["signed", "number"]

    do(office, task_of(case, "signature"), data={"number": "500/77/TU/2026"})

    document.refresh_from_db()
    assert (document.number, document.state) == ("500/77/TU/2026", "waiting")
    assert papers(case, "surat-balasan")[0]["number"] == "500/77/TU/2026"


def test_an_uploaded_signature_is_offered_only_where_the_office_set_it_up(office):
    case = file_complaint(office)
    play(office, case, until="signature")
    signed = schema_of(office, case, "signature")["properties"]["signed"]
    assert signed["properties"]["way"]["const"] == "ink"
    profile = OfficeProfile.objects.get()
    profile.data["signing_ways"] = ["ink", "file"]
    profile.save()

    ways = schema_of(office, case, "signature")["properties"]["signed"]["oneOf"]

    assert [one["properties"]["way"]["const"] for one in ways] == ["ink", "file"]


def test_the_proof_holds_every_attempt_and_answers_the_case(office):
    case = file_complaint(office)
    play(office, case, until="dispatch")
    began = office.now
    attempts = [
        {**ATTEMPT, "means": "telephone", "result": "Tidak diangkat"},
        {**ATTEMPT, "at": began.isoformat()},
    ]

    do(
        office,
        task_of(case, "dispatch"),
        data={"delivery": {"result": "pos-tercatat", "attempts": attempts}},
    )

    case.refresh_from_db()
    assert case.answered_at == began
    proof = papers(case, "bukti-pengiriman")[0]
    assert [one["proof"] for one in proof["attempts"]] == ["Resi 12345", "Resi 12345"]
    assert proof["letter_number"] == "500.16.7.2/2/DPMPTSP/2026"
    assert proof["final_result"] == "Dikirim dengan pos tercatat"
    assert len(papers(case, "informasi-pemanggilan")) == 1


def test_nobody_is_summoned_whom_the_post_reached(office):
    case = file_complaint(office)
    play(office, case, until="dispatch")

    delivery = {"result": "pos-tercatat", "attempts": [ATTEMPT]}
    do(office, task_of(case, "dispatch"), data={"delivery": delivery})

    assert papers(case, "informasi-pemanggilan") == []


def test_an_appointment_stands_in_the_summons(office):
    case = file_complaint(office)
    play(office, case, until="dispatch")
    appointment = {"at": "2026-11-26T09:00:00+07:00", "place": "Loket 2"}

    do(office, task_of(case, "dispatch"), data={"appointment": appointment})

    summons = papers(case, "informasi-pemanggilan")[0]
    assert summons["appointment"]["held_on"] == "2026-11-26"
    assert (summons["appointment"]["start"], summons["appointment"]["place"]) == (
        "09:00",
        "Loket 2",
    )


@pytest.mark.parametrize(("count", "taken"), [(2, False), (3, True)])
def test_nobody_is_out_of_reach_before_three_attempts(office, count, taken):
    case = file_complaint(office)
    play(office, case, until="dispatch")
    delivery = {"result": "tidak-terhubungi", "attempts": [ATTEMPT] * count}

    if taken:
        do(office, task_of(case, "dispatch"), data={"delivery": delivery})
        assert papers(case, "bukti-pengiriman")
    else:
        with pytest.raises(Refused) as refused:
            do(office, task_of(case, "dispatch"), data={"delivery": delivery})
        assert refused.value.field == "data.delivery.attempts"


def test_the_archive_book_numbers_the_file_and_proposes_the_same_shelf(office):
    case = file_complaint(office)
    play(office, case, until="archive")
    place = {"cabinet": "2", "shelf": "3", "box": "14", "folder": "7"}

    do(
        office,
        task_of(case, "archive"),
        data={
            "place": place,
            "agreement": {"agrees": False, "differences": "Lampiran 2 hanya di kertas"},
        },
    )

    case.refresh_from_db()
    assert (case.status, case.close_reason) == ("closed", "selesai")
    index, label = papers(case, "arsip-index")[0], papers(case, "label-arsip")[0]
    assert index["archive_number"] == label["archive_number"] == "1/2026"
    assert (index["active_until"], index["inactive_until"]) == ("2029-11-24", "2036-11-24")
    assert (index["agrees"], index["differences"]) == (False, "Lampiran 2 hanya di kertas")
    assert label["retention"] == "Aktif s.d. 2029, inaktif s.d. 2036, permanen"
    line = RegisterEntry.objects.get(register="buku-arsip")
    assert (line.facts["code"], line.facts["place"]) == ("500.16.7.2", place)
    listed = {row["what"]: row for row in index["items"]}
    assert listed["Surat Balasan"]["form"] == "kertas dan elektronik"
    assert listed["Hasil Identifikasi Kebutuhan Dokumen"]["form"] == "elektronik"

    other = file_complaint(office, identity=Identity(name="Orang Lain", phone="0813"))
    play(office, other, until="archive")
    fields = schema_of(office, other, "archive")["properties"]["place"]["properties"]
    assert {name: part.get("default") for name, part in fields.items()} == {
        **place,
        "folder": None,
    }


def test_who_only_looks_at_a_task_does_not_see_what_was_written(office):
    case = file_complaint(office)
    play(office, case, until="draft")
    letter = {**LETTER, "closing": "Hormat kami kepada Bapak Suherman Wijaya."}
    do(office, task_of(case, "draft"), data={"letter": letter})
    reviewer, other = office.holder("penata-perizinan"), office.holder("petugas-loket")

    shown = schema_of(office, case, "examine", actor=reviewer)
    seen = schema_of(office, case, "examine", actor=other)

    assert "Suherman Wijaya" in str(shown)
    assert "Suherman Wijaya" not in str(seen)
    assert seen["properties"].keys() == shown["properties"].keys()
