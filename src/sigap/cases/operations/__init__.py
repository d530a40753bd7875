"""The only code that writes. One operation a user action, one transaction an operation.

Each locks the case, lets `core` decide, writes, and appends the ledger entry; a refusal is an
exception and leaves no trace. `now` and `actor` come from the entry point.
"""
