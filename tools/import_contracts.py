"""Import contracts that import-linter does not bring along."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import grimp
from importlinter import Contract, ContractCheck, fields, output
from importlinter.contracts.protected import ProtectedContract

if TYPE_CHECKING:
    from grimp import ImportGraph


class StandardLibraryOnly(Contract):
    """`module` and what lies below it import nothing but themselves and the standard library."""

    type_name = "standard_library_only"

    module = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 - import-linter's signature
        """Compare every direct import with the interpreter's own list."""
        top = str(self.module)
        below = f"{top}."
        found = [
            f"{importer} imports {imported}"
            for importer in sorted({top} | graph.find_descendants(top))
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if imported != top
            and not imported.startswith(below)
            and imported.split(".")[0] not in sys.stdlib_module_names
        ]
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print one line for each foreign import."""
        for line in check.metadata["found"]:
            output.print_error(line)


class ProtectedAtRunTime(ProtectedContract):
    """Like import-linter's own `protected`, but a name may be imported to annotate with.

    Import-linter can leave out type-only imports for all contracts together; the layers are to
    hold for types too.
    """

    type_name = "protected_at_run_time"

    package = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 - import-linter's signature
        """Check a graph without what stands under `if TYPE_CHECKING`."""
        executed = grimp.build_graph(
            str(self.package), exclude_type_checking_imports=True, cache_dir=None
        )
        return super().check(executed, verbose)
