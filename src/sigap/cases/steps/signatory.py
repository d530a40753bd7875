"""Who signs a letter of a case, and which role gets a task whose usual holders may not act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.queries.office import OfficeLists
    from sigap.core.sop.run import Person

HEAD, COORDINATOR = "kepala-dinas", "koordinator"


def able_holders(file: CaseFile, role: str) -> list[Person]:
    """Return the active holders of a role who are not excluded from the case."""
    excluded = {str(one.user_id) for one in file.exclusions if not one.sop}
    return [one for one in file.people if role in one.roles and one.id not in excluded]


def able_others(file: CaseFile, role: str, asker: str) -> list[Person]:
    """Return the able holders of a role who are neither the asker nor act in that one's place."""
    return [
        one for one in able_holders(file, role) if asker not in (one.id, one.acts_for.get(role, ""))
    ]


def able_role(file: CaseFile, usual: str, otherwise: str) -> str:
    """Return the role that gets a task: `usual`, unless all its holders are excluded here.

    A role without any holder waits for one.
    """
    has_holders = any(usual in person.roles for person in file.people)
    return otherwise if has_holders and not able_holders(file, usual) else usual


def signing(file: CaseFile, lists: OfficeLists, usual: str = HEAD) -> tuple[str, dict[str, Any]]:
    """Return the role that signs a letter, and its signatory as letters print one.

    What the head cannot sign, being excluded, the coordinator signs on the head's behalf;
    what another role signs as a rule goes to the head if nobody of that role may.

    :raises Refused: `no-signatory`, before any number is taken.
    """
    if usual != HEAD:
        able = able_holders(file, usual)
        if able:
            return usual, _as_printed(lists, able, usual)
    head = lists.signatory()
    if able_role(file, HEAD, COORDINATOR) == HEAD:
        return HEAD, head
    able = able_holders(file, COORDINATOR)
    if not able:
        return HEAD, head
    printed = _as_printed(lists, able, COORDINATOR)
    return COORDINATOR, {**printed, "on_behalf": f"a.n. {head['position']}"}


def _as_printed(lists: OfficeLists, able: list[Person], role: str) -> dict[str, Any]:
    """Return one of `able`; who acts for another comes first, as that one is away."""
    chosen = min(able, key=lambda one: (role not in one.acts_for, lists.name(one.id), int(one.id)))
    officer: dict[str, Any] = lists.officer(chosen.id)
    principal = chosen.acts_for.get(role)
    if not principal:
        return officer
    post = lists.officer(principal).get("position") or role.replace("-", " ").title()
    return {**officer, "on_behalf": f"Plh. {post}"}
