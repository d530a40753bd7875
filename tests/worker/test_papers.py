from datetime import timedelta

import pytest

from sigap.cases.identity import case_key, seal_json
from sigap.cases.models import Document
from sigap.cases.operations import papers
from sigap.cases.queries.workers import failed_work, last_sign_of_life
from sigap.ledger.models import Entry
from sigap.worker.loop import Worker
from tests.cases.office import file_complaint, open_office, play
from tests.documents.crashing import renderer_dies

pytestmark = pytest.mark.django_db


def work_off(office, *, seconds=60):
    """Let a worker do all that is due `seconds` after the office's moment."""
    worker = Worker(rounds=(), clock=lambda: office.now + timedelta(seconds=seconds))
    while worker.once():
        pass
    return worker


def test_papers_that_the_request_never_drew_are_drawn_by_the_worker():
    office = open_office()
    case = file_complaint(office)
    ordered = Document.objects.filter(case=case)
    before = set(ordered.values_list("state", flat=True))

    worker = work_off(office)

    assert (before, set(ordered.values_list("state", flat=True))) == ({"waiting"}, {"done"})
    assert all(papers.pdf_of(paper).startswith(b"%PDF") for paper in ordered)
    issued = Entry.objects.filter(stream=case.number, event="document.issued")
    assert issued.count() == ordered.count() > 0
    assert last_sign_of_life() == worker.began_at


def test_the_worker_leaves_alone_what_was_drawn_for_a_reader():
    office = open_office()
    case = file_complaint(office)
    for paper in Document.objects.filter(case=case):
        papers.draw_for_reader(paper, now=office.now)

    work_off(office, seconds=1)

    assert set(Document.objects.values_list("state", "attempts")) == {("done", 0)}


def test_a_renderer_that_dies_is_tried_again_and_the_case_goes_on():
    office = open_office()
    case = file_complaint(office)
    ordered = Document.objects.filter(case=case)
    with renderer_dies():
        work_off(office)
    states = set(ordered.values_list("state", "attempts"))

    # The step at the counter waits for no paper.
    play(office, case, until="identify")
    work_off(office, seconds=86_400)

    assert states == {("waiting", 1)}
    assert set(ordered.values_list("state", "last_error")) == {("done", "")}
    assert failed_work() == []


def test_a_renderer_that_never_comes_back_is_shown_to_a_person():
    office = open_office()
    case = file_complaint(office)
    with renderer_dies():
        for hours in range(1, 12):
            work_off(office, seconds=hours * 86_400)

    assert {(one.case, one.what) for one in failed_work()} == {(case.number, "paper")}
    assert all("perender berhenti sendiri" in one.error for one in failed_work())
    assert set(Document.objects.filter(case=case).values_list("state", flat=True)) == {"failed"}


def test_a_paper_whose_facts_do_not_fit_is_shown_to_a_person_at_once():
    office = open_office()
    case = file_complaint(office)
    paper = Document.objects.filter(case=case).order_by("pk").first()
    paper.facts = seal_json(case_key(case.pk), {"nonsense": "Suherman"})
    paper.save(update_fields=["facts"])

    work_off(office)

    (failed,) = failed_work()
    assert (failed.what, failed.id, failed.case, failed.kind) == (
        "paper",
        paper.pk,
        case.number,
        paper.kind,
    )
    assert failed.error.startswith("RenderFailed: ")
    assert "Suherman" not in failed.error
    assert Document.objects.get(pk=paper.pk).attempts == 1
