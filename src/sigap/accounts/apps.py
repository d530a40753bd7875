"""Django's name for the accounts."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts app."""

    name = "sigap.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
