"""What a password may not be: words that everybody here knows, or one that was stolen elsewhere."""

import re
from hashlib import sha1
from mmap import ACCESS_READ, mmap
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from offices.models import User

# docs/accounts.md lists them; the names of the site, of the person's offices and of their address are added.
WORDS = (
    "letter", "letters", "tracker", "congress", "congressional", "senate", "senator", "house", "representative", "representatives",
    "committee", "capitol", "washington", "member", "members", "agency", "secretary", "department", "office", "staff", "viewer", "editor",
    "manager", "admin", "administrator", "password", "passphrase", "welcome", "login",
)  # fmt: skip
LEFT = 8  # characters that a password has to have beside such words
SHORTEST = 4  # a name has to have so many characters to count: initials are in too many words


class NotOurWords:
    """Refuses a password that is made of words that everybody here knows."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError where too little is left of it without them."""
        words = sorted({*WORDS, *names(user)}, key=len, reverse=True)
        rest = re.sub("|".join(map(re.escape, words)), "", password.lower())
        if rest != password.lower() and len(rest) < LEFT:
            raise ValidationError(self.get_help_text(), code="password_of_our_words")

    def get_help_text(self) -> str:
        """The rule."""
        return gettext(
            "Your password can’t be made of the words of this site, of your office and of your name."
        )


def names(user: User | None) -> set[str]:
    """The words of the site's name, and of the person's and their offices'."""
    said = [urlsplit(settings.SITE_URL).hostname or ""]
    if user is not None:
        said += [user.first_name, user.last_name, user.email]
    if user is not None and user.pk:
        said += user.memberships.values_list("office__name", flat=True)
    words = re.findall(r"[^\W_]+", " ".join(said).lower())
    return {word for word in words if len(word) >= SHORTEST}


class NotStolen:
    """Refuses a password that stands in a list of stolen ones."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError for a password of the list."""
        if is_in(self.path, sha1(password.encode(), usedforsecurity=False).hexdigest().upper()):
            raise ValidationError(self.get_help_text(), code="password_stolen")

    def get_help_text(self) -> str:
        """The rule."""
        return gettext("Your password can’t be one that has been stolen elsewhere.")


def is_in(path: Path, digest: str) -> bool:
    """Whether a file has the SHA-1 digest: lines of `DIGEST:COUNT`, sorted, as Have I Been Pwned gives them away.

    It is read from the disk where it has to be: whole, it has 40 GB.
    """
    wanted = digest.encode()
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as lines:
        low, high = 0, len(lines)
        while low < high:
            middle = (low + high) // 2
            start = lines.rfind(b"\n", 0, middle) + 1
            found = lines[start : start + len(wanted)]
            if found == wanted:
                return True
            if found > wanted:
                high = start
            else:
                end = lines.find(b"\n", middle)
                low = high if end < 0 else end + 1
    return False
