"""Version 1 of the API, put together."""

from __future__ import annotations

from ninja import NinjaAPI

from sigap import __version__
from sigap.api import problems
from sigap.api.calls import (
    cases,
    complaints,
    ledger,
    papers,
    registers,
    reports,
    sops,
    tasks,
    tracking,
)
from sigap.api.listing import refuse_unknown

api = NinjaAPI(
    title="Sigap",
    version=__version__,
    description="Antarmuka Sigap untuk petugas dan sistem lain. Kesalahan dijawab sebagai "
    "application/problem+json (RFC 9457). Daftar dijawab sebagai {items, next}.",
    urls_namespace="api-v1",
    openapi_url=None,
    docs_url=None,
)
api.add_decorator(refuse_unknown)
for module in (complaints, tracking, tasks, cases, papers, sops, registers, reports, ledger):
    api.add_router("", module.router)
problems.install(api)
