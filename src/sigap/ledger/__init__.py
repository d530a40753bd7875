"""The ledger: append-only hash chains that anybody can check. Knows no case and no person."""
