"""One complaint through all 17 steps by the pages, as officers do without JavaScript."""

from sigap.cases.models import Case, StepRun, Task
from sigap.cases.steps.taskform import task_form
from tests.cases.filler import fill
from tests.cases.office import file_complaint, open_tasks

_LATER = ("Pendapat yang diminta", "Masih ada tugas lain")


def fields_of(value, name="data", schema=None):
    """Return what a browser would send for `value`, field by field."""
    schema = schema or {}
    if isinstance(value, dict):
        found = {}
        branches = schema.get("oneOf", [])
        for index, branch in enumerate(branches):
            marks = {
                key: part["const"] for key, part in branch["properties"].items() if "const" in part
            }
            if all(value.get(key) == mark for key, mark in marks.items()):
                found[f"{name}.~"] = str(index)
                schema, name = branch, f"{name}.~{index}"
                break
        for key, part in value.items():
            inner = schema.get("properties", {}).get(key, {})
            found |= fields_of(part, f"{name}.{key}", inner)
        return found
    if isinstance(value, list):
        items = schema.get("items", {})
        if "enum" in items:
            return {name: value}
        if any(
            b["properties"].get("type", {}).get("const") == "paragraph"
            for b in items.get("oneOf", [])
        ):
            return {name: "\n\n".join(block.get("text", "") for block in value)}
        found = {}
        for index, part in enumerate(value):
            found |= fields_of(part, f"{name}.{index}", items)
        return found
    if isinstance(value, bool):
        return {name: "ya"} if value else {}
    return {name: str(value)}


def test_a_complaint_goes_through_all_steps_by_the_pages(office, sign_in):
    case = file_complaint(office)
    browsers = {role: sign_in(role) for role in office.users}
    loops = {"completeness": "tidak-lengkap", "approve": "perlu-perbaikan"}

    for _ in range(60):
        tasks = open_tasks(case)
        if not tasks:
            break
        assert any(complete(office, browsers, case, task, loops) for task in tasks)

    case = Case.objects.get(pk=case.pk)
    assert case.status == "closed"
    assert loops == {}
    done = set(StepRun.objects.filter(case=case).values_list("sop", "number"))
    assert len(done) == 17
    assert not Task.objects.filter(case=case, state="open").exists()


def complete(office, browsers, case, task, loops):
    """Fill the task's page in and send it; False if something else has to be done first."""
    from datetime import UTC, datetime

    now = datetime.now(tz=UTC)
    office.now = now
    form = task_form(task.pk, actor=office.holder(task.role), now=now)
    body = fields_of(fill(form.schema, now=now), schema=form.schema)
    outcomes = [one["id"] for one in form.outcomes]
    if outcomes:
        wanted = loops.get(form.form.id)
        body["outcome"] = wanted or outcomes[0]
    body |= {"note": "Sesuai berkas.", "_complete": "1"}
    response = browsers[task.role].post(f"/berkas/{case.number}/tugas/{task.pk}/", body)
    if response.status_code == 302:
        if outcomes and loops.get(form.form.id) == body["outcome"]:
            del loops[form.form.id]
        return True
    assert any(words in response.text for words in _LATER), response.context["refused"]
    return False
