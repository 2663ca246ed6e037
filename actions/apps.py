"""The Django application of this floor."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """The actions floor."""

    name = "actions"
