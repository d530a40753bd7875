"""What a token opens within its user's roles: all, reading only, or filing only."""

import json

import pytest
from django.test import Client

from sigap.accounts.operations import issue_token
from sigap.cases.models import Case

COMPLAINT = {
    "channel": "lapor",
    "permit_type": "pbg",
    "subject": "Retribusi PBG sudah dibayar",
    "text": "Sudah tiga minggu belum divalidasi.",
    "complainant": {"name": "Suherman", "kind": "perorangan"},
}


@pytest.fixture
def ask(office):
    """Return a function that calls as the counter officer's program with a narrowed token."""

    def call(scope, method, path, body=None):
        user = office.users["petugas-loket"]
        _, plain = issue_token(user_id=user, label="uji", now=office.now, scope=scope)
        more = {"data": json.dumps(body), "content_type": "application/json"} if body else {}
        headers = {"Authorization": f"Bearer {plain}"}
        return getattr(Client(), method)(f"/api/v1{path}", headers=headers, **more)

    return call


@pytest.mark.parametrize(
    ("scope", "reads", "files"), [("all", 200, 201), ("read", 200, 403), ("file", 403, 201)]
)
def test_a_scope_opens_what_it_says_and_no_more(scope, reads, files, ask):
    assert ask(scope, "get", "/tasks").status_code == reads
    assert ask(scope, "post", "/complaints", COMPLAINT).status_code == files
    assert Case.objects.count() == (files == 201)


def test_what_is_refused_says_why(ask):
    answer = ask("read", "post", "/complaints", COMPLAINT)

    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "Token ini untuk membaca saja."
    assert answer.json()["status"] == 403


def test_a_filing_token_works_on_no_task(ask):
    assert ask("file", "post", "/tasks/1/start", {}).status_code == 403
    assert ask("file", "put", "/tasks/1/draft", {"data": {}}).status_code == 403
