"""The `sigap` command: `sigap COMMAND …`. Each command lives in one file of `sigap.commands`."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys

from sigap import __version__, commands
from sigap.core.errors import InvalidInput, Refused


def build_parser(only: str = "") -> argparse.ArgumentParser:
    """Return the parser with all commands, or only the one named, so that it starts fast."""
    parser = argparse.ArgumentParser(
        prog="sigap", description="Sistem pengaduan perizinan: SOP sebagai data."
    )
    parser.add_argument("--version", action="version", version=f"sigap {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    names = [found.name for found in pkgutil.iter_modules(commands.__path__)]
    module_of = only if only in names else ""
    for name in [module_of] if module_of else sorted(names):
        importlib.import_module(f"sigap.commands.{name}").add_parser(subparsers)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 done, 1 a check failed or nothing could be done, 2 wrong use."""
    arguments = sys.argv[1:] if argv is None else argv
    parser = build_parser(only=arguments[0] if arguments else "")
    args = parser.parse_args(arguments)
    try:
        if getattr(args, "needs_django", False):
            # Only here: commands that need no data folder start without Django.
            from sigap.config.start import start_django

            start_django()
        return int(args.run(args) or 0)
    except (InvalidInput, Refused) as refused:
        print(f"sigap: {refused}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as fault:
        from sigap.config.start import explain_fault

        reason = explain_fault(fault)
        if not reason:
            raise
        print(f"sigap: {reason}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
