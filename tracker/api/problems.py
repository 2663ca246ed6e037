"""The kinds of problems that the API tells of (RFC 9457): each has an address that leads to a page about it."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem: its status, a title that never changes, and what to do about it."""

    status: int
    title: str
    advice: str


PROBLEMS = {
    "invalid": Problem(
        400, "Invalid request", "A parameter or field cannot be used. `errors` names each with a pointer."
    ),
    "parse-error": Problem(
        400, "Unreadable body", "The body is not what its Content-Type says. Send valid JSON, or a form."
    ),
    "not-signed-in": Problem(
        401, "Not signed in", "Send a key in the header: Authorization: Bearer lt_… (Account → Keys)."
    ),
    "key-unknown": Problem(
        401, "Unknown key", "The key was mistyped, was never made, or went with its holder. Copy it again."
    ),
    "key-expired": Problem(
        401, "Expired key", "The key’s time is over. Make a new one; rotate it earlier next time."
    ),
    "key-revoked": Problem(
        401, "Revoked key", "Somebody ended the key, or closed the account. Make a new one."
    ),
    "not-allowed": Problem(
        403, "Not allowed", "Your role in the office, or the key, does not allow this. Ask a manager."
    ),
    "not-found": Problem(
        404, "Not found", "There is nothing here that you may see. Check the address and the key."
    ),
    "method-not-allowed": Problem(
        405, "Method not allowed", "The header Allow names the methods of this address."
    ),
    "not-acceptable": Problem(406, "Not acceptable", "The API answers in JSON. Accept application/json."),
    "already-kept": Problem(
        409, "Already kept", "The office has this very file or text. The detail names the letter."
    ),
    "in-progress": Problem(
        409,
        "In progress",
        "A request with this Idempotency-Key is being answered. Send it again in a moment.",
    ),
    "cursor-too-old": Problem(
        410,
        "The feed does not reach back",
        "Get the feed without `after`, then the lists anew, and go on from there.",
    ),
    "changed-meanwhile": Problem(
        412,
        "Changed meanwhile",
        "Somebody else changed it first. Get it again, and send the change with the new ETag.",
    ),
    "too-large": Problem(413, "Too large", "The body is larger than the API takes. Send less at once."),
    "unsupported-media-type": Problem(
        415, "Unsupported media type", "Send application/json; a letter's file goes as multipart/form-data."
    ),
    "key-reused": Problem(
        422,
        "Idempotency-Key reused",
        "This key stands for another request already. Use a new one for each thing that you enter.",
    ),
    "precondition-required": Problem(
        428, "Precondition required", "Send If-Match with the ETag that you have seen."
    ),
    "too-many-requests": Problem(
        429, "Too many requests", "Wait as long as Retry-After says. Asking with If-None-Match costs less."
    ),
    "broken": Problem(
        500,
        "Something broke",
        "It has been written down. Try again in a minute; if it stays, tell us the request_id.",
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
