"""III.2 to III.5: who gets the case, who must not, and what the review will need."""

import json

import pytest

from sigap.accounts.operations import create_user, revoke_role
from sigap.cases.models import Deviation, RegisterEntry
from sigap.core.errors import Refused
from sigap.ledger.models import Entry
from tests.cases.office import (
    PERSON,
    do,
    file_complaint,
    open_tasks,
    papers,
    play,
    schema_of,
    task_of,
)

pytestmark = pytest.mark.django_db


def second(office, role, name="kedua"):
    user, _ = create_user(
        name=name,
        roles=[role],
        now=office.now,
        full_name="Pejabat Kedua",
        position="Analis Pengaduan",
        sign_in=False,
    )
    return user.pk


def events(case, event):
    return [json.loads(e.data) for e in Entry.objects.filter(stream=case.number, event=event)]


def test_the_chosen_analyst_gets_the_case_and_the_slip_names_both(office):
    chosen = second(office, "analis-pengaduan")
    case = file_complaint(office)
    play(office, case, until="distribute")

    do(office, task_of(case, "distribute"), data={"analyst": str(chosen)})

    assert task_of(case, "accept").assignee_id == chosen
    slip = papers(case, "slip-serah-terima")[0]
    assert (slip["giver"]["name"], slip["taker"]["name"]) == (
        "Pejabat Petugas Loket",
        "Pejabat Kedua",
    )


def test_the_usual_analyst_of_a_permit_type_is_proposed(office):
    chosen = second(office, "analis-pengaduan")
    case = file_complaint(office)
    type(case.permit_type).objects.filter(slug="pbg").update(analyst_id=chosen)
    play(office, case, until="distribute")

    field = schema_of(office, case, "distribute")["properties"]["analyst"]

    assert field["default"] == str(chosen)
    assert "Kelompok Persetujuan Bangunan Gedung (PBG)" in field["description"]
    assert f"{chosen} = Pejabat Kedua (Analis Pengaduan)" in field["description"]


def test_without_any_analyst_the_case_waits_in_the_pool(office):
    case = file_complaint(office)
    play(office, case, until="distribute")
    revoke_role(user_id=office.users["analis-pengaduan"], role="analis-pengaduan", now=office.now)
    schema = schema_of(office, case, "distribute")
    assert "required" not in schema

    do(office, task_of(case, "distribute"))

    task = task_of(case, "accept")
    assert (task.role, task.assignee_id) == ("analis-pengaduan", None)
    assert papers(case, "slip-serah-terima")[0]["taker"]["position"] == "Analis Pengaduan"


def test_class_and_risk_stand_on_the_case_and_in_the_ledger(office):
    case = file_complaint(office)
    play(office, case, until="distribute")
    do(office, task_of(case, "distribute"), data={"class": "aspirasi"})
    proposed = schema_of(office, case, "accept")["properties"]["class"]["default"]

    do(office, task_of(case, "accept"), data={"class": "aspirasi", "risk": "integritas"})

    case.refresh_from_db()
    assert proposed == "aspirasi"
    assert (case.complaint_class, case.risk) == ("aspirasi", "integritas")
    told = events(case, "step.completed")[-1]
    assert (told["class"], told["risk"]) == ("aspirasi", "integritas")


def test_a_disposition_hands_the_case_to_the_addressee_who_does_the_next_step(office):
    chosen = second(office, "analis-pengaduan")
    case = file_complaint(office)
    play(office, case, until="disposition")
    penata = str(office.users["penata-perizinan"])

    do(
        office,
        task_of(case, "disposition"),
        data={
            "addressees": [penata, str(chosen)],
            "instructions": ["Untuk diketahui", "Cocokkan dengan data Bapenda"],
            "urgency": "sangat-segera",
        },
        note="Suherman Wijaya sudah tiga kali datang.",
    )

    assert task_of(case, "identify").assignee_id == chosen
    sheet = papers(case, "lembar-disposisi")[0]
    assert sheet["agenda_number"] == "1/2026"
    assert sheet["addressees"][1] == "Pejabat Kedua (Analis Pengaduan)"
    assert sheet["note"] == "[pelapor] sudah tiga kali datang."
    case.refresh_from_db()
    assert case.urgency == "sangat-segera"


def test_a_secret_disposition_makes_the_case_secret(office):
    case = file_complaint(office)
    play(office, case, until="disposition")

    do(office, task_of(case, "disposition"), data={"urgency": "rahasia"})

    case.refresh_from_db()
    assert case.confidential
    assert papers(case, "lembar-disposisi")[0]["case"]["confidential"]


def test_who_is_excluded_gets_no_work_by_the_same_act(office):
    analyst = str(office.users["analis-pengaduan"])
    chosen = second(office, "analis-pengaduan")
    case = file_complaint(office)
    play(office, case, until="disposition")
    excluded = [{"person": analyst, "reason": "Keluarga Suherman Wijaya"}]

    do(
        office,
        task_of(case, "disposition"),
        data={"addressees": [analyst], "excluded": excluded},
    )

    assert task_of(case, "identify").assignee_id in (None, chosen)
    assert "Suherman" not in str(events(case, "step.completed")[-1])
    with pytest.raises(Refused) as refused:
        do(office, task_of(case, "identify"), actor=office.actor(analyst))
    assert refused.value.code in ("excluded", "wrong-person")


def test_where_the_exclusion_leaves_nobody_the_head_names_a_stand_in(office):
    analyst = str(office.users["analis-pengaduan"])
    case = file_complaint(office)
    play(office, case, until="disposition")

    do(
        office,
        task_of(case, "disposition"),
        data={"excluded": [{"person": analyst, "reason": "Keluarga"}]},
    )

    decision = task_of(case, "stand-in")
    assert decision.role == "kepala-dinas"
    assert list(Deviation.objects.values_list("code", flat=True)) == ["nobody-may-act"]
    offered = schema_of(office, case, "stand-in")["properties"]["person"]["enum"]
    assert analyst not in offered

    counter = office.users["petugas-loket"]
    do(office, decision, data={"person": str(counter)}, note="Cuti bersama.")

    assert task_of(case, "identify").assignee_id == counter
    assert "stand-in" in Deviation.objects.values_list("code", flat=True)
    do(office, task_of(case, "identify"))
    # The next step is another place: nobody may do that one either.
    assert [task.form for task in open_tasks(case) if task.form] == ["memo", "stand-in"]


def test_the_needs_go_to_the_coordinator_whose_memo_holds_the_end_of_collecting(office):
    case = file_complaint(office)
    play(office, case, until="identify")
    needed = [
        {
            "what": "Rekening koran",
            "holder": "bapenda",
            "why": "Mencocokkan setoran",
            "asked_by": "2026-11-30",
        },
        {
            "what": "Keterangan notaris",
            "holder": "lainnya",
            "holder_name": "Notaris X",
            "why": "Menguji akta",
            "asked_by": "2026-11-30",
        },
    ]

    do(office, task_of(case, "identify"), data={"needed": needed, "rules": ["SOP PBG"]})

    told = papers(case, "hasil-identifikasi")[0]
    assert [row["holder"] for row in told["needed"]] == ["Badan Pendapatan Daerah", "Notaris X"]
    with pytest.raises(Refused) as refused:
        do(office, task_of(case, "collect"))
    assert refused.value.code == "held-up"

    do(office, task_of(case, "memo"))

    memo = papers(case, "memo-penyiapan-dokumen")[0]
    assert memo["needed"] == told["needed"]
    assert (memo["to"], memo["number"]) == (["Analis Pengaduan"], "500.16.7.2/1/DPMPTSP/2026")
    do(office, task_of(case, "collect"))
    assert task_of(case, "hand-over")


def test_the_coordinator_may_change_the_list(office):
    case = file_complaint(office)
    play(office, case, until="memo")
    changed = [
        {"what": "Berita acara", "holder": "kantor", "why": "Bukti", "asked_by": "2026-11-30"}
    ]

    do(office, task_of(case, "memo"), data={"list": {"decision": "ubah", "needed": changed}})

    items = schema_of(office, case, "collect")["properties"]["items"]
    assert [part["title"] for part in items["properties"].values()] == ["Berita acara"]
    assert papers(case, "memo-penyiapan-dokumen")[0]["needed"][0]["holder"] == "DPMPTSP"


def test_earlier_cases_about_the_same_permit_file_or_person_are_proposed(office):
    earlier = file_complaint(office, permit_type="slf", registration_number="")
    same_file = file_complaint(
        office, identity=type(PERSON)(name="Orang Lain", phone="0813-0000-0001")
    )
    same_name = file_complaint(
        office,
        identity=type(PERSON)(name="Suherman Wijaya", phone="0813-0000-0002"),
        registration_number="LAIN-1",
        subject="Denah bangunan ditolak",
        text="Konsultan diminta mengulang gambar tanpa penjelasan.",
    )
    hidden = file_complaint(office, by=None, confidential=True)
    case = file_complaint(office)
    play(office, case, until="identify")

    offered = schema_of(office, case, "identify")["properties"]["related"]["properties"]

    assert set(offered) == {earlier.number, same_file.number}
    assert not {hidden.number, same_name.number} & set(offered)
    do(
        office,
        task_of(case, "identify"),
        data={"related": {earlier.number: "terkait", same_file.number: "tidak-terkait"}},
    )
    verdicts = {
        row["number"]: row["verdict"] for row in papers(case, "hasil-identifikasi")[0]["related"]
    }
    assert verdicts == {earlier.number: "Terkait", same_file.number: "Tidak terkait"}


def test_earlier_cases_about_the_same_matter_are_proposed_with_the_words_they_share(office):
    def stranger(number, **more):
        identity = type(PERSON)(name="Orang Lain", phone=f"0813-0000-000{number}")
        return file_complaint(office, identity=identity, registration_number="", **more)

    same = stranger(1, subject="Reklame roboh", text="Tiang baliho di Jalan Raya Tambun roboh.")
    stranger(2, subject="Denah ditolak", text="Konsultan diminta mengulang gambar.")
    stranger(3, subject="Antrean lama", text="Menunggu dari pagi sampai sore di loket.")
    hidden = stranger(
        4, subject="Reklame roboh", text="Tiang baliho Tambun roboh.", by=None, confidential=True
    )
    other_kind = stranger(
        5, subject="Reklame roboh", text="Tiang baliho Tambun roboh.", permit_type="slf"
    )
    case = stranger(6, subject="Baliho roboh", text="Ada tiang baliho roboh di Tambun kemarin.")
    play(office, case, until="identify")

    offered = schema_of(office, case, "identify")["properties"]["related"]["properties"]

    assert list(offered) == [same.number]
    assert hidden.number not in offered
    assert other_kind.number not in offered
    title = offered[same.number]["title"]
    assert "isi serupa" in title
    assert "“roboh”" in title


def test_a_document_cannot_be_asked_for_by_a_day_that_is_over(office):
    case = file_complaint(office)
    play(office, case, until="identify")
    row = {"what": "x", "holder": "kantor", "why": "y", "asked_by": "2026-11-23"}

    with pytest.raises(Refused) as refused:
        do(office, task_of(case, "identify"), data={"needed": [row]})

    assert (refused.value.code, refused.value.field) == ("in-the-past", "data.needed.0.asked_by")


def test_every_step_writes_into_the_books_that_the_decree_names(office):
    case = file_complaint(office)

    play(office, case)

    written = [
        (line.register, line.run.sop[:2], line.run.number)
        for line in RegisterEntry.objects.order_by("pk").select_related("run")
    ]
    assert written == [
        ("buku-penerimaan-laporan", "pe", 1),
        ("buku-pengaduan", "pe", 2),
        ("buku-penerimaan", "pe", 3),
        ("agenda-kerja", "pe", 5),
        ("agenda-kerja", "pe", 3),
        ("agenda-kerja", "pe", 4),
        ("agenda-kerja", "pe", 6),
        ("buku-arsip", "pe", 6),
    ]
    facts = RegisterEntry.objects.values_list("facts", flat=True)
    assert not any("Suherman" in str(one) or "0812" in str(one) for one in facts)
