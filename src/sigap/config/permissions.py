"""Who may do what: one line for each act, by role and by what one has to do with the case.

The code does not ask this table; it states once, for people, what the code must do, and
`tests/journeys/test_permissions.py` tries every line with every role on every kind of case. An
address or a call of the API without a line fails that test.
"""

from __future__ import annotations

from sigap.config.standing import (
    ADMIN,
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
)


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
            *_calls("track"),
        ),
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
            *(*_both("sign-in"), "POST desk:sign-in-passkey", "POST desk:sign-out"),
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
            *_pages("worklist", "case-list", "book", "book-file", "book-close", "search", "shelf"),
            *_both("bulk"),
            *_calls("list_tasks", "list_cases", "get_register"),
        ),
        SIGNED_IN,
    ),
    Act(
        "see how typed words will be printed, and go on after signing in again",
        (*_pages("preview-letter", method="POST"), *_pages("here")),
        SIGNED_IN,
    ),
    Act(
        "look after one's own account",
        (
            *_pages("account", "second"),
            *_both("own-password", "second-app", "second-passkey", "second-codes"),
            *_both("second-remove"),
            # What is somebody else's is left alone, and the answer is the same.
            *_pages("sessions-end", "session-end", "own-token-revoke", method="POST"),
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
            *_pages("case-file", "preview", "history", "paper", "signed-copy"),
            *_calls("get_case", "list_events", "list_documents", "list_actions", "get_document"),
            *_calls("get_task", "get_signed_copy"),
        ),
        READERS,
        Condition.SEES,
    ),
    Act(
        "read who complained, what was handed in, papers that name the person",
        (
            *_pages("identity", method="POST"),
            *_pages("attachment", "paper naming", "letter-versions", "print-papers"),
            *_calls("get_complainant", "get_attachment", "get_document naming"),
        ),
        HANDLERS,
        Condition.IDENTITY,
        Refusal.FORBIDDEN,
    ),
    Act("see who asks about their own data", _pages("data-requests"), COURSE),
    Act("take such a request at the desk", _both("case-data"), COURSE, Condition.SEES),
    Act("answer it", _both("data-request"), COURSE, Condition.IDENTITY),
    Act("print what is held", _pages("data-held"), COURSE, Condition.IDENTITY),
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
    Act(
        # The page's script is told in the answer if the task is not its officer's.
        "say that a form is open, and what is typed in it",
        _pages("here", "keep", method="POST"),
        READERS,
        Condition.SEES,
    ),
    Act(
        "take a case out as evidence, without identity",
        (*_both("packages"), *_pages("package-file")),
        READERS,
        Condition.SEES,
    ),
    Act(
        "take it out with identity",
        _pages("package-file naming"),
        SUPERIORS,
        Condition.IDENTITY,
        Refusal.FORBIDDEN,
    ),
    Act("write to the complainant", _both("write"), COURSE, Condition.SEES),
    Act(
        "enter the number that the records unit gave", _both("paper-number"), COURSE, Condition.SEES
    ),
    Act("revoke or replace a paper", _both("paper-revoke"), SUPERIORS, Condition.SEES),
    Act("sort scans of signed papers", _both("scans"), COURSE),
    Act(
        "lend folders and count the shelf",
        (*_pages("shelf", method="POST"), *_both("shelf-count")),
        COURSE,
    ),
    Act("take a folder back", _pages("folder-back", method="POST"), COURSE, Condition.SEES),
    Act("close a book's year", _pages("book-close", method="POST"), SUPERIORS),
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
            *_both("admin-office", "admin-notice", "admin-template-new", "admin-template-change"),
            *_both("admin-paper"),
            *_pages("admin-notices", "admin-templates", "admin-template", "admin-papers"),
            *_pages("admin-template-use", "admin-template-sample", method="POST"),
            *_pages("admin-paper-shipped", "admin-paper-sample", method="POST"),
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
            *_both(
                "admin-draft-propose",
                "admin-draft-return",
                "admin-draft-drop",
                "admin-sop-executors",
            ),
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
            *_both(
                "admin-waiting",
                "admin-retention-new",
                "admin-retention-change",
                "admin-retention-end",
            ),
            *_pages("admin-retention-first", "admin-deadline-verify", method="POST"),
        ),
        SUPERIORS,
    ),
    Act(
        "destroy what the schedule no longer keeps",
        (
            *_pages("admin-destruction", "admin-destruction-paper"),
            *_pages("admin-destruction-propose", "admin-destruction-approve", method="POST"),
            *_pages("admin-destruction-drop", method="POST"),
        ),
        SUPERIORS,
    ),
    Act(
        "keep accounts, and see the components of pages",
        (
            *_pages("admin-accounts", "admin-account", "admin-components"),
            *_both("admin-account-new", "admin-account-profile", "admin-account-roles"),
            *_both("admin-account-token", "admin-account-password", "admin-account-close"),
            *_both("admin-account-second"),
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
        (*_both("admin-acting-new"), "GET desk:admin-acting", "POST desk:admin-acting-end"),
        SUPERIORS | {ADMIN},
    ),
)

ACTS: tuple[Act, ...] = (*_PUBLIC, *_DESK, *_SIDE_EXITS, *_ADMINISTRATION)
