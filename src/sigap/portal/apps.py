"""Django's name for the public pages; no models."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The portal app."""

    name = "sigap.portal"
    label = "portal"
