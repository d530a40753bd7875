"""Signing in through an identity provider: a real one over HTTP, with signed tokens and PKCE."""

import http.client
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from sigap.accounts.models import User
from sigap.accounts.operations import create_user
from tests.accounts.apps import code_at
from tests.desk.provider import CLIENT, SECRET, Provider


@pytest.fixture
def provider(settings):
    running = Provider()
    settings.SIGAP_OIDC_URL = running.url
    settings.SIGAP_OIDC_NAME = "Akun ASN"
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": "Akun ASN",
                    "client_id": CLIENT,
                    "secret": SECRET,
                    "settings": {"server_url": running.url},
                }
            ],
        }
    }
    yield running
    running.stop()


@pytest.fixture
def budi(office):
    return create_user(name="budi", roles=["koordinator"], now=office.now)[0]


def go_through(browser, *, target=""):
    """Follow the button to the provider and back; return Sigap's answer."""
    away = browser.get("/masuk/sso/", {"next": target} if target else {})["Location"]
    parts = urlsplit(away)
    asked = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    asked.request("GET", f"{parts.path}?{parts.query}")
    answer = asked.getresponse()
    back = urlsplit(answer.headers["Location"])
    answer.read()
    asked.close()
    assert back.path == "/masuk/sso/kembali/"
    return browser.get(f"{back.path}?{back.query}")


def test_the_button_stands_on_the_page_only_with_a_provider(provider, settings, db):
    assert "Masuk lewat Akun ASN" in Client().get("/masuk/").text
    settings.SIGAP_OIDC_URL = ""
    assert "Masuk lewat" not in Client().get("/masuk/").text


def test_an_officer_gets_in_by_the_name_that_the_provider_vouches_for(provider, budi):
    provider.claims = {"sub": "asn-7", "preferred_username": "Budi", "email": "budi@dinas.test"}
    browser = Client()

    assert go_through(browser, target="/berkas/")["Location"] == "/berkas/"
    assert browser.get("/berkas/").status_code == 200
    row = SocialAccount.objects.get()
    assert (row.user_id, row.uid, row.extra_data) == (budi.pk, "asn-7", {})


def test_later_the_providers_own_number_counts_not_the_name(provider, budi, office):
    provider.claims = {"sub": "asn-7", "preferred_username": "budi"}
    go_through(Client())
    create_user(name="siti", roles=["admin"], now=office.now)
    provider.claims = {"sub": "asn-7", "preferred_username": "siti"}
    browser = Client()

    go_through(browser)

    assert browser.get("/akun/").context["request"].user == budi


@pytest.mark.parametrize("claims", [{"preferred_username": "siapa"}, {}])
def test_whoever_has_no_account_here_gets_none(claims, provider, budi):
    provider.claims = {"sub": "asn-8", **claims}
    browser = Client()

    assert go_through(browser)["Location"] == "/masuk/"
    assert "belum dikenal di Sigap" in browser.get("/masuk/").text
    assert browser.get("/meja/").status_code == 302
    assert (User.objects.filter(username="siapa").count(), SocialAccount.objects.count()) == (0, 0)


def test_a_closed_account_stays_closed(provider, budi):
    provider.claims = {"sub": "asn-7", "preferred_username": "budi"}
    go_through(Client())
    User.objects.filter(pk=budi.pk).update(is_active=False)
    browser = Client()

    assert go_through(browser)["Location"] == "/masuk/"
    assert browser.get("/meja/").status_code == 302


def test_a_token_for_somebody_else_is_not_taken(provider, budi):
    provider.claims = {"sub": "asn-7", "preferred_username": "budi"}
    provider.audience = "aplikasi-lain"
    browser = Client()

    assert go_through(browser)["Location"] == "/masuk/"
    assert browser.get("/meja/").status_code == 302


def test_an_answer_nobody_asked_for_is_not_taken(provider, budi):
    provider.claims = {"sub": "asn-7", "preferred_username": "budi"}
    browser = Client()

    answer = browser.get("/masuk/sso/kembali/?code=x&state=y")

    assert answer["Location"] == "/masuk/"
    assert "tidak berhasil" in browser.get("/masuk/").text


def test_the_second_factor_is_still_demanded(provider, budi, settings):
    settings.SIGAP_SECOND_FACTOR_ROLES = frozenset({"koordinator"})
    provider.claims = {"sub": "asn-7", "preferred_username": "budi"}
    browser = Client()
    go_through(browser)

    assert browser.get("/meja/")["Location"].startswith("/akun/langkah-kedua/")


def test_an_officer_without_a_password_sets_the_second_factor_up(provider, office, settings):
    settings.SIGAP_SECOND_FACTOR_ROLES = frozenset({"koordinator"})
    create_user(name="budi", roles=["koordinator"], now=office.now, sign_in=False)
    provider.claims = {"sub": "asn-7", "preferred_username": "budi"}
    browser = Client()
    go_through(browser)

    page = browser.get("/akun/langkah-kedua/aplikasi/")
    secret = page.context["secret"]
    done = browser.post(
        "/akun/langkah-kedua/aplikasi/", {"code": code_at(secret, datetime.now(tz=UTC))}
    )

    assert (done.status_code, len(done.context["codes"])) == (200, 10)
    assert browser.get("/meja/").status_code == 200
    again = Client()
    assert go_through(again)["Location"] == "/masuk/kedua/"
    code = done.context["codes"][0].replace(" ", "")
    assert again.post("/masuk/kedua/", {"code": code})["Location"] == "/meja/"
    assert again.get("/meja/").status_code == 200


def test_without_a_provider_the_way_leads_to_the_password(db):
    assert Client().get("/masuk/sso/")["Location"] == "/masuk/"
    assert Client().get("/masuk/sso/kembali/?code=x&state=y")["Location"] == "/masuk/"
