"""Pelaksana harian by screen."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from sigap.accounts.models import ActingAssignment
from sigap.accounts.operations import create_user
from sigap.accounts.queries import people
from sigap.cases.operations import acting
from sigap.cases.queries.officeday import day_begins, day_ends, day_of
from sigap.core.errors import Refused
from sigap.ledger.models import Entry

PAGES = ("/kelola/plh/", "/kelola/plh/baru/")


def assignment(office, **changes):
    """Return what the form sends: the analyst stands in for the coordinator from today on."""
    today = day_of(datetime.now(tz=UTC))
    return {
        "data.principal": f"{office.users['koordinator']}:koordinator",
        "data.deputy": str(office.users["analis-pengaduan"]),
        "data.from": today.isoformat(),
        "data.until": (today + timedelta(days=6)).isoformat(),
        "data.legal_basis": "SP 800/12/DPMPTSP/2026 tanggal 20 November 2026",
        **changes,
    }


@pytest.mark.parametrize("page", PAGES)
def test_deputies_are_named_by_superiors_and_administrators(page, sign_in):
    for role in ("admin", "koordinator", "kepala-dinas"):
        assert sign_in(role).get(page).status_code == 200
    for role in ("petugas-loket", "analis-hukum"):
        assert sign_in(role).get(page).status_code == 404
    assert Client().get(page)["Location"] == f"/masuk/?next={page}"


def test_a_deputy_holds_the_role_from_now_to_the_end_of_the_last_day(office, sign_in):
    page = sign_in("kepala-dinas").post("/kelola/plh/baru/", assignment(office))

    one = ActingAssignment.objects.get()
    today = day_of(datetime.now(tz=UTC))
    last = today + timedelta(days=6)
    assert page["Location"] == "/kelola/plh/"
    assert one.starts_at >= day_begins(today)
    assert one.ends_at == day_ends(last)
    now = datetime.now(tz=UTC)
    holders = {p.id for p in people("koordinator", now=now)}
    assert str(office.users["analis-pengaduan"]) in holders
    assert str(office.users["analis-pengaduan"]) not in {
        p.id for p in people("koordinator", now=one.ends_at)
    }
    entry = Entry.objects.filter(stream="office").order_by("-seq").first()
    assert entry.event == "account.acting"
    assert "sedang berjalan" in sign_in("koordinator").get("/kelola/plh/").text


def test_an_assignment_is_ended_at_once(office, sign_in):
    browser = sign_in("koordinator")
    browser.post("/kelola/plh/baru/", assignment(office))
    one = ActingAssignment.objects.get()

    browser.post(f"/kelola/plh/{one.pk}/akhiri/")
    again = browser.post(f"/kelola/plh/{one.pk}/akhiri/")

    one.refresh_from_db()
    assert one.ends_at <= datetime.now(tz=UTC)
    assert again.status_code == 422
    assert "sudah berakhir" in again.text
    assert "Sudah berakhir" in browser.get("/kelola/plh/").text


def test_an_unknown_assignment_does_not_exist(sign_in):
    assert sign_in("koordinator").post("/kelola/plh/4711/akhiri/").status_code == 404


def faults(office):
    yesterday = (day_of(datetime.now(tz=UTC)) - timedelta(days=1)).isoformat()
    return {
        "empty": ({"data.legal_basis": ""}, "data.legal_basis", "belum diisi"),
        "blank": ({"data.legal_basis": "   "}, "data.legal_basis", "belum diisi"),
        "over": ({"data.until": yesterday}, "data.until", "sudah lewat"),
        "no-role": (
            {"data.principal": f"{office.users['koordinator']}:kepala-dinas"},
            "data.principal",
            "bukan salah satu pilihan",
        ),
        "nobody": ({"data.deputy": "999999"}, "data.deputy", "bukan salah satu pilihan"),
        "self": (
            {"data.deputy": str(office.users["koordinator"])},
            "data.deputy",
            "dirinya sendiri",
        ),
        "own": (
            {"data.deputy": str(office.users["kepala-dinas"])},
            "data.deputy",
            "dicatat oleh orang lain",
        ),
        "dates": ({"data.from": "besok"}, "data.from", "bukan tanggal"),
    }


@pytest.mark.parametrize(
    "fault", ["empty", "blank", "over", "no-role", "nobody", "self", "own", "dates"]
)
def test_what_cannot_be_is_told_beside_its_field_and_leaves_nothing(fault, office, sign_in, traces):
    change, field, words = faults(office)[fault]
    before = traces()

    page = sign_in("kepala-dinas").post("/kelola/plh/baru/", assignment(office, **change))

    assert page.status_code == 422
    errors = {f.name: f.error for f in page.context["form"].children if f.error}
    assert list(errors) == [field]
    assert words in errors[field]
    assert traces() == before
    assert not ActingAssignment.objects.exists()


def test_nobody_acts_for_two_in_one_role_at_a_time(office, sign_in):
    other, _ = create_user(
        name="koordinator2", roles=["koordinator"], now=office.now, full_name="Koordinator Dua"
    )
    browser = sign_in("kepala-dinas")
    browser.post("/kelola/plh/baru/", assignment(office))

    page = browser.post(
        "/kelola/plh/baru/", assignment(office, **{"data.principal": f"{other.pk}:koordinator"})
    )

    assert page.status_code == 422
    assert "sudah menjadi plh." in page.text
    assert ActingAssignment.objects.count() == 1


def test_the_operations_refuse_other_roles(office):
    for act in (
        lambda: acting.appoint(data={}, actor=office.holder("petugas-loket"), now=office.now),
        lambda: acting.end(assignment_id=1, actor=office.holder("analis-hukum"), now=office.now),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "wrong-role"
