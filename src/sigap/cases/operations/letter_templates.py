"""The office's prepared letter texts: written as a draft, put in force, taken out of use.

A version that was in force is never changed; letters that were ordered keep their words.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sigap.cases.events import record_office
from sigap.cases.models import LetterTemplate, PermitType
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.operations.locking import hold_office_texts
from sigap.cases.queries.evidence import canonical
from sigap.cases.steps.drafting import CLOSING, SALUTATION, block_shapes
from sigap.cases.steps.fields import (
    LINE,
    PASSAGE,
    choice,
    group,
    one_of,
    rows,
    text_field,
    words,
)
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused
from sigap.documents.kinds import KINDS
from sigap.documents.letter_purposes import PURPOSES
from sigap.documents.letters import LETTER_TEXTS, strange_places

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.steps.fields import Data, Schema

State = LetterTemplate.State
_ACT = "Mengubah templat surat"
_LONGEST_TITLE, _LONGEST_SLUG = 120, 50
_NATURES = ("Biasa", "Segera", "Sangat Segera")


def purpose_schema() -> Schema:
    """Return the field of what a new template is for."""
    pairs = [(one.id, f"{KINDS[one.kind].title} · {one.title}") for one in PURPOSES.values()]
    return choice(pairs, "Untuk surat apa")


def template_schema(purpose: str) -> Schema:
    """Return the form of one version of a template."""
    types = PermitType.objects.filter(is_active=True).order_by("order", "name")
    parts = {
        "title": words("Nama templat", longest=_LONGEST_TITLE),
        "permit_type": choice(
            [(one.slug, one.name) for one in types],
            "Khusus jenis perizinan",
            "Kosong: untuk semua jenis",
        ),
        "about": words("Hal", longest=LINE),
        "salutation": text_field("Salam pembuka", longest=LINE, default=SALUTATION),
        "body": rows(
            one_of(block_shapes()),
            "Isi surat",
            at_least=1,
            description="Isian seperti {nomor_pengaduan} diganti dengan data berkas; "
            "yang boleh dipakai ada di bawah formulir",
        ),
        "closing": text_field("Penutup", longest=PASSAGE, default=CLOSING),
        "nature": choice([(one, one) for one in _NATURES], "Sifat", default=_NATURES[0]),
    }
    return group(
        parts, required=["title", "about", "body", "nature"], title=PURPOSES[purpose].title
    )


def template_form(row: LetterTemplate) -> Data:
    """Return a version as the form's data."""
    own = {"permit_type": row.permit_type.slug} if row.permit_type else {}
    return {"title": row.title, **own, **row.data}


def check_template(purpose: str, data: Data) -> Data:
    """Return a template as it would be kept.

    :raises Refused: `invalid-data`; `unknown-place` beside the field that holds a placeholder
        which nothing fills there, with those that are allowed.
    """
    filled = validate(template_schema(purpose), data)
    known = PURPOSES[purpose].places
    faults = {}
    for field in LETTER_TEXTS:
        strange = strange_places(filled.get(field, ""), known)
        if strange:
            allowed = " ".join(f"{{{name}}}" for name in known)
            faults[f"data.{field}"] = (
                f"Isian tidak dikenal di sini: {', '.join(strange)}. Yang boleh: {allowed}."
            )
    if faults:
        place, words_of_first = next(iter(faults.items()))
        raise Refused("unknown-place", words_of_first, field=place, detail={"fields": faults})
    return filled


def begin_template(*, purpose: str, data: Data, actor: Actor, now: datetime) -> LetterTemplate:
    """Write a new template as a draft.

    :raises Refused: `wrong-role`, `unknown-purpose`, and as `check_template`.
    """
    require(actor, OFFICE, _ACT)
    if purpose not in PURPOSES:
        raise Refused("unknown-purpose", "Pilih untuk surat apa templat ini.", field="purpose")
    filled = check_template(purpose, data)
    with transaction.atomic():
        hold_office_texts()
        row = LetterTemplate.objects.create(
            slug=_slug(filled["title"]),
            purpose=purpose,
            changed_at=now,
            changed_by=actor.id,
            **_columns(filled),
        )
        _record("office.template-drafted", row, actor=actor, now=now)
    return row


def write_template(
    *, slug: str, edition: int, data: Data, actor: Actor, now: datetime
) -> LetterTemplate:
    """Change the draft of a template, or begin one beside what holds.

    `edition` is that of the draft that was opened; 0 where there was none.

    :raises LetterTemplate.DoesNotExist: if there is no such template.
    :raises Refused: `wrong-role`, `stale`, `unchanged`, and as `check_template`.
    """
    require(actor, OFFICE, _ACT)
    with transaction.atomic():
        versions = _locked(slug)
        newest = versions[-1]
        filled = check_template(newest.purpose, data)
        columns = _columns(filled)
        draft = _of(versions, State.DRAFT)
        if (draft.edition if draft else 0) != edition:
            raise Refused(
                "stale",
                "Templat ini sudah diubah orang lain sementara Anda mengisi. Buka lagi, lalu "
                "ulangi perubahan Anda.",
            )
        before = draft or _of(versions, State.IN_FORCE)
        if before and all(getattr(before, name) == value for name, value in columns.items()):
            raise Refused("unchanged", "Tidak ada yang diubah.")
        if draft is None:
            draft = LetterTemplate(slug=slug, version=newest.version + 1, purpose=newest.purpose)
        else:
            draft.edition += 1
        for name, value in columns.items():
            setattr(draft, name, value)
        draft.changed_at, draft.changed_by = now, actor.id
        draft.save()
        _record("office.template-drafted", draft, actor=actor, now=now)
    return draft


def put_in_force(*, slug: str, edition: int, actor: Actor, now: datetime) -> LetterTemplate:
    """Let the draft of a template hold for letters from now on; what held until now is history.

    :raises LetterTemplate.DoesNotExist: if there is no such template.
    :raises Refused: `wrong-role`, `not-a-draft`, `stale`; `template-taken` if a letter that goes
        out by itself would have two texts; as `check_template` if the rules have changed since.
    """
    require(actor, OFFICE, _ACT)
    with transaction.atomic():
        # Before the template's own: two templates may want to be the text of one letter.
        hold_office_texts()
        versions = _locked(slug)
        draft = _of(versions, State.DRAFT)
        if draft is None:
            raise Refused("not-a-draft", "Tidak ada konsep yang menunggu diberlakukan.")
        if draft.edition != edition:
            raise Refused(
                "stale", "Konsep ini sudah diubah sementara Anda membacanya. Baca lagi dahulu."
            )
        check_template(draft.purpose, template_form(draft))
        held = _of(versions, State.IN_FORCE)
        if PURPOSES[draft.purpose].is_automatic:
            _check_alone(draft)
            if held and held.permit_type_id is None and draft.permit_type_id:
                raise _needed()
        if held:
            _end(held, actor=actor, now=now)
        draft.state, draft.in_force_at, draft.in_force_by = State.IN_FORCE, now, actor.id
        draft.save(update_fields=["state", "in_force_at", "in_force_by"])
        _record("office.template-in-force", draft, actor=actor, now=now)
    return draft


def drop_draft(*, slug: str, actor: Actor, now: datetime) -> None:
    """Throw away the draft of a template; it stays in the history.

    :raises LetterTemplate.DoesNotExist: if there is no such template.
    :raises Refused: `wrong-role`, `not-a-draft`.
    """
    require(actor, OFFICE, _ACT)
    with transaction.atomic():
        draft = _of(_locked(slug), State.DRAFT)
        if draft is None:
            raise Refused("not-a-draft", "Tidak ada konsep yang dapat dibuang.")
        draft.state, draft.ended_at, draft.ended_by = State.DROPPED, now, actor.id
        draft.save(update_fields=["state", "ended_at", "ended_by"])
        _record("office.template-dropped", draft, actor=actor, now=now)


def end_template(*, slug: str, actor: Actor, now: datetime) -> None:
    """Take a template out of use: it is offered no more.

    :raises LetterTemplate.DoesNotExist: if there is no such template.
    :raises Refused: `wrong-role`, `not-in-force`; `last-one` for the general text of a letter
        that goes out by itself.
    """
    require(actor, OFFICE, _ACT)
    with transaction.atomic():
        held = _of(_locked(slug), State.IN_FORCE)
        if held is None:
            raise Refused("not-in-force", "Templat ini sedang tidak dipakai.")
        if PURPOSES[held.purpose].is_automatic and held.permit_type_id is None:
            raise _needed()
        _end(held, actor=actor, now=now)
        _record("office.template-ended", held, actor=actor, now=now)


def _columns(filled: Data) -> dict[str, Any]:
    slug = filled.get("permit_type")
    data = {name: filled.get(name, "") for name in LETTER_TEXTS}
    for name in ("about", "salutation", "closing"):
        data[name] = data[name].strip()
    return {
        "title": filled["title"].strip(),
        "permit_type": PermitType.objects.get(slug=slug) if slug else None,
        "data": {**data, "nature": filled.get("nature") or _NATURES[0]},
    }


def _locked(slug: str) -> list[LetterTemplate]:
    """Return the versions of a template, oldest first, held until the act is done.

    The first version stands for the template: it is always there, and it is the lock.
    """
    LetterTemplate.objects.select_for_update().get(slug=slug, version=1)
    rows = LetterTemplate.objects.filter(slug=slug).select_related("permit_type")
    return list(rows.order_by("version"))


def _of(versions: list[LetterTemplate], state: str) -> LetterTemplate | None:
    return next((row for row in versions if row.state == state), None)


def _check_alone(draft: LetterTemplate) -> None:
    """Refuse a second text for a letter that goes out by itself, for the same permit type."""
    same = LetterTemplate.objects.filter(
        purpose=draft.purpose, permit_type=draft.permit_type, state=State.IN_FORCE
    )
    other = same.exclude(slug=draft.slug).first()
    if other is not None:
        raise Refused(
            "template-taken",
            f"Surat ini sudah memakai templat “{other.title}”. Ubah templat itu, atau khususkan "
            "yang ini untuk satu jenis perizinan.",
            field="data.permit_type",
        )


def _needed() -> Refused:
    return Refused(
        "last-one",
        "Surat ini keluar tanpa disunting, jadi harus selalu ada templat untuk semua jenis "
        "perizinan.",
        field="data.permit_type",
    )


def _end(row: LetterTemplate, *, actor: Actor, now: datetime) -> None:
    row.state, row.ended_at, row.ended_by = State.ENDED, now, actor.id
    row.save(update_fields=["state", "ended_at", "ended_by"])


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].strip("-") or "templat"
    # Addresses below the list that are no template's.
    taken = {"baru", *LetterTemplate.objects.values_list("slug", flat=True).distinct()}
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _record(event: str, row: LetterTemplate, *, actor: Actor, now: datetime) -> None:
    told = {"title": row.title, "permit_type": row.permit_type_id, **row.data}
    facts = {
        "template": row.slug,
        "version": row.version,
        "sha256": hashlib.sha256(canonical(told)).hexdigest(),
    }
    record_office(event, actor=actor, at=now, data=facts)
