"""The satisfaction survey: nine questions for who was served, answered once, traced to nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sigap.cases.operations.survey import ABOUT, LONGEST_SUGGESTION, answer_survey
from sigap.cases.queries.sops import office_profile
from sigap.cases.queries.tracking import may_survey
from sigap.channels.filing import Text
from sigap.channels.visitors import trying_code
from sigap.core.errors import Refused
from sigap.core.skm import ELEMENTS
from sigap.portal.views.tracking import unknown_code
from sigap.portal.waiting import too_often

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_FIT = (_("Tidak sesuai"), _("Kurang sesuai"), _("Sesuai"), _("Sangat sesuai"))
# The questions and answers of the regulation's form, from 1 to 4.
QUESTIONS = {
    "u1": (_("Apakah persyaratan pelayanan sesuai dengan jenis pelayanannya?"), _FIT),
    "u2": (
        _("Apakah prosedur pelayanan mudah?"),
        (_("Tidak mudah"), _("Kurang mudah"), _("Mudah"), _("Sangat mudah")),
    ),
    "u3": (
        _("Apakah pelayanan diberikan dengan cepat?"),
        (_("Tidak cepat"), _("Kurang cepat"), _("Cepat"), _("Sangat cepat")),
    ),
    "u4": (
        _("Apakah biaya atau tarif pelayanan wajar?"),
        (_("Sangat mahal"), _("Cukup mahal"), _("Murah"), _("Gratis")),
    ),
    "u5": (_("Apakah hasil pelayanan sesuai dengan yang tercantum dalam standar pelayanan?"), _FIT),
    "u6": (
        _("Apakah petugas cakap dalam pelayanan?"),
        (_("Tidak kompeten"), _("Kurang kompeten"), _("Kompeten"), _("Sangat kompeten")),
    ),
    "u7": (
        _("Apakah petugas sopan dan ramah?"),
        (
            _("Tidak sopan dan ramah"),
            _("Kurang sopan dan ramah"),
            _("Sopan dan ramah"),
            _("Sangat sopan dan ramah"),
        ),
    ),
    "u8": (
        _("Bagaimana pengaduan, saran dan masukan ditangani?"),
        (
            _("Tidak ada"),
            _("Ada tetapi tidak berfungsi"),
            _("Berfungsi kurang maksimal"),
            _("Dikelola dengan baik"),
        ),
    ),
    "u9": (
        _("Bagaimana sarana dan prasarana pelayanan?"),
        (_("Buruk"), _("Cukup"), _("Baik"), _("Sangat baik")),
    ),
}
_ABOUT = {
    "age": (
        _("Umur"),
        (_("kurang dari 25"), "25–34", "35–44", "45–54", _("55 atau lebih")),
    ),
    "gender": (_("Jenis kelamin"), (_("laki-laki"), _("perempuan"))),
    "education": (_("Pendidikan"), ("SD", "SMP", "SMA", _("diploma"), _("sarjana"))),
    "occupation": (
        _("Pekerjaan"),
        (_("pegawai negeri"), _("TNI/Polri"), _("swasta"), _("wirausaha"), _("lainnya")),
    ),
}


class Survey(forms.Form):
    """Nine questions, four optional facts, a suggestion."""

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        for element in ELEMENTS:
            question, answers = QUESTIONS[element]
            self.fields[element] = forms.TypedChoiceField(
                label=question,
                choices=list(enumerate(answers, start=1)),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Pilih salah satu jawaban."),
                    "invalid_choice": _("Pilih salah satu jawaban."),
                },
            )
        for name, (label, shown) in _ABOUT.items():
            choices = [("", "–"), *zip(ABOUT[name], shown, strict=True)]
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=False,
                error_messages={"invalid_choice": _("Pilih salah satu.")},
            )
        self.fields["suggestion"] = Text(
            label=_("Saran untuk kami"),
            max_length=LONGEST_SUGGESTION,
            required=False,
            error_messages={
                "max_length": _("Terlalu panjang; paling banyak %(limit_value)d huruf.")
            },
        )


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, and thank; who has answered already, or was not served yet, is told so."""
    now = datetime.now(tz=UTC)
    try:
        with trying_code(request, now=now):
            may = may_survey(code)
    except ObjectDoesNotExist:
        return unknown_code(request, code)
    except Refused as refused:
        return unknown_code(request, code, refused=refused)
    form = Survey(request.POST if request.method == "POST" else None)
    state = "open" if may else "closed"
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                _answer(form, code, now=now)
            except Refused as refused:
                state, status = "closed", 422
                form.add_error(None, refused.message)
                return too_often(refused, _page(request, form, code, state, status))
            state = "thanks"
        else:
            status = 422
    return _page(request, form, code, state, status)


def _answer(form: Survey, code: str, *, now: datetime) -> None:
    data = form.cleaned_data
    answer_survey(
        code=code,
        answers={element: data[element] for element in ELEMENTS},
        about={name: data[name] for name in ABOUT},
        suggestion=data["suggestion"],
        now=now,
    )


def _page(request: HttpRequest, form: Survey, code: str, state: str, status: int) -> HttpResponse:
    context = {
        "form": form,
        "questions": [form[element] for element in ELEMENTS],
        "about": [form[name] for name in ABOUT],
        "code": code,
        "state": state,
        "office": str(office_profile().data["short"]),
    }
    response = render(request, "portal/survey.html", context, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
