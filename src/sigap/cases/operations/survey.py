"""Answering the satisfaction survey: once a case, and never to be traced to it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sigap.cases.actor import COMPLAINANT
from sigap.cases.events import record
from sigap.cases.identity import case_key, office_key, seal_text
from sigap.cases.models import Case, SurveyAnswer, SurveyTaken
from sigap.cases.queries.sops import calendar_of_version
from sigap.cases.queries.tracking import case_behind
from sigap.core.errors import Refused
from sigap.core.plain_text import plain_text
from sigap.core.skm import ELEMENTS, HIGHEST, LOWEST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LONGEST_SUGGESTION = 2000
# What a respondent may say about themselves, as the regulation's form asks; never necessary.
ABOUT = {
    "age": ("kurang-25", "25-34", "35-44", "45-54", "55-lebih"),
    "gender": ("laki-laki", "perempuan"),
    "education": ("sd", "smp", "sma", "diploma", "sarjana"),
    "occupation": ("pns", "tni-polri", "swasta", "wirausaha", "lainnya"),
}


def answer_survey(
    *,
    code: str,
    answers: Mapping[str, int],
    about: Mapping[str, str],
    suggestion: str = "",
    now: datetime,
) -> None:
    """Keep the answers of the holder of a code.

    :raises Case.DoesNotExist: for a wrong code.
    :raises Refused: `not-answered` before the case is, `survey-taken`, `invalid-data`.
    """
    _check(answers, about, suggestion)
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case_behind(code))
        if case.answered_at is None and not case.is_ended:
            raise Refused("not-answered", _("Pengaduan ini belum dijawab."))
        day = calendar_of_version(case.calendar_id).local_day(now)
        try:
            with transaction.atomic():
                SurveyTaken.objects.create(case=case, on=day)
        except IntegrityError:
            raise Refused("survey-taken", _("Survei ini sudah Anda isi. Terima kasih.")) from None
        SurveyAnswer.objects.create(
            # Not the next number: its place among the others would tell which case it was.
            pk=secrets.randbits(62),
            month=day.replace(day=1),
            permit_type_id=case.permit_type_id,
            suggestion=seal_text(office_key(), plain_text(suggestion)),
            **{element: answers[element] for element in ELEMENTS},
            **{name: about.get(name, "") for name in ABOUT},
        )
        key = case_key(case.pk)
        record(case, "survey.taken", actor=COMPLAINANT, at=now, key=key)


def _check(answers: Mapping[str, int], about: Mapping[str, str], suggestion: str) -> None:
    for element in ELEMENTS:
        if not LOWEST <= answers.get(element, 0) <= HIGHEST:
            raise Refused("invalid-data", _("Pilih salah satu jawaban."), field=element)
    for name, allowed in ABOUT.items():
        if about.get(name, "") not in ("", *allowed):
            raise Refused("invalid-data", _("Pilih salah satu."), field=name)
    if len(suggestion) > LONGEST_SUGGESTION:
        words = _("Paling banyak %(most)d huruf.") % {"most": LONGEST_SUGGESTION}
        raise Refused("invalid-data", words, field="suggestion")
