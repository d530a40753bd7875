"""Fills any task's form from its schema alone, as a client does that knows nothing else."""

from datetime import timedelta

WORDS = "Sesuai keterangan pada berkas"


def fill(schema, *, now):
    """Return what the schema requires and no more; the first of every choice."""
    return _value(schema, _Least(now))


def fill_all(schema, *, now, rng):
    """Return a random valid answer: any branch, any choice, most optional fields.

    Optional dates and moments are left out: most ask for what has happened, and no schema
    can say so.
    """
    return _value(schema, _Any(now, rng))


class _Least:
    """Chooses what comes first."""

    def __init__(self, now):
        self.now = now

    def branch(self, branches):
        return branches[0]

    def wants(self, part):
        return False

    def one(self, values):
        return values[0]

    def size(self, schema):
        return schema.get("minItems", 0)

    def number(self, schema):
        return schema.get("default", schema.get("minimum", 0))

    def text(self, schema):
        text = WORDS
        while len(text) < schema.get("minLength", 0):
            text += " " + WORDS
        return text[: schema.get("maxLength", len(text))]

    def day(self):
        return working_day_after(self.now)


class _Any(_Least):
    """Chooses at random."""

    ODD = ("Ñandú 🙏 漢字", "x", "a\n\nb", "  spasi  ", "<b>&amp;</b>", "É́́́́́", "-- ' \" \\")

    def __init__(self, now, rng):
        super().__init__(now)
        self.rng = rng

    def branch(self, branches):
        return self.rng.choice(branches)

    def wants(self, part):
        return part.get("format") not in ("date", "date-time") and self.rng.random() < 0.7

    def one(self, values):
        return self.rng.choice(values)

    def size(self, schema):
        return schema.get("minItems", 0) + self.rng.randint(0, 2)

    def number(self, schema):
        least = schema.get("minimum", 0)
        return self.rng.randint(least, min(schema.get("maximum", least + 9), least + 9))

    def text(self, schema):
        choices = [WORDS, *self.ODD]
        choices += schema.get("examples", ()) or schema.get("enum", ())
        text = self.rng.choice(choices) if "image" not in str(schema) else schema["examples"][0]
        while len(text) < schema.get("minLength", 0):
            text += " " + WORDS
        return text[: schema.get("maxLength", len(text))]

    def day(self):
        return working_day_after(self.now + timedelta(days=self.rng.randint(0, 20)))


def working_day_after(now):
    """Return nine o'clock of a weekday some days on, on the clock of `now`."""
    at = (now + timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)
    while at.weekday() > 4:
        at += timedelta(days=1)
    return at


def _value(schema, chooser):
    if "const" in schema:
        return schema["const"]
    if "oneOf" in schema:
        return _value(chooser.branch(schema["oneOf"]), chooser)
    if "enum" in schema:
        return chooser.one(schema["enum"])
    kind = schema["type"]
    if kind == "object":
        return {
            name: _value(part, chooser)
            for name, part in schema.get("properties", {}).items()
            if name in schema.get("required", ()) or (_fillable(part) and chooser.wants(part))
        }
    if kind == "array":
        size = chooser.size(schema) if _fillable(schema["items"]) else 0
        return [_value(schema["items"], chooser) for _ in range(size)]
    simple = {
        "boolean": lambda: chooser.one([True, False]),
        "integer": lambda: chooser.number(schema),
        "string": lambda: _text(schema, chooser),
    }
    return simple[kind]()


def _text(schema, chooser):
    formatted = {
        "date": chooser.day().date().isoformat(),
        "date-time": chooser.day().isoformat(timespec="seconds"),
        "time": "09:00:00+07:00",
        "email": "seseorang@example.id",
        "uri": "https://example.id/ruang",
    }
    kind = schema.get("format")
    return formatted[kind] if kind else chooser.text(schema)


def _fillable(schema):
    """Whether anything can be filled in: no list with nothing in it, however deep."""
    if "enum" in schema:
        return bool(schema["enum"])
    parts = schema.get("properties", {})
    return all(_fillable(parts[name]) for name in schema.get("required", ()))
