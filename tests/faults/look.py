"""Print as JSON what stands in an installation's database; run as a process of its own."""

import json
from collections import Counter

from sigap.config.start import start_django

start_django()

from sigap.cases import filestore  # noqa: E402 - the settings come first
from sigap.cases.identity import case_key  # noqa: E402
from sigap.cases.models import Case, Document, StepRun, Task  # noqa: E402

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

print(
    json.dumps(
        {
            "cases": cases,
            "papers": Counter(Document.objects.values_list("state", flat=True)),
            "damaged": damaged,
            "files": sum(1 for _ in filestore.folder().glob("??/*")),
        }
    )
)
