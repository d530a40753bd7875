"""IV.4: who reviews what, when and where; the licensing officer and the analyst plan jointly."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sigap.cases.steps import books
from sigap.cases.steps.facts import case_facts
from sigap.cases.steps.fields import (
    LINE,
    PASSAGE,
    choice,
    choices,
    first,
    moment,
    one_of,
    rows,
    way,
    whole,
    words,
)
from sigap.cases.steps.form import Effects, Paper, Register, StepForm

if TYPE_CHECKING:
    from sigap.cases.models import Agency
    from sigap.cases.steps.fields import Pairs, Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

ALONE, INTERNAL, AGENCIES, AUDITOR = "mandiri", "internal", "lintas-pd", "apip"
_LONGEST_MINUTES = 3 * 24 * 60
_USUAL_MINUTES = 120


class Plan(StepForm):
    """The mode decides whom IV.5 invites, and by which means."""

    id = "plan"
    title = "Rencana telaah"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return mode with its units, questions, time, place, leader and note-taker."""
        before = work.before
        people = _people(work)
        usual = str(work.actor.user_id)
        return {
            "mode": one_of(_modes(work, before.get("mode", {}))),
            "questions": rows(
                words("Pertanyaan", longest=PASSAGE),
                "Pertanyaan yang harus dijawab",
                at_least=1,
                default=before.get("questions", ()),
            ),
            "starts_at": moment("Mulai", default=before.get("starts_at", "")),
            "minutes": whole(
                "Lamanya (menit)",
                least=5,
                most=_LONGEST_MINUTES,
                default=before.get("minutes", _USUAL_MINUTES),
            ),
            "place": words(
                "Tempat atau tautan",
                longest=LINE,
                suggestions=[f"Ruang Rapat {work.lists.profile.data['letterhead']['unit']}"],
                default=before.get("place", ""),
            ),
            "leader": choice(people, "Pemimpin telaah", default=before.get("leader", "")),
            "note_taker": choice(people, "Notulis", default=before.get("note_taker", usual)),
        }

    def required(self, work: Work) -> list[str]:
        """Return all but the length and the note-taker."""
        return ["mode", "questions", "starts_at", "place", "leader"]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the plan, once nobody else has to confirm it, and the line in the agenda.

        :raises Refused: `in-the-past` for a day that is over.
        """
        work.not_past(data, "starts_at")
        schedule = appointment(work, data)
        agenda = {"on": schedule["held_on"], "start": schedule["start"]}
        effects = Effects(
            registers=[Register(books.AGENDA, agenda)],
            event={"mode": data["mode"]["mode"], "questions": len(data["questions"]), **agenda},
        )
        if work.ends_joint_work(outcome):
            effects.papers += self._plan(work, data, note)
        return effects

    def confirmed(self, work: Work, data: Data) -> Effects:
        """Return the plan, signed by all who confirmed it."""
        return Effects(papers=self._plan(work, data, ""))

    def _plan(self, work: Work, data: Data, note: str) -> list[Paper]:
        told = work.masked(data)
        run = work.run
        planners = dict.fromkeys(str(one) for one in (run.completed_by if run else ()))
        planners.pop(str(work.actor.user_id), None)
        facts = {
            "case": case_facts(work.file),
            "mode": data["mode"]["mode"],
            "units": [agency.name for agency in invited(work, data)],
            "questions": told["questions"],
            "schedule": appointment(work, told),
            "leader": work.lists.label(data.get("leader")),
            "note_taker": work.lists.label(data.get("note_taker")),
            "planned_on": work.today.isoformat(),
            "planners": [*(work.lists.officer(one) for one in planners), work.signature],
            "note": work.masked(note),
        }
        return [Paper("rencana-telaah", facts)]


def appointment(work: Work, data: Data) -> dict[str, Any]:
    """Return when and where the review is held, as papers say it."""
    start = datetime.fromisoformat(data["starts_at"]).astimezone(work.file.calendar.zone)
    place = data["place"]
    is_link = place.startswith(("https://", "http://"))
    end = start + timedelta(minutes=data["minutes"]) if data.get("minutes") else None
    one_day = end is not None and end.date() == start.date()
    return {
        "held_on": start.date().isoformat(),
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}" if end and one_day else "",
        "place": "Daring" if is_link else place,
        "link": place if is_link else "",
    }


def invited(work: Work, data: Data) -> list[Agency]:
    """Return the units and agencies that the plan names, in its order."""
    mode = data.get("mode", {})
    slugs = [*mode.get("agencies", ()), *mode.get("units", ())]
    found = (work.lists.agency(slug) for slug in dict.fromkeys(slugs))
    return [agency for agency in found if agency is not None]


def _modes(work: Work, before: dict[str, Any]) -> list[Schema]:
    units = _of_kind(work, "internal")
    others = _of_kind(work, "pd")
    auditors = _of_kind(work, "apip")
    chosen = before.get("agencies", ())
    inside = {"units": choices(units, "Bidang terkait", default=before.get("units", ()))}
    shapes = [way("mode", ALONE, "Telaah mandiri")]
    if units:
        own = choices(units, "Bidang terkait", at_least=1, default=before.get("units", ()))
        shapes.append(way("mode", INTERNAL, "Bersama bidang terkait", {"units": own}, ["units"]))
    if others:
        named = choices(others, "Perangkat Daerah", at_least=1, default=chosen)
        shapes.append(
            way(
                "mode",
                AGENCIES,
                "Bersama Perangkat Daerah lain",
                {"agencies": named, **(inside if units else {})},
                ["agencies"],
            )
        )
    if auditors:
        # An audit unit often comes with the agencies whose work it looks at.
        named = choices([*auditors, *others], "APIP dan PD", at_least=1, default=chosen)
        shapes.append(
            way(
                "mode",
                AUDITOR,
                "Bersama APIP (Inspektorat)",
                {"agencies": named, **(inside if units else {})},
                ["agencies"],
            )
        )
    return first(shapes, "mode", before.get("mode", ALONE))


def _of_kind(work: Work, kind: str) -> Pairs:
    return [(one.slug, one.name) for one in work.lists.agencies if one.kind == kind]


def _people(work: Work) -> Pairs:
    """Return all officers, those who hold the role that leads the review first."""
    leading = work.role_of("review", "koordinator")
    ranked = sorted(work.file.people, key=lambda person: leading not in person.roles)
    return [(person.id, work.lists.label(person.id)) for person in ranked]
