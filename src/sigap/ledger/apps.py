"""Django's name for the ledger; the triggers come back after every migration."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """The ledger app."""

    name = "sigap.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Re-create the triggers after each migration, for SQLite loses them on a rebuild."""
        from sigap.ledger.triggers import create_after_migration

        post_migrate.connect(create_after_migration, sender=self, dispatch_uid="ledger-triggers")
