"""The words of papers that are no letters, and which of their parts are printed, as office data.

Every change is a version. Papers that were ordered keep the words they were ordered with.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sigap.cases.events import record_office
from sigap.cases.models import PaperWording
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.operations.locking import hold_office_texts
from sigap.cases.queries.evidence import canonical
from sigap.cases.steps.fields import group, text_field, yes_no
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused
from sigap.documents.kinds import KINDS
from sigap.documents.paper_texts import text_fault, texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.steps.fields import Data, Schema

_ACT = "Mengubah kata-kata naskah"


def wording_schema(kind: str, wording: Mapping[str, Any]) -> Schema:
    """Return the form of a kind's words; what an office has changed is shown as shipped, too."""
    changed = wording.get("texts", {})
    texts = texts_of(KINDS[kind])
    words = {
        text.id: text_field(
            text.label,
            longest=text.longest,
            shortest=int(text.is_needed),
            description=f"Bawaan: {text.shipped or 'kosong'}" if text.id in changed else "",
        )
        for text in texts
    }
    needed = [text.id for text in texts if text.is_needed]
    schema = {"texts": group(words, required=needed, title="Kata-kata")}
    if parts := KINDS[kind].parts:
        shows = {part.id: yes_no(part.label) for part in parts}
        schema["shows"] = group(shows, title="Bagian yang dicetak")
    return group(schema, required=["texts"], title=KINDS[kind].title)


def wording_form(kind: str, wording: Mapping[str, Any]) -> Data:
    """Return a wording as the form's data."""
    changed, hidden = wording.get("texts", {}), wording.get("hidden", ())
    words = {text.id: changed.get(text.id, text.shipped) for text in texts_of(KINDS[kind])}
    form: Data = {"texts": words}
    if parts := KINDS[kind].parts:
        form["shows"] = {part.id: part.id not in hidden for part in parts}
    return form


def wording_typed(kind: str, data: Data) -> dict[str, Any]:
    """Return the form's data as it is kept: only what differs from what ships."""
    said, shows = data.get("texts") or {}, data.get("shows") or {}
    texts = {
        text.id: words
        for text in texts_of(KINDS[kind])
        if (words := _written(said.get(text.id))) != text.shipped
    }
    hidden = [part.id for part in KINDS[kind].parts if not shows.get(part.id)]
    kept: dict[str, Any] = {}
    if texts:
        kept["texts"] = texts
    if hidden:
        kept["hidden"] = hidden
    return kept


def word_paper(*, kind: str, edition: int, data: Data, actor: Actor, now: datetime) -> PaperWording:
    """Let papers of a kind that are ordered from now on say these words.

    `edition` is the version that was opened, 0 for the shipped one. The shipped words, sent as
    they are, hold again.

    :raises Refused: `wrong-role`, `unknown-kind`, `invalid-data`, `unknown-place` beside the text
        in which a placeholder is wrong or missing, `stale`, `unchanged`.
    """
    require(actor, OFFICE, _ACT)
    if kind not in KINDS:
        raise Refused("unknown-kind", "Jenis naskah ini tidak dikenal.", field="kind")
    filled = validate(wording_schema(kind, {}), data)
    _check_places(kind, filled["texts"])
    kept = wording_typed(kind, filled)
    with transaction.atomic():
        hold_office_texts()
        held = PaperWording.objects.filter(kind=kind).order_by("-version").first()
        if (held.version if held else 0) != edition:
            raise Refused(
                "stale",
                "Kata-kata naskah ini sudah diubah orang lain sementara Anda mengisi. Buka lagi, "
                "lalu ulangi perubahan Anda.",
            )
        if kept == (held.data if held else {}):
            raise Refused("unchanged", "Tidak ada yang diubah.")
        row = PaperWording.objects.create(
            kind=kind, version=edition + 1, data=kept, made_at=now, made_by=actor.id
        )
        facts = {
            "paper": kind,
            "version": row.version,
            "sha256": hashlib.sha256(canonical(kept)).hexdigest(),
        }
        record_office("office.paper-worded", actor=actor, at=now, data=facts)
    return row


def _written(words: object) -> str:
    """Return a text as papers print it: no room at its ends, lines as they were meant."""
    return str(words or "").replace("\r\n", "\n").strip()


def _check_places(kind: str, said: Mapping[str, str]) -> None:
    faults = {
        f"data.texts.{text.id}": fault
        for text in texts_of(KINDS[kind])
        if (fault := text_fault(text, _written(said.get(text.id))))
    }
    if faults:
        place, words = next(iter(faults.items()))
        raise Refused("unknown-place", words, field=place, detail={"fields": faults})
