"""The head's view: who sees it, that every figure leads to its list, and what it costs."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sigap.accounts.models import User
from sigap.accounts.operations import create_user
from sigap.cases.identity import new_key, seal_json, wrap
from sigap.cases.models import Agency, Case, CaseKey, Complainant, Complaint, Task
from sigap.cases.queries.narrowing import Narrowing
from sigap.desk.charts import Part, parts, spark
from sigap.desk.narrowed import chips, list_link, narrowing_of
from sigap.reports import REPORTS
from tests.cases.office import file_complaint, play
from tests.reports.history import BACK, IV, STRAIGHT, closed, ended_case, open_case, write_steps

HEAD = frozenset({"kepala-dinas"})
COST = 21  # queries of the page


@pytest.fixture
def browser(sign_in):
    """Return a function that gives the browser of a role, the auditor's too."""

    def of(role):
        if role != "auditor":
            return sign_in(role)
        now = datetime.now(tz=UTC) - timedelta(hours=1)
        user, _ = create_user(name="auditor", roles=["auditor"], now=now)
        client = Client()
        client.force_login(User.objects.get(pk=user.pk))
        return client

    return of


def some_days_ago(days):
    return (datetime.now(tz=UTC) - timedelta(days=days)).replace(hour=3, minute=0, microsecond=0)


@pytest.fixture
def past(office):
    """Four cases that ended and two that run, one of them stuck."""
    analyst = office.users["analis-pengaduan"]
    case = closed(STRAIGHT, some_days_ago(40), persons=analyst)
    Task.objects.create(
        case=case,
        type="step",
        sop=IV,
        number=1,
        role="analis-pengaduan",
        opened_at=some_days_ago(40),
        completed_at=some_days_ago(40),
        completed_by_id=analyst,
        state="done",
    )
    closed(STRAIGHT.replace("IV.3/lengkap", BACK), some_days_ago(39), due_at=some_days_ago(39))
    closed(STRAIGHT.replace("III.3 ", ""), some_days_ago(38), permit_type="slf")
    ended_case(
        received=some_days_ago(37),
        ended=some_days_ago(36),
        answered_at=None,
        status=Case.Status.WITHDRAWN,
        close_reason="dicabut-pelapor",
        noted=[("exit-withdraw", IV, 1)],
    )
    open_case(received=some_days_ago(3), due_at=some_days_ago(-10))
    stuck = open_case(received=some_days_ago(30), due_at=some_days_ago(10), sop=IV, step=6)
    Case.objects.filter(pk=stuck.pk).update(waits_for=Agency.objects.get(slug="bapenda"))
    late = {"start_by": some_days_ago(20)}
    write_steps(stuck, [("IV.6", some_days_ago(21), None, None, late)], calendar=stuck.calendar_id)


@pytest.mark.parametrize("role", ["koordinator", "kepala-dinas", "auditor"])
def test_superiors_and_auditors_see_it_and_find_it(past, browser, role):
    client = browser(role)

    answer = client.get("/laporan/")

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert b'href="/laporan/"' in client.get("/berkas/").content


@pytest.mark.parametrize(
    "role", ["petugas-loket", "analis-pengaduan", "penata-perizinan", "analis-hukum"]
)
@pytest.mark.parametrize("page", ["/laporan/", "/laporan/summary.csv", "/laporan/conformance.xlsx"])
def test_to_others_it_does_not_exist(browser, role, page):
    assert browser(role).get(page).status_code == 404


@pytest.mark.parametrize("page", ["/laporan/", "/laporan/summary.csv"])
def test_strangers_are_sent_to_sign_in(office, page):
    answer = Client().get(page)

    assert (answer.status_code, answer["Location"]) == (302, f"/masuk/?next={page}")


@pytest.mark.parametrize(
    ("role", "shown"), [("koordinator", True), ("kepala-dinas", True), ("auditor", False)]
)
def test_persons_are_shown_to_superiors_alone(past, browser, role, shown):
    text = browser(role).get("/laporan/").content.decode()

    assert ("Pejabat Analis Pengaduan" in text) is shown


def links(text):
    """Return (address of a list, the number that it stands under) of all such links."""
    pattern = r'<a [^>]*href="(/berkas/\?[^"]*)"[^>]*>(.*?)</a>'
    found = re.findall(pattern, text, re.DOTALL)
    return [(unescape(href), unescape(re.sub(r"<[^>]+>", " ", inside))) for href, inside in found]


def listed(client, address):
    return len(re.findall(r'<a href="/berkas/PGD-', client.get(address).content.decode()))


def test_every_count_is_as_long_as_the_list_it_leads_to(past, browser):
    client = browser("kepala-dinas")
    counted = 0

    for address, words in links(client.get("/laporan/").content.decode()):
        count = re.match(r"\D*(\d+)(?: berkas| lewat batas)?\s*$", words.strip())
        if count:
            assert listed(client, address) == int(count[1]), (address, words)
            counted += 1

    assert counted > 25


def test_the_five_figures_lead_to_their_lists(past, browser):
    client = browser("koordinator")
    text = client.get("/laporan/").content.decode()
    five = re.findall(
        r'<a class="five[^"]*" href="([^"]+)"><span class="name">([^<]+)</span>'
        r'<span class="value">([^<]+)</span>',
        text,
    )

    told = {name: (value, listed(client, unescape(href))) for href, name, value in five}

    days, answered = told.pop("Sampai jawaban")
    assert days in {"0", "1"}  # received on a weekend, the answer came on a Monday
    assert answered == 3
    assert told == {
        "Diterima": ("6", 6),
        "Dijawab": ("3", 3),
        "Tepat janji": ("75%", 1),  # leads to what was late
        "Terbuka dan lewat janji": ("1", 1),
    }


def test_map_table_and_words_say_where_work_is_stuck(past, browser):
    text = browser("koordinator").get("/laporan/").content.decode()

    assert '<svg xmlns="http://www.w3.org/2000/svg"' in text
    assert "1 berkas; 1 terlambat" in text
    assert "▲ 1 lewat batas" in text
    assert "Langkah dilewati, III.3" in text
    assert "III.1–5 IV.1–3 kembali ke IV.1–6 V.1–6" in text
    assert "style=" not in text


def test_an_office_without_cases_is_told_what_would_stand_here(office, browser):
    text = browser("koordinator").get("/laporan/").content.decode()

    assert "Belum ada berkas yang berakhir pada masa ini" in text


@pytest.mark.parametrize(
    "query", ["dari=2026-12-01&sampai=2026-01-01", "dari=0001-01-01", "sampai=9999-12-31"]
)
def test_senseless_period_is_explained_and_the_usual_one_shown(office, browser, query):
    answer = browser("koordinator").get(f"/laporan/?{query}")

    assert answer.status_code == 200
    assert b'role="alert"' in answer.content


@pytest.mark.parametrize("name", sorted(REPORTS))
@pytest.mark.parametrize("form", ["csv", "xlsx", "pdf", "json"])
def test_every_report_can_be_kept(past, browser, name, form):
    answer = browser("koordinator").get(f"/laporan/{name}.{form}?dari=2026-01-01")

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{name}-2026-01-01-')
    assert b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    "page", ["lain.csv", "summary.doc", "summary.xes", "conformance.csv?tabel=x"]
)
def test_file_that_there_is_not(office, browser, page):
    assert browser("koordinator").get(f"/laporan/{page}").status_code in (404, 422)


def test_a_volume_of_more_digits_than_any_is_none(office, browser):
    page = browser("koordinator").get(f"/laporan/summary.csv?jilid={'9' * 5000}")

    assert page.status_code == 200


@pytest.mark.parametrize("count", [3, 150])
def test_page_asks_as_often_for_many_cases_as_for_few(office, browser, count):
    for _ in range(count):
        closed("III.1 III.2", some_days_ago(20), persons=office.users["petugas-loket"])
    client = browser("koordinator")
    client.get("/laporan/")

    with CaptureQueriesContext(connection) as queries:
        assert client.get("/laporan/").status_code == 200

    assert len(queries) == COST


@pytest.mark.parametrize(
    ("query", "narrowing"),
    [
        ("", None),
        ("q=x&status=open", None),
        ("berjalan=ya", Narrowing(running=True)),
        ("langkah=penelaahan-substansi.6", Narrowing(place=(IV, 6))),
        ("langkah=6", None),
        ("langkah=a.b", None),
        ("langkah=a.99999999999", None),
        ("langkah=a.²", None),
        ("janji=ditepati", Narrowing(kept=True)),
        ("janji=dilewati", Narrowing(kept=False)),
        ("janji=lain", None),
        ("berakhir-dari=kemarin", None),
        ("petugas=siti", Narrowing(worker="siti")),
    ],
)
def test_conditions_are_read_from_an_address_and_nonsense_left_out(query, narrowing):
    assert narrowing_of(QueryDict(query), roles=HEAD) == narrowing


def test_who_did_what_is_no_condition_for_others():
    query = QueryDict("petugas=siti&berjalan=ya")

    assert narrowing_of(query, roles=frozenset({"auditor"})) == Narrowing(running=True)


def test_conditions_in_force_can_be_taken_off_one_by_one():
    query = QueryDict("izin=pbg&langkah=penelaahan-substansi.6&langkah-lewat=ya&dari=abc")
    names = {"penelaahan-substansi.6": "IV.6 Telaah"}

    found = chips(query, narrowing_of(query, roles=HEAD), names)

    assert [(one.text, one.without) for one in found] == [
        ("pada langkah IV.6 Telaah", "/berkas/?izin=pbg&langkah-lewat=ya"),
        ("langkahnya lewat batas", "/berkas/?izin=pbg&langkah=penelaahan-substansi.6"),
    ]


def test_conditions_stay_when_the_list_is_filtered_further(past, browser):
    text = browser("koordinator").get("/berkas/?janji=dilewati&izin=pbg").content.decode()

    assert '<input type="hidden" name="janji" value="dilewati">' in text
    assert "janji dilewati" in text


def test_link_to_a_list_says_its_conditions_as_the_list_reads_them():
    assert list_link(langkah="a.1", langkah_lewat="ya") == "/berkas/?langkah=a.1&langkah-lewat=ya"


def test_line_of_values_has_gaps_where_there_is_none():
    found = spark([0, 5, None, 10, 10], ["a", "b", "c", "d", "e"], ["0", "5", "–", "10", "10"])

    assert found.lines == ("3.0,33.0 41.5,18.0", "118.5,3.0 157.0,3.0")
    assert found.last == ("157.0", "3.0")
    assert found.words == "a 0, b 5, c –, d 10, e 10"


def test_line_of_nothing():
    assert spark([], [], []).lines == ()
    assert spark([None], ["a"], ["–"]).last is None
    assert spark([0, 0], ["a", "b"], ["0", "0"]).lines == ("3.0,33.0 157.0,33.0",)


def test_pieces_of_a_bar_stand_side_by_side():
    assert parts([("a", 10), ("b", 0), ("c", 30)], 80) == [
        Part("a", "0.0", "125.0"),
        Part("c", "125.0", "375.0"),
    ]
    assert parts([("a", 0)], 0) == []


@pytest.fixture
def played(office):
    """Return a case that was played to its end by the real operations, with one loop at IV.3."""
    office.now = some_days_ago(30)
    case = file_complaint(office)
    play(office, case, outcomes={"completeness": ["tidak-lengkap"]})
    case.refresh_from_db()
    assert case.is_ended
    return case


def test_one_case_stands_beside_its_sops(played, browser):
    text = browser("koordinator").get(f"/laporan/berkas/{played.number}/").content.decode()

    assert "1,000 (1 berarti persis jalan SOP)" in text
    assert text.count("<tr>") == 1 + 20
    assert "↩ ke-2" in text
    assert "Pejabat Penata Perizinan" in text
    assert "✓ Form Pengaduan" in text
    assert "✓ Surat Balasan" in text
    assert 'Penyimpangan</h2><p class="quiet">Tidak ada.' in text


def steps_of(text, kind):
    """Return the steps drawn in a state, by their numbers in the order of the maps."""
    found = re.findall(r'<g class="sop-map-step ([\w -]+)"[^>]*><title>Langkah (\d+),', text)
    return [int(no) for kinds, no in found if kind in kinds.split()]


def test_the_way_of_a_case_is_drawn_on_the_maps_of_its_sops(played, office, browser):
    running = file_complaint(office)
    play(office, running, until="completeness")
    client = browser("koordinator")

    ended, open_ = (
        "".join(client.get(f"/laporan/berkas/{one.number}/").content.decode().split("\n"))
        for one in (played, running)
    )

    assert [text.count('class="sop-map"') for text in (ended, open_)] == [3, 3]
    assert steps_of(ended, "is-done") == [*range(1, 6), *range(1, 7), *range(1, 7)]
    assert ended.count("diulang 1×; ") == 2 * 3
    assert steps_of(open_, "is-done") == [1, 2, 3, 4, 5, 1, 2]
    assert steps_of(open_, "is-now") == [3]
    assert steps_of(open_, "is-next") == [4, 5, 6, *range(1, 7)]
    assert f'href="/laporan/berkas/{running.number}/"' in (
        client.get(f"/berkas/{running.number}/").content.decode()
    )


def test_auditors_see_a_case_beside_its_sops_without_persons(played, browser):
    text = browser("auditor").get(f"/laporan/berkas/{played.number}/").content.decode()

    assert "1,000 (1 berarti" in text
    assert "Pejabat" not in text


def seal(case):
    """Give a case that was only written down what opening its folder needs."""
    key = new_key()
    CaseKey.objects.create(case=case, wrapped=wrap(key))
    Complaint.objects.create(case=case, text="x", original=seal_json(key, {}))
    Complainant.objects.create(case=case, sealed=seal_json(key, {"name": "x"}), tracking_code=b"")


def test_departures_and_exits_of_a_case_are_listed(past, browser):
    client = browser("kepala-dinas")
    skipped = Case.objects.get(permit_type__slug="slf")
    withdrawn = Case.objects.get(status=Case.Status.WITHDRAWN)

    for case in (skipped, withdrawn):
        seal(case)
    texts = [
        client.get(f"/laporan/berkas/{case.number}/").content.decode()
        for case in (skipped, withdrawn)
    ]

    assert "Langkah dilewati: III.3" in texts[0]
    assert steps_of("".join(texts[0].split("\n")), "is-skipped") == [3]
    assert "<li>Dicabut</li>" in texts[1]


@pytest.mark.parametrize("role", ["petugas-loket", "analis-hukum"])
def test_to_others_no_case_stands_beside_its_sops(played, browser, role):
    assert browser(role).get(f"/laporan/berkas/{played.number}/").status_code == 404


def test_no_case_no_page(office, browser):
    assert browser("koordinator").get("/laporan/berkas/PGD-2026-99999/").status_code == 404


def test_the_list_behind_a_figure_leads_to_the_case_beside_its_sops(past, browser):
    client = browser("koordinator")

    assert b"di samping SOP" in client.get("/berkas/?janji=dilewati").content
    assert b"di samping SOP" not in client.get("/berkas/").content
    assert b"di samping SOP" not in browser("analis-hukum").get("/berkas/?janji=dilewati").content
