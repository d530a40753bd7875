"""Facts that several papers share, read from the case file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from sigap.cases.identity import unseal_text
from sigap.cases.models import Attachment
from sigap.cases.steps.effects import Paper

if TYPE_CHECKING:
    from sigap.cases.models import Agency
    from sigap.cases.queries.casefile import CaseFile


def case_facts(file: CaseFile) -> dict[str, Any]:
    """Return what every paper says of its case; no identity in it."""
    case = file.case
    return {
        "number": case.number,
        "received_at": case.received_at.isoformat(),
        "channel": case.channel,
        "permit_type": case.permit_type.name,
        "subject": case.subject,
        "registration_number": case.registration_number,
        "outside_number": case.outside_number,
        "confidential": case.confidential,
        "anonymous": case.anonymous,
    }


def receipt(file: CaseFile, officer: dict[str, str] | None = None) -> Paper:
    """Return the Tanda Terima: number, code with QR, promise, and what was handed in.

    `officer` received the complaint in person and signs for it.
    """
    code = file.tracking_code()
    signing = {"officer_signature": officer} if officer else {}
    return Paper(
        kind="tanda-terima",
        facts={
            "case": case_facts(file),
            "complainant_name": file.identity().name,
            "tracking_code": code,
            "due_at": file.case.due_at.isoformat(),
            "track_url": f"{settings.SIGAP_BASE_URL}/lacak/{code}",
            "received": attachment_names(file),
            **signing,
        },
    )


def addressee(file: CaseFile) -> dict[str, str]:
    """Return the complainant as a letter addresses one; nobody known: the case's number."""
    identity = file.identity()
    if file.case.complainant_kind == "tanpa-identitas":
        return {"name": f"Pelapor {file.case.number}", "place": "Tempat"}
    return {
        "name": identity.name,
        "organisation": identity.company,
        "address": identity.address,
        "place": "Tempat",
    }


def agency_addressee(agency: Agency) -> dict[str, str]:
    """Return an agency's head as a letter addresses one."""
    return {
        "name": agency.head_post or f"Pimpinan {agency.name}",
        "address": agency.address,
        "place": "Tempat",
    }


def letter(
    file: CaseFile,
    *,
    about: str,
    to: dict[str, str],
    body: str | list[dict[str, Any]],
    signatory: dict[str, Any],
    **more: object,
) -> dict[str, Any]:
    """Return the facts that all official letters share; number and date come with the order."""
    return {
        "case": case_facts(file),
        "about": about,
        "to": to,
        "body": body,
        "signatory": signatory,
        **more,
    }


def attachment_names(file: CaseFile) -> list[str]:
    """Return the names of the files handed in with the complaint."""
    rows = Attachment.objects.filter(case=file.case, purpose="evidence").order_by("pk")
    return [unseal_text(file.key, row) for row in rows.values_list("name", flat=True)]
