"""Filling in any drawn form wrongly, and looking whether the answer tells it and keeps all."""

import re
from html.parser import HTMLParser

HUGE = "Panjang sekali 🏢 " * 4_000
HTML = "<script>alert(1)</script><b onclick=x>&amp;"
EMOJI = "🙏🏽👨‍👩‍👧‍👦 ﷽ سلام 你好"
CONTROL = "Nama\x00\x07\x1b[31m"
NO_DATES = ("2026-02-30", "besok", "0000-00-00", "31/12/2026", "99999-01-01")
TYPED = {"text", "area", "letter", "number", "date", "moment", "time", "radio", "select"}


class Hidden(HTMLParser):
    """What a page's form sends without being seen."""

    def __init__(self, page):
        super().__init__()
        self.values = {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "input" and found.get("type") == "hidden" and found.get("name"):
            self.values[found["name"]] = found.get("value", "")


def leaves(field, *, open_branch=True):
    """Yield the fields that a person fills in, of a choice only the branch that is chosen."""
    if not field.children:
        if open_branch and field.widget in TYPED:
            yield field
        return
    for child in field.children:
        chosen = field.widget != "oneof" or bool(child.value)
        yield from leaves(child, open_branch=open_branch and chosen)


def untold(field, told):
    """Return the fields that must be filled in and of which, or of a group around, nothing is told.

    What stands in an optional group or row need not be told while all of it is empty.
    """
    if not field.required or field.name in told:
        return []
    if not field.children:
        return [field.name] if field.widget in TYPED else []
    parts = field.children
    if field.widget == "oneof":
        parts = [child for child in parts if child.value]
    return [name for child in parts for name in untold(child, told)]


def checked(field):
    return [one.value for one in field.options if one.chosen]


def as_sent(field):
    """Return what the browser sends of a form as it stands there."""
    sent = {}
    for child in field.children:
        sent |= as_sent(child)
    if field.widget == "oneof":
        chosen = [index for index, child in enumerate(field.children) if child.value]
        sent[f"{field.name}.~"] = str(chosen[0] if chosen else 0)
    elif field.widget == "checks":
        sent[field.name] = checked(field)
    elif field.widget in ("radio", "select"):
        sent[field.name] = (checked(field) or [""])[0]
    elif field.widget in ("check", "agree"):
        sent |= {field.name: "on"} if field.value else {}
    elif not field.children:
        sent[field.name] = str(field.value)
    return sent


def errors(field):
    own = {field.name: field.error} if field.error else {}
    for child in field.children:
        own |= errors(child)
    return own


def fit(field, value):
    """Whether a browser could send `value` from this field at all, by hand or by a tool."""
    return field.widget in ("text", "area", "letter") or value in ("", CONTROL, *NO_DATES)


def wrong(kind, form):
    """Return what is sent of a form when it is filled in wrongly in one way."""
    fields = list(leaves(form))
    known = as_sent(form)
    if kind == "empty":
        branches = {name: value for name, value in known.items() if name.endswith(".~")}
        return {**dict.fromkeys(known, ""), **branches} if untold(form, ()) else {}
    if kind == "date":
        dates = [one for one in fields if one.widget in ("date", "moment", "time")]
        days = {one.name: NO_DATES[i % len(NO_DATES)] for i, one in enumerate(dates)}
        return {**known, **days} if days else {}
    value = {"huge": HUGE, "html": HTML, "emoji": EMOJI, "control": CONTROL}[kind]
    return {**known, **{one.name: value for one in fields if fit(one, value)}}


def takes_text(form):
    return any(one.widget in ("text", "area", "letter") for one in leaves(form))


def assert_told_and_kept(page, sent, form):
    """Fail unless something says what is wrong, and every field holds what was sent."""
    assert errors(page.context["form"]) or page.context["refused"], "nothing says what is wrong"
    assert_kept(page, sent, form)


def assert_kept(page, sent, form):
    """Fail unless every field of the form holds what was sent."""
    names = {one.name for one in leaves(form)}
    shown = {one.name: one for one in leaves(page.context["form"])}
    for name in names & shown.keys():
        typed = sent.get(name, "")
        if shown[name].widget in ("radio", "select") or "\x00" in typed:
            continue
        kept = re.sub(r"\s+", " ", str(shown[name].value)).strip()
        assert kept == re.sub(r"\s+", " ", typed).strip(), f"{name} is lost"
