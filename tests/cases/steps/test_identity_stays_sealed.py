"""Whatever an officer types, who complained stands nowhere in the clear."""

import random
from functools import partial

import pytest
from django.apps import apps
from django.db import connection

from sigap.cases.models import Case
from tests.cases import filler
from tests.cases.office import PERSON, file_complaint, open_office, play

pytestmark = pytest.mark.django_db

SPOKEN = f"{PERSON.name}, {PERSON.phone}, {PERSON.address}"
SECRETS = ("Suherman", "Wijaya", "0812-0000-0100", "Gardu Sawah", "Kalijaya")
AGENCIES = {"mode": {"mode": "apip", "agencies": ["inspektorat", "bapenda"]}}


class Talkative(filler._Any):
    """Writes who complained into every text there is."""

    def text(self, schema):
        if "image" in str(schema.get("title")):
            return schema["examples"][0]
        return SPOKEN[: schema.get("maxLength", len(SPOKEN))]

    def branch(self, branches):
        return branches[0]

    def wants(self, part):
        return part.get("format") not in ("date", "date-time")


def talk(schema, *, now, rng):
    answer = filler._value(schema, Talkative(now, rng))
    if "corrections" in answer:
        # These say who the person is; they are what has to stay sealed.
        kept = ("subject", "text", "wanted", "loss", "name", "address", "phone")
        answer["corrections"] = {
            name: value for name, value in answer["corrections"].items() if name in kept
        } | {"name": PERSON.name, "phone": PERSON.phone, "address": PERSON.address}
    return answer


def clear_text():
    """Return every row of every table that holds an identity, as one text a row."""
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                yield model._meta.db_table, str(row)


@pytest.mark.parametrize("seed", range(2))
def test_no_table_holds_the_identity_in_the_clear(db, seed):
    office = open_office()
    case = file_complaint(
        office, subject=f"Laporan {SPOKEN}"[:190], text=SPOKEN, wanted=SPOKEN, loss=SPOKEN
    )
    rng = random.Random(seed)

    play(
        office,
        case,
        filler=partial(talk, rng=rng),
        note=SPOKEN,
        data={"disposition": {"excluded": []}, "plan": AGENCIES},
        outcomes={"completeness": ["tidak-lengkap"], "approve": ["perlu-perbaikan"]},
    )

    assert case.status == Case.Status.CLOSED
    shown = [
        (table, secret, row)
        for table, row in clear_text()
        for secret in SECRETS
        if secret.casefold() in row.casefold()
    ]
    assert shown == []
