"""Who may do what: one line for each act, by role and by what one has to do with the case.

The code does not ask this table; it states once, for people, what the code must do, and
`tests/journeys/test_permissions.py` tries every line with every role on every kind of case. An
address or a call of the API without a line fails that test.
"""

from __future__ import annotations

from sigap.config.permissions_admin import ADMINISTRATION
from sigap.config.standing import (
    COUNTER,
    COURSE,
    HANDLERS,
    READERS,
    RECEIVERS,
    SIGNED_IN,
    SUPERIORS,
    WATCHERS,
    Act,
    Condition,
    Refusal,
    both,
    calls,
    pages,
)

# --- For everybody -------------------------------------------------------------------------

_PUBLIC = (
    Act(
        "read the public pages",
        (
            "GET portal:home",
            "GET portal:security",
            "GET portal:privacy",
            "GET portal:ask-code",
            "POST portal:ask-code",
            "GET portal:received",
        ),
        None,
    ),
    Act(
        "file a complaint",
        (
            *("GET portal:filing", "POST portal:filing", "POST portal:propose"),
            "POST api-v1:file_complaint",
        ),
        None,
    ),
    Act("keep the receipt of one's own filing", ("GET portal:receipt",), None),
    Act(
        "follow one's complaint",
        (
            *("GET portal:follow", "GET portal:follow-bare", "GET portal:sent-file"),
            *("GET portal:answer-file", "GET portal:own-data"),
            *calls("track"),
        ),
        None,
        Condition.CODE,
    ),
    Act(
        "write, complete, rate, object, withdraw",
        (
            "POST portal:act",
            *calls("post_message", "post_completion", "post_rating", "post_objection"),
            *calls("post_withdrawal"),
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
        ("GET portal:verify", "GET portal:verify-bare", *calls("verify")),
        None,
        Condition.CODE,
    ),
    Act(
        "read the SOPs",
        calls("list_sops", "get_sop", "get_bpmn", "get_svg", "get_pdf"),
        None,
    ),
    Act(
        "read the public figures",
        (
            *("GET portal:openness", "GET portal:open-data"),
            *("GET portal:data-package", "GET portal:data-package-bare"),
            "GET api-v1:get_report summary",
        ),
        None,
    ),
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
    Act(
        "sign in and out",
        (
            *(*both("sign-in"), "POST desk:sign-in-passkey", "POST desk:sign-out"),
            *("GET account_login", "GET account_inactive", "GET account_signup"),
        ),
        None,
    ),
    Act(
        # Without a right password before, these lead back to the sign-in page.
        "show the second factor, or come from the identity provider",
        (
            *("GET mfa_authenticate", "POST mfa_authenticate"),
            *("GET openid_connect_login", "GET openid_connect_callback"),
        ),
        None,
    ),
)

# --- The desk ------------------------------------------------------------------------------

_DESK = (
    Act(
        "look at one's work, at cases and books: what one may see of them",
        (
            *pages("worklist", "case-list", "book", "book-file", "book-close", "search", "shelf"),
            *both("bulk"),
            *calls("list_tasks", "list_cases", "get_register"),
        ),
        SIGNED_IN,
    ),
    Act(
        "see how typed words will be printed, and go on after signing in again",
        (*pages("preview-letter", method="POST"), *pages("here")),
        SIGNED_IN,
    ),
    Act(
        "look after one's own account",
        (
            *pages("account", "second"),
            *both("own-password", "second-app", "second-passkey", "second-codes"),
            *both("second-remove"),
            # What is somebody else's is left alone, and the answer is the same.
            *pages("sessions-end", "session-end", "own-token-revoke", method="POST"),
        ),
        SIGNED_IN,
    ),
    Act("take in a complaint at the counter", both("counter"), frozenset({COUNTER})),
    Act("see whom to call", pages("calls"), RECEIVERS),
    Act(
        "open how to reach somebody",
        (*pages("whatsapp"), *pages("contact", method="POST")),
        RECEIVERS,
        Condition.IDENTITY,
    ),
    Act(
        "note that somebody was told, or send again",
        pages("told", "again", method="POST"),
        RECEIVERS,
        Condition.SEES,
    ),
    Act(
        "read a case, its history and its papers",
        (
            *pages("case-file", "preview", "history", "paper", "signed-copy"),
            *calls("get_case", "list_events", "list_documents", "list_actions", "get_document"),
            *calls("get_task", "get_signed_copy"),
        ),
        READERS,
        Condition.SEES,
    ),
    Act(
        "read who complained, what was handed in, papers that name the person",
        (
            *pages("identity", method="POST"),
            *pages("attachment", "paper naming", "letter-versions", "print-papers"),
            *calls("get_complainant", "get_attachment", "get_document naming"),
        ),
        HANDLERS,
        Condition.IDENTITY,
        Refusal.FORBIDDEN,
    ),
    Act("see who asks about their own data", pages("data-requests"), COURSE),
    Act("take such a request at the desk", both("case-data"), COURSE, Condition.SEES),
    Act("answer it", both("data-request"), COURSE, Condition.IDENTITY),
    Act("print what is held", pages("data-held"), COURSE, Condition.IDENTITY),
    Act(
        "begin, draft and complete a task",
        (
            *pages("work", "begin", method="POST"),
            *calls("put_draft", "start", "complete"),
        ),
        HANDLERS,
        Condition.EXECUTOR,
        Refusal.FORBIDDEN,
    ),
    Act(
        # The page's script is told in the answer if the task is not its officer's.
        "say that a form is open, and what is typed in it",
        pages("here", "keep", method="POST"),
        READERS,
        Condition.SEES,
    ),
    Act(
        "take a case out as evidence, without identity",
        (*both("packages"), *pages("package-file")),
        READERS,
        Condition.SEES,
    ),
    Act(
        "take it out with identity",
        pages("package-file naming"),
        SUPERIORS,
        Condition.IDENTITY,
        Refusal.FORBIDDEN,
    ),
    Act("write to the complainant", both("write"), COURSE, Condition.SEES),
    Act(
        "enter the number that the records unit gave", both("paper-number"), COURSE, Condition.SEES
    ),
    Act("revoke or replace a paper", both("paper-revoke"), SUPERIORS, Condition.SEES),
    Act("sort scans of signed papers", both("scans"), COURSE),
    Act(
        "lend folders and count the shelf",
        (*pages("shelf", method="POST"), *both("shelf-count")),
        COURSE,
    ),
    Act("take a folder back", pages("folder-back", method="POST"), COURSE, Condition.SEES),
    Act("close a book's year", pages("book-close", method="POST"), SUPERIORS),
    Act("look at the office's figures", pages("head-view"), WATCHERS),
    Act("hold a case beside its SOPs", pages("case-beside-sop"), WATCHERS, Condition.SEES),
    Act("take reports as files", pages("report-file"), WATCHERS),
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
    ("note that the complainant objects", "object", COURSE),
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
        Act(name, both(f"side-exit {action}"), roles, Condition.SEES),
        Act(
            f"{name} by the API",
            (f"POST api-v1:post_action {action}",),
            roles,
            Condition.SEES,
            Refusal.FORBIDDEN,
        ),
    )
)

ACTS: tuple[Act, ...] = (*_PUBLIC, *_DESK, *_SIDE_EXITS, *ADMINISTRATION)
