"""The letter of answer as structured text: its fields, its facts, and what a reviewer changed."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from sigap.cases.models import Document
from sigap.cases.steps.facts import addressee, letter
from sigap.cases.steps.fields import (
    LINE,
    PASSAGE,
    group,
    one_of,
    rows,
    text_field,
    way,
    words,
)
from sigap.documents.marks import with_runs, without_marks

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.work import Work

SALUTATION = "Dengan hormat,"
CLOSING = "Demikian disampaikan, atas perhatiannya diucapkan terima kasih."
DRAFT_KIND = "konsep-surat-balasan"
_LONGEST_BLOCK = 10_000
_MOST_COMPARED = 1_000  # passages; comparing costs their square


def letter_schema(title: str, known: dict[str, Any]) -> Schema:
    """Return the fields of a letter; what is known of it stands there to be changed."""
    fields = {
        "about": text_field("Hal", longest=LINE, default=known.get("about", "")),
        "salutation": text_field(
            "Salam pembuka", longest=LINE, default=known.get("salutation", SALUTATION)
        ),
        "body": rows(
            one_of(block_shapes()),
            "Isi surat",
            at_least=1,
            description="Alinea, daftar, judul bagian dan tabel, berurutan. Di dalam teks: "
            "**tebal**, *miring*.",
            default=known.get("body", ()),
        ),
        "closing": text_field("Penutup", longest=PASSAGE, default=known.get("closing", CLOSING)),
        "attachments": rows(
            words("Lampiran", longest=LINE), "Lampiran", default=known.get("attachments", ())
        ),
        "copies": rows(
            words("Tembusan", longest=LINE), "Tembusan", default=known.get("copies", ())
        ),
    }
    return group(fields, required=["body"], title=title)


def block_shapes() -> list[Schema]:
    """Return the shapes of one block of text, as `documents.blocks` prints them."""
    text = {"text": words("Teks", longest=_LONGEST_BLOCK)}
    items = {"items": rows(words("Butir", longest=_LONGEST_BLOCK), "Butir", at_least=1)}
    cells = rows(text_field("Sel", longest=_LONGEST_BLOCK), "Baris")
    table = {
        "columns": rows(text_field("Judul kolom", longest=LINE), "Judul kolom", at_least=1),
        "rows": rows(cells, "Baris", description="Sel yang kurang dicetak kosong."),
    }
    return [
        way("type", "paragraph", "Alinea", text, ["text"]),
        way("type", "numbered", "Daftar bernomor", items, ["items"]),
        way("type", "list", "Daftar berbutir", items, ["items"]),
        way("type", "heading", "Judul bagian", text, ["text"]),
        way("type", "table", "Tabel", table, ["columns"]),
    ]


def letter_facts(work: Work, drafted: dict[str, Any], signatory: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of the letter to the complainant."""
    file = work.file
    attachments = drafted.get("attachments", ())
    return letter(
        file,
        about=drafted.get("about") or f"Jawaban atas Pengaduan Nomor {file.case.number}",
        to=addressee(file),
        body=with_runs(drafted["body"]),
        signatory=signatory,
        salutation=drafted.get("salutation", SALUTATION),
        closing=drafted.get("closing", CLOSING),
        attachment="; ".join(attachments) or "-",
        copies=list(drafted.get("copies", ())),
    )


def current_letter(work: Work) -> dict[str, Any]:
    """Return the letter as it stands: as drafted, or as the reviewer changed it since; or {}."""
    drafted = work.file.latest("draft")
    examined = work.file.latest("examine")
    letter_now = drafted[1].get("letter", {}) if drafted else {}
    if drafted and examined and examined[0].pk > drafted[0].pk:
        letter_now = examined[1].get("letter") or letter_now
    return dict(letter_now)


def draft_version(work: Work) -> int:
    """Return how many versions of the draft have been made so far in this case."""
    return Document.objects.filter(case=work.file.case, kind=DRAFT_KIND).count()


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, str]]:
    """Return the passages that differ between two letters, each before and after."""
    old, new = _passages(before), _passages(after)
    if max(len(old), len(new)) > _MOST_COMPARED:
        return [] if old == new else [{"before": "", "after": "Isi surat diganti seluruhnya."}]
    found = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag != "equal":
            found.append({"before": "\n".join(old[i1:i2]), "after": "\n".join(new[j1:j2])})
    return found


def _texts(block: dict[str, Any]) -> list[str]:
    """Return what a block says, as it reads."""
    if block["type"] == "table":
        lines = [block["columns"], *block.get("rows", ())]
        return [" | ".join(map(without_marks, line)) for line in lines]
    return list(map(without_marks, block["items"] if "items" in block else [block["text"]]))


def _passages(drafted: dict[str, Any]) -> list[str]:
    texts = [f"Hal: {drafted['about']}"] if drafted.get("about") else []
    texts.append(drafted.get("salutation", SALUTATION))
    for block in drafted.get("body", ()):
        texts += _texts(block)
    texts.append(drafted.get("closing", CLOSING))
    texts += [f"Lampiran: {one}" for one in drafted.get("attachments", ())]
    return texts + [f"Tembusan: {one}" for one in drafted.get("copies", ())]
