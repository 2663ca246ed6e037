"""The kinds of problems that the API tells of (RFC 9457): each has an address that leads to a page about it.

The API tells of them in English; the pages speak the reader's language.
"""

from dataclasses import dataclass

from django.conf import settings


def _(text: str) -> str:
    """Marks a text for translation. Django's own function asks the settings, which read this module while they are made."""
    return text


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem: its status, a title that never changes, and what to do about it."""

    status: int
    title: str
    advice: str


PROBLEMS = {
    "invalid": Problem(
        400,
        _("Invalid request"),
        _("A parameter or field cannot be used. `errors` names each with a pointer."),
    ),
    "parse-error": Problem(
        400,
        _("Unreadable body"),
        _("The body is not what its Content-Type says. Send valid JSON, or a form."),
    ),
    "not-signed-in": Problem(
        401, _("Not signed in"), _("Send a key in the header: Authorization: Bearer lt_… (Account → Keys).")
    ),
    "key-unknown": Problem(
        401,
        _("Unknown key"),
        _("The key was mistyped, was never made, or went with its holder. Copy it again."),
    ),
    "key-expired": Problem(
        401, _("Expired key"), _("The key’s time is over. Make a new one; rotate it earlier next time.")
    ),
    "key-revoked": Problem(
        401, _("Revoked key"), _("Somebody ended the key, or closed the account. Make a new one.")
    ),
    "second-factor-needed": Problem(
        401,
        _("A second factor is needed"),
        _(
            "The office requires a second factor of its people. Set one up at your account; then keys work again."
        ),
    ),
    "not-allowed": Problem(
        403, _("Not allowed"), _("Your role in the office, or the key, does not allow this. Ask a manager.")
    ),
    "not-encrypted": Problem(
        403,
        _("Not encrypted"),
        _("Ask by https. A key that was sent by http is nobody’s secret any more: rotate it."),
    ),
    "not-found": Problem(
        404, _("Not found"), _("There is nothing here that you may see. Check the address and the key.")
    ),
    "method-not-allowed": Problem(
        405, _("Method not allowed"), _("The header Allow names the methods of this address.")
    ),
    "not-acceptable": Problem(
        406, _("Not acceptable"), _("The API answers in JSON. Accept application/json.")
    ),
    "already-kept": Problem(
        409, _("Already kept"), _("The office has this very file or text. The detail names the letter.")
    ),
    "in-progress": Problem(
        409,
        _("In progress"),
        _("A request with this Idempotency-Key is being answered. Send it again in a moment."),
    ),
    "cursor-too-old": Problem(
        410,
        _("The feed does not reach back"),
        _("Get the feed without `after`, then the lists anew, and go on from there."),
    ),
    "changed-meanwhile": Problem(
        412,
        _("Changed meanwhile"),
        _("Somebody else changed it first. Get it again, and send the change with the new ETag."),
    ),
    "too-large": Problem(413, _("Too large"), _("The body is larger than the API takes. Send less at once.")),
    "unsupported-media-type": Problem(
        415,
        _("Unsupported media type"),
        _("Send application/json; a letter's file goes as multipart/form-data."),
    ),
    "key-reused": Problem(
        422,
        _("Idempotency-Key reused"),
        _("This key stands for another request already. Use a new one for each thing that you enter."),
    ),
    "precondition-required": Problem(
        428, _("Precondition required"), _("Send If-Match with the ETag that you have seen.")
    ),
    "too-many-requests": Problem(
        429,
        _("Too many requests"),
        _("Wait as long as Retry-After says. Asking with If-None-Match costs less."),
    ),
    "broken": Problem(
        500,
        _("Something broke"),
        _("It has been written down. Try again in a minute; if it stays, tell us the request_id."),
    ),
}
_BY_STATUS = {problem.status: name for name, problem in reversed(PROBLEMS.items())}


def name_of(status: int, code: str = "") -> str:
    """The kind of problem: the one of that code, else the first of the status."""
    name = code.replace("_", "-")
    return name if name in PROBLEMS else _BY_STATUS.get(status, "invalid" if status < 500 else "broken")


def address_of(name: str) -> str:
    """Where the page about a kind of problem is: the `type` of its documents."""
    return f"{settings.SITE_URL}/problems/{name}/"
