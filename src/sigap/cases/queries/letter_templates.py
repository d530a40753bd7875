"""The office's prepared letter texts: those that hold, and every version there was."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sigap.accounts.directory import actor_names
from sigap.cases.models import LetterTemplate
from sigap.cases.queries.once import once
from sigap.documents.kinds import KINDS
from sigap.documents.letter_purposes import PURPOSES
from sigap.documents.letter_texts import TEXTS
from sigap.documents.letters import LetterText

if TYPE_CHECKING:
    from collections.abc import Iterable

State = LetterTemplate.State


def text_for(purpose: str, permit_type_id: int | None) -> LetterText:
    """Return the text that holds for a purpose: the permit type's own, else the general one.

    An office that has none gets the one that ships.
    """
    held = [one for one in _held(permit_type_id) if one.purpose == purpose]
    # The permit type's own comes first, the newest of several before the others.
    held.sort(key=lambda row: (row.permit_type_id is None, -row.pk))
    return text_of(held[0]) if held else TEXTS[purpose]


def texts_offered(kind: str, permit_type_id: int | None) -> list[LetterText]:
    """Return the texts that an officer may set into a letter of `kind`, by title."""
    held = [one for one in _held(permit_type_id) if PURPOSES[one.purpose].kind == kind]
    return [text_of(row) for row in sorted(held, key=lambda row: (row.title, row.pk))]


def text_of(row: LetterTemplate) -> LetterText:
    """Return a version of a template as what is filled in."""
    return LetterText(id=row.slug, purpose=row.purpose, title=row.title, **row.data)


def template_groups() -> list[dict[str, Any]]:
    """Return every template by the kind of its letter, with what holds and what is being written.

    Two queries.
    """
    rows = LetterTemplate.objects.exclude(state=State.DROPPED).select_related("permit_type")
    by_slug: dict[str, list[LetterTemplate]] = defaultdict(list)
    for row in rows.order_by("version"):
        by_slug[row.slug].append(row)
    people = _names(row for versions in by_slug.values() for row in versions)
    groups: dict[str, list[dict[str, Any]]] = {}
    purposes = list(PURPOSES)
    order = sorted(
        by_slug.values(), key=lambda rows: (purposes.index(rows[-1].purpose), rows[-1].title)
    )
    for versions in order:
        one = _summary(versions, people)
        kind = KINDS[PURPOSES[one["row"].purpose].kind]
        groups.setdefault(kind.title, []).append(one)
    return [{"title": title, "rows": rows} for title, rows in groups.items()]


def template(slug: str) -> dict[str, Any] | None:
    """Return one template: what holds, the draft, and its history, the newest version first."""
    rows = LetterTemplate.objects.filter(slug=slug).select_related("permit_type")
    versions = list(rows.order_by("version"))
    if not versions:
        return None
    people = _names(versions)
    return {
        **_summary(versions, people),
        "versions": [
            {
                "row": row,
                "changed_by": people.get(row.changed_by, row.changed_by),
                "in_force_by": people.get(row.in_force_by, row.in_force_by),
                "ended_by": people.get(row.ended_by, row.ended_by),
            }
            for row in reversed(versions)
        ],
    }


def template_version(slug: str, version: int) -> LetterTemplate | None:
    """Return one version of a template, None if there is none."""
    return LetterTemplate.objects.filter(slug=slug, version=version).first()


def drafts_waiting() -> int:
    """Return how many templates are being written and do not hold yet."""
    return LetterTemplate.objects.filter(state=State.DRAFT).count()


def _summary(versions: list[LetterTemplate], people: dict[str, str]) -> dict[str, Any]:
    held = next((row for row in versions if row.state == State.IN_FORCE), None)
    draft = next((row for row in versions if row.state == State.DRAFT), None)
    row = held or draft or versions[-1]
    return {
        "row": row,
        "held": held,
        "draft": draft,
        "purpose": PURPOSES[row.purpose],
        "held_by": people.get(held.in_force_by, held.in_force_by) if held else "",
        "draft_by": people.get(draft.changed_by, draft.changed_by) if draft else "",
    }


@once
def _in_force() -> list[LetterTemplate]:
    # What a later release no longer knows is no letter's text.
    return list(LetterTemplate.objects.filter(state=State.IN_FORCE, purpose__in=PURPOSES))


def _held(permit_type_id: int | None) -> list[LetterTemplate]:
    return [row for row in _in_force() if row.permit_type_id in (None, permit_type_id)]


def _names(rows: Iterable[LetterTemplate]) -> dict[str, str]:
    """Return names by actor id as the versions hold them."""
    actors = [one for row in rows for one in (row.changed_by, row.in_force_by, row.ended_by)]
    return {**actor_names(actors), "system": "bawaan Sigap"}
