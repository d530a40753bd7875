"""Failed jobs, workers, the office's history, and the first page."""

import pytest
from django.test import Client

from sigap.cases.models import Document, Periodic, WorkerSign
from sigap.cases.operations import failed_jobs
from sigap.cases.operations.jobs import WORKS, claim
from sigap.core.errors import Refused
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint

JOBS, HISTORY = "/kelola/pekerjaan/", "/kelola/riwayat/"


@pytest.fixture
def failed(office):
    """Return a paper that the workers gave up, in a case at the counter."""
    case = file_complaint(office)
    paper = Document.objects.filter(case=case).first()
    Document.objects.filter(pk=paper.pk).update(
        state="failed", attempts=5, next_try_at=None, last_error="RenderFailed: <b>habis</b>"
    )
    return Document.objects.get(pk=paper.pk)


def test_pages_by_role(sign_in):
    expected = {
        JOBS: {"admin": 200, "koordinator": 404, "petugas-loket": 404},
        HISTORY: {"admin": 200, "koordinator": 200, "petugas-loket": 404},
        "/kelola/": {"admin": 200, "koordinator": 200, "petugas-loket": 404},
    }
    for page, roles in expected.items():
        assert {role: sign_in(role).get(page).status_code for role in roles} == roles
        assert Client().get(page)["Location"] == f"/masuk/?next={page}"


def test_a_failed_paper_is_tried_again(office, failed, sign_in):
    browser = sign_in("admin")
    page = browser.get(JOBS)
    assert "RenderFailed: &lt;b&gt;habis&lt;/b&gt;" in page.text
    assert "5 kali" in page.text

    answer = browser.post(f"{JOBS}document/{failed.pk}/")

    failed.refresh_from_db()
    assert answer["Location"] == JOBS
    assert (failed.state, failed.attempts, failed.last_error) == ("waiting", 0, "")
    assert claim(WORKS[0], owner="w", now=failed.next_try_at).pk is not None
    entry = Entry.objects.filter(stream="office").order_by("-seq").first()
    assert (entry.event, entry.facts) == ("job.retried", {"kind": "document", "job": failed.pk})
    assert "Tidak ada pekerjaan yang gagal" in browser.get(JOBS).text


def test_all_failed_jobs_are_tried_again_in_one_act(office, failed, sign_in):
    other = file_complaint(office)
    Document.objects.filter(case=other).update(state="failed")
    count = Document.objects.filter(state="failed").count()

    sign_in("admin").post(f"{JOBS}semua/")

    assert not Document.objects.filter(state="failed").exists()
    entry = Entry.objects.filter(stream="office").order_by("-seq").first()
    assert entry.facts == {"counts": {"document": count}}


@pytest.mark.parametrize("address", ["document/999999/", "karangan/1/", "semua/"])
def test_what_has_not_failed_is_not_tried_again(address, office, sign_in, traces):
    case = file_complaint(office)
    paper = Document.objects.filter(case=case).first()
    before = traces()

    pages = [
        sign_in("admin").post(f"{JOBS}{address}"),
        sign_in("admin").post(f"{JOBS}document/{paper.pk}/"),
    ]

    assert [page.status_code for page in pages] == [422, 422]
    assert traces() == before


def test_an_administrator_is_told_no_case_number(failed, sign_in):
    # Who runs the machine handles no case, and may not know of one.
    assert failed.case.number not in sign_in("admin").get(JOBS).text


def test_the_page_says_whether_a_worker_lives(office, sign_in):
    from datetime import UTC, datetime, timedelta

    browser = sign_in("admin")
    assert "Tidak ada pekerja latar yang hidup" in browser.get(JOBS).text
    now = datetime.now(tz=UTC)
    WorkerSign.objects.create(owner="mesin-7", began_at=now, seen_at=now)
    WorkerSign.objects.create(owner="mesin-mati", began_at=now, seen_at=now - timedelta(minutes=30))
    Periodic.objects.create(name="files", next_at=now, last_error="OSError: No space left")

    page = browser.get(JOBS)

    assert "mesin-7" in page.text
    assert "mesin-mati" not in page.text
    assert "No space left" in page.text


def test_the_history_tells_each_what_is_theirs(office, sign_in):
    sign_in("admin").post(f"/kelola/pengguna/{office.users['analis-hukum']}/tutup/")

    theirs = sign_in("admin").get(HISTORY)
    ours = sign_in("koordinator").get(HISTORY)

    assert "Akun ditutup" in theirs.text
    assert "Admin Sistem" in theirs.text
    assert "Versi kalender dibuat" not in theirs.text
    assert "Akun ditutup" not in ours.text
    assert "Versi kalender dibuat" in ours.text


def test_a_long_history_is_paged(office, sign_in):
    from sigap.cases.events import record_office

    actor = office.holder("koordinator")
    for n in range(120):
        record_office("office.waiting", actor=actor, at=office.now, data={"n": n})
    browser = sign_in("koordinator")

    first = browser.get(HISTORY)
    second = browser.get(f"{HISTORY}?dari={first.context['next']}")

    seqs = [row["seq"] for page in (first, second) for row in page.context["rows"]]
    assert len(first.context["rows"]) == 100
    assert seqs == sorted(seqs, reverse=True)
    assert len(set(seqs)) == len(seqs)
    assert browser.get(f"{HISTORY}?dari=karangan").status_code == 404


def test_the_first_page_says_what_waits(office, failed, sign_in):
    ours, theirs = sign_in("koordinator").get("/kelola/"), sign_in("admin").get("/kelola/")

    assert "belum diperiksa" in ours.text
    assert "pelaksana belum dikonfirmasi" in ours.text
    assert "/kelola/pengguna/" not in ours.text
    assert "1 gagal" in theirs.text
    assert "/kelola/sop/" not in theirs.text


@pytest.mark.parametrize("role", ["koordinator", "admin"])
def test_the_first_page_asks_no_more_than_it_must(role, sign_in, django_assert_max_num_queries):
    browser = sign_in(role)
    browser.get("/kelola/")

    with django_assert_max_num_queries(20):
        browser.get("/kelola/")


def test_the_entry_stands_in_the_head_of_the_page_for_those_who_may(sign_in):
    for role in ("admin", "koordinator", "kepala-dinas"):
        assert 'href="/kelola/"' in sign_in(role).get("/meja/").text
    assert 'href="/kelola/"' not in sign_in("analis-pengaduan").get("/meja/").text


def test_operations_refuse_other_roles(office, failed, traces):
    before = traces()
    for act in (
        lambda a: failed_jobs.retry_job(kind="document", job_id=failed.pk, actor=a, now=office.now),
        lambda a: failed_jobs.retry_all(actor=a, now=office.now),
    ):
        with pytest.raises(Refused) as refused:
            act(office.holder("koordinator"))
        assert refused.value.code == "wrong-role"
    assert traces() == before
