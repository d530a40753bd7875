"""Many cases at once: as whole, as sealed and as provable as those that were played."""

import json
import random
from datetime import UTC, datetime, timedelta

import pytest

from sigap.bench.demo import play_sample
from sigap.bench.sample_office import make_colleagues, sample_complaints
from sigap.bench.words import words_of
from sigap.cases.actor import SYSTEM
from sigap.cases.identity import case_key, commitments, unseal_json, unseal_text
from sigap.cases.models import (
    Case,
    CaseWords,
    Document,
    LetterNumber,
    NumberSequence,
    RegisterEntry,
    Task,
)
from sigap.cases.operations.bulk import Copy, load_copies
from sigap.cases.operations.bulk_patterns import patterns_of
from sigap.cases.operations.office import load_reference_data
from sigap.cases.operations.wordindex import index_all
from sigap.cases.queries.evidence import canonical
from sigap.cases.stems import stems
from sigap.ledger.models import Entry
from sigap.ledger.verify import verify

NOW = datetime(2026, 9, 14, 3, 0, tzinfo=UTC)
COPIES = 30


@pytest.mark.django_db
def test_copies_are_as_whole_as_the_cases_that_were_played():
    loaded = _load()

    assert _people(loaded) == COPIES
    _their_ledger_holds_and_commits_to_what_they_have(loaded)
    _their_papers_have_their_own_numbers(loaded)
    _books_and_letters_have_no_gap()
    _they_are_found_by_what_they_say(loaded)
    made = play_sample(sample_complaints()[3], index=7, now=NOW)
    this_year = Case.objects.filter(number__contains="-2026-").count()
    assert made.case.number == f"PGD-2026-{this_year:05}"
    assert verify().fault is None


def _load():
    """Return the copies of three played cases, some ended, some not."""
    load_reference_data(actor=SYSTEM, now=NOW)
    make_colleagues(now=NOW - timedelta(days=400))
    samples = sample_complaints()
    played = [play_sample(samples[index * 9], index=index, now=NOW) for index in (1, 2, 4)]
    patterns = patterns_of(one.case.pk for one in played)
    assert {one.ended for one in patterns} == {True, False}
    last = Case.objects.order_by("pk").last().pk
    copies = (
        Copy(
            patterns[index % 3],
            timedelta(weeks=-index),
            words_of(patterns[index % 3].permit_type, index=index, rng=random.Random(index)),
            random.Random(index),
        )
        for index in range(COPIES)
    )
    assert list(load_copies(copies, now=NOW)) == [COPIES]
    return Case.objects.filter(pk__gt=last).order_by("pk")


def _people(loaded):
    return len({str(unseal_json(case_key(c.pk), c.complainant.sealed)) for c in loaded})


def _their_ledger_holds_and_commits_to_what_they_have(loaded):
    assert verify().fault is None
    checked = 0
    for case in loaded:
        key = case_key(case.pk)
        said = {
            "complainant": unseal_json(key, case.complainant.sealed),
            "complaint": unseal_json(key, case.complaint.original),
        }
        for task in Task.objects.filter(case=case, state="done"):
            data, note = unseal_json(key, task.data) or {}, unseal_text(key, task.note)
            said[f"task:{task.pk}:data"] = {"data": data, "note": note}
        for paper in Document.objects.filter(case=case):
            said[f"document:{paper.pk}:facts"] = unseal_json(key, paper.facts)
        found = {}
        for entry in Entry.objects.filter(stream=case.number):
            found |= json.loads(entry.digests)
        assert found == commitments(key, ((name, canonical(it)) for name, it in said.items()))
        checked += len(found)
    assert checked > 100


def _their_papers_have_their_own_numbers(loaded):
    codes = [unseal_text(case_key(c.pk), c.complainant.tracking_code) for c in loaded]
    papers = Document.objects.filter(case__in=loaded)

    assert len(set(codes)) == COPIES
    assert len(set(papers.values_list("code", flat=True))) == papers.count()
    assert set(papers.values_list("state", flat=True)) == {"done"}
    assert not papers.filter(number__in=set(_first_letters(loaded))).exists()


def _they_are_found_by_what_they_say(loaded):
    kept = {one.case_id: one.stems for one in CaseWords.objects.filter(case__in=loaded)}
    assert len(kept) == COPIES
    for case in loaded:
        assert stems(case.complaint.text) <= set(kept[case.pk].split())
    assert any("p_" in one for one in kept.values())
    assert list(index_all())[-1] == Case.objects.count()
    afresh = {one.case_id: one.stems for one in CaseWords.objects.filter(case__in=loaded)}
    assert afresh.keys() == kept.keys()
    assert all(("p_" in afresh[pk]) == ("p_" in kept[pk]) for pk in kept)


def _first_letters(loaded):
    played = Document.objects.exclude(case__in=loaded).exclude(number="")
    return played.values_list("number", flat=True)


def _books_and_letters_have_no_gap():
    for model, name in ((RegisterEntry, "register"), (LetterNumber, "series")):
        lines: dict[tuple[str, int], list[int]] = {}
        for book, year, sequence in model.objects.values_list(name, "year", "sequence"):
            lines.setdefault((book, year), []).append(sequence)
        assert lines
        for (book, year), taken in lines.items():
            assert sorted(taken) == list(range(1, len(taken) + 1))
            series = f"buku:{book}" if model is RegisterEntry else book
            assert NumberSequence.objects.get(series=series, year=year).last == len(taken)
