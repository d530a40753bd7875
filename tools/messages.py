"""Keep the English texts: collect what the source asks for, and compile what is translated.

`python tools/messages.py` brings `django.po` up to what the templates and modules ask for and
writes `django.mo` beside it, without the tools of GNU gettext. A test compares both.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import polib

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).resolve().parent.parent / "src/sigap"
CATALOGUE = SOURCE / "ui/locale/en/LC_MESSAGES/django.po"
_ASKING = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext"})
_IN_TEMPLATES = re.compile(r"\b(?:_|n?gettext)\(")
_HEAD = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "en",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}

# One text, or a singular with its plural.
Message = tuple[str, ...]


def wanted() -> dict[Message, str]:
    """Return every text that the source asks for, with the file that does first."""
    found: dict[Message, str] = {}
    for file in sorted(SOURCE.rglob("*.py")):
        for message in _of_module(file.read_text("utf-8")):
            found.setdefault(message, str(file.relative_to(SOURCE)))
    for file in sorted(SOURCE.rglob("templates/**/*.html")):
        for message in _of_template(file.read_text("utf-8")):
            found.setdefault(message, str(file.relative_to(SOURCE)))
    return found


def compiled(catalogue: polib.POFile) -> bytes:
    """Return the catalogue in the form that is read at run time; the same for the same texts."""
    return bytes(catalogue.to_binary())


def refreshed(old: polib.POFile) -> polib.POFile:
    """Return a catalogue of what is wanted now, with what is translated already."""
    known = {_message(entry): entry for entry in old}
    fresh = polib.POFile(wrapwidth=98)
    fresh.metadata = dict(_HEAD)
    for message, place in sorted(wanted().items(), key=lambda one: (one[1], one[0])):
        entry = polib.POEntry(msgid=message[0], occurrences=[(place, "")])
        before = known.get(message)
        if len(message) > 1:
            entry.msgid_plural = message[1]
            entry.msgstr_plural = before.msgstr_plural if before else {0: "", 1: ""}
        else:
            entry.msgstr = before.msgstr if before else ""
        if "%(" in message[0]:
            entry.flags.append("python-format")
        fresh.append(entry)
    return fresh


def missing(catalogue: polib.POFile) -> list[str]:
    """Return the texts without a translation."""
    texts = {_message(entry): _translations(entry) for entry in catalogue}
    return [m[0] for m in wanted() if not texts.get(m) or not all(texts[m])]


def _message(entry: polib.POEntry) -> Message:
    return (entry.msgid, entry.msgid_plural) if entry.msgid_plural else (entry.msgid,)


def _translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _of_module(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        found = [one.value for one in node.args if isinstance(one, ast.Constant)]
        texts = [text for text in found if isinstance(text, str)]
        if name in _ASKING and texts:
            yield tuple(texts[:2]) if name == "ngettext" else (texts[0],)


def _of_template(source: str) -> Iterator[Message]:
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    from django.utils.translation.template import templatize

    code = templatize(source)
    for call in _IN_TEMPLATES.finditer(code):
        # What a tag asks for is a call of one or two literals, whatever stands behind.
        rest = code[call.start() :]
        end = rest.index(")") + 1
        while end:
            try:
                yield from _of_module(rest[:end].lstrip())
                break
            except SyntaxError:
                end = rest.find(")", end) + 1


def main() -> int:
    """Refresh the catalogue; return 1 if a translation is missing."""
    old = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
    fresh = refreshed(old)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(CATALOGUE))
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(fresh))
    left = missing(fresh)
    for text in left:
        print(text)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
