"""Reading what a request carries: JSON, or JSON with files, each sealed while it comes in."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pydantic
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from sigap.api.limits import BODY_BYTES, DRAINED_BYTES, JSON_BYTES
from sigap.api.words import faults_by_field
from sigap.cases.uploads import (
    MOST_FILES,
    Receiver,
    attachment,
    discard,
    too_many,
)
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from sigap.cases.uploads import HandedIn

Model = TypeVar("Model", bound=pydantic.BaseModel)

JSON = "application/json"
MULTIPART = "multipart/form-data"
DATA, FILES = "data", "files"  # the parts of a multipart body
_DRAIN_STEP = 1 << 20


@dataclass(frozen=True)
class Body(Generic[Model]):
    """A request's body: its values, and its files as unsaved attachments, stored already."""

    values: Model
    attachments: tuple[HandedIn, ...] = ()

    def digest(self, request: HttpRequest) -> bytes:
        """Return a digest of all that the client sent, by which a repeat is recognised."""
        files = [one.sha256 for one in self.attachments]
        values = self.values.model_dump(mode="json")
        sent = json.dumps([request.method, request.path, values, files], sort_keys=True)
        return hashlib.sha256(sent.encode()).digest()


def read_json(request: HttpRequest, model: type[Model]) -> Body[Model]:
    """Return the JSON body; an empty one counts as `{}`.

    :raises Refused: `length`, `media-type`, `body-too-large`, `unreadable`, `invalid-data`.
    """
    _require_length(request)
    if request.content_type != JSON and _length(request):
        drain(request)
        raise _wrong_media_type(JSON)
    return Body(_parsed(_json_bytes(request), model))


def read_any(
    request: HttpRequest,
    model: type[Model],
    *,
    key: bytes,
    received_from: str,
    now: datetime,
) -> Body[Model]:
    """Return the body, JSON or multipart; files are sealed under `key`.

    :raises Refused: as `read_json`, and for the first file that is not taken; no file stays
        stored then.
    """
    _require_length(request)
    if request.content_type != MULTIPART:
        if request.content_type != JSON and _length(request):
            drain(request)
            raise _wrong_media_type(f"{JSON} atau {MULTIPART}")
        return Body(_parsed(_json_bytes(request), model))
    if _length(request) > BODY_BYTES:
        drain(request)
        raise _too_large()
    receiving = _Receiving(key, received_from, now)
    request.upload_handlers = [receiving]
    try:
        content = receiving.data(request)
        return Body(_parsed(content, model), tuple(receiving.attachments))
    except BaseException:
        receiving.give_up()
        raise


def drain(request: HttpRequest) -> None:
    """Read the rest of a refused body and forget it.

    A client that is cut off while it sends would never read the answer that says why.
    """
    left = min(_length(request), DRAINED_BYTES)
    with contextlib.suppress(OSError):
        while left > 0:
            piece = request.read(min(left, _DRAIN_STEP))
            if not piece:
                return
            left -= len(piece)


class _Receiving(FileUploadHandler):
    """Takes the files of one multipart body as they come in.

    The first fault is kept and the rest let pass, so that the client hears it.
    """

    def __init__(self, key: bytes, received_from: str, now: datetime) -> None:
        super().__init__()
        self.attachments: list[HandedIn] = []
        self._key, self._from, self._now = key, received_from, now
        self._fault: Refused | None = None
        self._receiver: Receiver | None = None
        self._data: bytearray | None = None
        self._in_data = False
        self._count = 0

    def data(self, request: HttpRequest) -> bytes:
        """Parse the whole body; return its JSON part.

        :raises Refused: the first fault of a file or of the parts' names.
        """
        fields, _ = request.POST, request.FILES
        if self._fault:
            raise self._fault
        unknown = next((name for name in fields if name != DATA), None)
        if unknown is not None:
            raise _unknown_part(unknown)
        parts = fields.getlist(DATA)
        if self._data is not None:
            parts.append(self._data.decode("utf-8", "replace"))
        if len(parts) != 1:
            raise Refused(
                "invalid-data",
                f"Bagian “{DATA}” (JSON) harus ada, tepat satu.",
                field=DATA,
            )
        return str(parts[0]).encode()

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Begin a part that has a file name."""
        super().new_file(field_name, *args, **kwargs)
        self._in_data = field_name == DATA and self._data is None
        if self._in_data:
            self._data = bytearray()
            return
        if field_name != FILES:
            self._fail(_unknown_part(field_name))
        self._count += 1
        if self._count > MOST_FILES:
            self._fail(too_many(FILES))
        if self._fault:
            raise SkipFile
        self._receiver = Receiver(self.file_name or "", self._key, FILES)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a piece; the handlers after this one get none."""
        if self._in_data and self._data is not None:
            if start + len(raw_data) > JSON_BYTES:
                self._fail(_too_large())
                raise SkipFile
            self._data += raw_data
            return
        if self._receiver is None:
            raise SkipFile
        try:
            self._receiver.write(raw_data)
        except Refused as refusal:
            self._fail(refusal)
            raise SkipFile from None

    def file_complete(self, file_size: int) -> None:
        """End the part; what it was stands in `attachments`, not among Django's files."""
        del file_size
        receiver, self._receiver = self._receiver, None
        if receiver is None or self._fault:
            return
        try:
            media_type, stored = receiver.finish()
        except Refused as refusal:
            self._fail(refusal)
            return
        self.attachments.append(
            attachment(
                receiver.name,
                media_type,
                stored,
                key=self._key,
                received_from=self._from,
                now=self._now,
            )
        )

    def give_up(self) -> None:
        """Leave nothing of what came in."""
        if self._receiver:
            self._receiver.abandon()
            self._receiver = None
        discard(self.attachments)
        self.attachments.clear()

    def _fail(self, refusal: Refused) -> None:
        self._fault = self._fault or refusal


def _json_bytes(request: HttpRequest) -> bytes:
    if _length(request) > JSON_BYTES:
        drain(request)
        raise _too_large()
    return request.body


def _parsed(content: bytes, model: type[Model]) -> Model:
    try:
        return model.model_validate_json(content.strip() or b"{}")
    except pydantic.ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_input=False)
    if errors[0]["type"] == "json_invalid":
        raise Refused("unreadable", "Isi permintaan bukan JSON yang benar.")
    fields = faults_by_field(errors)
    first = next(iter(fields))
    told = "; ".join(f"{name}: {words}" for name, words in list(fields.items())[:5])
    raise Refused("invalid-data", told, field=first, detail={"fields": fields})


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _require_length(request: HttpRequest) -> None:
    """Refuse a body in chunks: WSGI would take it for an empty one."""
    if "Transfer-Encoding" in request.headers and not request.headers.get("Content-Length"):
        raise Refused("length", "Sebutkan panjang isi permintaan (Content-Length).")


def _wrong_media_type(wanted: str) -> Refused:
    return Refused("media-type", f"Kirim isi permintaan sebagai {wanted}.")


def _too_large() -> Refused:
    return Refused("body-too-large", "Isi permintaan terlalu besar.")


def _unknown_part(name: str) -> Refused:
    return Refused(
        "invalid-data",
        f"Bagian “{name[:80]}” tidak dikenal; bagiannya “{DATA}” dan “{FILES}”.",
        field=name[:80],
    )
