"""Who may do what: one line for each act, by role and by what one has to do with the case.

The code does not ask this table; it states once, for people, what the code must do, and
`tests/journeys/test_permissions.py` tries every line with every role on every kind of case. An
address or a call of the API without a line fails that test.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

COUNTER = "petugas-loket"
ANALYST = "analis-pengaduan"
LICENSING = "penata-perizinan"
COORDINATOR = "koordinator"
LAWYER = "analis-hukum"
HEAD = "kepala-dinas"
AUDITOR = "auditor"
ADMIN = "admin"

HANDLERS = frozenset({COUNTER, ANALYST, LICENSING, COORDINATOR, LAWYER, HEAD})
SUPERIORS = frozenset({COORDINATOR, HEAD})
WATCHERS = SUPERIORS | {AUDITOR}
READERS = HANDLERS | {AUDITOR}
RECEIVERS = frozenset({COUNTER, ANALYST, COORDINATOR})
# Takes part in a case without deciding on its course: everybody who handles it but the lawyer.
COURSE = HANDLERS - {LAWYER}
# Anybody with an account, whatever the role; lists then show what each may see.
SIGNED_IN = READERS | {ADMIN, ""}


class Standing(StrEnum):
    """What somebody has to do with a case."""

    OWN = "own"  # an open task of it is theirs
    OTHER = "other"  # an ordinary case in which others work
    CONFIDENTIAL = "confidential"  # rahasia, and neither named nor at work in it
    NAMED = "named"  # rahasia, and named as a reader
    REVEALED = "revealed"  # rahasia, named, and the identity was opened by two persons
    EXCLUDED = "excluded"  # kept out for a conflict of interest


class Condition(StrEnum):
    """What must hold besides the role."""

    NONE = ""
    SEES = "sees"  # may know that the case exists
    IDENTITY = "identity"  # sees it, and may read who complained
    EXECUTOR = "executor"  # sees it, and the open task is theirs
    CODE = "code"  # holds the tracking code or the number on a paper


class Refusal(StrEnum):
    """How a refusal for the role looks; one for the condition is told to who sees the case."""

    ABSENT = "404"  # as if it did not exist
    FORBIDDEN = "403"


@dataclass(frozen=True, slots=True)
class Act:
    """One act, the ways in to it, and who may do it.

    `ways` are `METHOD name-of-the-address`. `roles` None means everybody, also without an
    account. A case that one must not know of always looks absent, whatever `refusal` says.
    """

    name: str
    ways: tuple[str, ...]
    roles: frozenset[str] | None
    condition: Condition = Condition.NONE
    refusal: Refusal = Refusal.ABSENT


def sees(role: str, standing: Standing) -> bool:
    """Whether a holder of `role` may know of a case that they stand to like this."""
    if role not in READERS or standing is Standing.EXCLUDED:
        return False
    return standing is not Standing.CONFIDENTIAL or role in SUPERIORS


def holds(condition: Condition, role: str, standing: Standing) -> bool:
    """Whether a condition on the case holds."""
    if condition in (Condition.NONE, Condition.CODE):
        return True
    if not sees(role, standing):
        return False
    if condition is Condition.IDENTITY:
        closed = standing in (Standing.CONFIDENTIAL, Standing.NAMED)
        return role != AUDITOR and not closed
    if condition is Condition.EXECUTOR:
        return role in HANDLERS and standing is Standing.OWN
    return True


def _pages(*names: str, method: str = "GET") -> tuple[str, ...]:
    return tuple(f"{method} desk:{name}" for name in names)


def _both(*names: str) -> tuple[str, ...]:
    return (*_pages(*names), *_pages(*names, method="POST"))


def _calls(*names: str) -> tuple[str, ...]:
    methods = {"file": "POST", "post": "POST", "start": "POST", "complete": "POST", "put": "PUT"}
    return tuple(f"{methods.get(name.split('_')[0], 'GET')} api-v1:{name}" for name in names)


# --- For everybody -------------------------------------------------------------------------

_PUBLIC = (
    Act(
        "read the public pages",
        ("GET portal:home", "GET portal:ask-code", "POST portal:ask-code", "GET portal:received"),
        None,
    ),
    Act(
        "file a complaint",
        ("GET portal:filing", "POST portal:filing", "POST api-v1:file_complaint"),
        None,
    ),
    Act("keep the receipt of one's own filing", ("GET portal:receipt",), None),
    Act(
        "follow one's complaint",
        ("GET portal:follow", "GET portal:follow-bare", *_calls("track")),
        None,
        Condition.CODE,
    ),
    Act(
        "write, complete, rate, object, withdraw",
        (
            "POST portal:act",
            *_calls("post_message", "post_completion", "post_rating", "post_objection"),
            *_calls("post_withdrawal"),
        ),
        None,
        Condition.CODE,
    ),
    Act(
        "answer the survey",
        ("GET portal:survey", "POST portal:survey", "GET portal:survey-bare"),
        None,
        Condition.CODE,
    ),
    Act(
        "check a paper",
        ("GET portal:verify", "GET portal:verify-bare", *_calls("verify")),
        None,
        Condition.CODE,
    ),
    Act(
        "read the SOPs",
        _calls("list_sops", "get_sop", "get_bpmn", "get_svg", "get_pdf"),
        None,
    ),
    Act("read the public summary", ("GET api-v1:get_report summary",), None),
    Act(
        "read about the API and the machine's health",
        ("GET openapi", "GET api-docs", "GET api-v1:api-root"),
        None,
    ),
    Act(
        "check that the ledger was not written anew",
        ("GET api-v1:list_checkpoints", "GET api-v1:get_proof"),
        None,
    ),
    Act("look at the machine's health", ("GET healthz", "GET readyz", "GET metrics"), None),
    Act("sign in and out", (*_both("sign-in"), "POST desk:sign-out"), None),
)

# --- The desk ------------------------------------------------------------------------------

_DESK = (
    Act(
        "look at one's work, at cases and books: what one may see of them",
        (
            *_pages("worklist", "case-list", "book"),
            *_both("bulk"),
            *_calls("list_tasks", "list_cases", "get_register"),
        ),
        SIGNED_IN,
    ),
    Act("take in a complaint at the counter", _both("counter"), frozenset({COUNTER})),
    Act("see whom to call", _pages("calls"), RECEIVERS),
    Act(
        "open how to reach somebody",
        (*_pages("whatsapp"), *_pages("contact", method="POST")),
        RECEIVERS,
        Condition.IDENTITY,
    ),
    Act(
        "note that somebody was told, or send again",
        _pages("told", "again", method="POST"),
        RECEIVERS,
        Condition.SEES,
    ),
    Act(
        "read a case, its history and its papers",
        (
            *_pages("case-file", "preview", "history", "paper"),
            *_calls("get_case", "list_events", "list_documents", "list_actions", "get_document"),
            *_calls("get_task"),
        ),
        READERS,
        Condition.SEES,
    ),
    Act(
        "read who complained, what was handed in, papers that name the person",
        (
            *_pages("identity", method="POST"),
            *_pages("attachment", "paper naming"),
            *_calls("get_complainant", "get_attachment", "get_document naming"),
        ),
        HANDLERS,
        Condition.IDENTITY,
        Refusal.FORBIDDEN,
    ),
    Act(
        "begin, draft and complete a task",
        (
            *_pages("work", "begin", method="POST"),
            *_calls("put_draft", "start", "complete"),
        ),
        HANDLERS,
        Condition.EXECUTOR,
        Refusal.FORBIDDEN,
    ),
    Act("look at the office's figures", _pages("head-view"), WATCHERS),
    Act("hold a case beside its SOPs", _pages("case-beside-sop"), WATCHERS, Condition.SEES),
    Act("take reports as files", _pages("report-file"), WATCHERS),
    Act(
        "read reports by the API",
        ("GET api-v1:get_report registers", "GET api-v1:get_report skm"),
        READERS,
        refusal=Refusal.FORBIDDEN,
    ),
    Act(
        "read the conformance report by the API",
        ("GET api-v1:get_report conformance",),
        WATCHERS,
        refusal=Refusal.FORBIDDEN,
    ),
)

# --- Side exits ----------------------------------------------------------------------------

_EXITS = (
    ("pass a case on", "forward", SUPERIORS),
    ("settle it at the counter", "settle", RECEIVERS),
    ("take no action on it", "decline", SUPERIORS),
    ("note that the complainant withdrew", "withdraw", COURSE),
    ("join it to another", "duplicate", RECEIVERS),
    ("put it on hold", "hold", SUPERIORS),
    ("go on after a pause", "resume", SUPERIORS),
    ("ask for what is missing", "request-completion", COURSE),
    ("give its tasks to others", "reassign", SUPERIORS),
    ("keep somebody out of it", "exclude", SUPERIORS),
    ("make it rahasia", "restrict", COURSE),
    ("ask to let more people in", "widen", COURSE),
    ("ask to open the identity", "reveal", COURSE),
)
_SIDE_EXITS = tuple(
    act
    for name, action, roles in _EXITS
    for act in (
        Act(name, _both(f"side-exit {action}"), roles, Condition.SEES),
        Act(
            f"{name} by the API",
            (f"POST api-v1:post_action {action}",),
            roles,
            Condition.SEES,
            Refusal.FORBIDDEN,
        ),
    )
)

# --- Administration ------------------------------------------------------------------------

_LISTS = ("admin-jenis-izin", "admin-instansi", "admin-peraturan")
_ADMINISTRATION = (
    Act("open the administration", _pages("admin"), SUPERIORS | {ADMIN}),
    Act(
        "keep the office's profile and lists",
        (
            *_both("admin-office"),
            *_pages("admin-sample", "admin-sample-pdf"),
            *(f"GET desk:{name}" for name in _LISTS),
            *_both(*(f"{name}{end}" for name in _LISTS for end in ("-new", "-entry"))),
            *_pages(*(f"{name}-use" for name in _LISTS), method="POST"),
        ),
        SUPERIORS,
    ),
    Act(
        "keep the calendar",
        (
            *_pages("admin-calendar", "admin-calendar-move"),
            *_both("admin-calendar-change", "admin-calendar-file"),
            *_pages("admin-calendar-save", "admin-calendar-propose", method="POST"),
            *_pages("admin-move-confirm", "admin-move-go-on", "admin-move-drop", method="POST"),
        ),
        SUPERIORS,
    ),
    Act(
        "keep the SOPs",
        (
            *_pages("admin-sops", "admin-sop", "admin-sop-file", "admin-sop-cases"),
            *_both("admin-sop-new", "admin-draft", "admin-draft-text", "admin-draft-head"),
            *_pages("admin-draft-trial"),
            *_both("admin-draft-propose", "admin-draft-return", "admin-draft-drop"),
            *_both("admin-sop-executors"),
            *_pages("admin-draft-look", "admin-draft-approve", "admin-sop-begin", method="POST"),
        ),
        SUPERIORS,
    ),
    Act(
        "move a case to a newer SOP",
        _both("admin-sop-move-case"),
        SUPERIORS,
        Condition.SEES,
    ),
    Act(
        "keep signatories, limits and retention",
        (
            *_pages("admin-signatories", "admin-deadlines", "admin-retention"),
            *_both("admin-signatory-new", "admin-signatory-end"),
            *_both("admin-deadline-new", "admin-deadline", "admin-deadline-end"),
            *_pages("admin-deadline-verify", method="POST"),
            *_both("admin-waiting", "admin-retention-new", "admin-retention-change"),
            *_both("admin-retention-end"),
            *_pages("admin-retention-first", method="POST"),
        ),
        SUPERIORS,
    ),
    Act(
        "keep accounts",
        (
            *_pages("admin-accounts", "admin-account"),
            *_both("admin-account-new", "admin-account-profile", "admin-account-roles"),
            *_both("admin-account-token"),
            *_both("admin-account-password", "admin-account-close"),
            *_pages("admin-account-reopen", "admin-account-revoke", method="POST"),
        ),
        frozenset({ADMIN}),
    ),
    Act(
        "try failed jobs again",
        (*_pages("admin-jobs"), *_pages("admin-jobs-retry", "admin-job-retry", method="POST")),
        frozenset({ADMIN}),
    ),
    Act("read what was changed", _pages("admin-changes"), SUPERIORS | {ADMIN}),
    Act(
        "name who stands in for whom",
        (
            *_pages("admin-acting"),
            *_both("admin-acting-new"),
            *_pages("admin-acting-end", method="POST"),
        ),
        SUPERIORS | {ADMIN},
    ),
)

ACTS: tuple[Act, ...] = (*_PUBLIC, *_DESK, *_SIDE_EXITS, *_ADMINISTRATION)
