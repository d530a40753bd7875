"""A small HTTP client for measuring and for tests with real servers: one connection, JSON."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

_TIMEOUT_SECONDS = 60
_RETRY_SECONDS = 180  # longer than several starts of a server on a busy machine


class Unanswered(Exception):
    """No answer came in time, however often it was asked."""


@dataclass
class Answer:
    """What came back."""

    status: int
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON value
        """Return the body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Parts:
    """A body that is no JSON."""

    content: bytes
    media_type: str


@dataclass
class Client:
    """Asks one server as one caller; keeps its connection. Not for several threads."""

    base: str
    token: str = ""
    cookie: str = ""  # of a signed-in session
    retries: bool = False  # ask again, with the same key, when no answer came
    times: list[tuple[str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str, name: str = "") -> Answer:
        """Ask with GET."""
        return self._ask("GET", path, None, name or path, "")

    def upload(self, path: str, data: object, file: tuple[str, str, bytes], name: str) -> Answer:
        """Ask with a POST of a JSON part `data` and one file: (name, media type, content)."""
        filename, media_type, content = file
        boundary = uuid.uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="data"\r\n'
            f"Content-Type: application/json\r\n\r\n{json.dumps(data)}\r\n"
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; '
            f'filename="{filename}"\r\nContent-Type: {media_type}\r\n\r\n'
        )
        body = Parts(
            head.encode() + content + f"\r\n--{boundary}--\r\n".encode(),
            f"multipart/form-data; boundary={boundary}",
        )
        return self._ask("POST", path, body, name, str(uuid.uuid4()))

    def post(self, path: str, body: object, name: str = "") -> Answer:
        """Ask with POST; each call has its own Idempotency-Key, kept through its retries."""
        return self._ask("POST", path, body, name or path, str(uuid.uuid4()))

    def _ask(self, method: str, path: str, body: object, name: str, key: str) -> Answer:
        until = time.monotonic() + _RETRY_SECONDS
        while True:
            try:
                return self._once(method, path, body, name, key)
            except (OSError, http.client.HTTPException):
                self.close()
                if not self.retries or time.monotonic() > until:
                    raise Unanswered(f"{method} {path}") from None
                time.sleep(0.1)

    def _once(self, method: str, path: str, body: object, name: str, key: str) -> Answer:
        if self._connection is None:
            parts = urlsplit(self.base)
            self._connection = http.client.HTTPConnection(
                parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS
            )
        headers = {"Accept": "text/html" if self.cookie else "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.cookie:
            headers["Cookie"] = self.cookie
        if key:
            headers["Idempotency-Key"] = key
        payload = None
        if isinstance(body, Parts):
            payload, headers["Content-Type"] = body.content, body.media_type
        elif body is not None:
            payload = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        begun = time.perf_counter()
        self._connection.request(method, path, payload, headers)
        response = self._connection.getresponse()
        answer = Answer(response.status, response.read(), time.perf_counter() - begun)
        self.times.append((name, answer.seconds))
        if self.retries and answer.status == http.client.SERVICE_UNAVAILABLE:
            raise http.client.HTTPException("busy")
        return answer

    def close(self) -> None:
        """Give the connection up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
