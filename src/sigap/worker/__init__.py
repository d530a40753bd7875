"""The background worker: does what rows are waiting for, and what comes round with time."""
