"""Who may do what on the administration pages; the rest is in `permissions.py`."""

from __future__ import annotations

from sigap.config.standing import ADMIN, SUPERIORS, Act, Condition, both, pages

_LISTS = ("admin-jenis-izin", "admin-instansi", "admin-peraturan")
ADMINISTRATION = (
    Act("open the administration", pages("admin"), SUPERIORS | {ADMIN}),
    Act(
        "keep the office's profile and lists",
        (
            *both("admin-office", "admin-notice", "admin-template-new", "admin-template-change"),
            *both("admin-paper"),
            *pages("admin-notices", "admin-templates", "admin-template", "admin-papers"),
            *pages("admin-template-use", "admin-template-sample", method="POST"),
            *pages("admin-paper-shipped", "admin-paper-sample", method="POST"),
            *pages("admin-sample", "admin-sample-pdf"),
            *(f"GET desk:{name}" for name in _LISTS),
            *both(*(f"{name}{end}" for name in _LISTS for end in ("-new", "-entry"))),
            *pages(*(f"{name}-use" for name in _LISTS), method="POST"),
        ),
        SUPERIORS,
    ),
    Act(
        "keep the calendar",
        (
            *pages("admin-calendar", "admin-calendar-move"),
            *both("admin-calendar-change", "admin-calendar-file"),
            *pages("admin-calendar-save", "admin-calendar-propose", method="POST"),
            *pages("admin-move-confirm", "admin-move-go-on", "admin-move-drop", method="POST"),
        ),
        SUPERIORS,
    ),
    Act(
        "keep the SOPs",
        (
            *pages("admin-sops", "admin-sop", "admin-sop-file", "admin-sop-cases"),
            *both("admin-sop-new", "admin-draft", "admin-draft-text", "admin-draft-head"),
            *pages("admin-draft-trial"),
            *both(
                "admin-draft-propose",
                "admin-draft-return",
                "admin-draft-drop",
                "admin-sop-executors",
            ),
            *pages("admin-draft-look", "admin-draft-approve", "admin-sop-begin", method="POST"),
        ),
        SUPERIORS,
    ),
    Act(
        "move a case to a newer SOP",
        both("admin-sop-move-case"),
        SUPERIORS,
        Condition.SEES,
    ),
    Act(
        "keep signatories, limits, retention and the record of processing",
        (
            *pages("admin-signatories", "admin-deadlines", "admin-retention", "admin-processing"),
            *both("admin-signatory-new", "admin-signatory-end", "admin-processing-activity"),
            *both("admin-deadline-new", "admin-deadline", "admin-deadline-end"),
            *both(
                "admin-waiting",
                "admin-retention-new",
                "admin-retention-change",
                "admin-retention-end",
            ),
            *pages("admin-retention-first", "admin-deadline-verify", method="POST"),
        ),
        SUPERIORS,
    ),
    Act(
        "destroy what the schedule no longer keeps",
        (
            *pages("admin-destruction", "admin-destruction-paper"),
            *pages("admin-destruction-propose", "admin-destruction-approve", method="POST"),
            *pages("admin-destruction-drop", method="POST"),
        ),
        SUPERIORS,
    ),
    Act(
        "keep the register of failures to protect personal data",
        (
            *pages("admin-breaches", "admin-breach", "admin-breach-letter"),
            *both("admin-breach-new", "admin-breach-change", "admin-breach-sent"),
            *both("admin-breach-close"),
            *pages("admin-breach-tell", method="POST"),
        ),
        SUPERIORS,
    ),
    Act(
        "keep accounts, and see the components of pages",
        (
            *pages("admin-accounts", "admin-account", "admin-components"),
            *both("admin-account-new", "admin-account-profile", "admin-account-roles"),
            *both("admin-account-token", "admin-account-password", "admin-account-close"),
            *both("admin-account-second"),
            *pages("admin-account-reopen", "admin-account-revoke", method="POST"),
        ),
        frozenset({ADMIN}),
    ),
    Act(
        "try failed jobs again",
        (*pages("admin-jobs"), *pages("admin-jobs-retry", "admin-job-retry", method="POST")),
        frozenset({ADMIN}),
    ),
    Act("read what was changed", pages("admin-changes"), SUPERIORS | {ADMIN}),
    Act(
        "name who stands in for whom",
        (*both("admin-acting-new"), "GET desk:admin-acting", "POST desk:admin-acting-end"),
        SUPERIORS | {ADMIN},
    ),
)
