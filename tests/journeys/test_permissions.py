"""The table of permissions, tried whole: every address and call, every role, every kind of case.

The answer to each request is held against `sigap.config.permissions`; an address without a line
there fails. What must not be known is compared with what does not exist, byte by byte.
"""

import re
import secrets
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from sigap.accounts.models import User
from sigap.accounts.operations import appoint_acting, create_user, issue_token
from sigap.cases import filestore
from sigap.cases.identity import new_key, office_key, seal_json
from sigap.cases.models import (
    Agency,
    Attachment,
    Breach,
    BreachLetter,
    Case,
    DataRequest,
    DeadlineRule,
    Destruction,
    Document,
    EvidencePackage,
    Exclusion,
    FolderLoan,
    Message,
    NamedReader,
    Notice,
    OfficeProfile,
    PermitType,
    Regulation,
    RetentionRule,
    Signatory,
    SignedCopy,
    SopVersion,
    Task,
)
from sigap.cases.operations.calendar_moves import propose_move
from sigap.cases.operations.calendar_versions import save_calendar
from sigap.cases.operations.notices import notify
from sigap.cases.operations.office import activate_sop
from sigap.cases.operations.sop_drafts import begin_draft
from sigap.cases.uploads import Upload, store
from sigap.config.permissions import ACTS
from sigap.config.standing import (
    ADMIN,
    AUDITOR,
    HANDLERS,
    Condition,
    Refusal,
    Standing,
    holds,
    sees,
)
from sigap.core.numbering import verify_code
from sigap.ledger.log import checkpoint
from sigap.ledger.models import Entry
from sigap.sops import shipped, text
from tests.cases.office import file_complaint, open_office, open_tasks, play
from tests.cases.side_exits import code_of

ROLES = (*sorted(HANDLERS), AUDITOR, ADMIN, "", None)  # "": an account without a role; None: none
NAMES = [{"": "no-role", None: "public"}.get(one, one) for one in ROLES]
# At which form an officer of the role has an open task.
UNTIL = {
    "petugas-loket": "intake",
    "analis-pengaduan": "identify",
    "penata-perizinan": "completeness",
    "koordinator": "disposition",
    "analis-hukum": "consult",
    "kepala-dinas": "signature",
}
_IDS = (
    *("task_id", "document_id", "naming_id", "attachment_id", "sent_id", "loan_id"),
    *("notice_id", "job_id", "package_id", "whole_id", "request_id"),
)
ABSENT = {
    **dict.fromkeys(_IDS, 987_654_321),
    **dict.fromkeys(("code", "paper_code"), "ZZZZ-ZZZZ-ZZZZ"),
    "number": "PGD-2020-99999",
}
# What an address needs to be told before it looks at anything else.
BODIES = {
    "desk:bulk": {"act": "accept"},
    "desk:told": {"how": "telephone"},
    "desk:admin-jenis-izin-use": {"dipakai": "ya"},
    "desk:admin-instansi-use": {"dipakai": "ya"},
    "desk:admin-peraturan-use": {"dipakai": "ya"},
    "desk:admin-template-sample": {"purpose": "pemanggilan"},
    "desk:admin-paper-sample": {"kind": "tanda-terima"},
    "api-v1:put_draft": '{"data": {}}',
}
# Differs with every answer, or repeats the address that was asked for.
PASSING = re.compile(
    rb'(name="csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken[^}]*|\?next=[^"]*|\?lang=..'
    rb'|<b class="code">[0-9a-f]{16}</b>)'
)


def addresses():
    """Return (way without method, address) of all that the resolver knows."""
    found = []

    def walk(resolver, before, space):
        for one in resolver.url_patterns:
            address = before + str(one.pattern)
            if isinstance(one, URLPattern):
                name = one.name or f"{one.callback.__name__.replace('_', '-')}-bare"
                found.append((f"{space}:{name}" if space else name, address))
            else:
                walk(one, address, space or one.namespace or one.app_name or "")

    walk(get_resolver(), "", "")
    return found


# Answers everything below the API that is no call; shown to look like what is absent elsewhere.
BESIDE = {"not-found-bare"}


def test_every_address_has_a_line_and_every_line_an_address():
    known = {way for way, _ in addresses()} - BESIDE
    told = {way.split()[1] for act in ACTS for way in act.ways}

    assert known - told == set(), "say who may in sigap/config/permissions.py"
    assert told - known == set()


def test_no_way_stands_in_two_lines():
    ways = Counter(way for act in ACTS for way in act.ways)

    assert [way for way, times in ways.items() if times > 1] == []


class World:
    """An office, cases of every standing to one officer, and one of each thing with an address."""

    def __init__(self, role):
        now = datetime.now(tz=UTC) - timedelta(days=60)
        self.role = role
        self.office = office = open_office(now=now)
        for name, roles in (("admin", [ADMIN]), ("auditor", [AUDITOR]), ("tanpa-peran", [])):
            user, _ = create_user(name=name, roles=roles, now=now, sign_in=False)
            office.users[name] = user.pk
        self.other, _ = create_user(
            name="loket-dua", roles=["petugas-loket"], now=now, sign_in=False
        )
        self.me = office.users.get("tanpa-peran" if role == "" else role)
        self.cases = {standing: self.case(standing) for standing in Standing}
        self.session = self.cookies()
        self.token = ""
        if self.me:
            _, self.token = issue_token(user_id=self.me, label="uji", now=now)
        self.things = self.one_of_each()
        for source in shipped().values():
            activate_sop(
                source=source.replace('note = ""', 'note = "Baru"'),
                name="baru",
                actor=office.holder("koordinator"),
                now=office.now,
            )
        self.failed = Document.objects.filter(case=self.cases[Standing.OTHER]).latest("pk")
        Document.objects.filter(pk=self.failed.pk).update(state="failed", next_try_at=None)
        self.entry_hash = checkpoint(now=office.now) and Entry.objects.earliest("seq").hash_text
        self.known = {one.pk: self.places(one) for one in self.cases.values()}
        lists = {"jenis-izin": PermitType, "instansi": Agency, "peraturan": Regulation}
        self.entries = {name: kind.objects.earliest("pk").pk for name, kind in lists.items()}
        self.rules = [
            kind.objects.filter(valid_until=None).earliest("pk").pk
            for kind in (DeadlineRule, RetentionRule)
        ]

    def case(self, standing):
        """Return a case to which the officer stands like this; only OWN has a task of theirs."""
        office = self.office
        secret = standing in (Standing.CONFIDENTIAL, Standing.NAMED, Standing.REVEALED)
        key = new_key()
        proof = [Upload("bukti.txt", [b"Bukti bayar"])]
        files = store(proof, key, received_from="complainant", now=office.now)
        how = {"confidential": secret, "channel": "web", "attachments": files, "key": key}
        case = file_complaint(office, by=None, **how)
        Task.objects.filter(case=case).update(assignee=self.other)
        if standing is Standing.OWN and self.role in HANDLERS:
            self.until_mine(case)
        if standing in (Standing.NAMED, Standing.REVEALED) and self.me:
            NamedReader.objects.create(
                case=case,
                user_id=self.me,
                by="user:1",
                reads_identity=standing is Standing.REVEALED,
                at=office.now,
            )
        if standing is Standing.EXCLUDED and self.me:
            Exclusion.objects.create(
                case=case, user_id=self.me, reason=b"", by="user:1", at=office.now
            )
        # One paper that names the complainant, one that does not.
        for kind in ("tanda-terima", "lembar-disposisi"):
            self.paper(case, kind)
        self.beside(case, key)
        self.notice(case)
        return case

    def until_mine(self, case):
        play(self.office, case, until=UNTIL[self.role])
        mine = [one for one in open_tasks(case) if one.role == self.role]
        assert mine, f"no task of {self.role} at {UNTIL[self.role]}"
        Task.objects.filter(pk=mine[0].pk).update(assignee=self.me)

    def paper(self, case, kind):
        if Document.objects.filter(case=case, kind=kind).exists():
            return
        Document.objects.create(
            case=case,
            kind=kind,
            facts=b"",
            office=OfficeProfile.objects.latest("version"),
            issued_at=self.office.now,
            code=verify_code(secrets.token_bytes(10)),
            next_try_at=self.office.now,
        )

    def beside(self, case, key):
        """Lend the folder, keep a signed copy of a paper, and let the office send a file."""
        now = self.office.now
        FolderLoan.objects.create(
            case=case,
            borrower=self.other,
            purpose=b"",
            lent_at=now,
            lent_by="user:1",
            due_on=now.date(),
        )
        proof = Attachment.objects.filter(case=case).earliest("pk")
        SignedCopy.objects.create(
            document=Document.objects.filter(case=case, kind="lembar-disposisi").latest("pk"),
            way=SignedCopy.Way.INK,
            file=proof.file,
            media_type="application/pdf",
            sha256=proof.sha256,
            size_bytes=proof.size_bytes,
            stored_at=now,
            stored_by="user:1",
        )
        for whole in (False, True):
            EvidencePackage.objects.create(
                case=case, with_identity=whole, ordered_at=now, state="done", made_at=now
            )
        word = Message.objects.create(
            case=case, direction="out", kind="message", body=b"", at=now, author="user:1"
        )
        DataRequest.objects.create(
            case=case,
            kind="access",
            asked_at=now,
            due_at=now,
            asked=word,
            recorded_by="complainant",
        )
        (sent,) = store([Upload("surat.txt", [b"Surat"])], key, received_from="user:1", now=now)
        sent.case, sent.message = case, word
        sent.save()

    def notice(self, case):
        facts = {"promised": case.due_at.isoformat(), "expected": "2026-12-28T23:59:59+07:00"}
        notify(case, "late", now=self.office.now, facts={**facts, "reason": "x", "title": "y"})

    def cookies(self):
        if self.me is None:
            return ""
        client = Client()
        client.force_login(User.objects.get(pk=self.me))
        return client.cookies.output(header="", sep=";")

    def one_of_each(self):
        """Return an id of everything that addresses name and that belongs to no case."""
        office, now = self.office, self.office.now
        writer = office.holder("koordinator")
        version = SopVersion.objects.filter(sop="penerimaan-pengaduan").latest("pk")
        draft = begin_draft(version_id=version.pk, actor=writer, now=now)
        acting = appoint_acting(
            deputy_id=office.users["analis-hukum"],
            principal_id=office.users["penata-perizinan"],
            role="penata-perizinan",
            starts_at=now + timedelta(days=900),
            ends_at=now + timedelta(days=901),
            legal_basis="SP 800/12/DPMPTSP/2026",
            now=now,
        )
        token, _ = issue_token(user_id=self.other.pk, label="lain", now=now)
        return {
            "draft_id": draft.pk,
            "assignment_id": acting.pk,
            "token_id": token.pk,
            "destruction_id": self.destruction(),
            **self.breach(),
            "factor_id": 0,
            "visit_id": 0,
            "user_id": self.other.pk,
            "signatory_id": Signatory.objects.earliest("pk").pk,
            "move_id": self.move(writer),
            "sop_id": "penerimaan-pengaduan",
        }

    def destruction(self):
        kept = filestore.put([b"%PDF-"], office_key())
        by = {"proposed_by_id": self.other.pk, "proposed_at": self.office.now}
        done = {"decided_by_id": self.other.pk, "decided_at": self.office.now, "number": "BA/1"}
        row = Destruction.objects.create(state="done", reason="x", file=kept.file, **by, **done)
        return row.pk

    def breach(self):
        now, kept = self.office.now, filestore.put([b"%PDF-"], office_key())
        told = seal_json(office_key(), dict.fromkeys(("what", "data", "done", "planned"), "x"))
        row = Breach.objects.create(
            **dict.fromkeys(("found_at", "due_at", "recorded_at"), now),
            people=1,
            sealed=told,
            recorded_by_id=self.other.pk,
        )
        by = {"issued_by_id": self.other.pk, "issued_at": now, "number": "PKPDP/1"}
        letter = BreachLetter.objects.create(breach=row, audience="persons", file=kept.file, **by)
        return {"breach_id": row.pk, "letter_id": letter.pk}

    def move(self, writer):
        days = [(self.office.now + timedelta(days=days)).date() for days in (1, 2, 3)]
        rows = ", ".join(f'{{ date = {day}, name = "Kegiatan" }}' for day in days)
        source = text("calendar.toml").replace(
            'country = "ID"', f'country = "ID"\nclosed = [{rows}]'
        )
        save_calendar(source=source, edition=1, actor=writer, now=self.office.now)
        data = {"reason": "Libur daerah"}
        return propose_move(data=data, actor=writer, now=self.office.now).pk

    def request(self, method, address, *, by_token, body=None):
        """Send one request with next to nothing in it, and undo what it did."""
        client = Client(raise_request_exception=False)
        headers = {}
        if by_token and self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        elif not by_token and self.session:
            client.cookies = SimpleCookie(self.session)
        more = {}
        if method != "GET":
            kind = {"content_type": "application/json"} if by_token else {}
            more = {"data": body or ("{}" if by_token else {}), **kind}
        with transaction.atomic():
            answer = getattr(client, method.lower())(address, headers=headers, **more)
            content = b"".join(answer) if answer.streaming else answer.content
            transaction.set_rollback(True)
        return answer, content

    @contextmanager
    def ready(self, case, variant):
        """Let the case be in a state in which the side exit could be taken."""
        ready = {
            "resume": {"status": Case.Status.HELD},
            "object": {"answered_at": self.office.now},
        }.get(variant)
        if case is None or ready is None:
            yield
            return
        was = Case.objects.filter(pk=case.pk).values(*ready).get()
        Case.objects.filter(pk=case.pk).update(**ready)
        yield
        Case.objects.filter(pk=case.pk).update(**was)

    def parts(self, way, variant, case):
        """Return what stands in the places of an address, for a case or for nothing there is."""
        of_case = self.known[case.pk] if case else ABSENT
        parts = {
            **self.things,
            **of_case,
            "register": "buku-pengaduan",
            "book": "buku-pengaduan",
            "action": variant,
            "what": "messages",
            "form": "csv",
            "kind": "late" if "notice" in way else "document",
            "language": "id",
            "slug": "pemanggilan",
            "year": self.office.now.year,
            "name": "transparansi" if "open-data" in way else variant or "registers",
            "entry_id": self.entry(way),
            "entry": self.entry_hash,
            "rule_id": self.rules["retention" in way],
        }
        if way in ("portal:open-data", "desk:book-file"):
            parts["form"] = "json" if "open" in way else "csv"
        if "admin-paper" in way:
            parts["slug"] = "tanda-terima"
        if "admin-processing" in way:
            parts["slug"] = "akun-petugas"
        if "sent-file" in way:
            parts["attachment_id"] = of_case["sent_id"]
        if variant == "naming":
            parts["document_id"] = of_case["naming_id"]
            parts["package_id"] = of_case["whole_id"]
        if "verify" in way:
            parts["code"] = of_case["paper_code"]
        if way.startswith("desk:admin-sop-") and way != "desk:admin-sop-move-case":
            parts["number"] = 1
        return parts

    def places(self, case):
        papers = {one.kind: one for one in Document.objects.filter(case=case)}
        tasks = Task.objects.filter(case=case, state="open")
        task = tasks.filter(assignee=self.me).first() if self.me else None
        return {
            "number": case.number,
            "sop_id": Case.objects.get(pk=case.pk).sop,
            "task_id": (task or tasks.earliest("pk")).pk,
            "document_id": papers["lembar-disposisi"].pk,
            "naming_id": papers["tanda-terima"].pk,
            "package_id": case.packages.get(with_identity=False).pk,
            "whole_id": case.packages.get(with_identity=True).pk,
            "request_id": case.data_requests.get().pk,
            "sent_id": Attachment.objects.filter(case=case).latest("pk").pk,
            "loan_id": FolderLoan.objects.get(case=case).pk,
            "attachment_id": Attachment.objects.filter(case=case).earliest("pk").pk,
            "notice_id": Notice.objects.filter(case=case, kind="late").latest("pk").pk,
            "job_id": self.failed.pk,
            "code": code_of(case),
            "paper_code": papers["lembar-disposisi"].code,
        }

    def entry(self, way):
        return next((pk for name, pk in self.entries.items() if name in way), 0)


def filled(address, parts):
    """Return an address with its places filled."""
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", address).strip("^$").replace("\\.", ".")
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(parts[m[1]]), plain)


def seen(answer):
    """Return how an answer looks from outside."""
    target = answer.headers.get("Location", "")
    if answer.status_code in (301, 302) and target.startswith("/masuk/?next="):
        return "sign-in"
    shapes = {401: "sign-in", 403: Refusal.FORBIDDEN, 404: Refusal.ABSENT, 405: "405"}
    return shapes.get(answer.status_code, "open")


def expected(act, role, standing):
    """Return how the answer must look, by the table alone."""
    if act.roles is None:
        return "open"
    if role is None:
        return "sign-in"
    if act.condition not in (Condition.NONE, Condition.CODE) and not sees(role, standing):
        return Refusal.ABSENT
    if role not in act.roles:
        return act.refusal
    return "open" if holds(act.condition, role, standing) else Refusal.FORBIDDEN


def bare(content, *known):
    """Return a page without what differs with every answer and what repeats the address."""
    content = PASSING.sub(b"", content)
    for one in known:
        content = content.replace(str(one).encode(), b"*")
    return content


class Trial:
    """Tries the lines of the table as one role and keeps what was not as it says."""

    def __init__(self, world):
        self.world = world
        self.where = dict(addresses())
        self.tried = 0
        self.wrong = []
        self.absent = {}

    def ask(self, way, case):
        """Send the request of a way about a case, or about one that is not there."""
        method, name, *variant = way.split()
        variant = variant[0] if variant else ""
        parts = self.world.parts(name, variant, case)
        self.tried += 1
        with self.world.ready(case, variant):
            answer, content = self.world.request(
                method,
                filled(self.where[name], parts),
                by_token=name.startswith("api-v1:"),
                body=BODIES.get(name),
            )
        return answer, bare(content, parts.get("number"), parts.get("code"))

    def line(self, act):
        about_case = act.condition not in (Condition.NONE, Condition.CODE)
        for way in act.ways:
            standings = list(Standing) if about_case else [Standing.OTHER]
            if way.startswith("POST desk:side-exit"):
                # The gate of these pages was tried by GET.
                standings = [Standing.OWN, Standing.EXCLUDED]
            if "move-case" in way:
                # With a letter to sign, as the head has it, a case is between two steps.
                standings.remove(Standing.OWN)
            for standing in standings:
                self.pair(act, way, standing, about_case=about_case)
            if act.condition is Condition.CODE:
                answer, _ = self.ask(way, None)
                if seen(answer) != Refusal.ABSENT:
                    self.wrong.append(f"{way} with a wrong code: {answer.status_code}")

    def pair(self, act, way, standing, *, about_case):
        told = expected(act, self.world.role, standing)
        answer, content = self.ask(way, self.world.cases[standing])
        if seen(answer) != told:
            self.wrong.append(f"{way} {standing}: {told}, was {answer.status_code}")
        elif told == Refusal.ABSENT and about_case:
            if way not in self.absent:
                self.absent[way] = self.ask(way, None)
            other, nothing = self.absent[way]
            if (other.status_code, nothing) != (404, content):
                self.wrong.append(f"{way} {standing}: differs from what does not exist")


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES, ids=NAMES)
def test_every_way_answers_each_role_as_the_table_says(role, capsys):
    trial = Trial(World(role))
    for act in ACTS:
        trial.line(act)

    with capsys.disabled():
        print(f"\n{role or 'nobody'}: {trial.tried} pairs tried, {len(trial.wrong)} wrong")
    assert not trial.wrong, "\n".join(trial.wrong)
