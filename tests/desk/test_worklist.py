"""The desk: whose tasks, in which order, narrowed how, and what is told about them."""

from datetime import UTC, datetime, timedelta

import pytest

from sigap.cases.models import Task
from sigap.cases.operations.completing import start_task
from sigap.core.worktime import parse_calendar
from sigap.desk.words import Due, short_permit, since
from tests.cases.office import JAKARTA, file_complaint, open_tasks, play

CALENDAR = parse_calendar(
    """
    time_zone = "Asia/Jakarta"
    [hours]
    """
    + "\n".join(
        f'{day} = ["07:30-12:00", "13:00-16:00"]' for day in ("mon", "tue", "wed", "thu", "fri")
    ),
    national=lambda _year: [],
    first_year=2025,
    last_year=2027,
)
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=JAKARTA)


def numbers(response):
    return [row["case"] for _, rows in response.context["groups"] for row in rows]


def test_a_task_is_told_by_step_permit_and_holder(office, sign_in):
    case = file_complaint(office)

    page = sign_in("petugas-loket").get("/meja/")

    (row,) = page.context["groups"][0][1]
    assert (row["case"], row["code"], row["title"]) == (
        case.number,
        "III.1",
        "Terima dan catat pengaduan",
    )
    assert (row["permit"], row["holder"]) == ("PBG", "Anda")
    assert "Persetujuan Bangunan Gedung (PBG)" in page.text


def test_filters_narrow_and_stay_in_the_link_to_the_next_page(office, sign_in):
    made = [file_complaint(office) for _ in range(27)]
    play(office, made[0], until="distribute")
    browser = sign_in("petugas-loket")

    page = browser.get("/meja/?langkah=penerimaan-pengaduan.1&izin=pbg&q=PGD")

    assert made[0].number not in numbers(page)
    assert len(numbers(page)) == 25
    query = page.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "langkah=penerimaan-pengaduan.1&izin=pbg&q=PGD" in query
    rest = browser.get(f"/meja/{query}")
    assert len(numbers(rest)) == 1
    assert set(numbers(rest)) | set(numbers(page)) == {case.number for case in made[1:]}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?langkah=penerimaan-pengaduan.1", 1),
        ("?langkah=penyampaian-jawaban.2", 0),
        ("?langkah=tidak-ada", 1),
        ("?izin=reklame", 0),
        ("?siapa=none", 0),
    ],
)
def test_each_filter_narrows_alone(query, count, office, sign_in):
    file_complaint(office)

    assert len(numbers(sign_in("petugas-loket").get(f"/meja/{query}"))) == count


def test_overdue_only_shows_what_is_late(office, sign_in):
    late, _ = file_complaint(office), file_complaint(office)
    now = datetime.now(tz=UTC)
    Task.objects.update(due_at=now + timedelta(days=1))
    Task.objects.filter(case=late).update(due_at=now - timedelta(days=1))

    page = sign_in("petugas-loket").get("/meja/?lewat=1")

    assert numbers(page) == [late.number]
    assert page.context["counts"]["late"] == 1


def test_what_i_handed_on_is_found_under_waiting_for_others(office, sign_in):
    handed, own = file_complaint(office), file_complaint(office)
    play(office, handed, until="accept")
    browser = sign_in("petugas-loket")

    theirs = browser.get("/meja/?tab=lain")

    assert numbers(theirs) == [handed.number]
    assert theirs.context["groups"][0][1][0]["holder"].startswith("Pejabat Analis")
    assert numbers(browser.get("/meja/")) == [own.number]
    assert 'name="task"' not in theirs.text


def test_the_list_alone_answers_the_refresh(office, sign_in):
    case = file_complaint(office)

    part = sign_in("petugas-loket").get("/meja/", headers={"X-Sigap-Part": "daftar"})

    assert "<html" not in part.text
    assert case.number in part.text
    assert "X-Sigap-Part" in part["Vary"]


def test_a_part_for_somebody_signed_out_says_so_instead_of_leading_away(client, db):
    response = client.get("/meja/", headers={"X-Sigap-Part": "daftar"})

    assert response.status_code == 401


def test_a_wrong_cursor_is_no_page(sign_in):
    assert sign_in("koordinator").get("/meja/?dari=xx").status_code == 404


def test_the_week_counts_steps_and_those_within_the_time_of_the_sop(office, sign_in):
    quick, slow = file_complaint(office), file_complaint(office)
    now = datetime.now(tz=UTC)
    for case in (quick, slow):
        start_task(task_id=open_tasks(case)[0].pk, actor=office.holder("petugas-loket"), now=now)
        play(office, case, until="distribute")
    Task.objects.filter(state="done").update(completed_at=now)
    quick.runs.update(due_at=now)
    slow.runs.update(due_at=now - timedelta(minutes=1))

    page = sign_in("petugas-loket").get("/meja/")

    assert "Kerja Anda minggu ini: 2 langkah, 50% dalam waktu SOP." in page.text


def test_the_preview_shows_a_case_without_its_form(office, sign_in):
    case = file_complaint(office)

    page = sign_in("petugas-loket").get(f"/berkas/{case.number}/ringkas/")

    assert case.subject in page.text
    assert "<form" not in page.text
    assert "Suherman" not in page.text


def test_the_preview_of_a_hidden_case_is_not_there(office, sign_in):
    case = file_complaint(office, by="", confidential=True)
    Task.objects.filter(case=case).update(assignee=office.users["petugas-loket"])

    page = sign_in("analis-pengaduan").get(f"/berkas/{case.number}/ringkas/")

    assert page.status_code == 404


@pytest.mark.parametrize(
    ("after", "state", "text"),
    [
        (timedelta(minutes=-70), "late", "terlambat 1 jam 10 menit"),
        (timedelta(seconds=-20), "late", "baru saja lewat"),
        (timedelta(hours=5), "today", "sampai 15.00"),
        (timedelta(days=1), "next", "masih 7 jam"),
        (timedelta(days=3), "next", "masih 3 hari kerja"),
    ],
)
def test_a_badge_says_in_words_how_a_due_moment_stands(after, state, text):
    due = Due(CALENDAR, TUESDAY + after, TUESDAY)

    assert (due.state, due.text) == (state, text)


def test_a_stopped_clock_is_told():
    assert Due(CALENDAR, None, TUESDAY).text == "waktu dihentikan"


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (timedelta(hours=1), "09.00"),
        (timedelta(days=1), "kemarin, 10.00"),
        (timedelta(days=5), "19 Nov"),
        (timedelta(days=400), "20 Okt 2025"),
    ],
)
def test_a_past_moment_is_told_as_a_colleague_would(before, text):
    assert since(CALENDAR, TUESDAY - before, TUESDAY) == text


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Persetujuan Bangunan Gedung (PBG)", "PBG"),
        ("Izin Mendirikan Bangunan (IMB, lama)", "Izin Mendirikan Bangunan (IMB, lama)"),
        ("Perizinan lainnya", "Perizinan lainnya"),
    ],
)
def test_a_permit_type_is_shortened_only_to_its_own_abbreviation(name, short):
    assert short_permit(name) == short


def test_a_superior_sees_what_others_leave_late_and_nobody_else_does(office, sign_in):
    from sigap.cases.operations.alerts import sweep_alerts
    from sigap.cases.queries.sops import calendar_of_version, current_calendar_id

    case = file_complaint(office)
    calendar = calendar_of_version(current_calendar_id())
    days_later = calendar.add_working_days(calendar.local_day(office.now), 4)
    sweep_alerts(now=calendar.blocks(days_later)[0][0])

    page = sign_in("koordinator").get("/meja/").text

    assert "1 tugas petugas lain lama terlambat" in page
    assert f'href="/berkas/{case.number}/"' in page
    assert "lama terlambat" not in sign_in("petugas-loket").get("/meja/").text
