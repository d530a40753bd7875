"""Whether every stored file is there and still opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases import filestore
from sigap.cases.identity import DESTROYED, office_key, unwrap
from sigap.cases.models import BreachLetter, CaseKey, Destruction, RegisterVolume
from sigap.cases.queries.storedfiles import STORED

if TYPE_CHECKING:
    from collections.abc import Iterator

_CASE = {
    "Document": "case",
    "SignedCopy": "document__case",
    "Attachment": "case",
    "EvidencePackage": "case",
}


def check_files() -> Iterator[tuple[str, str, bool]]:
    """Read every stored file whole; yield (case number or book, file, whether it holds).

    Those of cases whose key was destroyed can't be opened by anybody and are left out.
    """
    for model, column in STORED:
        rows = model._default_manager.exclude(**{column: ""})
        if model is RegisterVolume:
            books = rows.values_list("closing__register", "closing__year", column)
            for book, year, file in books.iterator():
                yield f"{book} {year}", file, filestore.holds(file, office_key())
            continue
        if model in (Destruction, BreachLetter):
            for number, file in rows.values_list("number", column).iterator():
                yield number, file, filestore.holds(file, office_key())
            continue
        case = _CASE[model.__name__]
        found = rows.order_by(case, "pk").values_list(case, f"{case}__number", column)
        last, key = None, DESTROYED
        for case_id, number, file in found.iterator():
            if case_id != last:
                wrapped = CaseKey.objects.values_list("wrapped", flat=True).get(pk=case_id)
                last, key = case_id, unwrap(bytes(wrapped))
            if key != DESTROYED:
                yield number, file, filestore.holds(file, key)
