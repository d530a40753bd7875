from datetime import timedelta

import pytest

from sigap.cases.identity import case_key, unseal_json
from sigap.cases.models import Case, Document, IdentityIndex, Message, RegisterEntry, Task
from sigap.cases.queries.tracking import tracked
from sigap.core.errors import Refused
from sigap.core.masking import Identity
from tests.cases.office import do, file_complaint, open_tasks, papers, schema_of, task_of
from tests.cases.side_exits import code_of

pytestmark = pytest.mark.django_db

ON_PAPER = {"way": "paper", "on_paper_at": "Map 12"}


def original(case):
    case.complaint.refresh_from_db()
    return unseal_json(case_key(case.pk), case.complaint.original)


def test_signing_enters_the_case_in_the_book_and_makes_form_and_cover(office):
    case = file_complaint(office)

    do(office, task_of(case, "intake"))

    case.refresh_from_db()
    assert case.accepted_at == office.now
    assert [line.register for line in RegisterEntry.objects.all()] == ["buku-penerimaan-laporan"]
    made = Document.objects.order_by("pk").values_list("kind", flat=True)
    assert list(made) == ["tanda-terima", "form-pengaduan", "map-pengaduan"]
    form = papers(case, "form-pengaduan")[0]
    assert form["complainant"]["name"] == "Suherman Wijaya"
    assert "Saya Suherman Wijaya sudah membayar" in form["text"]
    assert form["complainant_signature"]["on_paper_at"]
    assert (case.sop, case.step) == ("penerimaan-pengaduan", 2)


def test_what_is_known_is_not_asked_again(office):
    case = file_complaint(office, outside_number="LAPOR-1", wanted="Divalidasi", loss="Tertunda")

    schema = schema_of(office, case, "intake")

    assert schema["required"] == ["declaration", "signatures"]
    asked = schema["properties"].keys()
    assert not asked & {"contact", "registration_number", "outside_number", "wanted", "loss"}


def test_how_to_reach_a_person_is_asked_only_where_no_way_is_known(office):
    case = file_complaint(office, identity=Identity(name="Suherman Wijaya"))
    assert "contact" in schema_of(office, case, "intake")["required"]

    do(office, task_of(case, "intake"), data={"contact": {"way": "phone", "phone": "08120000999"}})

    case.complainant.refresh_from_db()
    assert case.complainant.reachable == "phone"
    assert IdentityIndex.objects.filter(case=case, kind="phone").count() == 1


def test_who_has_no_phone_comes_back(office):
    case = file_complaint(office, identity=Identity(name="Suherman Wijaya"))
    back = {"way": "none", "come_back_on": "2026-12-01"}

    do(office, task_of(case, "intake"), data={"contact": back})

    note = papers(case, "form-pengaduan")[0]["complainant"]["contact_note"]
    assert note == "Tidak ada; akan datang kembali pada Selasa, 1 Desember 2026"
    case.complainant.refresh_from_db()
    assert case.complainant.reachable == ""


def test_what_becomes_known_of_a_person_is_masked_in_the_words_written_before(office):
    case = file_complaint(
        office,
        identity=Identity(name="Suherman Wijaya"),
        text="Hubungi 0812-0000-0100 atau Kp. Gardu Sawah RT 003/007.",
    )
    assert "0812-0000-0100" in case.complaint.text

    phone = {"contact": {"way": "phone", "phone": "081200000100"}}
    address = {"corrections": {"address": "Kp. Gardu Sawah RT 003/007"}}
    do(office, task_of(case, "intake"), data={**phone, **address})

    case.complaint.refresh_from_db()
    assert case.complaint.text == "Hubungi [pelapor] atau [pelapor]."
    assert original(case)["text"] == "Hubungi 0812-0000-0100 atau Kp. Gardu Sawah RT 003/007."


def test_a_text_sent_back_as_it_was_shown_changes_nothing(office):
    case = file_complaint(office)
    before = original(case)
    shown = schema_of(office, case, "intake")["properties"]["corrections"]["properties"]
    sent = {name: part["default"] for name, part in shown.items() if "default" in part}
    assert "[pelapor]" in sent["text"]

    do(office, task_of(case, "intake"), data={"corrections": sent})

    assert original(case) == before
    assert Document.objects.filter(case=case, kind="tanda-terima").count() == 1


def test_a_correction_keeps_the_earlier_words_sealed(office):
    case = file_complaint(office)
    before = original(case)["text"]

    do(
        office,
        task_of(case, "intake"),
        data={"corrections": {"text": "[pelapor] membayar pada 12 Desember 2025."}},
    )

    assert original(case)["text"] == "Suherman Wijaya membayar pada 12 Desember 2025."
    assert original(case)["earlier"] == [{"text": before}]
    case.complaint.refresh_from_db()
    assert case.complaint.text == "[pelapor] membayar pada 12 Desember 2025."
    assert papers(case, "form-pengaduan")[0]["text"].startswith("Suherman Wijaya membayar")


def test_a_correction_on_the_receipt_makes_another_receipt(office):
    case = file_complaint(office)
    data = {
        "corrections": {"permit_type": "slf", "name": "Suherman Wijayakusuma"},
        "evidence": [{"name": "SSRD", "note": "fotokopi, 1 lembar"}],
    }

    do(office, task_of(case, "intake"), data=data)

    case = Case.objects.get(pk=case.pk)
    assert case.permit_type.slug == "slf"
    receipt = papers(case, "tanda-terima")[-1]
    assert receipt["complainant_name"] == "Suherman Wijayakusuma"
    assert receipt["case"]["permit_type"] == "Sertifikat Laik Fungsi (SLF)"
    assert receipt["received"] == ["SSRD, fotokopi, 1 lembar"]


def test_the_cover_names_nobody_who_is_hidden(office):
    case = file_complaint(office)

    do(office, task_of(case, "intake"), data={"anonymous": True})

    case.refresh_from_db()
    assert case.anonymous
    assert papers(case, "map-pengaduan")[0]["complainant_name"] == ""


def test_secrecy_is_only_ever_narrowed_here(office):
    case = file_complaint(office, anonymous=True, confidential=True)

    fields = schema_of(office, case, "intake")["properties"]

    assert not fields.keys() & {"anonymous", "confidential"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"service_on": "2027-01-04"}, "in-the-future"),
        ({"declaration": False}, "invalid-data"),
        (
            {"signatures": {"complainant": ON_PAPER, "officer": {"way": "drawn", "image": "xx"}}},
            "invalid-data",
        ),
        (
            {"signatures": {"complainant": {"way": "declaration"}, "officer": ON_PAPER}},
            "invalid-data",
        ),
    ],
)
def test_a_refusal_leaves_no_trace(office, data, code):
    case = file_complaint(office)
    task = task_of(case, "intake")

    with pytest.raises(Refused) as refused:
        do(office, task, data=data)

    assert refused.value.code == code
    task.refresh_from_db()
    assert task.state == Task.State.OPEN
    assert not RegisterEntry.objects.exists()
    assert Document.objects.filter(case=case).count() == 1


def test_who_filed_online_has_declared_already(office):
    case = file_complaint(office, by=None, channel="web")

    do(office, task_of(case, "intake"))

    form = papers(case, "form-pengaduan")[0]
    assert form["complainant_signature"]["way"] == "declaration"


def nameless(office):
    return file_complaint(
        office,
        by=None,
        channel="letter",
        complainant_kind="tanpa-identitas",
        identity=Identity(name="Tanpa nama"),
        text="Tanpa dokumen pun izin dikeluarkan. Nama pejabatnya disebut di lampiran.",
    )


def test_a_letter_without_a_name_waits_for_the_coordinator(office):
    case = nameless(office)

    do(office, task_of(case, "intake"))

    case.refresh_from_db()
    assert case.step == 1
    assert [(task.role, task.form) for task in open_tasks(case)] == [("koordinator", "take-up")]

    do(office, task_of(case, "take-up"), outcome="ditindaklanjuti")

    case.refresh_from_db()
    assert case.step == 2


def test_a_letter_that_is_not_taken_up_ends_with_a_reason(office):
    case = nameless(office)
    do(office, task_of(case, "intake"))
    task = task_of(case, "take-up")

    with pytest.raises(Refused, match="Catatan wajib"):
        do(office, task, outcome="tidak-ditindaklanjuti", note=" ")
    do(office, task, outcome="tidak-ditindaklanjuti", note="Tidak dapat ditelusuri.")

    case.refresh_from_db()
    assert (case.status, case.close_reason) == ("closed", "tolak-tanpa-identitas")
    assert open_tasks(case) == []
    assert Message.objects.filter(case=case, kind="declined").exists()
    # Whoever holds the code has an answer, and may object to it as after any other refusal.
    assert case.answered_at == office.now
    told = tracked(code_of(case), now=office.now)
    assert "Tidak dapat ditelusuri." in told["answer"]["text"]
    assert (told["may"]["objection"], told["may"]["rating"]) == (True, True)


def test_an_outcome_that_the_form_does_not_offer_is_refused(office):
    case = nameless(office)
    do(office, task_of(case, "intake"))

    for outcome, code in (("", "outcome-required"), ("lupa", "outcome-unknown")):
        with pytest.raises(Refused) as refused:
            do(office, task_of(case, "take-up"), outcome=outcome)
        assert refused.value.code == code


def test_the_label_of_a_nameless_letter_is_no_name(office):
    case = nameless(office)

    assert case.complaint.text.startswith("Tanpa dokumen pun izin")
    assert not IdentityIndex.objects.filter(case=case).exists()


def test_the_officer_at_the_counter_has_begun_when_the_complaint_is_filed(office):
    case = file_complaint(office)

    task = task_of(case, "intake")

    assert task.started_at == office.now
    assert task.start_by - office.now == timedelta(hours=2)
