"""The Celery application: it carries "wake up and sweep", never a fact."""

import os

from celery import Celery
from celery.signals import worker_init, worker_ready
from celery.worker.consumer import Consumer
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

app = Celery("tracker")
app.config_from_object("tracker.settings:CELERY")
app.autodiscover_tasks(["actions", "tracker"])


@worker_init.connect
def read_addresses(**_: object) -> None:
    """Mails link to pages: all of the tracker is read once here, instead of by each process that the worker forks."""
    get_resolver().url_patterns  # noqa: B018  # reads them


@worker_ready.connect
def wake_at_start(sender: Consumer, **_: object) -> None:
    """A worker that starts looks at once for what fell due while none ran."""
    sender.app.send_task("actions.tasks.sweep")
