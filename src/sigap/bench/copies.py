"""Ten or a hundred thousand cases, made from a few that are really played.

Each pattern is played through its SOP by the real operations, as far as its lot says; copies
differ in words, people, codes, numbers and time. The same size at the same moment gives the
same cases: texts, people, tracking codes and stages; only keys and salts are drawn anew.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

from sigap.bench.demo import play_sample
from sigap.bench.sample_office import make_colleagues, sample_complaints
from sigap.bench.words import words_of
from sigap.cases.operations.bulk import Copy, load_copies
from sigap.cases.operations.bulk_patterns import patterns_of
from sigap.cases.queries.caselist import count_cases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sigap.cases.operations.bulk_patterns import Pattern

_FEWEST_PATTERNS, _MOST_PATTERNS = 6, 100
# An office that has worked for five years; what is open now is what came in lately.
OPEN_SHARE = 0.04
_WEEKS_BACK = 240
_SEEDS_APART = 10_000_000
_MAY_LACK = ("company", "phone", "email", "address", "wanted", "registration_number")
_console = Console(stderr=True)


def load(size: int, *, now: datetime, open_share: float = OPEN_SHARE) -> None:
    """Make the people of the sample office and `size` cases; shows how far it is.

    Of the copies `open_share` are still open; without any, `size` cases have ended.
    """
    make_colleagues(now=now - timedelta(days=400))
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_console) as progress:
        count = min(size, max(_FEWEST_PATTERNS, min(_MOST_PATTERNS, size // 100)))
        bar = progress.add_task("Memainkan pola", total=count)
        samples = sample_complaints()
        keys = []
        for index in range(count):
            sample = samples[index * len(samples) // count]
            keys.append(play_sample(sample, index=index, now=now).case.pk)
            progress.advance(bar)
        patterns = patterns_of(keys)
        seed = count_cases()
        if not open_share:
            patterns = [one for one in patterns if one.ended]
        left = size - len(patterns)
        bar = progress.add_task("Menyalin berkas", total=left)
        copies = _copies(patterns, left, seed=seed, open_share=open_share)
        for done in load_copies(copies, now=now):
            progress.update(bar, completed=done)


def _copies(patterns: list[Pattern], count: int, *, seed: int, open_share: float) -> Iterator[Copy]:
    """Yield copies in the order in which they came in; another `seed` gives other codes."""
    rng = random.Random(seed)  # noqa: S311 - sample data, the same each time
    ended = [one for one in patterns if one.ended]
    still_open = [one for one in patterns if not one.ended] or ended
    plan = []
    for index in range(count):
        back = timedelta(seconds=rng.randrange(3600))
        if not ended or rng.random() < open_share:
            pattern = rng.choice(still_open)
        else:
            pattern = rng.choice(ended)
            back += timedelta(weeks=rng.randrange(_WEEKS_BACK))
        plan.append((pattern.received_at - back, index, pattern, -back))
    plan.sort(key=lambda one: one[:2])
    for index, (_, _, pattern, shift) in enumerate(plan):
        own = random.Random(seed * _SEEDS_APART + index)  # noqa: S311 - the same each time
        words = words_of(pattern.permit_type, index=index, rng=own)
        for part in _MAY_LACK:
            if not pattern.has(part):
                words[part] = ""
                if part == "wanted":
                    words["masked_wanted"] = ""
        yield Copy(pattern, shift, words, own)
