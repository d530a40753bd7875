"""The audit of the lock file, held against reports in the form that osv.dev publishes."""

import json
import zipfile

import audit  # tools/audit.py
import pytest

LOCK = """\
django==5.2.19 \\
    --hash=sha256:00
    # via x
Pillow==12.0.0 ; sys_platform == "linux" \\
uvicorn[standard]==0.30.0
"""


def report(package, *, versions=(), events=(), ecosystem="PyPI", **more):
    return {
        "id": "GHSA-1",
        "aliases": ["CVE-2026-1"],
        "summary": "A hole",
        "affected": [
            {
                "package": {"name": package, "ecosystem": ecosystem},
                "versions": list(versions),
                "ranges": [{"type": "ECOSYSTEM", "events": list(events)}],
            }
        ],
        **more,
    }


@pytest.fixture
def judge(tmp_path):
    def run(*reports):
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as database:
            for number, one in enumerate(reports):
                database.writestr(f"{number}.json", json.dumps(one))
        (tmp_path / "lock").write_text(LOCK)
        return audit.main([str(tmp_path / "all.zip"), str(tmp_path / "lock")])

    return run


def test_every_pin_is_read():
    assert audit.pinned(LOCK) == {"django": "5.2.19", "pillow": "12.0.0", "uvicorn": "0.30.0"}
    assert len(audit.pinned(audit.LOCK.read_text())) > 60


@pytest.mark.parametrize(
    "hole",
    [
        report("Django", versions=["5.2.18", "5.2.19"]),
        report("pillow", versions=["12.0"]),
        report("django", events=[{"introduced": "0"}, {"fixed": "5.2.20"}]),
        report("django", events=[{"introduced": "5.2a1"}, {"last_affected": "5.2.19"}]),
        report(
            "django",
            events=[{"introduced": "0"}, {"fixed": "4.2"}, {"introduced": "5.2rc1"}],
        ),
    ],
)
def test_a_hole_of_a_pinned_version_is_told(hole, judge, capsys):
    assert judge(hole) == 1
    assert "GHSA-1, CVE-2026-1: A hole" in capsys.readouterr().out


@pytest.mark.parametrize(
    "hole",
    [
        report("django", versions=["5.2.18"]),
        report("django", events=[{"introduced": "0"}, {"fixed": "5.2.19"}]),
        report("django", events=[{"introduced": "6.0a1"}]),
        report("django", versions=["5.2.19"], ecosystem="npm"),
        report("django", versions=["5.2.19"], withdrawn="2026-01-01T00:00:00Z"),
        report("flask", events=[{"introduced": "0"}]),
    ],
)
def test_what_does_not_apply_is_not_told(hole, judge, capsys):
    assert judge(hole) == 0
    assert capsys.readouterr().out == "3 pinned, 1 reports read, 0 apply.\n"


def test_wrong_use_is_one_line(tmp_path, capsys):
    assert audit.main([]) == 2
    assert audit.main([str(tmp_path / "absent.zip")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
