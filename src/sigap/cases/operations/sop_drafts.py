"""Writing a new version of an SOP: begun from one in force, a file, or a decree's text."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases.events import record_office
from sigap.cases.models import SopDraft, SopVersion
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.queries.sops import in_force, sop_of_version
from sigap.core.errors import Refused
from sigap.core.sop.import_text import import_text
from sigap.core.sop.parse import parse

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor

MOST_CHARACTERS = 2_000_000
_LONGEST_ID, _LONGEST_TITLE = 60, 200


def begin_draft(*, version_id: int, actor: Actor, now: datetime) -> SopDraft:
    """Begin a draft that says what a version says.

    :raises Refused: `wrong-role`.
    """
    me = require(actor, OFFICE, "Mengubah SOP")
    version = SopVersion.objects.get(pk=version_id)
    with transaction.atomic():
        return _begin(version.source, me, base=version, actor=actor, now=now)


def import_drafts(*, text: str, actor: Actor, now: datetime) -> list[SopDraft]:
    """Begin drafts from an SOP file, or from a decree's pasted text, one an SOP in it.

    A file with errors becomes a draft, to be mended there; a decree that cannot be read whole
    does not, since nobody could say what is missing.

    :raises Refused: `wrong-role`, `empty`, `unreadable` (`detail["findings"]` has every fault).
    """
    me = require(actor, OFFICE, "Mengubah SOP")
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if not plain.strip():
        raise Refused("empty", "Tempel atau unggah naskahnya dahulu.", field="text")
    if len(plain) > MOST_CHARACTERS:
        raise Refused("unreadable", "Naskah terlalu besar; satu keputusan sekali.", field="text")
    if "\0" in plain or any("\ud800" <= letter <= "\udfff" for letter in plain):
        raise Refused("unreadable", "Naskah berisi karakter yang tidak dapat disimpan.")
    sources = [plain] if is_sop_file(plain) else _from_decree(plain, now=now)
    newest = in_force(now)
    with transaction.atomic():
        drafts = []
        for source in sources:
            sop_id, _ = named(source)
            base = SopVersion.objects.filter(pk=newest.get(sop_id, 0)).first()
            drafts.append(_begin(source, me, base=base, actor=actor, now=now))
    return drafts


def save_draft_source(
    *, draft_id: int, edition: int, source: str, actor: Actor, now: datetime
) -> SopDraft:
    """Keep what was written in a draft, right or wrong; errors only keep it from being proposed.

    :raises Refused: `wrong-role`, `not-a-draft`, `stale`, `too-long`.
    """
    require(actor, OFFICE, "Mengubah SOP")
    text = source.replace("\r\n", "\n")
    if len(text) > MOST_CHARACTERS or "\0" in text:
        raise Refused("too-long", "Naskah terlalu besar atau berisi karakter terlarang.")
    with transaction.atomic():
        draft = writable(draft_id, edition)
        if draft.source == text:
            return draft
        draft.source = text
        draft.sop, draft.title = named(text)
        draft.edition += 1
        draft.changed_at = now
        if actor.user_id not in draft.hands:
            draft.hands = [*draft.hands, actor.user_id]
        draft.save(update_fields=["source", "sop", "title", "edition", "changed_at", "hands"])
    return draft


def writable(draft_id: int, edition: int) -> SopDraft:
    """Return a draft that is being written, locked, if nobody else has changed it meanwhile.

    :raises Refused: `not-a-draft`, `stale`.
    """
    draft = SopDraft.objects.select_for_update().get(pk=draft_id)
    if draft.state != SopDraft.State.WRITING:
        raise Refused("not-a-draft", "Konsep ini sudah diusulkan atau selesai; tidak dapat diubah.")
    if draft.edition != edition:
        raise Refused(
            "stale",
            "Konsep sudah diubah orang lain sementara Anda menulis. Yang Anda tulis masih ada di "
            "halaman ini; salin dahulu, lalu buka lagi konsepnya.",
        )
    return draft


def is_sop_file(text: str) -> bool:
    """Whether a text is an SOP file, with or without faults, rather than a decree's text."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError):
        # A slip in the file does not make it a decree: those have no assignments.
        lines = [line.strip() for line in text.splitlines()]
        return any(line.startswith(("format =", "format=", "[[steps]]")) for line in lines)
    return "steps" in document or "format" in document


def named(source: str) -> tuple[str, str]:
    """Return id and title of an SOP file as far as they can be read."""
    sop, _ = parse(source, name="")
    if sop is not None:
        return sop.id[:_LONGEST_ID], sop.title[:_LONGEST_TITLE]
    try:
        document = tomllib.loads(source)
    except (ValueError, RecursionError):
        return "", ""
    sop_id, title = document.get("id"), document.get("title")
    return (
        sop_id[:_LONGEST_ID] if isinstance(sop_id, str) else "",
        title[:_LONGEST_TITLE] if isinstance(title, str) else "",
    )


def _begin(
    source: str, me: int, *, base: SopVersion | None, actor: Actor, now: datetime
) -> SopDraft:
    sop_id, title = named(source)
    draft = SopDraft.objects.create(
        sop=sop_id,
        title=title,
        based_on=base,
        source=source,
        hands=[me],
        begun_by_id=me,
        begun_at=now,
        changed_at=now,
    )
    data = {"draft": draft.pk, "sop": sop_id, "base": base.version if base else 0}
    record_office("sop.draft-begun", actor=actor, at=now, data=data)
    return draft


def _from_decree(text: str, *, now: datetime) -> list[str]:
    roles = {
        lane.role: lane.name
        for version in in_force(now).values()
        for lane in sop_of_version(version).lanes
    }
    imported, findings = import_text(text, name="naskah", roles=roles)
    if findings:
        raise Refused(
            "unreadable",
            f"Naskah belum dapat dibaca: {len(findings)} hal.",
            field="text",
            detail={"findings": findings},
        )
    return [one.toml() for one in imported]
