"""What a test reads in mails."""

import re

from django.conf import settings
from django.core import mail


def link_of(address: str) -> str:
    """The path of the only link in the latest mail to the address."""
    latest = [message for message in mail.outbox if message.to == [address]][-1]
    (found,) = re.findall(rf"{re.escape(settings.SITE_URL)}(\S+)", str(latest.body))
    return str(found)
