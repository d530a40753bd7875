"""Two officers change the same of the office's texts at once: one is told, none overwritten."""

from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection

from sigap.cases.models import LetterTemplate, PaperWording, PermitType
from sigap.cases.operations.letter_templates import begin_template, put_in_force
from sigap.cases.operations.paper_texts import word_paper, wording_form
from sigap.core.errors import Refused
from tests.cases.office import open_office
from tests.cases.traces import ledger_holds

pytestmark = pytest.mark.django_db(transaction=True)

PURPOSE = "pemberitahuan-ditunda"


@pytest.fixture
def office():
    return open_office()


def at_once(*acts):
    """Run acts in threads that begin together; return what each ended with, sorted."""
    begin, ends = Barrier(len(acts)), []

    def run(act):
        try:
            begin.wait()
            act()
            ends.append("done")
        except Refused as refused:
            ends.append(refused.code)
        except DatabaseError as wrong:
            ends.append(repr(wrong))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def letter(title, **more):
    return {
        "title": title,
        "about": "Hal",
        "body": [{"type": "paragraph", "text": "Isi."}],
        "nature": "Biasa",
        **more,
    }


def test_two_first_changes_of_a_paper_are_one_version_and_one_refusal(office):
    def change(words):
        word_paper(
            kind="tanda-terima",
            edition=0,
            data=wording_form("tanda-terima", {"texts": {"opening": words}}),
            actor=office.holder("koordinator"),
            now=office.now,
        )

    assert at_once(*(partial(change, words) for words in ("Satu.", "Dua."))) == ["done", "stale"]
    assert PaperWording.objects.get().data["texts"]["opening"] in ("Satu.", "Dua.")
    assert ledger_holds()


def test_new_templates_of_one_title_get_addresses_of_their_own(office):
    def begin():
        begin_template(
            purpose="balasan",
            data=letter("Balasan baru"),
            actor=office.holder("koordinator"),
            now=office.now,
        )

    assert at_once(*[begin] * 5) == ["done"] * 5
    slugs = LetterTemplate.objects.filter(title="Balasan baru").values_list("slug", flat=True)
    assert sorted(slugs) == ["balasan-baru", *(f"balasan-baru-{n}" for n in range(2, 6))]
    assert ledger_holds()


def test_of_two_texts_for_one_letter_one_comes_into_force(office):
    own = PermitType.objects.order_by("pk")[0]
    drafts = [
        begin_template(
            purpose=PURPOSE,
            data=letter(title, permit_type=own.slug),
            actor=office.holder("koordinator"),
            now=office.now,
        )
        for title in ("Ditunda satu", "Ditunda dua")
    ]

    def hold(draft):
        put_in_force(slug=draft.slug, edition=1, actor=office.holder("koordinator"), now=office.now)

    ends = at_once(*(partial(hold, draft) for draft in drafts))

    assert ends == ["done", "template-taken"]
    assert (
        LetterTemplate.objects.filter(purpose=PURPOSE, permit_type=own, state="in-force").count()
        == 1
    )
    assert ledger_holds()
