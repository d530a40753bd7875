"""Clients of the API in tests. Each answer is held against the OpenAPI that is served."""

import json
import re
from datetime import timedelta
from functools import cache

from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

from sigap.accounts.operations import create_user, issue_token

ROOT = "/api/v1"
COMPLAINT = {
    "channel": "counter",
    "permit_type": "pbg",
    "subject": "Retribusi PBG sudah dibayar, belum divalidasi",
    "text": "Saya Suherman Wijaya sudah membayar retribusi pada 11 Desember 2025.",
    "complainant": {"name": "Suherman Wijaya", "kind": "perorangan", "phone": "0812-0000-0100"},
}


class Clients:
    """Makes clients for the officers of an office."""

    def __init__(self, office):
        self.office = office
        self._tokens = {}

    def __call__(self, role=None):
        """Return the client of the officer with this role; of the public for None."""
        return Api(self.token(role) if role else None)

    def token(self, role):
        """Return a token of the officer with this role, made on first use."""
        if role not in self._tokens:
            now = timezone.now()
            if role not in self.office.users:
                user, _ = create_user(
                    name=role, roles=[role], now=now - timedelta(days=1), sign_in=False
                )
                self.office.users[role] = user.pk
            _, plain = issue_token(user_id=self.office.users[role], label="test", now=now)
            self._tokens[role] = plain
        return self._tokens[role]


class Api:
    """One caller."""

    def __init__(self, token=None):
        self.http = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path, **query):
        return self._checked("get", path, self.http.get(ROOT + path, query, headers=self.headers))

    def post(self, path, body=None, *, key=None, **more):
        return self._send("post", path, body, key, more)

    def put(self, path, body=None, **more):
        return self._send("put", path, body, None, more)

    def upload(self, path, data, *files, key=None, field="files"):
        """Send `data` as JSON part with files (name, content)."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        parts = {field: [SimpleUploadedFile(n, c) for n, c in files]}
        if data is not None:
            parts["data"] = data if isinstance(data, str) else json.dumps(data)
        answer = self.http.post(ROOT + path, parts, headers=self._with(key))
        return self._checked("post", path, answer)

    def _send(self, method, path, body, key, more):
        if not isinstance(body, (str, bytes)):
            body = json.dumps(body) if body is not None else ""
        kind = more.pop("content_type", "application/json")
        send = getattr(self.http, method)
        answer = send(ROOT + path, body, content_type=kind, headers=self._with(key), **more)
        return self._checked(method, path, answer)

    def _with(self, key):
        return {**self.headers, **({"Idempotency-Key": key} if key else {})}

    def _checked(self, method, path, answer):
        check(method, path, answer)
        return answer


def check(method, path, answer):
    """Fail unless the answer is one that the OpenAPI describes for this call."""
    document = described()
    for template, methods in document["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, ROOT + path.split("?")[0]) and method in methods:
            break
    else:
        assert answer.status_code in (404, 405), f"{method} {path} is not described"
        return
    told = methods[method]["responses"].get(str(answer.status_code))
    assert told is not None, f"{method} {path}: {answer.status_code} {answer.content[:300]}"
    kind = answer["Content-Type"].partition(";")[0]
    content = told.get("content", {})
    if "*/*" in content:
        return
    assert kind in content, f"{method} {path}: {kind} is not described"
    if kind.endswith("json"):
        schema = {**content[kind]["schema"], "components": document["components"]}
        Draft202012Validator(schema).validate(answer.json())


@cache
def described():
    """Return the OpenAPI document as it is served; it does not depend on any case."""
    return Client().get(f"{ROOT}/openapi.json").json()
