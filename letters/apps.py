"""The Django application of this floor."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """The letters floor."""

    name = "letters"
