"""Print as JSON what stands in an installation's database; run as a process of its own."""

import json
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

from sigap.config.start import start_django

start_django()

from sigap.cases import filestore  # noqa: E402 - the settings come first
from sigap.cases.identity import case_key  # noqa: E402
from sigap.cases.models import Case, Document, Notice, StepRun, Task  # noqa: E402
from sigap.cases.operations.sweep import sweep_files  # noqa: E402
from sigap.cases.queries.storedfiles import referenced_files  # noqa: E402

damaged = []
for document in Document.objects.filter(state="done"):
    try:
        filestore.read_whole(document.file, case_key(document.case_id))
    except filestore.FileDamaged:
        damaged.append(document.pk)

cases = {}
for case in Case.objects.order_by("pk"):
    runs = StepRun.objects.filter(case=case).order_by("pk")
    tasks = Task.objects.filter(case=case)
    cases[case.number] = {
        "status": case.status,
        "runs": [[run.sop, run.number, run.attempt, bool(run.completed_at)] for run in runs],
        "done": sorted(tasks.filter(state="done").values_list("pk", flat=True)),
        "open": tasks.filter(state="open").count(),
    }

notices = [
    [one.case.number, one.kind, json.dumps(one.facts, sort_keys=True)]
    for one in Notice.objects.select_related("case").order_by("pk")
]
# What a killed process left is taken away after a day: so it is asked for when all is quiet.
in_two_days = datetime.now(tz=UTC) + timedelta(days=2)
left = sweep_files(now=in_two_days) if "sweep" in sys.argv else 0
orphans = {one.name for one in filestore.folder().glob("??/*")} - set(referenced_files())

print(
    json.dumps(
        {
            "cases": cases,
            "papers": Counter(Document.objects.values_list("state", flat=True)),
            "damaged": damaged,
            "files": sum(1 for _ in filestore.folder().glob("??/*")),
            "notices": notices,
            "swept": left,
            "orphans": sorted(orphans),
        }
    )
)
