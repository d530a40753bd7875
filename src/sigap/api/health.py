"""Health for operators, at the root: alive, ready, figures for Prometheus."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.http import HttpResponse
from django.utils import timezone

from sigap.cases.queries.health import figures, readiness

if TYPE_CHECKING:
    from django.http import HttpRequest

_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that this process lives; looks at nothing else."""
    del request
    return _told({"status": "ok"}, 200)


def readyz(request: HttpRequest) -> HttpResponse:
    """Answer whether requests can be served: 200, or 503 with what is wrong."""
    del request
    found = readiness(now=timezone.now())
    # A worker that lags is shown, but the web serves without it: complaints must come in.
    is_ready = all(one.is_well for one in found if one.name != "worker")
    checks = {one.name: {"ok": one.is_well, "detail": one.text} for one in found}
    status = "ok" if all(one.is_well for one in found) else "degraded" if is_ready else "down"
    return _told({"status": status, "checks": checks}, 200 if is_ready else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the figures in Prometheus' text form; counts only, nothing of any case."""
    del request
    try:
        found = figures(now=timezone.now())
    except DatabaseError:
        return HttpResponse("sigap_up 0\n", content_type=_PROMETHEUS, status=503)
    lines, told = ["# HELP sigap_up Whether the database answers.", "# TYPE sigap_up gauge"], ""
    lines.append("sigap_up 1")
    for name, text, labels, value in found:
        if name != told:
            lines += [f"# HELP {name} {text}", f"# TYPE {name} gauge"]
            told = name
        shown = ",".join(f'{key}="{label}"' for key, label in labels.items())
        lines.append(f"{name}{{{shown}}} {value:g}" if shown else f"{name} {value:g}")
    return HttpResponse("\n".join(lines) + "\n", content_type=_PROMETHEUS)


def _told(body: dict[str, object], status: int) -> HttpResponse:
    response = HttpResponse(json.dumps(body), content_type="application/json", status=status)
    response["Cache-Control"] = "no-store"
    return response
