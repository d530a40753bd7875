"""What a browser is told about this site, and what it is shown when something went wrong."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.test import Client, override_settings
from django.urls import path

from sigap.cases.operations.limits import LIMITS
from sigap.config import urls
from sigap.config.errors import fault

ID = re.compile(r'<b class="code">([0-9a-f]{16})</b>')


def breaks(request):
    raise RuntimeError("<script>rahasia</script>")


def bars(request):
    raise PermissionDenied


def swells(request):
    raise RequestDataTooBig


urlpatterns = [
    *urls.urlpatterns,
    path("rusak/", breaks),
    path("tutup/", bars),
    path("besar/", swells),
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/", "/lapor/", "/masuk/", "/tidak-ada/", "/static/ui/sigap.css"])
def test_every_answer_carries_the_headers_that_protect_it(page, office):
    answer = Client().get(page)

    answer.close()  # a style sheet is an open file
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=(self)" in answer["Permissions-Policy"]


@pytest.fixture
def office(db):
    from tests.cases.office import open_office

    return open_office()


def test_cookies_are_for_us_alone_and_hsts_needs_https():
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert (settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE) == ("Lax", "Lax")
    assert not settings.SESSION_COOKIE_SECURE  # these tests run on http://127.0.0.1
    assert settings.SECURE_HSTS_SECONDS == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        ("/tidak-ada/", 404, "Halaman tidak ditemukan"),
        ("/tutup/", 403, "Tidak diizinkan"),
        ("/besar/", 413, "Kiriman terlalu besar"),
        ("/rusak/", 500, "Ada gangguan"),
    ],
)
def test_an_error_page_says_what_to_do_and_the_id_in_the_log(page, status, words, caplog):
    with override_settings(ROOT_URLCONF=__name__):
        answer = Client(raise_request_exception=False).get(page)

    assert (answer.status_code, words in answer.text) == (status, True)
    shown = ID.search(answer.text)[1]
    assert shown == answer["X-Request-ID"]
    assert any(shown in str(record.msg) for record in caplog.records)
    assert "rahasia" not in answer.text
    assert "RuntimeError" not in answer.text
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_an_error_page_speaks_english_too():
    assert "Page not found" in Client().get("/tidak-ada/?lang=en").text


def test_the_page_of_a_fault_needs_no_database(rf):
    answer = fault(rf.get("/"))

    assert (answer.status_code, "Ada gangguan" in answer.text) == (500, True)


@pytest.mark.django_db
def test_below_the_api_the_same_is_a_problem():
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10):
        answer = Client().post("/masuk/", {"username": "x" * 100, "password": "y" * 100})
    assert answer.status_code == 413

    wrong = Client(headers={"Host": "lain.example"}).get("/api/v1/track/x")
    assert (wrong.status_code, wrong["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("mailto:aman@dinas.example", "Contact: mailto:aman@dinas.example"),
        ("", "Contact: http://127.0.0.1:8000/lapor/"),
    ],
)
def test_security_txt_says_whom_to_tell(contact, line, settings):
    settings.SIGAP_SECURITY_CONTACT = contact

    answer = Client().get("/.well-known/security.txt")

    lines = answer.text.splitlines()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == line
    assert re.fullmatch(r"Expires: 20\d\d-\d\d-\d\dT00:00:00Z", lines[1])
    assert lines[2:] == [
        "Preferred-Languages: id, en",
        "Canonical: http://127.0.0.1:8000/.well-known/security.txt",
    ]


def test_the_table_of_limits_in_the_manual_is_the_one_that_holds():
    manual = (Path(__file__).resolve().parents[2] / "docs/operations.md").read_text()
    told = re.findall(r"\(`([a-z-]+)`\) \| (\d+) \| ([\d.]+) s \|", manual)

    assert told == [
        (name, str(limit.burst), f"{limit.refill.total_seconds():g}")
        for name, limit in LIMITS.items()
    ]
