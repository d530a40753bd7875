"""What no import contract can say: clocks, writers, registries, sizes, lock files.

Each rule is a function that returns the faults it finds, so that it can be shown here, too,
that it finds them.
"""

import ast
import importlib
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from sigap.cases.steps import FORMS
from sigap.cases.steps.form import StepForm
from sigap.cases.steps.generic import GENERIC
from sigap.documents.kinds import KINDS

ROOT = Path(__file__).resolve().parent.parent
SIGAP = ROOT / "src/sigap"
ENTRY_POINTS = ("desk", "portal", "api", "worker", "bench")
MOST_LINES = 400

# The moment of an act is taken once, at the entry point, and handed down.
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("functions", "Now"),
}
BARE_CLOCKS = {"Now", "localdate", "localtime", "time_ns"}
AUTOMATIC = {"auto_now", "auto_now_add"}
# Where an act begins, or where no act of a case is timed.
MAY_READ_THE_CLOCK = (*ENTRY_POINTS, "commands", "config", "__main__.py")

WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}


def modules(*parts):
    """Return every module of the given parts of the source, migrations aside."""
    found = []
    for part in parts:
        place = SIGAP / part
        found += [place] if place.suffix == ".py" else sorted(place.rglob("*.py"))
    return [module for module in found if "migrations" not in module.parts]


def place(module, node):
    return f"{module.relative_to(SIGAP)}:{node.lineno}"


def clock_readings(tree):
    """Return the nodes that read the system clock or let Django read it.

    A clock handed over uncalled (`default=timezone.now`) counts as well.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (owner, node.attr) in CLOCKS:
                yield node
        elif isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            if names & BARE_CLOCKS or (node.module == "time" and "time" in names):
                yield node
        elif isinstance(node, ast.keyword) and node.arg in AUTOMATIC:
            yield node.value


def writings(tree):
    """Return the nodes that write to the database past the operations."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        # dict.update and set.update have the same name; tables are reached by a manager,
        # a chain of calls, or an instance that is saved or deleted.
        of_table = "objects" in ast.unparse(node.func.value)
        if node.func.attr in {"save", "delete"} | (WRITES if of_table else set()):
            yield node


def test_no_clock_is_read_below_the_entry_points():
    below = [part.name for part in SIGAP.iterdir() if part.name not in MAY_READ_THE_CLOCK]

    readings = [
        place(module, node)
        for module in modules(*below)
        if module.is_file()
        for node in clock_readings(ast.parse(module.read_text()))
    ]

    assert readings == []


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now(UTC)",
        "datetime.datetime.now()",
        "dt.date.today()",
        "time.time()",
        "from time import time",
        "timezone.now()",
        "Field(default=timezone.now)",
        "from django.utils.timezone import localdate",
        "from django.db.models.functions import Now",
        "DateTimeField(auto_now_add=True)",
    ],
)
def test_reading_the_clock_is_found(line):
    assert list(clock_readings(ast.parse(line)))


@pytest.mark.parametrize("line", ["time.monotonic()", "task.now", "work.now.date()", "now = 1"])
def test_a_moment_handed_down_is_no_clock(line):
    assert not list(clock_readings(ast.parse(line)))


def test_entry_points_never_write_past_the_operations():
    written = [
        place(module, node)
        for module in modules(*ENTRY_POINTS)
        for node in writings(ast.parse(module.read_text()))
    ]

    assert written == []


@pytest.mark.parametrize(
    "line",
    [
        "case.save(update_fields=['status'])",
        "Case.objects.create(number=1)",
        "Case.objects.filter(pk=1).update(status='')",
        "task.delete()",
        "Case.objects.bulk_create([])",
    ],
)
def test_writing_past_the_operations_is_found(line):
    assert list(writings(ast.parse(line)))


def test_adding_to_a_dictionary_is_no_writing():
    assert not list(writings(ast.parse("context.update(case=case)")))


def test_no_module_is_longer_than_a_person_can_hold_in_mind():
    sources = [*modules("."), *(ROOT / "tools").glob("*.py")]

    lines = {str(m.relative_to(ROOT)): len(m.read_text().splitlines()) for m in sources}

    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_nothing_in_the_source_waits_to_be_written():
    waiting = re.compile(r"\b(TODO|FIXME|XXX|raise NotImplementedError)\b")

    found = [
        f"{module.relative_to(SIGAP)}: {match.group()}"
        for module in modules(".")
        for match in waiting.finditer(module.read_text())
    ]

    assert found == []


def test_every_document_kind_has_its_file_and_its_template_and_no_other_lies_about():
    folder = SIGAP / "documents"
    templates = {file.name for file in (folder / "templates").glob("*.typ")}
    files = {
        file.stem
        for file in (folder / "kinds").glob("*.py")
        if re.search(r"^KIND\b", file.read_text(), re.MULTILINE)
    }

    assert {kind.template for kind in KINDS.values()} == templates
    assert {kind_id.replace("-", "_") for kind_id in KINDS} == files


def test_every_step_form_of_the_folder_is_registered_and_no_other():
    for file in (SIGAP / "cases/steps").glob("*.py"):
        importlib.import_module(f"sigap.cases.steps.{file.stem}")

    def leaves(form):
        below = form.__subclasses__()
        return {leaf for sub in below for leaf in leaves(sub)} if below else {form}

    assert {type(form) for form in [*FORMS.values(), GENERIC]} == leaves(StepForm)


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def tracked_files():
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


# Written in halves, because this file is searched too.
FOREIGN_ADDRESSES = re.compile(
    "|".join(
        [
            r"pypi\." + "org",
            r"python" + r"hosted\.org",
            r"registry\." + "npmjs",
            r"deb\." + "debian",
            "index" + "-url",
            r"(?<![\w.])/wo" + "rk/",
            r"(?<![\w.])/ro" + "ot/",
            r"(?<![\w.])/ho" + "me/",
            r"(?<![\w.])/opt/py" + "pi",
        ]
    ).encode()
)


def test_no_registry_and_no_path_of_a_machine_is_written_down():
    found = [
        f"{file.relative_to(ROOT)}: {match.group().decode()}"
        for file in tracked_files()
        if file.is_file()
        for match in FOREIGN_ADDRESSES.finditer(file.read_bytes())
    ]

    assert found == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_lock_pins_every_library_with_hashes_and_names_no_address(name):
    text = (ROOT / name).read_text().replace("\\\n", " ")
    libraries = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]

    assert libraries
    for library in libraries:
        assert re.match(r"[\w.\[\],-]+==[\w.+!]+( ;[^#]*?)? +--hash=sha256:[0-9a-f]{64}", library)
    assert "://" not in text


def test_lock_of_the_tests_contains_that_of_the_run():
    pins = {
        name: set(re.findall(r"^([\w.\[\]-]+==\S+)", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-test.lock")
    }

    assert pins["requirements.lock"] <= pins["requirements-test.lock"]


def test_every_library_of_the_project_file_is_locked():
    locked = re.findall(
        r"^([\w.-]+)(?:\[\w+\])?==", (ROOT / "requirements-test.lock").read_text(), re.MULTILINE
    )
    wanted = re.findall(
        r'^  "([\w-]+)', (ROOT / "pyproject.toml").read_text().split("[tool.")[0], re.MULTILINE
    )

    assert {name.lower() for name in wanted} <= set(locked)
