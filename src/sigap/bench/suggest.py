"""`sigap bench suggest`: how often the proposals are right, on the sample complaints.

Permit types by tenfold cross-validation: each complaint is judged by what was learned from the
other nine tenths. Duplicates among all complaints received earlier, as in the office.
"""

from __future__ import annotations

import json
import random
import sys
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from sigap.core.matching import Proposer, Weights, features, likeness

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

_FOLDS = 10
_SEED = 240
_AMONG = 5
AIMS = {"top1": 0.80, "top3": 0.95, "duplicates": 0.80}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take `--json`."""
    parser.add_argument("--json", action="store_true", help="angka sebagai JSON")


def run(args: argparse.Namespace, home: Path) -> int:  # noqa: ARG001 - it only has to be there
    """Print the figures; 1 if an aim is missed."""
    # Late, because they need Django set up.
    from sigap.bench.sample_office import sample_complaints

    found = measure(sample_complaints())
    if args.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        _print(found)
    missed = [name for name, aim in AIMS.items() if found[name]["share"] < aim]
    for name in missed:
        print(f"{name}: di bawah sasaran {AIMS[name]:.0%}", file=sys.stderr)
    return 1 if missed else 0


def measure(complaints: list[dict[str, Any]]) -> dict[str, Any]:
    """Return how often the first and the first three permit types, and duplicates, were right."""
    from sigap.cases.queries.office import OfficeLists
    from sigap.cases.queries.permit_proposals import terms_of, weighted

    texts = [weighted(one["subject"], one["text"], one["wanted"] or "") for one in complaints]
    seen = [features(parts) for parts in texts]
    labels = [str(one["permit_type"]) for one in complaints]
    lists = OfficeLists(now=datetime.now(tz=UTC))
    terms = terms_of([(one.slug, one.name) for one in lists.permit_types])
    order = list(range(len(complaints)))
    random.Random(_SEED).shuffle(order)  # noqa: S311 - a measurement, the same each time
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for fold in range(_FOLDS):
        asked = order[fold::_FOLDS]
        learned = [(seen[i], labels[i]) for i in sorted(set(order) - set(asked))]
        proposer = Proposer(terms, learned)
        for i in asked:
            ranked = [one.label for one in proposer.ranked(texts[i])]
            row = counts[labels[i]]
            row[0] += 1
            row[1] += ranked[:1] == [labels[i]]
            row[2] += labels[i] in ranked[:3]
    total = len(complaints)
    first, three = (sum(row[place] for row in counts.values()) for place in (1, 2))
    found, of = _duplicates(complaints, seen)
    return {
        "complaints": total,
        "top1": {"right": first, "of": total, "share": first / total},
        "top3": {"right": three, "of": total, "share": three / total},
        "duplicates": {"right": found, "of": of, "share": found / of if of else 0.0},
        "permit_types": {
            label: {"of": row[0], "top1": row[1], "top3": row[2]}
            for label, row in sorted(counts.items(), key=lambda one: -one[1][0])
        },
    }


def _duplicates(complaints: list[dict[str, Any]], seen: list[dict[str, float]]) -> tuple[int, int]:
    """Return for how many the earlier report is among the first proposals, and of how many."""
    position = {one["id"]: index for index, one in enumerate(complaints)}
    found = of = 0
    for index, one in enumerate(complaints):
        if not one["duplicate_of"]:
            continue
        weights = Weights(seen[: index + 1])
        own = weights.vector(seen[index])
        alike = [(likeness(own, weights.vector(seen[i])), i) for i in range(index)]
        first = [i for _, i in sorted(alike, reverse=True)[:_AMONG]]
        of += 1
        found += position[one["duplicate_of"]] in first
    return found, of


def _print(found: dict[str, Any]) -> None:
    console = Console()
    table = Table("Jenis izin", "Pengaduan", "Tepat pertama", "Di antara tiga")
    for label, row in found["permit_types"].items():
        table.add_row(label, *(str(row[name]) for name in ("of", "top1", "top3")))
    console.print(table)
    words = {
        "top1": "Jenis izin tepat pada usulan pertama",
        "top3": "Jenis izin di antara tiga usulan",
        "duplicates": f"Laporan terdahulu di antara {_AMONG} usulan",
    }
    for name, told in words.items():
        one = found[name]
        aim = f"{AIMS[name]:.0%}"
        console.print(
            f"{told}: {one['right']} dari {one['of']} ({one['share']:.1%}; sasaran {aim})"
        )
