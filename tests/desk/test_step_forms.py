"""The 17 steps by screen: what each asks for, and what it answers to input that cannot be."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils.html import escape

from sigap.accounts.models import User
from sigap.cases.models import Case
from sigap.cases.steps import form_for
from tests.cases.office import PERSON, file_complaint, play, schema_of
from tests.desk.wrongly import (
    EMOJI,
    HTML,
    Hidden,
    assert_kept,
    assert_told_and_kept,
    errors,
    leaves,
    takes_text,
    untold,
    wrong,
)

# By step: the fields that it asks for, required ones with a star; `[]` is a row of a list, `a|b`
# the branches of a choice. Only what is looked for is named; a form may ask for more.
ASKS = {
    "intake": (
        "declaration* signatures* signatures.complainant* signatures.officer* permit_applicant "
        "outside_number place service_on loss wanted letter_of_authority anonymous confidential "
        "evidence corrections.permit_type corrections.subject corrections.text "
        "corrections.channel corrections.name registration_number contact.phone|address|email|none*"
    ),
    "distribute": "analyst* class",
    "accept": "class* risk* remark",
    "disposition": (
        "urgency* instructions* addressees* wished_by excluded[].person* excluded[].reason*"
    ),
    "identify": (
        "needed* needed[].what* needed[].holder* needed[].why* needed[].asked_by* rules* related"
    ),
    "memo": "list.tetap|ubah*",
    "collect": "items* items.item-1.result.received|refused|missing* additional",
    "hand-over": "recipient* pieces*",
    "completeness": "items* items.item-1*",
    "plan": (
        "mode.mandiri|internal|lintas-pd|apip* questions* starts_at* place* leader* note_taker"
    ),
    "confirm": "differences",
    "invite": (
        "calls* calls.bidang-pelayanan-perizinan.means* calls.bidang-pelayanan-perizinan.person* "
        "calls.bidang-pelayanan-perizinan.called_at calls.bidang-pelayanan-perizinan.result* "
        "letters.bapenda.to letters.bapenda.about letters.bapenda.body"
    ),
    "review": (
        "held_at attendance findings* findings.question-1.finding* conclusion* reasons* "
        "legal_basis* follow_up[].what* follow_up[].by follow_up[].until dissent"
    ),
    "order-answer": "points* analyst* wished_by",
    "consult": "text* legal_basis",
    "draft": "letter* letter.salutation letter.body* letter.closing letter.attachments",
    "examine": "comments letter.body*",
    "approve": "mends",
    "signature": "signed.ink* signed_on",
    "dispatch": (
        "delivery.diterima|pos-tercatat|tidak-terhubungi* delivery.attempts* "
        "delivery.attempts[].means* delivery.attempts[].at delivery.attempts[].to* "
        "delivery.attempts[].result* delivery.attempts[].proof*"
    ),
    "archive": (
        "classification* place* place.cabinet* place.shelf* place.box* place.folder* "
        "agreement.true|false*"
    ),
}
# Asked for only where it is not known yet.
UNKNOWN = ("registration_number", "contact.phone|address|email|none")
OUTCOMES = {
    "completeness": ["lengkap", "tidak-lengkap"],
    "examine": ["sesuai", "perlu-perbaikan"],
    "approve": ["tidak-perlu-perbaikan", "perlu-perbaikan"],
    "consult": ["agree", "agree-with-changes", "disagree"],
    "confirm": ["agree", "differs"],
}
PLAN = {
    "mode": {
        "mode": "lintas-pd",
        "agencies": ["bapenda"],
        "units": ["bidang-pelayanan-perizinan"],
    }
}


def branches(schema):
    return schema.get("oneOf") or [schema]


def marks(schema):
    """Return the constants that tell the branches of a choice apart."""
    found = []
    for branch in branches(schema):
        consts = [one["const"] for one in branch.get("properties", {}).values() if "const" in one]
        found.append(str(consts[0]).lower() if consts else "")
    return found


def asked(schema, path):
    """Return whether a schema has a field, and whether it is required; None where it is not."""
    *above, last = path.replace("[]", ".[]").split(".")
    for key in above:
        if key == "[]":
            schema = schema["items"]
            continue
        schema = next(
            (b["properties"][key] for b in branches(schema) if key in b.get("properties", {})), None
        )
        if schema is None:
            return None
    if "|" in last or last in marks(schema):
        return set(last.split("|")) <= set(marks(schema))
    for branch in branches(schema):
        if last in branch.get("properties", {}):
            return last in branch.get("required", ())
    return None


def test_every_step_asks_for_what_the_procedure_needs(office):
    unreachable = replace(PERSON, phone="", address="")
    bare = file_complaint(office, identity=unreachable, registration_number="")
    file_complaint(office)
    case = file_complaint(office, complainant_kind="kuasa")
    seen, offered = {}, {}

    def look(work):
        form = form_for(work.task, work.step)
        seen[form.id] = form.schema(work)
        offered[form.id] = [one["id"] for one in form.outcomes(work)]

    play(office, case, data={"plan": PLAN}, watch=look)
    unknown = schema_of(office, bare, "intake")

    assert seen.keys() == ASKS.keys()
    missing = []
    for form, fields in ASKS.items():
        for name in fields.split():
            path, wanted = name.rstrip("*"), name.endswith("*")
            schema = unknown if path in UNKNOWN else seen[form]
            found = asked(schema, path)
            if found is None or (wanted and not found):
                missing.append(f"{form}: {name}")
        assert "on_paper_at" in seen[form]["properties"] or form not in STEPS
    assert missing == []
    assert {form: offered[form] for form in OUTCOMES} == OUTCOMES


STEPS = ASKS.keys() - {"memo", "confirm", "consult", "signature"}


@pytest.mark.parametrize("kind", ["empty", "huge", "control", "date", "letters"])
def test_no_step_takes_input_that_cannot_be_and_none_is_lost(office, traces, kind):
    case = file_complaint(office)
    tried = []

    def try_it(work):
        form = form_for(work.task, work.step).id
        client = Client()
        client.force_login(User.objects.get(pk=work.actor.user_id))
        opened = client.get(f"/berkas/{case.number}/?tugas={work.task.pk}")
        drawn = opened.context["form"]
        sent = wrong("html" if kind == "letters" else kind, drawn)
        if not sent:
            return
        address = f"/berkas/{case.number}/tugas/{work.task.pk}/"
        outcome = next((one["id"] for one in opened.context["outcomes"]), "")
        sent = {**Hidden(opened.text).values, "outcome": outcome, "note": EMOJI, **sent}
        if kind == "letters":
            sent["_preview"] = "ya"
        before = traces()
        page = client.post(address, sent)
        assert page.status_code == (200 if kind == "letters" else 422), f"{kind} at {form}"
        assert traces() == before, f"{kind} at {form} left a trace"
        assert EMOJI in page.text, form
        if kind == "letters":
            assert_kept(page, sent, drawn)
            assert "<script>alert" not in page.text
            assert escape(HTML) in page.text or not takes_text(drawn), form
        else:
            assert_told_and_kept(page, sent, drawn)
        told = errors(page.context["form"])
        if kind == "empty":
            assert untold(drawn, told) == [], form
        if kind == "date":
            days = {one.name for one in leaves(drawn) if one.widget in ("date", "moment", "time")}
            assert days <= told.keys(), f"{form} says nothing of {days - told.keys()}"
        tried.append(form)

    play(office, case, data={"plan": PLAN}, watch=try_it)

    assert Case.objects.get(pk=case.pk).status == Case.Status.CLOSED
    assert len(tried) >= (6 if kind == "date" else 17)
