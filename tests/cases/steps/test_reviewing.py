"""IV.1 to IV.6: collecting, the loop of completeness, the joint plan, invitations, minutes."""

from datetime import timedelta

import pytest

from sigap.cases.models import Document, LetterNumber, Signatory
from sigap.core.errors import Refused
from sigap.core.masking import Identity
from tests.cases.office import (
    do,
    file_complaint,
    open_tasks,
    papers,
    play,
    schema_of,
    task_of,
)

pytestmark = pytest.mark.django_db

WITH_AGENCIES = {
    "mode": "lintas-pd",
    "agencies": ["bapenda", "dinas-cipta-karya"],
    "units": ["bidang-pelayanan-perizinan"],
}
CALL = {"means": "telephone", "person": "Rina", "result": "Bersedia hadir"}


def test_a_second_attempt_shows_what_was_recorded_and_keeps_added_items(office):
    case = file_complaint(office)
    play(office, case, until="collect")
    refused = {"state": "refused", "reason": "Menunggu izin atasan Suherman Wijaya"}
    found = {"state": "received", "place": "Rak 3", "pages": 4}
    added = {"what": "Rekening koran", "holder": "bapenda", "result": found}
    do(
        office,
        task_of(case, "collect"),
        data={"items": {"item-1": {"result": refused}}, "additional": [added]},
    )
    play(office, case, until="collect", outcomes={"completeness": ["tidak-lengkap"]})

    items = schema_of(office, case, "collect")["properties"]["items"]

    assert items["required"] == ["item-1", "item-2"]
    first = items["properties"]["item-1"]["properties"]["result"]["oneOf"][0]
    assert first["properties"]["state"]["const"] == "refused"
    assert first["properties"]["reason"]["default"] == refused["reason"]
    bundle = papers(case, "bahan-telaahan")[0]["items"]
    assert [(one["state"], one["place"], one["pages"]) for one in bundle] == [
        ("refused", "", 0),
        ("received", "Rak 3", 4),
    ]
    assert bundle[0]["reason"] == "Menunggu izin atasan [pelapor]"


def test_the_check_says_what_is_missing(office):
    case = file_complaint(office)
    play(office, case, until="completeness")

    do(
        office,
        task_of(case, "completeness"),
        outcome="tidak-lengkap",
        data={"items": {"item-1": False}, "remarks": {"item-1": "Halaman 2 hilang"}},
        note="Keterangan tertulis kepala loket.",
    )

    note = papers(case, "catatan-kelengkapan")[0]
    assert (note["complete"], note["missing"]) == (False, "Keterangan tertulis kepala loket.")
    assert note["items"][0]["note"] == "Halaman 2 hilang"
    assert task_of(case, "collect").attempt == 2


def test_a_check_without_a_decision_is_refused(office):
    case = file_complaint(office)
    play(office, case, until="completeness")

    with pytest.raises(Refused) as refused:
        do(office, task_of(case, "completeness"), outcome="")

    assert refused.value.code == "outcome-required"
    assert not Document.objects.filter(kind="catatan-kelengkapan").exists()


def test_the_number_of_documents_is_counted_already(office):
    case = file_complaint(office)
    play(office, case, until="hand-over")

    fields = schema_of(office, case, "hand-over")["properties"]

    assert fields["pieces"]["default"] == 1
    assert fields["recipient"]["enum"] == [str(office.users["penata-perizinan"])]


def test_the_plan_is_made_when_all_have_confirmed_and_bears_both_names(office):
    case = file_complaint(office)
    play(office, case, until="plan")
    data = {
        "mode": {"mode": "internal", "units": ["bidang-data-informasi"]},
        "starts_at": "2026-11-30T02:00:00Z",
        "minutes": 90,
        "place": "https://rapat.example.id/telaah",
    }
    do(office, task_of(case, "plan"), data=data)
    assert papers(case, "rencana-telaah") == []

    do(office, task_of(case, "confirm"))

    plan = papers(case, "rencana-telaah")[0]
    assert [one["name"] for one in plan["planners"]] == [
        "Pejabat Penata Perizinan",
        "Pejabat Analis Pengaduan",
    ]
    assert plan["units"] == ["Bidang Data dan Informasi"]
    assert plan["schedule"] == {
        "held_on": "2026-11-30",
        "start": "09:00",
        "end": "10:30",
        "place": "Daring",
        "link": "https://rapat.example.id/telaah",
    }


def test_a_plan_that_differs_is_made_anew_with_what_was_planned(office):
    case = file_complaint(office)
    play(office, case, until="plan")
    do(office, task_of(case, "plan"), data={"questions": ["Kapan dibayar?", "Siapa petugasnya?"]})

    do(office, task_of(case, "confirm"), outcome="differs", note="Jadwal bentrok.")

    assert papers(case, "rencana-telaah") == []
    again = schema_of(office, case, "plan")["properties"]
    assert again["questions"]["default"] == ["Kapan dibayar?", "Siapa petugasnya?"]
    assert task_of(case, "plan").attempt == 2


def test_a_review_on_a_day_that_is_over_is_refused_and_one_of_today_is_not(office):
    case = file_complaint(office)
    play(office, case, until="plan")
    yesterday = (office.now - timedelta(days=1)).isoformat()

    with pytest.raises(Refused) as refused:
        do(office, task_of(case, "plan"), data={"starts_at": yesterday})

    assert refused.value.code == "in-the-past"
    do(office, task_of(case, "plan"), data={"starts_at": office.now.isoformat()})


def test_units_are_called_and_agencies_get_letters_that_hold_up_nothing(office):
    case = file_complaint(office)
    play(office, case, until="invite", data={"plan": {"mode": WITH_AGENCIES}})

    do(office, task_of(case, "invite"), data={"calls": {"bidang-pelayanan-perizinan": CALL}})

    case.refresh_from_db()
    assert case.step == 6
    assert case.waits_for.slug == "bapenda"
    letters = papers(case, "surat-dinas")
    assert [one["to"]["name"] for one in letters] == [
        "Kepala Badan Pendapatan Daerah",
        "Kepala Dinas Cipta Karya dan Tata Ruang",
    ]
    assert "Pengaduan disampaikan oleh Suherman Wijaya." in str(letters[0]["body"])
    numbers = [one["number"] for one in letters]
    assert len(set(numbers)) == 2
    signing = [task for task in open_tasks(case) if task.type == "signature"]
    assert [task.document.number for task in signing] == numbers
    log = papers(case, "catatan-undangan")[0]
    assert (log["calls"][0]["unit"], log["calls"][0]["result"]) == (
        "Bidang Pelayanan Perizinan dan Non Perizinan",
        "Bersedia hadir",
    )
    assert [one["agency"] for one in log["letters"]] == [
        "Badan Pendapatan Daerah",
        "Dinas Cipta Karya dan Tata Ruang",
    ]

    do(office, signing[0])
    play(office, case, until="order-answer")

    case.refresh_from_db()
    assert case.waits_for is None


def test_what_is_changed_in_a_letter_stands_in_it(office):
    case = file_complaint(office)
    play(office, case, until="invite", data={"plan": {"mode": WITH_AGENCIES}})
    changed = {"bapenda": {"to": "Plt. Kepala Bapenda", "bring": ["Rekening koran"]}}

    do(office, task_of(case, "invite"), data={"letters": changed})

    first, second = papers(case, "surat-dinas")
    assert first["to"]["name"] == "Plt. Kepala Bapenda"
    assert first["schedule"]["bring"] == ["Rekening koran"]
    assert second["schedule"]["bring"] == []


@pytest.mark.parametrize("hidden", ["anonymous", "confidential"])
def test_letters_to_agencies_never_name_who_is_hidden(office, hidden):
    case = file_complaint(office, **{hidden: True})
    play(
        office,
        case,
        until="invite",
        data={
            "plan": {"mode": WITH_AGENCIES, "questions": ["Apakah Suherman Wijaya membayar?"]},
        },
    )
    told = "Saudara Suherman Wijaya, 0812-0000-0100, mengadu. {identitas_pelapor}"
    letters = {"bapenda": {"body": [{"type": "paragraph", "text": told}]}}

    do(office, task_of(case, "invite"), data={"letters": letters})

    told = str(papers(case, "surat-dinas"))
    assert "[pelapor]" in told
    assert "Suherman" not in told
    assert "0812" not in told


def test_no_number_is_taken_where_nobody_can_sign(office):
    case = file_complaint(office)
    play(office, case, until="invite", data={"plan": {"mode": WITH_AGENCIES}})
    Signatory.objects.all().delete()
    taken = LetterNumber.objects.count()

    with pytest.raises(Refused) as refused:
        do(office, task_of(case, "invite"))

    assert refused.value.code == "no-signatory"
    assert LetterNumber.objects.count() == taken
    assert papers(case, "surat-dinas") == []


def test_a_review_alone_invites_nobody(office):
    case = file_complaint(office)
    play(office, case, until="invite")

    assert "required" not in schema_of(office, case, "invite")
    do(office, task_of(case, "invite"))

    assert papers(case, "catatan-undangan") == []


def test_the_minutes_hold_what_was_found_and_the_case_its_conclusion(office):
    case = file_complaint(office)
    questions = ["Kapan dibayar?", "Siapa petugasnya?"]
    play(office, case, until="review", data={"plan": {"questions": questions}})
    schema = schema_of(office, case, "review")["properties"]["findings"]
    assert schema["required"] == ["question-1", "question-2"]

    do(
        office,
        task_of(case, "review"),
        data={
            "held_at": "2026-11-24T03:00:00Z",
            "findings": {
                "question-1": {"finding": "11 Desember 2025", "source": "Rekening koran"},
                "question-2": {"finding": "Tidak tercatat"},
            },
            "conclusion": "sebagian",
            "attendance": [{"name": "Asep Saepudin", "office": "Bapenda", "means": "hadir"}],
            "follow_up": [{"what": "Meneruskan data", "by": "bapenda", "until": "2026-12-04"}],
            "dissent": "Bapenda berpendapat lain.",
        },
    )

    case.refresh_from_db()
    assert case.conclusion == "sebagian"
    minutes = papers(case, "risalah-rapat")[0]
    assert [row["question"] for row in minutes["findings"]] == questions
    assert (minutes["held_on"], minutes["start"]) == ("2026-11-24", "10:00")
    assert minutes["follow_up"] == [
        {"what": "Meneruskan data", "by": "Badan Pendapatan Daerah", "until": "2026-12-04"}
    ]
    assert (minutes["conclusion"], minutes["mode"]) == ("sebagian", "mandiri")


def test_a_review_in_the_future_has_not_been_held(office):
    case = file_complaint(office)
    play(office, case, until="review")

    with pytest.raises(Refused) as refused:
        do(office, task_of(case, "review"), data={"held_at": "2026-12-24T09:00:00+07:00"})

    assert (refused.value.code, refused.value.field) == ("in-the-future", "data.held_at")


def test_a_nameless_complaint_names_nobody_to_agencies(office):
    case = file_complaint(
        office,
        by=None,
        channel="letter",
        complainant_kind="tanpa-identitas",
        identity=Identity(name="Tanpa nama"),
    )

    play(office, case, until="review", data={"plan": {"mode": WITH_AGENCIES}})

    assert "disampaikan oleh" not in str(papers(case, "surat-dinas"))
