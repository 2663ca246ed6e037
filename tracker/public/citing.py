"""How a request is cited: its title, the day, and the address that shows for ever what was recorded by then."""

from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from letters.models import LetterRequest


class Citation(NamedTuple):
    """A request as of a day. `address` shows it as it was recorded then, `permanent` as it is recorded now."""

    title: str
    day: date
    address: str
    permanent: str


def citation_of(letter_request: LetterRequest, day: date) -> Citation:
    """The citation of a request as of a day; reads the joined letter."""
    permanent = settings.SITE_URL + reverse("public:request", args=[letter_request.public_id])
    return Citation(str(letter_request), day, f"{permanent}?as_of={day.isoformat()}", permanent)
