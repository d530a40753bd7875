"""Every kind drawn from its sample: the same bytes twice, and refusals that name the place."""

from datetime import datetime

import pytest

from sigap.documents.kinds import KINDS
from sigap.documents.office import sample_office
from sigap.documents.render import RenderFailed, render

ISSUED_AT = datetime.fromisoformat("2026-11-24T10:00:00+07:00")


@pytest.mark.parametrize("kind_id", KINDS)
def test_the_same_facts_give_the_same_bytes(kind_id):
    first = render(kind_id, KINDS[kind_id].sample(), sample_office(), issued_at=ISSUED_AT)
    second = render(kind_id, KINDS[kind_id].sample(), sample_office(), issued_at=ISSUED_AT)
    assert first == second
    assert first.warnings == ()


def test_a_missing_fact_is_refused_by_its_place():
    facts = KINDS["tanda-terima"].sample()
    del facts["case"]["subject"]
    with pytest.raises(RenderFailed) as refused:
        render("tanda-terima", facts, sample_office(), issued_at=ISSUED_AT)
    assert (refused.value.code, refused.value.reason) == (
        "facts",
        "tanda-terima: case.subject: wajib ada",
    )
