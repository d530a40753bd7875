"""The office's prepared texts in a form that writes a letter: offered, and set in when chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.queries.letter_templates import texts_offered
from sigap.cases.steps.wording import known_places, proposed, suggested_purpose
from sigap.ui import letter_text
from sigap.ui.schema_form import Option

if TYPE_CHECKING:
    from sigap.cases.steps.taskform import TaskForm
    from sigap.ui.schema_form import Field

CHOICE = "~templat"  # after a letter's name: the select beside it
_BESIDE = ("about", "salutation", "closing")


def offer_letters(form: Field, task: TaskForm) -> None:
    """Put the texts that fit beside every letter of a drawn form; that of the review chosen."""
    kind = task.form.writes
    if not kind:
        return
    texts = texts_offered(kind, task.file.case.permit_type_id)
    wanted = suggested_purpose(task.file, kind)
    options = [Option(one.id, one.title, one.purpose == wanted) for one in texts]
    for field in _letters(form):
        field.offers = options


def set_in(
    task: TaskForm, data: dict[str, Any], name: str, chosen: str, *, replace: bool
) -> dict[str, Any] | None:
    """Set a text in the letter of this name in what was typed; return what it brought.

    With `replace` it takes the place of what stood there. Else the body is added at the end, and
    subject, salutation and closing only where nobody has written their own. None: no such letter
    in the form, or no such text.
    """
    *path, last = name.split(".")[1:] or [""]
    schema = task.schema
    for key in path:
        schema = schema.get("properties", {}).get(key, {})
    texts = texts_offered(task.form.writes, task.file.case.permit_type_id)
    text = next((one for one in texts if one.id == chosen), None)
    parts = schema.get("properties", {})
    if text is None or not letter_text.is_letter(parts.get(last, {})):
        return None
    filled = proposed(task.file, text, known_places(task.file, task.form.writes))
    place = data
    for key in path:
        place = place.setdefault(key, {})
    brought = {"body": filled["body"]}
    for key in _BESIDE:
        if replace or place.get(key, "") in ("", parts.get(key, {}).get("default", "")):
            brought[key] = filled[key]
    before = [] if replace else place.get(last) or []
    place.update({**brought, last: [*before, *filled["body"]]})
    return {**brought, "body": letter_text.to_text(filled["body"])}


def _letters(form: Field) -> list[Field]:
    own = [form] if form.widget == "letter" else []
    return own + [one for child in form.children for one in _letters(child)]
