"""Signing in and out and what is refused, as the log tells it: who by number, how, and why; no address and no password.

From where, and which request it was, stands in every line (`tracker.logged_requests`).
"""

from typing import Any

import structlog
from allauth.account.signals import authentication_step_completed
from django.core.exceptions import ValidationError
from django.dispatch import receiver

from offices.models import User

log = structlog.get_logger(__name__)
KINDS = ("type", "provider", "reauthenticated")  # what allauth says of a step beside whose it is


@receiver(authentication_step_completed)
def tell_step(sender: object, user: User, method: str, **said: Any) -> None:
    """A password, a second factor or a provider's word was right; who has a second factor is not in by the first alone."""
    log.info(
        "sign_in_step", user=user.pk, method=method, **{kind: said[kind] for kind in KINDS if kind in said}
    )


def tell(event: str, user: User) -> None:
    """Something that somebody did with their account."""
    log.info(event, user=user.pk)


class TellsRefusals:
    """An adapter of allauth's that tells the log what it refuses, and why."""

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """The error that the page shows."""
        log.warning("sign_in_refused", reason=code)
        error: ValidationError = super().validation_error(code, *args)  # type: ignore[misc]  # of the adapter beside it
        return error
