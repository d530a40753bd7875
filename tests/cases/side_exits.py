"""Taking side exits in tests, and reading the letters that they leave."""

from sigap.cases.identity import case_key, tracking_digest, unseal_json, unseal_text
from sigap.cases.models import Case, CasePause, Complainant, Deviation, Document, Message, SideExit
from sigap.cases.operations.exits import act
from sigap.cases.operations.papers import pdf_of, render_document
from sigap.cases.operations.sweep import sweep_pauses
from sigap.core.numbering import normalise_code
from tests.cases.office import do, file_complaint, open_tasks, play, task_of
from tests.documents.papers import squeezed, text_of

MISSING = {"missing": [{"what": "Bukti bayar", "why": "mencocokkan setoran"}]}
REASON = "Alasan yang cukup jelas."


def take(office, case, action, *, by="koordinator", reason=REASON, **data):
    """Take a side exit as the officer of a role (or as an actor); return the case anew."""
    actor = office.holder(by) if isinstance(by, str) else by
    filled = {"reason": reason, **data} if reason is not None else data
    act(number=case.number, action=action, data=filled, actor=actor, now=office.now)
    case.refresh_from_db()
    return case


def case_at(office, form, **how):
    """Return a case played to the step with a form, its open step begun by nobody yet."""
    case = file_complaint(office, **how)
    play(office, case, until=form)
    case.refresh_from_db()
    office.later()
    return case


def lapse(office, case):
    """Let the complainant not complete in time; the letter that asked is signed."""
    take(office, case, "request-completion", by="analis-pengaduan", **MISSING)
    do(office, task_of(case, "signature"))
    office.now = CasePause.objects.get(case=case).until
    assert sweep_pauses(now=office.now) == 1
    return case


def code_of(case):
    """Return the tracking code that only the complainant has."""
    row = Complainant.objects.get(pk=case.pk)
    code = unseal_text(case_key(case.pk), row.tracking_code)
    assert bytes(Case.objects.get(pk=case.pk).tracking_digest) == tracking_digest(
        normalise_code(code)
    )
    return code


def told(case):
    """Return the messages to the complainant: (kind, text)."""
    key = case_key(case.pk)
    rows = Message.objects.filter(case=case, direction="out").order_by("pk")
    return [(row.kind, unseal_text(key, row.body)) for row in rows]


def kinds_told(case):
    return [kind for kind, _ in told(case)]


def signatures(case):
    """Return what is to be signed: (kind of paper, role)."""
    tasks = [task for task in open_tasks(case) if task.type == "signature"]
    return [(task.document.kind, task.role) for task in tasks]


def deviations(case):
    return list(Deviation.objects.filter(case=case).order_by("pk").values_list("code", flat=True))


def kept(case, action):
    """Return what was filled in for a side exit, as it is kept."""
    row = SideExit.objects.filter(case=case, action=action).latest("pk")
    return unseal_json(case_key(case.pk), row.data)


def letter(office, case, kind, *, version=None):
    """Return the facts and the words of a paper: they fit their kind and can be drawn."""
    rows = Document.objects.filter(case=case, kind=kind).order_by("-version")
    row = rows.get(version=version) if version else rows[0]
    facts = unseal_json(case_key(case.pk), row.facts)
    rendered = render_document(row.pk, now=office.now)
    assert rendered.state == "done", rendered.last_error
    return facts, Words(text_of(pdf_of(rendered)))


class Words:
    """What a paper says, wherever its lines break."""

    def __init__(self, text):
        self.text = text

    def __contains__(self, said):
        return squeezed(said) in squeezed(self.text)

    def __repr__(self):
        return self.text
