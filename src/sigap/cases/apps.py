"""Django's name for the app that owns every case table."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases app."""

    name = "sigap.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
