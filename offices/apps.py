"""The Django application of this floor."""

from django.apps import AppConfig


class OfficesConfig(AppConfig):
    """The offices floor."""

    name = "offices"
