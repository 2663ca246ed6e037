"""Whether the settings are fit for others than this machine: what forbids a start, and what `check --deploy` warns of.

`tracker.settings` asks `refuse_unsafe`, so nothing starts without it: no web server, worker, scheduler or command.
"""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET, FEWEST_CHARACTERS = 50, 5  # as of Django's own security.W009
MADE_BY_STARTPROJECT = "django-insecure-"
HOW = "make one with `python -c 'import secrets; print(secrets.token_urlsafe(50))'`"


def refuse_unsafe(
    *, debug: bool, secret: str, names: Iterable[str], host: str, secrets_before: Iterable[str] = ()
) -> None:
    """Raises ImproperlyConfigured where others can reach the tracker and it is set up as for trying it.

    `secret` is SECRET_KEY as the environment has it, `secrets_before` what it was, `names` those that it answers to, `host` what it
    listens on.
    """
    outside = [name for name in names if not is_loopback(name)]
    if debug and not (is_loopback(host) and not outside):
        raise ImproperlyConfigured(
            f"DEBUG shows what is private to everybody who reaches {(outside or [host])[0]}: unset it, or serve localhost alone."
        )
    if outside and (why := weakness(secret)):
        raise ImproperlyConfigured(f"SECRET_KEY {why}, and the tracker serves {outside[0]}: {HOW}.")
    for before in secrets_before:
        if outside and (why := weakness(before)):
            raise ImproperlyConfigured(
                f"One of SECRET_KEY_FALLBACKS {why}, and what is made with it is believed: take it out."
            )


def weakness(secret: str) -> str:
    """What is wrong with a secret key; empty where nothing is."""
    if not secret:
        return "is not set"
    if secret.startswith(MADE_BY_STARTPROJECT):
        return "is a default"
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_CHARACTERS:
        return "is too short"
    return ""


def is_loopback(name: str) -> bool:
    """Whether a name or address, as ALLOWED_HOSTS has them, leads to this machine alone."""
    name = name.strip("[].").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


@register(Tags.security, deploy=True)
def of_the_tracker(app_configs: Any, **_: object) -> list[CheckMessage]:
    """What Django's own checks do not know."""
    return list(warnings())


def warnings() -> Iterator[CheckMessage]:
    """Settings with which the tracker starts, and does not do what it promises."""
    if urlsplit(settings.SITE_URL).scheme != "https":
        yield Warning("SITE_URL is no https address: links in mails would not be safe.", id="tracker.W001")
    if "*" in settings.ALLOWED_HOSTS:
        yield Warning("ALLOWED_HOSTS allows every name: name those that are yours.", id="tracker.W002")
    server = settings.MAIL_SERVER
    if server is None:
        yield Warning("EMAIL_URL is not set: mails stay in VAR_DIR.", id="tracker.W003")
    elif not (server.starts_tls or server.is_tls or is_loopback(server.host)):
        yield Warning("EMAIL_URL is not encrypted: use smtp+tls or smtp+ssl.", id="tracker.W004")
