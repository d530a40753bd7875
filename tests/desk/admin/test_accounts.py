"""Accounts by screen: who may, what each act leaves, and that a refusal leaves nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from sigap.accounts.models import ApiToken, RoleGrant, User
from sigap.accounts.operations import create_user, issue_token, open_token
from sigap.cases.models import Task
from sigap.cases.operations import accounts
from sigap.core.errors import Refused
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint

NEW = {
    "data.name": "Rina Maulida, S.IP.",
    "data.username": "Rina",
    "data.roles": ["analis-pengaduan"],
    "data.position": "Analis Pengaduan",
    "data.email": "",
}


def roles_of(user_id):
    return set(
        RoleGrant.objects.filter(user=user_id, revoked_at=None).values_list("role", flat=True)
    )


def events():
    return list(
        Entry.objects.filter(stream="office").order_by("seq").values_list("event", flat=True)
    )


PAGES = (
    "/kelola/pengguna/",
    "/kelola/pengguna/baru/",
    "/kelola/pengguna/{}/",
    "/kelola/pengguna/{}/data/",
    "/kelola/pengguna/{}/peran/",
    "/kelola/pengguna/{}/token/",
    "/kelola/pengguna/{}/sandi/",
    "/kelola/pengguna/{}/langkah-kedua/",
    "/kelola/pengguna/{}/tutup/",
)


@pytest.mark.parametrize("page", PAGES)
def test_only_an_administrator_sees_the_accounts(page, office, sign_in):
    address = page.format(office.users["koordinator"])

    assert sign_in("admin").get(address).status_code == 200
    for role in ("koordinator", "kepala-dinas", "petugas-loket"):
        assert sign_in(role).get(address).status_code == 404
    assert Client().get(address)["Location"] == f"/masuk/?next={address}"


def test_an_unknown_account_does_not_exist(sign_in):
    assert sign_in("admin").get("/kelola/pengguna/999999/").status_code == 404


def test_a_new_account_shows_its_password_once(office, sign_in):
    browser = sign_in("admin")

    page = browser.post("/kelola/pengguna/baru/", NEW)

    user = User.objects.get(username="rina")
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert user.check_password(page.context["secret"])
    assert page.context["secret"] in page.text
    assert roles_of(user.pk) == {"analis-pengaduan"}
    assert page.context["secret"] not in browser.get(f"/kelola/pengguna/{user.pk}/").text
    assert events()[-1] == "account.created"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"data.username": "Ri na"}, "data.username", "tidak dapat dipakai"),
        ({"data.username": "koordinator"}, "data.username", "sudah ada"),
        ({"data.username": ""}, "data.username", "belum diisi"),
        ({"data.name": "x" * 121}, "data.name", "terlalu panjang"),
        ({"data.roles": []}, "data.roles", "belum diisi"),
        ({"data.roles": ["raja"]}, "data.roles", "bukan salah satu pilihan"),
        ({"data.email": "bukan-surel"}, "data.email", "tidak benar"),
        ({"data.name": "Rina\x00"}, "data.name", "tidak dapat disimpan"),
    ],
)
def test_a_wrong_field_of_a_new_account_is_told_beside_it(change, field, words, sign_in, traces):
    before = traces()

    page = sign_in("admin").post("/kelola/pengguna/baru/", {**NEW, **change})

    assert page.status_code == 422
    errors = {f.name: f.error for f in page.context["form"].children if f.error}
    assert list(errors) == [field] or field == "data.roles"
    assert words in page.text
    assert "Analis Pengaduan" in page.text
    assert traces() == before


def test_what_is_printed_about_an_officer_can_be_changed_and_emptied(office, sign_in):
    officer = office.users["penata-perizinan"]

    page = sign_in("admin").post(
        f"/kelola/pengguna/{officer}/data/",
        {"data.name": "Budi Hartono, S.T.", "data.position": "Penata Ahli Madya"},
    )

    user = User.objects.get(pk=officer)
    assert page["Location"] == f"/kelola/pengguna/{officer}/"
    assert (user.name, user.position, user.nip) == ("Budi Hartono, S.T.", "Penata Ahli Madya", "")
    assert events()[-1] == "account.profile-changed"


def test_roles_are_given_and_taken_in_one_act(office, sign_in):
    officer = office.users["penata-perizinan"]

    sign_in("admin").post(
        f"/kelola/pengguna/{officer}/peran/", {"data.roles": ["analis-hukum", "auditor"]}
    )

    assert roles_of(officer) == {"analis-hukum", "auditor"}
    assert events()[-3:] == [
        "account.role-granted",
        "account.role-granted",
        "account.role-revoked",
    ]


def test_tasks_of_a_role_taken_away_go_back_to_the_pool(office, sign_in):
    case = file_complaint(office)
    officer = office.users["petugas-loket"]
    task = Task.objects.get(case=case)
    assert task.assignee_id == officer

    sign_in("admin").post(f"/kelola/pengguna/{officer}/peran/", {"data.roles": ["auditor"]})

    task.refresh_from_db()
    assert (task.assignee_id, task.state) == (None, "open")
    entry = Entry.objects.filter(stream=case.number).order_by("-seq").first()
    assert (entry.event, entry.facts) == ("case.released", {"tasks": [task.pk], "from": officer})


def test_closing_an_account_gives_its_tasks_back_and_ends_the_session(office, sign_in):
    case = file_complaint(office)
    officer, theirs = office.users["petugas-loket"], sign_in("petugas-loket")
    asked = sign_in("admin").get(f"/kelola/pengguna/{officer}/tutup/")

    page = sign_in("admin").post(f"/kelola/pengguna/{officer}/tutup/")

    assert "1 tugas" in asked.text
    assert page["Location"] == f"/kelola/pengguna/{officer}/"
    assert not User.objects.get(pk=officer).is_active
    assert Task.objects.get(case=case).assignee_id is None
    assert theirs.get("/meja/")["Location"] == "/masuk/?next=/meja/"


def test_a_closed_account_opens_again_with_its_roles(office, sign_in):
    officer, browser = office.users["koordinator"], sign_in("admin")
    browser.post(f"/kelola/pengguna/{officer}/tutup/")
    assert "koordinator" not in browser.get("/kelola/pengguna/").text.split("<table")[1]

    browser.post(f"/kelola/pengguna/{officer}/buka/")

    assert User.objects.get(pk=officer).is_active
    assert roles_of(officer) == {"koordinator"}


@pytest.mark.parametrize("act", ["tutup/", "peran/"])
def test_nobody_changes_their_own_rights(act, office, sign_in, traces):
    before = traces()

    page = sign_in("admin").post(
        f"/kelola/pengguna/{office.users['admin']}/{act}", {"data.roles": ["admin", "koordinator"]}
    )

    assert page.status_code == 422
    assert "admin lain" in page.text
    assert traces() == before


def test_the_last_administrator_remains(office, traces):
    create_user(name="admin2", roles=["admin"], now=office.now)
    second = office.actor(User.objects.get(username="admin2").pk)
    accounts.set_roles(
        user_id=office.users["admin"],
        data={"roles": ["auditor"]},
        actor=second,
        now=office.now,
    )
    before = traces()

    # A right that has been taken meanwhile may still be in somebody's hands for a moment.
    with pytest.raises(Refused, match="admin terakhir"):
        accounts.close_account(
            user_id=second.user_id,
            actor=_as_admin(office, office.users["admin"]),
            now=office.now,
        )
    with pytest.raises(Refused, match="admin terakhir"):
        accounts.set_roles(
            user_id=second.user_id,
            data={"roles": ["auditor"]},
            actor=_as_admin(office, office.users["admin"]),
            now=office.now,
        )

    assert traces() == before


def _as_admin(office, user_id):
    from sigap.cases.actor import officer
    from sigap.core.sop.run import Person

    return officer(user_id=user_id, person=Person(str(user_id), frozenset({"admin"})))


def test_another_password_is_shown_once_and_the_old_one_ends(office, sign_in):
    create_user(name="rina", roles=["auditor"], now=office.now, password="kata-sandi-lama-1")
    rina = User.objects.get(username="rina")
    theirs = Client()
    theirs.login(username="rina", password="kata-sandi-lama-1")

    page = sign_in("admin").post(f"/kelola/pengguna/{rina.pk}/sandi/")

    rina.refresh_from_db()
    assert rina.check_password(page.context["secret"])
    assert theirs.get("/meja/").status_code == 302
    assert events()[-1] == "account.password-set"


def test_a_token_is_shown_once_and_opens_until_its_day_is_over(office, sign_in):
    officer = office.users["auditor"] = create_user(
        name="pemeriksa", roles=["auditor"], now=office.now
    )[0].pk
    browser = sign_in("admin")
    until = datetime.now(tz=UTC).date() + timedelta(days=90)

    page = browser.post(
        f"/kelola/pengguna/{officer}/token/",
        {"data.label": "Tarik data", "data.scope": "read", "data.until": until.isoformat()},
    )

    plain, token = page.context["secret"], ApiToken.objects.get()
    # Midnight in Jakarta.
    assert token.expires_at == datetime(until.year, until.month, until.day, 17, tzinfo=UTC)
    assert token.scope == "read"
    assert open_token(plain, office.now).user.pk == officer
    assert plain not in browser.get(f"/kelola/pengguna/{officer}/").text
    browser.post(f"/kelola/pengguna/{officer}/token/{token.pk}/cabut/")
    assert open_token(plain, office.now) is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"data.label": ""}, "belum diisi"),
        ({"data.label": "Tarik data", "data.scope": ""}, "belum diisi"),
        ({"data.label": "Tarik data", "data.until": "2020-01-01"}, "sudah lewat"),
        ({"data.label": "Tarik data", "data.until": "2099-12-31"}, "paling lama satu tahun"),
        ({"data.label": "Tarik data", "data.until": "kapan-kapan"}, "bukan tanggal"),
    ],
)
def test_a_token_that_could_not_be_is_refused(data, words, office, sign_in):
    officer = office.users["koordinator"]

    sent = {"data.scope": "all", **data}
    page = sign_in("admin").post(f"/kelola/pengguna/{officer}/token/", sent)

    assert page.status_code == 422
    assert words in page.text
    assert not ApiToken.objects.exists()


def test_operations_themselves_refuse_whoever_is_no_administrator(office, traces):
    token, _ = issue_token(user_id=office.users["koordinator"], label="x", now=office.now)
    before, actor, now = traces(), office.holder("kepala-dinas"), office.now
    target = office.users["petugas-loket"]
    acts = (
        lambda: accounts.open_account(data={}, actor=actor, now=now),
        lambda: accounts.change_account(user_id=target, data={}, actor=actor, now=now),
        lambda: accounts.set_roles(user_id=target, data={}, actor=actor, now=now),
        lambda: accounts.close_account(user_id=target, actor=actor, now=now),
        lambda: accounts.reopen_account(user_id=target, actor=actor, now=now),
        lambda: accounts.reset_password(user_id=target, actor=actor, now=now),
        lambda: accounts.reset_second_factor(user_id=target, data={}, actor=actor, now=now),
        lambda: accounts.issue_token(user_id=target, data={}, actor=actor, now=now),
        lambda: accounts.revoke_token(token_id=token.pk, actor=actor, now=now),
    )

    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "wrong-role"

    assert traces() == before


def test_the_list_costs_the_same_with_one_account_and_with_thirty(
    office, sign_in, django_assert_max_num_queries
):
    browser = sign_in("admin")
    for n in range(30):
        create_user(name=f"orang{n}", roles=["auditor"], now=office.now, sign_in=False)

    with django_assert_max_num_queries(12):
        page = browser.get("/kelola/pengguna/")

    assert page.text.count("orang") >= 30
