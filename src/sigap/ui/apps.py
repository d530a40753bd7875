"""Django's name for the shared look; no models."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The ui app."""

    name = "sigap.ui"
    label = "ui"
