"""Every schema of every task, in many situations: only what the public contract allows."""

import json
import random
import tomllib
from functools import partial

import pytest

from sigap.cases.identity import case_key, unseal_json
from sigap.cases.models import Case, Document
from sigap.cases.operations.papers import render_document
from sigap.cases.steps import FORMS, form_for
from sigap.core.masking import Identity
from sigap.documents.kinds import KINDS
from sigap.documents.reading import printable
from sigap.sops import shipped
from tests.cases.filler import fill_all
from tests.cases.office import ROLES, file_complaint, open_office, play

pytestmark = pytest.mark.django_db

KEYWORDS = {
    "type",
    "properties",
    "required",
    "enum",
    "const",
    "default",
    "examples",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "items",
    "$ref",
    "oneOf",
    "title",
    "description",
    "format",
}
FORMATS = {"date", "date-time", "time", "email", "uri"}
# Moments and days that must be filled in; all of them are still to come.
TO_COME = {"asked_by", "starts_at", "come_back_on", "at"}
LOOPS = {
    "completeness": ["tidak-lengkap"],
    "confirm": ["differs"],
    "consult": ["agree-with-changes"],
    "examine": ["perlu-perbaikan"],
    "approve": ["perlu-perbaikan"],
}
AGENCIES = {
    "mode": {
        "mode": "lintas-pd",
        "agencies": ["bapenda", "dinas-cipta-karya"],
        "units": ["bidang-pelayanan-perizinan"],
    }
}
SITUATIONS = {
    "at the counter": {},
    "with loops and other agencies": {"outcomes": LOOPS, "data": {"plan": AGENCIES}},
    "a letter without a name": {
        "filing": {
            "by": None,
            "channel": "letter",
            "complainant_kind": "tanpa-identitas",
            "identity": Identity(name="Tanpa nama"),
        }
    },
    "no way to reach the person": {
        "filing": {"identity": Identity(name="Suherman Wijaya"), "complainant_kind": "kuasa"}
    },
    "secret and little known": {
        "filing": {
            "by": None,
            "channel": "web",
            "confidential": True,
            "anonymous": True,
            "registration_number": "",
        }
    },
    "no legal analyst": {"roles": [one for one in ROLES if one != "analis-hukum"]},
}


def walk(schema, path="data", *, required=True):
    """Yield (path, schema, whether it must be filled in) of every schema within."""
    yield path, schema, required
    for name, part in schema.get("properties", {}).items():
        needed = required and name in schema.get("required", ())
        yield from walk(part, f"{path}.{name}", required=needed)
    if "items" in schema:
        filled = required and schema.get("minItems", 0) > 0
        yield from walk(schema["items"], f"{path}[]", required=filled)
    for index, branch in enumerate(schema.get("oneOf", ())):
        yield from walk(branch, f"{path}<{index}>", required=required)


def shape(part, name, required):
    """Return what is wrong with the words of one schema."""
    return {
        "a word that clients do not know": part.keys() - KEYWORDS,
        "oneOf is not alone": "oneOf" in part and set(part) != {"oneOf"},
        "no type": "oneOf" not in part and "type" not in part,
        "a format that clients do not know": part.get("format", "date") not in FORMATS,
        "required but unknown": set(part.get("required", ())) - set(part.get("properties", {})),
        "must be chosen from nothing": required and part.get("enum") == [],
        "a moment that must be filled in": required
        and part.get("format") in ("date", "date-time")
        and name not in TO_COME,
    }


def bounds(part):
    """Return what is wrong with the sizes and defaults of one schema."""
    default, kind = part.get("default"), part.get("type")
    return {
        "text without an end": kind == "string"
        and not {"enum", "const", "format", "maxLength"} & part.keys(),
        "number without bounds": kind == "integer" and not {"minimum", "maximum"} <= part.keys(),
        "default is no choice": "enum" in part and default not in (None, *part["enum"]),
        "default is too long": isinstance(default, str)
        and len(default) > part.get("maxLength", len(default)),
    }


def faults(schema):
    """Return what the contract forbids in a schema, one line a fault."""
    found = []
    for path, part, required in walk(schema):
        name = path.rsplit(".", 1)[-1].split("<")[0]
        wrong = {**shape(part, name, required), **bounds(part)}
        found += [f"{path}: {what}" for what, is_so in wrong.items() if is_so]
    return found


def situation(name, now=None):
    """Return an office and a case in a situation, and how to play it."""
    wanted = SITUATIONS[name]
    office = open_office(roles=wanted.get("roles", ROLES))
    case = file_complaint(office, **wanted.get("filing", {}))
    return office, case, {key: wanted[key] for key in ("outcomes", "data") if key in wanted}


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_client_that_only_fills_schemas_comes_to_the_end(db, name):
    office, case, how = situation(name)
    seen, wrong = set(), []

    def look(work):
        form = form_for(work.task, work.step)
        schema = form.schema(work)
        json.dumps(schema)
        seen.add(form.id)
        wrong.extend(f"{form.id} {fault}" for fault in faults(schema))
        wrong.extend(
            f"{form.id}: {word} in a schema" for word in identity_words(case) & words_of(schema)
        )

    play(office, case, watch=look, **how)

    assert wrong == []
    assert case.status == Case.Status.CLOSED
    assert papers_that_do_not_fit(case) == []
    steps = {form for form in FORMS if form not in OTHER_FORMS}
    assert steps <= seen


OTHER_FORMS = {
    "confirm",
    "consult",
    "memo",
    "signature",
    "take-up",
    "declare-withdrawn",
    "stand-in",
    "confirm-widen",
    "confirm-reveal",
}


@pytest.mark.parametrize("seed", range(6))
def test_whatever_fits_the_schema_is_taken(db, seed):
    rng = random.Random(seed)
    office, case, how = situation(rng.choice(list(SITUATIONS)))

    play(office, case, filler=partial(fill_all, rng=rng), **without_exclusion(how))

    assert case.status == Case.Status.CLOSED
    assert papers_that_do_not_fit(case) == []


def without_exclusion(how):
    """Return how to play a case in which nobody is excluded: that may leave nobody."""
    return {**how, "data": {**how.get("data", {}), "disposition": {"excluded": []}}}


def produced(source):
    """Return the kinds of papers that an SOP file names."""
    steps = tomllib.loads(source)["steps"]
    return {kind for step in steps for kind in step.get("produces", ())}


def papers_that_do_not_fit(case):
    """Return the papers whose facts their kind does not take."""
    key, found = case_key(case.pk), []
    for document in Document.objects.filter(case=case):
        facts = unseal_json(key, document.facts)
        try:
            printable(KINDS[document.kind].facts, facts, zone="Asia/Jakarta")
        except ValueError as wrong:
            found.append(f"{document.kind}: {wrong}")
    return found


def identity_words(case):
    """Return what must never stand in a schema."""
    sealed = unseal_json(case_key(case.pk), case.complainant.sealed)
    return {value for name, value in sealed.items() if name in ("name", "phone", "address")} - {
        "Tanpa nama"
    }


def words_of(schema):
    """Return the known pieces of identity that occur anywhere in a schema."""
    text = json.dumps(schema, ensure_ascii=False)
    return {word for word in ("Suherman Wijaya", "0812-0000-0100") if word in text}


def test_every_paper_of_a_case_can_be_drawn(db):
    rng = random.Random(7)
    office, case, how = situation("with loops and other agencies")
    play(office, case, filler=partial(fill_all, rng=rng), **without_exclusion(how))

    for document in Document.objects.filter(case=case):
        drawn = render_document(document.pk, now=office.now)
        assert (drawn.kind, drawn.state, drawn.pages > 0) == (document.kind, "done", True)

    kinds = set(Document.objects.filter(case=case).values_list("kind", flat=True))
    assert kinds >= set().union(*map(produced, shipped().values()))
