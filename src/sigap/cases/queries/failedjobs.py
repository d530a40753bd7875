"""What the workers gave up, and whether any worker lives, for those who run the machine."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps

from sigap.cases.access import visible_cases
from sigap.cases.models import Periodic, WorkerSign
from sigap.cases.models.leased import LeasedRow
from sigap.documents.kinds import KINDS

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor

# A worker shows life every few seconds; one that has been silent for so long is gone.
_SILENT = timedelta(minutes=2)
_SHOWN = 200


def job_models() -> dict[str, type[LeasedRow]]:
    """Return the tables whose rows are their own jobs, by name."""
    models = apps.get_app_config("cases").get_models()
    return {str(m._meta.model_name): m for m in models if issubclass(m, LeasedRow)}


def failed_jobs(*, actor: Actor) -> list[dict[str, Any]]:
    """Return what was given up, by kind and age; the case only if `actor` may know of it."""
    found: list[dict[str, Any]] = []
    for job, model in job_models().items():
        rows: Any = model._default_manager.filter(state=model.State.FAILED)
        known = {field.attname for field in model._meta.fields}
        columns = ["pk", "attempts", "last_error", *sorted({"case_id", "kind"} & known)]
        shown = rows.order_by("pk").values(*columns)[:_SHOWN]
        found += [{**row, "job": job, "title": _title(row.get("kind", ""))} for row in shown]
    ids = {row["case_id"] for row in found if "case_id" in row}
    numbers = dict(visible_cases(actor).filter(pk__in=ids).values_list("pk", "number"))
    for row in found:
        row["number"] = numbers.get(row.get("case_id", 0), "")
    return found


def failed_count() -> int:
    """Return how many jobs were given up."""
    return sum(
        model._default_manager.filter(state=model.State.FAILED).count()
        for model in job_models().values()
    )


def machinery(*, now: datetime) -> dict[str, Any]:
    """Return which workers live, and what comes round with how it went."""
    signs = list(WorkerSign.objects.order_by("began_at"))
    return {
        "workers": [one for one in signs if now - one.seen_at < _SILENT],
        "rounds": list(Periodic.objects.order_by("name")),
    }


def _title(kind: str) -> str:
    return KINDS[kind].title if kind in KINDS else kind
