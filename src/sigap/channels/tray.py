"""Uploads on their way: stored sealed at once, carried through pages in a sealed token.

So a wrong field, a summary page or a second thought never loses a photo, and the server
keeps no row for what is never sent: files that no row refers to are swept after a day.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sigap.cases import filestore
from sigap.cases.identity import KeyUnusable, new_key, office_key, seal_json, unseal_json
from sigap.cases.uploads import MOST_FILES, Upload, plain_name, revive, store, too_many
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from sigap.cases.models import Attachment


@dataclass
class Tray:
    """Files handed in so far, the key they are sealed with, and the form's own number."""

    key: bytes = field(default_factory=new_key)
    files: list[dict[str, Any]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Names of files that waited too long in an open page and were swept."""

    @classmethod
    def read(cls, token: str) -> Tray:
        """Return the tray in a token; an empty one if the token is missing or not ours."""
        try:
            known = unseal_json(office_key(), base64.urlsafe_b64decode(token.encode()))
            tray = cls(base64.b64decode(known["key"]))
            for one in known["files"]:
                if filestore.path_of(one["file"]).exists():
                    tray.files.append(one)
                else:
                    tray.lost.append(one["name"])
        except (KeyUnusable, ValueError, TypeError, KeyError):
            return cls()
        return tray

    def token(self) -> str:
        """Return the tray as text for a hidden field; tells and allows nothing without our key."""
        known = {"key": base64.b64encode(self.key).decode(), "files": self.files}
        return base64.urlsafe_b64encode(seal_json(office_key(), known)).decode()

    def take(self, request: HttpRequest, *, now: datetime) -> None:
        """Store what was uploaded with this request beside what is there already.

        :raises Refused: for the first file that is not taken, or if one that was there is gone;
            the others and what is there stay.
        """
        sent = request.FILES.getlist("files")
        if len(sent) + len(self.files) > MOST_FILES:
            raise too_many("files")
        first: Refused | None = None
        for one in sent:
            try:
                self._keep(Upload(one.name or "berkas", one.chunks()), now=now)
            except Refused as refused:
                first = first or refused
        if self.lost and not first:
            words = _("Tidak tersimpan lagi karena terlalu lama menunggu: %(names)s. Pilih lagi.")
            names = {"names": ", ".join(self.lost)}
            first = Refused("file-expired", words % names, field="files")
        if first:
            raise first

    def _keep(self, upload: Upload, *, now: datetime) -> None:
        (attachment,) = store([upload], self.key, received_from="public", now=now)
        self.files.append(
            {
                "name": plain_name(upload.name),
                "media_type": attachment.media_type,
                "size_bytes": attachment.size_bytes,
                "sha256": attachment.sha256,
                "file": attachment.file,
            }
        )

    def drop(self, index: int) -> None:
        """Leave one file out; its content is swept later."""
        if 0 <= index < len(self.files):
            del self.files[index]

    def attachments(self, *, received_from: str, now: datetime) -> tuple[Attachment, ...]:
        """Return the files as unsaved attachments for an operation."""
        return tuple(
            revive(one, self.key, received_from=received_from, now=now) for one in self.files
        )
