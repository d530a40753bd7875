"""Many tasks in one act by screen: asked once, done, and told what was not done and why."""

import re

import pytest

from sigap.cases.models import Case, PermitType, StepRun, Task
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint, open_tasks, play, task_of

ADDRESS = "/meja/banyak/"


@pytest.fixture
def to_distribute(office):
    """Return three cases of two permit types that wait to be handed to an analyst."""
    kinds = ("pbg", "pbg", "reklame")
    cases = [file_complaint(office, permit_type=kind) for kind in kinds]
    for case in cases:
        play(office, case, until="distribute")
    return cases


def tasks_of(cases, form):
    return [task_of(case, form).pk for case in cases]


def test_a_stranger_is_led_to_the_sign_in_page(client, db):
    assert client.post(ADDRESS, {"act": "print"}).status_code == 302


def test_cases_are_grouped_by_permit_type_and_an_analyst_is_proposed(
    office, sign_in, to_distribute
):
    usual = office.users["analis-pengaduan"]
    PermitType.objects.filter(slug="reklame").update(analyst=usual)

    page = sign_in("petugas-loket").post(
        ADDRESS, {"act": "distribute", "task": tasks_of(to_distribute, "distribute")}
    )

    groups = page.context["asked"].groups
    assert [(one.permit_type, len(one.tasks)) for one in groups] == [("pbg", 2), ("reklame", 1)]
    assert {one.chosen for one in groups} == {str(usual)}


def test_all_that_wait_are_distributed_in_one_act(office, sign_in, to_distribute):
    browser, analyst = sign_in("petugas-loket"), str(office.users["analis-pengaduan"])

    asked = browser.post(ADDRESS, {"act": "distribute-all"})
    ids = re.findall(r'name="task" value="(\d+)"', asked.text)
    page = browser.post(
        ADDRESS,
        {
            "act": "distribute",
            "confirm": "1",
            "task": ids,
            "analyst.pbg": analyst,
            "analyst.reklame": analyst,
            "class.pbg": "aspirasi",
        },
    )

    assert len(ids) == 3
    assert "Berkas dibagikan: 3" in page.text
    assert {open_tasks(case)[0].assignee_id for case in to_distribute} == {int(analyst)}
    runs = StepRun.objects.filter(number=2, completed_at__isnull=False)
    assert runs.count() == 3


def test_a_group_without_a_choice_is_asked_for_again(office, sign_in, to_distribute):
    analyst = str(office.users["analis-pengaduan"])

    page = sign_in("petugas-loket").post(
        ADDRESS,
        {
            "act": "distribute",
            "confirm": "1",
            "task": tasks_of(to_distribute, "distribute"),
            "analyst.pbg": analyst,
            "analyst.reklame": "",
        },
    )

    assert page.status_code == 422
    assert [group.error != "" for group in page.context["asked"].groups] == [False, True]
    assert not StepRun.objects.filter(number=3).exists()


def test_what_a_colleague_did_meanwhile_is_told_with_the_reason(office, sign_in, to_distribute):
    ids, analyst = tasks_of(to_distribute, "distribute"), str(office.users["analis-pengaduan"])
    Task.objects.filter(pk=ids[0]).update(assignee=office.users["koordinator"])

    page = sign_in("petugas-loket").post(
        ADDRESS,
        {
            "act": "distribute",
            "confirm": "1",
            "task": ids,
            "analyst.pbg": analyst,
            "analyst.reklame": analyst,
        },
    )

    assert "Berkas dibagikan: 2" in page.text
    assert "Tidak dikerjakan (1)" in page.text
    assert to_distribute[0].number in page.text


def test_a_batch_is_accepted_with_the_classes_that_were_proposed(office, sign_in, to_distribute):
    for case in to_distribute:
        play(office, case, until="accept", data={"distribute": {"class": "aspirasi"}})
    browser, ids = sign_in("analis-pengaduan"), tasks_of(to_distribute, "accept")

    asked = browser.post(ADDRESS, {"act": "accept", "task": ids})
    assert [row.proposed_class for row in asked.context["asked"].rows] == ["aspirasi"] * 3
    page = browser.post(
        ADDRESS,
        {
            "act": "accept",
            "confirm": "1",
            "task": ids,
            "class.all": "permintaan-informasi",
            f"class.{ids[0]}": "aspirasi",
            f"risk.{ids[0]}": "integritas",
        },
    )

    assert "Berkas diterima dan dilaporkan: 3" in page.text
    marks = dict(Case.objects.values_list("number", "complaint_class"))
    assert marks[to_distribute[0].number] == "aspirasi"
    assert marks[to_distribute[1].number] == "permintaan-informasi"
    assert Case.objects.get(pk=to_distribute[0].pk).risk == "integritas"


def test_a_case_without_a_class_is_asked_for_again(office, sign_in, to_distribute):
    play(office, to_distribute[0], until="accept")
    ids = tasks_of(to_distribute[:1], "accept")

    page = sign_in("analis-pengaduan").post(ADDRESS, {"act": "accept", "confirm": "1", "task": ids})

    assert page.status_code == 422
    assert "Pilih salah satu." in page.text


def test_a_superior_reassigns_many_with_one_reason(office, sign_in, to_distribute):
    ids = tasks_of(to_distribute, "distribute")
    Task.objects.filter(pk__in=ids).update(assignee=office.users["petugas-loket"])

    page = sign_in("koordinator").post(
        ADDRESS,
        {
            "act": "reassign",
            "confirm": "1",
            "task": ids,
            "person": "antrean",
            "reason": "Cuti tahunan",
        },
    )

    assert "Tugas dialihkan: 3" in page.text
    assert set(Task.objects.filter(pk__in=ids).values_list("assignee", flat=True)) == {None}
    assert Entry.objects.filter(event="case.reassign").count() == 3


def test_reassigning_without_a_reason_keeps_what_was_chosen(office, sign_in, to_distribute):
    ids = tasks_of(to_distribute, "distribute")

    page = sign_in("koordinator").post(
        ADDRESS, {"act": "reassign", "confirm": "1", "task": ids, "person": "antrean"}
    )

    assert page.status_code == 422
    assert "Tulis alasannya dalam" in page.text
    assert 'value="antrean" selected' in page.text


def test_who_may_not_reassign_is_told_for_each(office, sign_in, to_distribute):
    ids = tasks_of(to_distribute, "distribute")

    page = sign_in("analis-pengaduan").post(
        ADDRESS,
        {
            "act": "reassign",
            "confirm": "1",
            "task": ids,
            "person": "antrean",
            "reason": "Cuti tahunan",
        },
    )

    assert "Tidak dikerjakan (3)" in page.text
    assert "bukan wewenang" in page.text


def test_a_list_is_printed_with_the_steps(office, sign_in, to_distribute):
    page = sign_in("petugas-loket").post(
        ADDRESS, {"act": "print", "task": tasks_of(to_distribute, "distribute")}
    )

    for case in to_distribute:
        assert case.number in page.text
    assert "III.2 Kelompokkan dan bagikan" in page.text


@pytest.mark.parametrize("act", ["distribute", "accept", "reassign", "print"])
def test_nothing_marked_is_an_empty_page_that_says_how_to_begin(act, office, sign_in):
    page = sign_in("koordinator").post(ADDRESS, {"act": act})

    assert page.status_code == 200
    assert "Tandai" in page.text


def test_an_unknown_act_is_not_there(sign_in):
    assert sign_in("koordinator").post(ADDRESS, {"act": "hapus"}).status_code == 404


def test_an_address_typed_by_hand_leads_to_the_desk(sign_in):
    assert sign_in("koordinator").get(ADDRESS)["Location"] == "/meja/"


def test_a_hidden_case_is_in_no_batch(office, sign_in):
    case = file_complaint(office, by="", confidential=True)
    task = Task.objects.get(case=case)
    Task.objects.filter(pk=task.pk).update(assignee=office.users["petugas-loket"])

    page = sign_in("analis-pengaduan").post(ADDRESS, {"act": "print", "task": [task.pk]})

    assert case.number not in page.text
