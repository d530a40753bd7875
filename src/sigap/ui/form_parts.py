"""Looking into a drawn form: one of its fields, and what stands in all of them as plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigap.ui.schema_form import Field

_GROUPS = ("group", "rows")


def find(form: Field, name: str) -> Field | None:
    """Return the field of this name; None if there is none."""
    if form.name == name and form.widget != "oneof":
        return form
    for child in form.children:
        found = find(child, name)
        if found:
            return found
    return None


def focus_last_row(form: Field, name: str) -> None:
    """Let the cursor stand in the last row of the list of this name."""
    rows = find(form, name)
    place = rows.children[-1] if rows and rows.children else None
    while place and place.children:
        place = place.children[0]
    if place:
        place.has_focus = True


def said(form: Field, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield title and words of every field that is filled in, in the order of the screen."""
    if form.widget == "oneof":
        chosen = next((child for child in form.children if child.value), None)
        if chosen:
            yield form.title or above, chosen.title
            for part in chosen.children:
                yield from said(part, form.title or above)
        return
    if form.widget in _GROUPS:
        for place, child in enumerate(form.children, 1):
            title = form.title or above
            is_group = form.widget == "rows" and not child.is_bare
            yield from said(child, f"{title} {place}" if is_group else title)
        return
    words = _words(form)
    if words:
        title = form.title or above
        yield (title if form.is_bare or above in ("", title) else f"{above}: {title}"), words


def faults(form: Field, above: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield id, title and error of every field that is wrong, in the order of the screen."""
    title = form.title or above
    if form.error:
        yield form.id, title, form.error
    children = form.children
    if form.widget == "oneof":
        children = [part for child in children if child.value for part in child.children]
    for child in children:
        yield from faults(child, title)


def _words(field: Field) -> str:
    if field.options:
        return ", ".join(one.label for one in field.options if one.chosen)
    if field.widget in ("check", "agree"):
        return "ya" if field.value else ""
    return "" if field.widget == "constant" else str(field.value).strip()
