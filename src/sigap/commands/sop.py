"""`sigap sop check|print|import|activate`: SOP files; only `activate` needs a data folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sigap.core.errors import InvalidInput
from sigap.core.sop.bpmn import to_bpmn
from sigap.core.sop.chart import NotDrawable
from sigap.core.sop.check import chain
from sigap.core.sop.findings import Finding, Level, has_errors
from sigap.core.sop.import_text import import_text
from sigap.core.sop.lint import lint
from sigap.core.sop.parse import parse
from sigap.core.sop.print_text import print_text
from sigap.core.sop.svg import to_svg
from sigap.core.sop.write import write
from sigap.sops import shipped

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence

    from sigap.core.sop.definition import Lane, Sop


def _pdf(sop: Sop) -> bytes:
    """Return the SOP as PDF; the renderer is loaded for this form alone.

    :raises InvalidInput: if no sheet comes out.
    """
    from sigap.documents.failures import RenderFailed
    from sigap.documents.sop_sheet import sop_pdf

    try:
        return sop_pdf(sop)
    except RenderFailed as failed:
        raise InvalidInput(failed.reason) from None


def _svg(sop: Sop) -> str:
    """Return the flowchart alone.

    :raises InvalidInput: if no drawing is found.
    """
    try:
        return to_svg(sop)
    except NotDrawable:
        what = f"{sop.id}: bagan alirnya terlalu rumit untuk digambar; kurangi cabangnya"
        raise InvalidInput(what) from None


_FORMS: Mapping[str, Callable[[Sop], str | bytes]] = {
    "text": print_text,
    "toml": write,
    "bpmn": to_bpmn,
    "svg": _svg,
    "pdf": _pdf,
}
_MOST_BYTES = 10_000_000  # a decree of a thousand pages
_REASONS = {
    FileNotFoundError: "tidak ditemukan; periksa nama dan foldernya",
    IsADirectoryError: "adalah folder; tulis nama berkas di dalamnya",
    NotADirectoryError: "jalurnya melewati yang bukan folder; periksa ejaannya",
    PermissionError: "tidak boleh dibuka oleh pengguna ini; ubah haknya",
    FileExistsError: "foldernya sudah ada sebagai berkas; pilih nama lain",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `sop` with its sub-commands."""
    sop = subparsers.add_parser("sop", help="memeriksa, mencetak dan mengimpor berkas SOP")
    commands = sop.add_subparsers(dest="sop_command", metavar="COMMAND", required=True)

    check = commands.add_parser("check", help="memeriksa berkas SOP")
    check.add_argument("files", metavar="FILE", nargs="+", help="berkas SOP (TOML)")
    check.set_defaults(run=run_check)

    printing = commands.add_parser("print", help="mencetak SOP")
    printing.add_argument("source", metavar="FILE|ID", help="berkas SOP atau id SOP bawaan")
    printing.add_argument(
        "--as", dest="form", choices=_FORMS, default="text", help="bentuk cetakan (bawaan: text)"
    )
    printing.add_argument("-o", "--output", metavar="OUT", help="tulis ke berkas ini")
    printing.set_defaults(run=run_print)

    activating = commands.add_parser(
        "activate", help="memberlakukan versi baru untuk berkas yang memulai SOP itu sejak sekarang"
    )
    activating.add_argument("file", metavar="FILE", help="berkas SOP (TOML)")
    activating.set_defaults(run=run_activate, needs_django=True)

    importing = commands.add_parser("import", help="mengubah naskah keputusan menjadi berkas SOP")
    importing.add_argument("decree", metavar="DECREE.txt", help="naskah keputusan (teks)")
    importing.add_argument(
        "-o", "--output", metavar="DIR", default=".", help="folder tujuan (bawaan: folder ini)"
    )
    importing.set_defaults(run=run_import)


def run_check(args: argparse.Namespace) -> int:
    """Print every finding on the files given, those between files too; 1 if one is an error."""
    sops: dict[str, Sop] = {}
    findings: list[Finding] = []
    for name in dict.fromkeys(args.files):
        sop, found = _read_sop(name)
        findings += found
        if sop:
            sops[name] = sop
    findings += [*chain(sops), *lint(sops)]
    for finding in findings:
        print(finding)
    return int(has_errors(findings))


def run_print(args: argparse.Namespace) -> int:
    """Print one SOP, a file or a shipped one by its id, to the terminal or to a file."""
    texts = {} if Path(args.source).exists() else shipped()
    if args.source in texts:
        sop, findings = parse(texts[args.source], name=args.source)
    elif texts:
        what = f"tidak ditemukan; tulis nama berkas atau id SOP bawaan ({', '.join(texts)})"
        sop, findings = None, [Finding(Level.ERROR, "berkas", what, args.source)]
    else:
        sop, findings = _read_sop(args.source)
    if sop is None:
        _tell(findings)
        return 1
    try:
        printed = _FORMS[args.form](sop)
    except InvalidInput as fault:
        _tell([Finding(Level.ERROR, "cetakan", str(fault), args.source)])
        return 1
    if args.output is not None:
        _write(Path(args.output), printed)
    elif isinstance(printed, str):
        sys.stdout.write(printed)
    else:
        sys.stdout.buffer.write(printed)
    return 0


def run_activate(args: argparse.Namespace) -> int:
    """Put a new version of an SOP in force; running cases stay on theirs."""
    from datetime import UTC, datetime

    from sigap.cases.actor import SYSTEM
    from sigap.cases.operations.office import activate_sop

    version = activate_sop(
        source=_read(args.file), name=args.file, actor=SYSTEM, now=datetime.now(tz=UTC)
    )
    print(f"{version.sop} versi {version.version} berlaku sejak sekarang")
    return 0


def run_import(args: argparse.Namespace) -> int:
    """Write one SOP file for each SOP of a decree's text and print their names.

    A file that is there already and says something else is left alone: an office may have
    mended it by hand. Then nothing is written.
    """
    roles = {
        lane.role: lane.name
        for name, text in shipped().items()
        for lane in _lanes(parse(text, name=name)[0])
    }
    try:
        text = _read(args.decree)
    except InvalidInput as fault:
        _tell([Finding(Level.ERROR, "berkas", str(fault), args.decree)])
        return 1
    imported, findings = import_text(text, name=args.decree, roles=roles)
    files = {Path(args.output) / f"{one.sop.id}.toml": one.toml() for one in imported}
    for path, content in files.items():
        _, faults = parse(content, name=str(path))
        findings += faults
        if path.exists() and _differs(path, content):
            what = "sudah ada dan isinya lain; pindahkan dahulu atau pilih folder lain dengan -o"
            findings.append(Finding(Level.ERROR, "berkas", what, str(path)))
    if findings:
        _tell(findings)
        return 1
    for path, content in files.items():
        _write(path, content)
        print(path)
    return 0


def _lanes(sop: Sop | None) -> Sequence[Lane]:
    return sop.lanes if sop else ()


def _read_sop(name: str) -> tuple[Sop | None, list[Finding]]:
    try:
        text = _read(name)
    except InvalidInput as fault:
        return None, [Finding(Level.ERROR, "berkas", str(fault), name)]
    return parse(text, name=name)


def _read(name: str) -> str:
    """Return the text of a file.

    :raises InvalidInput: if it cannot be read, is too large or is no text.
    """
    try:
        with Path(name).open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as fault:
        raise InvalidInput(_reason(fault)) from None
    if len(content) > _MOST_BYTES:
        raise InvalidInput(f"lebih dari {_MOST_BYTES // 1_000_000} MB; pecah menjadi bagian")
    try:
        is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        return content.decode("utf-16" if is_utf_16 else "utf-8-sig")
    except UnicodeDecodeError as fault:
        what = f"bukan teks UTF-8 (bita ke-{fault.start + 1}); simpan ulang sebagai UTF-8"
        raise InvalidInput(what) from None


def _differs(path: Path, content: str) -> bool:
    try:
        return path.read_text("utf-8") != content
    except (OSError, ValueError):
        return True


def _write(path: Path, content: str | bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    except (OSError, ValueError) as fault:
        raise InvalidInput(f"{path}: tidak dapat ditulis: {_reason(fault)}") from None


def _reason(fault: Exception) -> str:
    known = (reason for kind, reason in _REASONS.items() if isinstance(fault, kind))
    return next(known, getattr(fault, "strerror", None) or "jalurnya tidak sah; betulkan")


def _tell(findings: Sequence[Finding]) -> None:
    for finding in findings:
        print(finding, file=sys.stderr)
