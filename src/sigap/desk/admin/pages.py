"""How an administration page answers: only to its roles, its form read, typed text kept."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from sigap.cases.queries.officeday import office_zone
from sigap.core.errors import Refused
from sigap.desk.admin.sections import groups_for
from sigap.desk.session import staff
from sigap.ui import schema_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.files.uploadedfile import UploadedFile

    from sigap.desk.session import StaffRequest
    from sigap.ui.schema_form import Field

    View = Callable[..., HttpResponse]

_MARKED = "Periksa isian yang ditandai. Yang sudah diketik tetap ada."
# Somebody else was there first: the page is right, the moment was not.
_CONFLICTS = frozenset(
    {
        "stale",
        "not-proposed",
        "not-a-draft",
        "already-decided",
        "closed-already",
        "already-proposed",
        "not-due",
        "not-told",
        "sent-already",
    }
)


def page_for(roles: frozenset[str]) -> Callable[[View], View]:
    """Return a decorator that shows a page to holders of `roles`; to others it does not exist."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
            if not request.actor.roles & roles:
                raise Http404
            return view(request, *args, **kwargs)

        return staff(guarded)

    return decorate


def show(
    request: StaffRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Return an administration page with the sections that the actor may open beside it."""
    shared = {"nav": "kelola", "groups": groups_for(request.actor.roles)}
    return render(request, f"desk/admin/{template}", {**shared, **context}, status=status)


def form_page(
    request: StaffRequest,
    *,
    schema: dict[str, Any],
    value: dict[str, Any] | None,
    act: Callable[[dict[str, Any]], str | HttpResponse],
    context: dict[str, Any],
    template: str = "form.html",
    is_sent: bool | None = None,
    dress: Callable[[Field, dict[str, Any]], dict[str, Any]] | None = None,
) -> HttpResponse:
    """Show a form; when it is sent, run `act` with what was typed.

    A POST sends it, unless `is_sent` says otherwise. `act` returns where to go, or a page of
    its own. If it refuses, everything typed stands there again with what is wrong beside it.
    `dress` may change the drawn form, and returns what the page shows beside it.
    """
    data, errors, status = value, {}, 200
    zone = office_zone()
    is_typed = request.method == "POST" if is_sent is None else is_sent
    if is_typed:
        data = schema_form.read(schema, request.POST, zone=zone) or {}
        if _only_redraws(request):
            schema_form.change_rows(data, request.POST)
        else:
            try:
                done = act(data)
            except Refused as refused:
                errors, status = schema_form.errors_of(refused), status_of(refused)
            else:
                return HttpResponseRedirect(done) if isinstance(done, str) else done
    form = schema_form.build(schema, data, errors=errors, zone=zone, is_typed=is_typed)
    filled = {**context, "form": form, "refused": told(form, errors)}
    if dress is not None:
        filled |= dress(form, data or {})
    return show(request, template, filled, status=status)


def act_page(request: StaffRequest, *, act: Callable[[], str], back: str) -> HttpResponse:
    """Run an act that asks nothing, and go on; what is refused is told on a page of its own."""
    try:
        return HttpResponseRedirect(act())
    except Refused as refused:
        context = {"title": "Belum dapat dilakukan", "refused": refused.message, "back": back}
        return show(request, "refused.html", context, status=status_of(refused))


def status_of(refused: Refused) -> int:
    """Return the status of a page that tells a refusal."""
    return 409 if refused.code in _CONFLICTS else 422


def told(form: Field, errors: dict[str, str]) -> str:
    """Return what stands above a form: what no field can show, and that fields are marked."""
    drawn = set(_names(form))
    loose = [words for name, words in errors.items() if name not in drawn]
    return " ".join(loose + [_MARKED] * (len(loose) < len(errors)))


def _only_redraws(request: StaffRequest) -> bool:
    """Whether a button was pressed that changes the page, not the office."""
    return any(name in request.POST for name in ("_add", "_remove", "_preview"))


def _names(field: Field) -> list[str]:
    return [field.name, *(name for child in field.children for name in _names(child))]


def text_of(handed: UploadedFile[Any], *, most: int) -> str:
    """Return the text of a file that was handed in.

    :raises Refused: `not-text`, before it takes the place of anything typed.
    """
    content: bytes = handed.read(most + 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = "Berkas itu bukan teks (UTF-8); pilih berkas .toml atau .txt. Isian di atas tetap."
        detail: dict[str, Any] = {"faults": [{"where": "berkas", "what": words}]}
        raise Refused("not-text", words, field="file", detail=detail) from None
