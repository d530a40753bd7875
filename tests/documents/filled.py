"""Facts made from a kind's schema alone, and facts in which every text is a mark of its own."""

from sigap.documents.kinds import KINDS

PLAIN = {
    "date-time": "2026-11-24T09:12:00+07:00",
    "date": "2026-11-24",
    "time": "09:12",
    "uri": "https://sigap.example.id/lacak/K7QM-4T2X-9HWD",
}
FIXED = {"barcode": "PGD-2026-00123", "way": "paper"}
# Facts for machines, or printed only in a form of their own.
UNPRINTED = {"event", "barcode", "image"}


def filled_facts(kind_id, text, *, count=2, required_only=False):
    """Return facts in which every text is `text` and every list `count` long."""
    return _filled(KINDS[kind_id].facts_schema, lambda _: text, count, required_only=required_only)


def marked_facts(kind_id):
    """Return facts in which every text is another mark, and those marks that must be printed."""
    marks = []

    def mark(name):
        if name in UNPRINTED:
            return "x"
        marks.append(f"tanda{len(marks)}q")
        return marks[-1]

    facts = _filled(KINDS[kind_id].facts_schema, mark, 2)
    return _whole(facts), [mark for mark in marks if mark not in _only_for_machines(kind_id, facts)]


def _only_for_machines(kind_id, facts):
    """A letter says in its body what it wants of the case; a label stands in everybody's sight."""
    if "to" in facts:
        return set(map(str, facts["case"].values()))
    if kind_id == "label-arsip":
        return {
            facts["case"][name] for name in ("subject", "registration_number", "outside_number")
        }
    return set()


def _whole(facts):
    """Make both sides of a choice show: what is missing prints only where something is."""
    for name in ("complete", "agrees", "accepted", "approved", "fit"):
        if name in facts:
            facts[name] = False
    return facts


def _filled(schema, make, count, name="", *, required_only=False):
    if "properties" in schema:
        wanted = schema["required"] if required_only else schema["properties"]
        return {
            key: _filled(schema["properties"][key], make, count, key, required_only=required_only)
            for key in wanted
            if key != "image"
        }
    if "oneOf" in schema:
        return _blocks(make, count)
    if schema["type"] == "array":
        return [
            _filled(schema["items"], make, count, name, required_only=required_only)
            for _ in range(count)
        ]
    if name in FIXED:
        return FIXED[name]
    if "format" in schema or "examples" in schema:
        return PLAIN[schema["format"]] if "format" in schema else schema["examples"][0]
    return {"string": make, "integer": lambda _: 3, "boolean": lambda _: True}[schema["type"]](name)


def _blocks(make, count):
    bold_italic = {"text": make(""), "bold": True, "italic": True}
    return [
        {"type": "heading", "text": make("")},
        *({"type": "paragraph", "runs": [{"text": make("")}]} for _ in range(count)),
        {"type": "numbered", "items": [make(""), {"text": make(""), "items": [make("")]}]},
        {"type": "list", "items": [{"runs": [bold_italic]}]},
        {
            "type": "table",
            "columns": [make(""), "Nilai"],
            "rows": [[make(""), 7] for _ in range(count)],
            "widths": [1, 4],
        },
    ]
