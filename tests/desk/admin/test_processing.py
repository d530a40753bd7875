"""The record of processing by screen: what ships, the live schedule, changes kept as versions."""

import re

import pytest
from django.test import Client

from sigap.cases.models import ProcessingRecord, RetentionRule
from sigap.cases.operations.processing import record_processing
from sigap.cases.queries.processing import FIELDS, activities
from sigap.config import settings as configured
from sigap.ledger.models import Entry
from sigap.reports.small_cells import LEAST
from tests.cases.traces import ledger_holds, refused

PAGE = "/kelola/pdp/"
ACCOUNTS = f"{PAGE}akun-petugas/"
PROVIDER = "Admin, dan Diskominfo sebagai penyedia akun dinas."


@pytest.fixture
def browser(sign_in):
    return sign_in("koordinator")


def typed(activity="akun-petugas", *, edition=0, **said):
    """Return what the form of an activity sends when these fields are changed."""
    words = {**activities()[activity].shipped, **said}
    return {
        "edition": str(edition),
        **{f"data.{name}": value for name, value in words.items()},
    }


def cells(page, title):
    """Return the cells of an activity's line, by column."""
    (line,) = re.findall(rf'<tr><th scope="row"><a [^>]*>{title}</a>.*?</tr>', page, re.DOTALL)
    found = re.findall(r'<td data-label="([^"]+)">(.*?)</td>', line, re.DOTALL)
    return {name: re.sub(r"<[^>]+>", " ", cell).strip() for name, cell in found}


def test_only_those_who_answer_for_the_office_see_the_record(sign_in):
    for page in (PAGE, ACCOUNTS):
        for role in ("koordinator", "kepala-dinas"):
            assert sign_in(role).get(page).status_code == 200
        for role in ("admin", "analis-pengaduan"):
            assert sign_in(role).get(page).status_code == 404
        assert Client().get(page)["Location"] == f"/masuk/?next={page}"
    assert sign_in("analis-pengaduan").post(ACCOUNTS, typed()).status_code == 404
    assert sign_in("koordinator").get(f"{PAGE}lain/").status_code == 404
    assert sign_in("koordinator").get(f"{ACCOUNTS}?versi=1").status_code == 404


def test_every_activity_stands_in_the_table_with_the_schedule_that_holds(browser, office):
    RetentionRule.objects.filter(code="000.8.3.4").update(inactive_years=9, fate="musnah")
    RetentionRule.objects.filter(code="700.1.2.1").update(valid_until="2024-12-31")

    page = browser.get(PAGE).text

    assert page.count('<tr><th scope="row">') == len(activities()) == 6
    for activity in activities().values():
        found = cells(page, activity.title)
        assert list(found) == list(FIELDS.values())
        assert found["Tujuan"] == activity.shipped["purpose"]
        assert ("jadwal retensi, di bawah" in found["Masa simpan"]) == activity.keeps_cases
    assert re.findall(r"<li>(\d{3}\..*?)</li>", page) == [
        "000.8.3.4 Pelayanan Publik: aktif 2 tahun, inaktif 9 tahun, dimusnahkan",
        "500.16.7.2 Pelayanan Perizinan: aktif 3 tahun, inaktif 7 tahun, permanen",
    ]
    for link in ("/meja/data-pribadi/", "/kelola/pemusnahan/", "/kelola/retensi/"):
        assert f'href="{link}"' in page
        assert browser.get(link).status_code == 200


def test_what_ships_says_what_sigap_does():
    accounts, figures = activities()["akun-petugas"], activities()["transparansi"]

    assert f"paling lama {configured.SESSION_COOKIE_AGE // 3600} jam" in accounts.shipped["kept"]
    assert "Argon2" in accounts.shipped["protection"]
    assert configured.PASSWORD_HASHERS[0] == "sigap.accounts.passwords.Argon2"
    assert f"di bawah {LEAST} disembunyikan" in figures.shipped["protection"]


def test_each_change_is_a_version_with_its_maker_and_an_entry(browser, office):
    assert browser.post(ACCOUNTS, typed(receivers=PROVIDER))["Location"] == PAGE
    again = typed(receivers=f"{PROVIDER}\r\nInspektorat.", edition=1)
    browser.post(ACCOUNTS, again)

    maker = office.users["koordinator"]
    rows = ProcessingRecord.objects.order_by("version")
    assert [(row.activity, row.version, row.data, row.made_by) for row in rows] == [
        ("akun-petugas", number, {"receivers": words}, f"user:{maker}")
        for number, words in ((1, PROVIDER), (2, f"{PROVIDER}\nInspektorat."))
    ]
    entry = Entry.objects.filter(stream="office").latest("seq")
    assert (entry.event, entry.facts["activity"], entry.facts["version"]) == (
        "office.processing-recorded",
        "akun-petugas",
        2,
    )
    assert ledger_holds()
    page = browser.get(PAGE).text
    assert cells(page, "Akun petugas")["Penerima"] == f"{PROVIDER} \nInspektorat.".replace("\n", "")
    assert "versi 2, " in page
    assert "Rekaman pemrosesan data pribadi diubah" in browser.get("/kelola/riwayat/").text
    form = browser.get(ACCOUNTS).text
    assert f"Bawaan: {activities()['akun-petugas'].shipped['receivers']}" in form
    assert form.count('href="?versi=') == 2
    older = browser.get(f"{ACCOUNTS}?versi=1")
    assert ("Inspektorat" in older.text, older.context["edition"]) == (False, "2")


def test_an_emptied_field_follows_what_ships_again(browser):
    browser.post(ACCOUNTS, typed(receivers=PROVIDER, kept="Lima tahun."))

    browser.post(ACCOUNTS, typed(receivers=" ", kept="Lima tahun.", edition=1))
    browser.post(ACCOUNTS, typed(receivers="", kept="", edition=2))

    rows = ProcessingRecord.objects.order_by("version").values_list("data", flat=True)
    assert list(rows)[1:] == [{"kept": "Lima tahun."}, {}]
    page = browser.get(PAGE).text
    shipped = activities()["akun-petugas"].shipped
    assert cells(page, "Akun petugas")["Masa simpan"] == shipped["kept"]
    assert "<small>versi" not in page


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        (typed(), 422, "Tidak ada yang diubah."),
        (typed(kept="Lima tahun.", edition=4), 409, "sudah diubah orang lain"),
        ({**typed(kept="Lima tahun."), "edition": "x"}, 409, "sudah diubah orang lain"),
        (typed(kept="Lima tahun." + "x" * 2_000), 422, "paling banyak 2000 huruf"),
    ],
)
def test_what_is_refused_leaves_no_trace_and_keeps_what_was_typed(browser, sent, status, words):
    before = Entry.objects.filter(stream="office").count()

    answer = browser.post(ACCOUNTS, sent)

    assert (answer.status_code, words in answer.text) == (status, True)
    assert sent["data.kept"][:10] in answer.text
    assert not ProcessingRecord.objects.exists()
    assert Entry.objects.filter(stream="office").count() == before


def test_the_operation_refuses_other_roles_and_unknown_activities(office):
    def record(role, activity):
        record_processing(
            activity=activity,
            edition=0,
            data={"kept": "Lima tahun."},
            actor=office.holder(role),
            now=office.now,
        )

    with refused("wrong-role"):
        record("analis-pengaduan", "akun-petugas")
    with refused("unknown-activity"):
        record("koordinator", "parkir")
    assert not ProcessingRecord.objects.exists()


def test_the_number_of_queries_does_not_grow(browser, django_assert_max_num_queries):
    for edition in range(3):
        browser.post(ACCOUNTS, typed(kept=f"{edition} tahun.", edition=edition))

    with django_assert_max_num_queries(12):
        browser.get(PAGE)
