"""Cases: everything that grows around a complaint, from the letter-box to the archive.

Owns every case table. `operations/` are the only code that writes, `queries/` read for
display, `access.py` says who may see what, `events.py` is the one door to the ledger.
"""
