"""One's own account by screen: the second factor at sign-in and set-up, sessions, tokens."""

import base64
import hashlib
import json
import re
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client, RequestFactory
from fido2 import cbor
from fido2.utils import websafe_encode

from sigap.accounts import second_factor
from sigap.accounts.models import ApiToken, User
from sigap.accounts.operations import create_user, issue_token
from sigap.cases.models import LimitBucket
from sigap.cases.operations.limits import LIMITS
from sigap.channels.visitors import trying_second_step, trying_sign_in
from sigap.core.errors import Refused
from tests.accounts.apps import code_at

PASSWORD = "sandi-yang-cukup-panjang"
SET_UP = "/akun/langkah-kedua/"
APP = "/akun/langkah-kedua/aplikasi/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def budi(office):
    """Return a coordinator with a password and no second factor."""
    made = create_user(name="budi", roles=["koordinator"], now=office.now, password=PASSWORD)
    return made[0]


@pytest.fixture
def compulsory(settings):
    """Let coordinators need a second factor."""
    settings.SIGAP_SECOND_FACTOR_ROLES = frozenset({"koordinator"})


def sign_in(name="budi", password=PASSWORD, **more):
    browser = Client(**more)
    return browser, browser.post("/masuk/", {"username": name, "password": password})


def secret_on(page):
    return re.search(r'class="secret"[^>]*>([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")


def now():
    return datetime.now(tz=UTC)


def bind_an_app():
    """Bind an app to Budi's account without ending any session; return its key."""
    second_factor.add_app(
        user_id=User.objects.get(username="budi").pk,
        secret=SECRET,
        code=code_at(SECRET, now()),
        now=now(),
    )
    return Authenticator.objects.get(type="totp").pk


def set_up(browser):
    """Set an app up in this browser; return its secret and the codes on paper."""
    secret = secret_on(browser.get(APP))
    page = browser.post(APP, {"code": code_at(secret, now())})
    assert page.status_code == 200, page.text
    codes = re.findall(r"<li>(\d{5} \d{5})</li>", page.text)
    assert len(codes) == 10
    return secret, codes


def test_without_a_second_factor_the_password_is_enough_where_none_is_demanded(budi):
    browser, answer = sign_in()

    assert answer["Location"] == "/meja/"
    assert browser.get("/meja/").status_code == 200
    assert "Belum dipasang" in browser.get("/akun/").text


@pytest.mark.usefixtures("compulsory", "budi")
def test_whoever_must_have_one_reaches_only_the_page_that_sets_it_up():
    browser, _ = sign_in()

    for page in ("/meja/", "/berkas/", "/kelola/", "/akun/", "/akun/sandi/"):
        assert browser.get(page)["Location"] == f"{SET_UP}?next={page.replace('/', '%2F')}"
    assert browser.post("/pindaian/").status_code == 302
    assert browser.get("/meja/", headers={"X-Sigap-Part": "list"}).status_code == 401
    assert "mewajibkan langkah kedua" in browser.get(SET_UP).text

    set_up(browser)

    assert browser.get("/meja/").status_code == 200


@pytest.mark.usefixtures("compulsory", "budi")
def test_other_roles_and_the_public_are_left_alone(office):
    create_user(name="siti", roles=["petugas-loket"], now=office.now, password=PASSWORD)
    browser, _ = sign_in("siti")

    assert browser.get("/meja/").status_code == 200
    assert Client().get("/").status_code == 200


@pytest.mark.usefixtures("compulsory")
def test_a_deputy_in_such_a_role_needs_one_too(office, budi):
    from sigap.accounts.operations import appoint_acting

    siti, _ = create_user(name="siti", roles=["petugas-loket"], now=office.now, password=PASSWORD)
    appoint_acting(
        deputy_id=siti.pk,
        principal_id=budi.pk,
        role="koordinator",
        starts_at=office.now,
        ends_at=now() + timedelta(days=1),
        legal_basis="SP 800/12",
        now=office.now,
    )

    browser, _ = sign_in("siti")

    assert browser.get("/meja/")["Location"].startswith(SET_UP)


@pytest.mark.usefixtures("budi")
def test_at_sign_in_the_code_of_the_app_is_asked_for():
    secret, _ = set_up(sign_in()[0])
    later = now() + timedelta(seconds=30)

    browser, answer = sign_in()
    assert answer["Location"] == "/masuk/kedua/"
    assert browser.get("/meja/")["Location"].startswith("/masuk/")
    wrong = browser.post("/masuk/kedua/", {"code": "000000"})
    assert (wrong.status_code, "Kode tidak cocok" in wrong.text) == (422, True)
    right = browser.post("/masuk/kedua/", {"code": code_at(secret, later)})

    assert right["Location"] == "/meja/"
    assert browser.get("/meja/").status_code == 200


@pytest.mark.usefixtures("budi")
def test_a_code_from_paper_opens_instead_and_leads_to_the_page_that_was_wanted():
    _, codes = set_up(sign_in()[0])
    browser = Client()
    browser.post("/masuk/", {"username": "budi", "password": PASSWORD, "next": "/berkas/"})

    answer = browser.post("/masuk/kedua/", {"code": codes[0]})

    assert answer["Location"] == "/berkas/"
    assert "9 belum dipakai" in browser.get("/akun/").text


def test_who_has_not_typed_the_password_gets_no_second_step(budi):
    assert Client().get("/masuk/kedua/")["Location"] == "/masuk/"
    assert Client().post("/masuk/kedua/", {"code": "1"})["Location"] == "/masuk/"


@pytest.mark.usefixtures("budi")
def test_codes_cannot_be_tried_for_long_from_any_number_of_browsers():
    secret, _ = set_up(sign_in()[0])
    burst = LIMITS["second-step"].burst

    answers = [
        sign_in()[0].post("/masuk/kedua/", {"code": f"{n:06}"}).status_code for n in range(burst)
    ]
    last, _ = sign_in()
    right = last.post("/masuk/kedua/", {"code": code_at(secret, now() + timedelta(seconds=30))})

    assert answers == [422] * burst
    assert right.status_code == 429
    assert int(right["Retry-After"]) > 0


@pytest.mark.parametrize("credential", ["", "{", "[]", '{"response": 1}', '{"response": {}}'])
def test_nonsense_for_a_passkey_is_told_not_crashed_over(credential, budi):
    set_up(sign_in()[0])
    browser, _ = sign_in()

    page = browser.post("/masuk/kedua/", {"credential": credential})
    alone = Client().post("/masuk/passkey/", {"credential": credential})
    fresh, _ = sign_in()
    fresh.post("/masuk/kedua/", {"code": "000000"})

    assert (page.status_code, "Passkey tidak dikenal" in page.text) == (422, True)
    assert (alone.status_code, "Passkey tidak dikenal" in alone.text) == (422, True)


@pytest.mark.usefixtures("budi")
def test_a_session_from_before_must_show_the_new_factor_before_it_adds_another(settings):
    old, _ = sign_in()
    bind_an_app()
    settings.SIGAP_SECOND_FACTOR_ROLES = None

    assert old.get("/meja/")["Location"].startswith(SET_UP)
    assert "sudah memasang langkah kedua" in old.get(SET_UP).text
    assert old.get(APP)["Location"] == SET_UP
    assert old.get("/akun/langkah-kedua/passkey/")["Location"] == SET_UP


@pytest.mark.usefixtures("budi")
def test_a_session_that_has_not_shown_the_factor_changes_nothing_of_it():
    old, _ = sign_in()
    app = bind_an_app()
    new = "kalimat-lain-yang-panjang"

    answers = [
        old.post(f"{SET_UP}{app}/hapus/"),
        old.post(f"{SET_UP}kode/"),
        old.post("/akun/sandi/", {"new": new, "again": new, "password": PASSWORD}),
    ]

    assert [one["Location"] for one in answers] == [SET_UP] * 3
    kept = second_factor.factors_of(User.objects.get(username="budi").pk)
    assert (kept.app.pk, kept.codes_left) == (app, 10)
    assert User.objects.get(username="budi").check_password(PASSWORD)


@pytest.mark.usefixtures("budi")
def test_the_first_factor_ends_the_sessions_that_cannot_have_shown_it():
    other, _ = sign_in()
    here, _ = sign_in()

    set_up(here)

    assert other.get("/akun/")["Location"].startswith("/masuk/")
    assert here.get("/akun/").status_code == 200


@pytest.mark.usefixtures("budi")
def test_long_after_signing_in_the_password_is_asked_for_again():
    browser, _ = sign_in()
    session = browser.session
    session["signed_in_at"] -= 3600
    session.save()
    secret = secret_on(browser.get(APP))

    without = browser.post(APP, {"code": code_at(secret, now())})
    wrong = browser.post(APP, {"code": code_at(secret, now()), "password": "salah"})
    assert (without.status_code, wrong.status_code) == (422, 422)
    assert "Kata sandi salah" in wrong.text
    assert not Authenticator.objects.exists()

    right = browser.post(APP, {"code": code_at(secret, now()), "password": PASSWORD})
    assert right.status_code == 200


@pytest.mark.usefixtures("budi")
def test_the_secret_stays_the_same_until_it_is_bound_and_is_gone_from_the_session_then():
    browser, _ = sign_in()
    first = secret_on(browser.get(APP))
    wrong = browser.post(APP, {"code": "000000"})

    assert secret_on(wrong) == first
    assert first not in str(dict(browser.session))
    browser.post(APP, {"code": code_at(first, now())})
    assert "totp_secret" not in browser.session


@pytest.mark.usefixtures("budi")
def test_a_factor_is_removed_and_codes_are_renewed_on_the_own_page():
    browser, _ = sign_in()
    _, old = set_up(browser)
    app = Authenticator.objects.get(type="totp").pk

    page = browser.post("/akun/langkah-kedua/kode/")
    new = re.findall(r"<li>(\d{5} \d{5})</li>", page.text)
    assert (len(new), {*new} & {*old}) == (10, set())
    assert "aplikasi autentikator tidak dapat" in browser.get(f"{SET_UP}{app}/hapus/").text
    assert browser.post(f"{SET_UP}{app}/hapus/")["Location"] == "/akun/"
    assert not Authenticator.objects.exists()


@pytest.mark.usefixtures("compulsory", "budi")
def test_the_last_compulsory_factor_cannot_be_removed_by_its_owner():
    browser, _ = sign_in()
    set_up(browser)
    app = Authenticator.objects.get(type="totp").pk

    page = browser.post(f"{SET_UP}{app}/hapus/")

    assert (page.status_code, "Pasang yang lain dahulu" in page.text) == (422, True)
    assert Authenticator.objects.filter(pk=app).exists()


@pytest.mark.usefixtures("budi")
def test_sessions_are_shown_and_ended_from_another_browser():
    phone, _ = sign_in(headers={"User-Agent": "Ponsel"})
    here, _ = sign_in(headers={"User-Agent": "Kantor"})

    page = here.get("/akun/").text
    assert "Ponsel" in page
    assert "Kantor" in page
    row = UserSession.objects.get(user_agent="Ponsel")
    here.post(f"/akun/sesi/{row.pk}/akhiri/")

    assert phone.get("/meja/")["Location"].startswith("/masuk/")
    assert here.get("/meja/").status_code == 200


def test_nobody_ends_the_session_or_the_token_of_somebody_else(office, budi):
    other, _ = create_user(name="siti", roles=["petugas-loket"], now=office.now, password=PASSWORD)
    token, _ = issue_token(user_id=other.pk, label="CRM", now=office.now)
    theirs, _ = sign_in("siti")
    mine, _ = sign_in()

    mine.post(f"/akun/sesi/{UserSession.objects.get(user=other).pk}/akhiri/")
    mine.post("/akun/sesi/lain/")
    mine.post(f"/akun/token/{token.pk}/cabut/")

    assert theirs.get("/meja/").status_code == 200
    assert ApiToken.objects.get(pk=token.pk).revoked_at is None


def test_one_ends_all_other_sessions_and_ones_own_tokens(office, budi):
    token, _ = issue_token(user_id=budi.pk, label="CRM", now=office.now)
    others = [sign_in()[0] for _ in range(3)]
    here, _ = sign_in()

    assert "CRM" in here.get("/akun/").text
    here.post("/akun/sesi/lain/")
    here.post(f"/akun/token/{token.pk}/cabut/")

    assert {one.get("/meja/").status_code for one in others} == {302}
    assert here.get("/meja/").status_code == 200
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None


@pytest.mark.usefixtures("budi")
def test_another_password_ends_the_other_sessions_and_keeps_this_one():
    other, _ = sign_in()
    here, _ = sign_in()
    new = {"new": "kalimat-lain-yang-panjang", "again": "kalimat-lain-yang-panjang"}

    assert here.post("/akun/sandi/", {**new, "password": "salah"}).status_code == 422
    assert here.post("/akun/sandi/", {**new, "password": PASSWORD})["Location"] == "/akun/"

    assert here.get("/meja/").status_code == 200
    assert other.get("/meja/").status_code == 302
    assert sign_in(password="kalimat-lain-yang-panjang")[1]["Location"] == "/meja/"
    assert User.objects.get(username="budi").password.startswith("argon2$argon2id$")


@pytest.mark.usefixtures("budi")
def test_after_another_password_this_browser_is_still_listed_and_can_be_ended_from_another():
    here, _ = sign_in(headers={"User-Agent": "Kantor"})
    new = "kalimat-lain-yang-panjang"
    here.post("/akun/sandi/", {"new": new, "again": new, "password": PASSWORD})

    row = UserSession.objects.get()
    assert row.session_key == here.session.session_key
    assert [(one.browser, one.is_this) for one in here.get("/akun/").context["visits"]] == [
        ("Kantor", True)
    ]
    sign_in(password=new)[0].post("/akun/sesi/lain/")
    assert here.get("/meja/")["Location"].startswith("/masuk/")


def test_a_session_that_was_never_listed_ends_with_the_others(budi):
    """One from before an upgrade has no row of its own."""
    unlisted, _ = sign_in()
    UserSession.objects.all().delete()
    here, _ = sign_in()
    stranger = Client()
    stranger.post("/masuk/passkey/")

    page = here.post("/akun/sesi/lain/", follow=True)

    assert "1 peramban lain sudah keluar" in page.text
    assert unlisted.get("/meja/")["Location"].startswith("/masuk/")
    assert stranger.session["mfa.webauthn.state"]
    assert here.get("/meja/").status_code == 200


def test_a_reset_ends_a_session_that_was_never_listed(budi):
    bind_an_app()
    unlisted = Client()
    unlisted.force_login(budi)
    UserSession.objects.all().delete()

    second_factor.reset_factors(user_id=budi.pk, reason="Hilang", now=now(), actor="system")

    assert unlisted.get("/meja/")["Location"].startswith("/masuk/")


@pytest.mark.usefixtures("budi")
def test_wrong_passkeys_close_an_address_not_the_office():
    burst = LIMITS["sign-in-address"].burst
    browser = Client()

    answers = {
        browser.post("/masuk/passkey/", {"credential": "{"}, REMOTE_ADDR="36.66.1.7").status_code
        for _ in range(burst)
    }
    here = browser.post("/masuk/passkey/", REMOTE_ADDR="36.66.1.7")
    elsewhere = browser.post("/masuk/passkey/", REMOTE_ADDR="36.66.1.8")

    assert (answers, here.status_code, elsewhere.status_code) == ({422}, 429, 200)
    assert LimitBucket.objects.count() == 1


def test_wrong_passkeys_for_an_account_do_not_close_its_password(budi):
    burst = LIMITS["sign-in-account"].burst
    owner = base64.urlsafe_b64encode(user_pk_to_url_str(budi).encode()).decode().rstrip("=")
    forged = {"credential": json.dumps({"response": {"userHandle": owner}})}
    browser = Client()

    answers = [
        browser.post("/masuk/passkey/", forged, REMOTE_ADDR=f"36.66.1.{n}").status_code
        for n in range(burst + 1)
    ]

    assert answers == [422] * burst + [429]
    assert sign_in()[1]["Location"] == "/meja/"


@pytest.mark.usefixtures("budi")
def test_right_passwords_and_codes_are_not_counted():
    _, codes = set_up(sign_in()[0])

    for code in codes[: LIMITS["second-step"].burst + 1]:
        browser, _ = sign_in()
        assert browser.post("/masuk/kedua/", {"code": code})["Location"] == "/meja/"

    assert not LimitBucket.objects.filter(filled_until_ms__gt=now().timestamp() * 1000).exists()


@pytest.mark.usefixtures("budi")
def test_a_try_is_counted_before_it_is_made():
    """Of many requests at once, each sees in the middle of its own try those that go on."""
    seen = []
    request = RequestFactory().post("/masuk/", REMOTE_ADDR="36.66.1.7")
    with ExitStack() as going_on:
        for _ in range(LIMITS["second-step"].burst):
            going_on.enter_context(trying_second_step(7, now=now()))
        for _ in range(LIMITS["sign-in-pair"].burst):
            going_on.enter_context(trying_sign_in(request, "budi", now=now()))
        for one_more in (
            trying_second_step(7, now=now()),
            trying_sign_in(request, "budi", now=now()),
        ):
            with pytest.raises(Refused) as refused, one_more:
                seen.append("tried")
            seen.append(refused.value.code)

    assert seen == ["too-often", "too-often"]
    with trying_second_step(7, now=now()), trying_sign_in(request, "budi", now=now()):
        seen.append("tried")
    assert seen[-1] == "tried"


@pytest.mark.parametrize("key", [False, {}, {1: 2}, []])
def test_a_passkey_with_a_crafted_key_is_told_not_crashed_over(key, budi):
    browser, _ = sign_in()
    browser.get("/akun/langkah-kedua/passkey/")
    challenge = browser.session["mfa.webauthn.state"]["challenge"]
    told = {"type": "webauthn.create", "challenge": challenge, "origin": "https://testserver"}
    rp = hashlib.sha256(b"testserver").digest()
    data = rp + bytes([0x45]) + bytes(4) + bytes(16) + (2).to_bytes(2) + b"ab" + cbor.encode(key)
    made = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
    answer = {
        "id": websafe_encode(b"ab"),
        "rawId": websafe_encode(b"ab"),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(json.dumps(told).encode()),
            "attestationObject": websafe_encode(made),
        },
        "clientExtensionResults": {},
    }

    page = browser.post(
        "/akun/langkah-kedua/passkey/", {"name": "Laptop", "credential": json.dumps(answer)}
    )

    assert (page.status_code, "Passkey tidak dikenal" in page.text) == (422, True)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("new", "again", "words"),
    [
        ("pendek", "pendek", "sedikitnya 12 karakter"),
        ("budi-budi-budi-budi", "lain", "tidak sama"),
    ],
)
def test_a_password_that_will_not_do_is_refused(new, again, words, budi):
    browser, _ = sign_in()

    page = browser.post("/akun/sandi/", {"password": PASSWORD, "new": new, "again": again})

    assert (page.status_code, words in page.text) == (422, True)
    assert sign_in()[1]["Location"] == "/meja/"


def test_an_administrator_resets_a_lost_factor_with_a_reason(office, budi):
    create_user(name="admin2", roles=["admin"], now=office.now, password=PASSWORD)
    lost, _ = sign_in()
    set_up(lost)
    admin, _ = sign_in("admin2")
    address = f"/kelola/pengguna/{budi.pk}/"

    assert "aplikasi autentikator" in admin.get(address).text
    assert admin.post(f"{address}langkah-kedua/", {"data.reason": ""}).status_code == 422
    admin.post(f"{address}langkah-kedua/", {"data.reason": "Ponsel hilang di pasar"})

    assert "Ponsel hilang di pasar" in admin.get(address).text
    assert lost.get("/meja/").status_code == 302
    assert sign_in()[1]["Location"] == "/meja/"


def test_a_closed_account_does_not_get_in(budi):
    User.objects.filter(pk=budi.pk).update(is_active=False)

    assert sign_in()[1].status_code == 422


def test_pages_of_the_account_speak_english_too(budi):
    browser, _ = sign_in()

    assert "My account" in browser.get("/akun/?lang=en").text
    assert "Second step" in browser.get("/akun/langkah-kedua/?lang=en").text


def test_the_own_page_costs_the_same_with_one_session_and_with_thirty(
    budi, django_assert_max_num_queries
):
    for _ in range(30):
        Client().force_login(budi)
    browser, _ = sign_in()

    with django_assert_max_num_queries(12):
        assert browser.get("/akun/").status_code == 200
