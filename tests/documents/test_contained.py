"""A renderer that hangs or dies is replaced; the caller only hears of it."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sigap.documents import compiler, framing
from sigap.documents import render as render_module
from sigap.documents.contained import ContainedRenderer
from sigap.documents.failures import RenderFailed
from sigap.documents.kinds import KINDS
from sigap.documents.office import sample_office
from sigap.documents.render import TEMPLATES, render
from tests.documents.papers import CODE, ISSUED_AT, VERIFY_URL, sample


@pytest.fixture
def renderer(monkeypatch):
    """Return the renderer behind every paper of this test."""
    renderer = ContainedRenderer()
    monkeypatch.setattr(render_module, "RENDERER", renderer)
    yield renderer
    renderer.close()


@pytest.fixture(scope="module")
def paper():
    """Return the paper that all here ask for, drawn by another renderer."""
    return sample("surat-balasan")


def ask(facts=None, **how):
    facts = KINDS["surat-balasan"].sample() if facts is None else facts
    how = {"issued_at": ISSUED_AT, "code": CODE, "verify_url": VERIFY_URL, **how}
    return render("surat-balasan", facts, sample_office(), **how)


def test_the_same_facts_give_the_same_bytes_in_any_process(renderer, paper):
    assert ask() == paper
    assert ask() == paper


def test_this_process_never_loads_the_renderer():
    code = (
        "import sys, sigap.documents.render, sigap.reports.writers; print('typst' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_what_cannot_be_drawn_comes_through_and_leaves_the_renderer_alive(renderer, paper):
    ask()
    child = renderer._child
    with pytest.raises(RenderFailed) as failed:
        renderer.draw(TEMPLATES, "no-such.typ", "{}", format="pdf")
    assert failed.value.code == "template"
    assert ask() == paper
    assert renderer._child is child


def test_a_renderer_that_leaves_while_it_is_asked_is_replaced_unseen(renderer, paper):
    ask()
    first = renderer._child
    # As if it went idle just then: it is gone, and the caller has not noticed.
    first.stdin.close()
    first.wait()
    first.returncode, first.poll = 0, lambda: None

    assert ask() == paper
    assert renderer._child is not first


def test_a_renderer_that_is_not_asked_gives_its_memory_back(renderer, monkeypatch):
    monkeypatch.setattr(compiler, "_IDLE_SECONDS", 0.05)
    asked_by, asking = os.pipe()
    with os.fdopen(asked_by, "rb") as reading, os.fdopen(asking, "wb"):
        began = time.monotonic()
        compiler.serve(reading, io.BytesIO())
        assert time.monotonic() - began < 5


def test_a_renderer_grown_fat_leaves_after_its_answer(monkeypatch, paper):
    monkeypatch.setattr(compiler, "_FAT_KILOBYTES", 1)
    answers = io.BytesIO()
    asked_by, asking = os.pipe()
    asked = {"root": str(TEMPLATES), "template": "no-such.typ", "data": "", "how": {}}
    with os.fdopen(asked_by, "rb") as reading, os.fdopen(asking, "wb") as writing:
        framing.send(writing, json.dumps(asked).encode())
        compiler.serve(reading, answers)
    assert b'"failed": "template"' in answers.getvalue()


def test_who_waits_too_long_for_the_others_is_told(renderer):
    ask()
    with renderer._lock, pytest.raises(RenderFailed) as failed:
        ask(seconds=0.1)
    assert (failed.value.code, "sibuk" in failed.value.reason) == ("time-out", True)


def test_a_hanging_renderer_is_stopped_and_replaced(renderer, paper):
    ask()
    stuck = renderer._child.pid
    os.kill(stuck, signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(RenderFailed) as refused:
        ask(seconds=0.2)
    assert refused.value.code == "time-out"
    assert time.monotonic() - began < 5
    with pytest.raises(ProcessLookupError):
        os.kill(stuck, 0)
    assert ask() == paper


def test_a_hanging_renderer_holds_no_large_request_up(renderer):
    ask()
    os.kill(renderer._child.pid, signal.SIGSTOP)
    facts = {**KINDS["surat-balasan"].sample(), "salutation": "x" * 1_000_000}
    with pytest.raises(RenderFailed) as refused:
        ask(facts, seconds=0.2)
    assert refused.value.code == "time-out"


def test_a_dying_renderer_is_reported_and_replaced(renderer, paper):
    ask()
    child = renderer._child.pid
    os.kill(child, signal.SIGSTOP)
    threading.Timer(0.2, os.kill, (child, signal.SIGKILL)).start()
    with pytest.raises(RenderFailed) as refused:
        ask()
    assert (refused.value.code, refused.value.reason) == (
        "crash",
        f"{KINDS['surat-balasan'].template}: perender berhenti sendiri (status -9)",
    )
    assert ask() == paper


def test_a_renderer_that_died_between_papers_is_replaced_unseen(renderer, paper):
    ask()
    renderer._child.kill()
    renderer._child.wait()
    assert ask() == paper


def test_the_renderer_has_bounds_on_its_memory(renderer):
    ask()
    limits = Path(f"/proc/{renderer._child.pid}/limits").read_text().splitlines()
    (line,) = [line for line in limits if line.startswith("Max address space")]
    assert line.split()[3] == str(2 * 1024**3)


def test_a_closed_renderer_starts_again(renderer):
    ask()
    renderer.close()
    assert renderer._child is None
    assert ask().pages == 1


def test_a_fork_does_not_share_the_renderer(renderer, paper):
    ask()
    child = renderer._child
    renderer._owner += 1  # as if this were the other process
    assert ask() == paper
    assert renderer._child is not child
    child.kill()
    child.communicate()
