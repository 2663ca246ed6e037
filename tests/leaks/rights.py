"""Who may do what at each address: the written table. What stands nowhere here is refused, and a route that is missing fails.

What a method asks for, and who gets it (everybody else: 404 on pages that need an office, as if there were nothing):

anybody     everybody
see         whoever sees the letter: everybody where it is public, its office, and whom it is shared with (letters.visibility)
signed in   whoever is signed in, with an office or without; who is not is led to signing in
read        the office's people, whatever their role (offices.policy)
write       its editors and managers; its viewers hear that they may not
manage      its managers; its viewers and editors hear that they may not
write seen  in the API: the same as write, but whoever sees the letter hears that they may not
write named in the API: the same as write, but an outsider hears that there is no such office or request
records     whoever is an editor or a manager of any office
nothing     nobody: what the address names is not there
"""

from typing import NamedTuple


class Route(NamedTuple):
    """What each method asks for; `kind`: whose id stands in the address; whether drafts have this page, or only they."""

    rules: dict[str, str]
    kind: str = "letter"
    draft: bool = True


def page(rule: str, *, post: str = "", kind: str = "letter", draft: bool = True) -> Route:
    """A page that is read; `post`: what its form asks for."""
    return Route({"GET": rule, "HEAD": rule} | ({"POST": post} if post else {}), kind, draft)


def of_request(rule: str, *, post: str = "") -> Route:
    """A page of a request."""
    return page(rule, post=post, kind="request", draft=False)


def form(rule: str, kind: str = "letter", *, draft: bool = True) -> Route:
    """An address that only takes a form."""
    return Route({"POST": rule}, kind, draft)


TABLE = {
    # The public pages.
    **{
        path: page("anybody")
        for path in (
            "/", "/letters/", "/requests/", "/agencies/", "/topics/", "/members/", "/how-this-is-counted/",
            "/problems/{name}/", "/health/live", "/health/ready", "/health/metrics",
        )
    },
    "/agencies/{slug}/": page("nothing"),
    "/members/{bioguide_id}/": page("nothing"),
    "/letters/{id}/": page("see", draft=False),
    "/requests/{id}/": of_request("see"),
    # The API. It says what it takes by OPTIONS, and refuses who is not signed in before anything else.
    **{f"/api/v1/{name}/": page("anybody") for name in ("requests", "agencies", "members", "progress", "changes", "schema", "docs")},
    "/api/v1/agencies/{slug}/": page("nothing"),
    "/api/v1/members/{bioguide_id}/": page("nothing"),
    "/api/v1/letters/": page("anybody", post="write named"),
    "/api/v1/actions/": page("anybody", post="write named"),
    "/api/v1/letters/{id}/": Route({"GET": "see", "HEAD": "see", "PATCH": "write seen", "DELETE": "write seen"}),
    "/api/v1/letters/{id}/progress/": page("see"),
    "/api/v1/letters/{id}/confirm/": form("write seen"),
    "/api/v1/requests/{id}/": of_request("see"),
    "/api/v1/requests/{id}/progress/": of_request("see"),
    "/api/v1/actions/{id}/": page("see", kind="action", draft=False),
    # The desk: one's own.
    **{
        f"/desk/{path}": page("signed in")
        for path in ("", "inbox/", "jobs/", "letters/", "letters/shared/", "week/", "account/", "failed/")
    },
    "/desk/letters/new/": page("signed in", post="signed in"),
    "/desk/account/keys/": page("signed in", post="signed in"),
    "/desk/account/sessions/": page("signed in", post="signed in"),
    **{f"/desk/{path}": form("signed in") for path in ("inbox/read/", "letters/views/", "account/calendars/", "account/calendars/{key}/revoke/")},
    **{
        f"/desk/{path}": form("nothing")
        for path in (
            "inbox/{key}/read/", "failed/{key}/again/", "letters/views/{key}/delete/", "account/keys/{key}/rotate/",
            "account/keys/{key}/revoke/", "selected/",
        )
    },
    "/desk/suggest/members/": page("records"),
    "/desk/suggest/agencies/": page("records"),
    # What whoever bears the address may do: here nobody does.
    "/desk/answer/{token}/": page("nothing", post="nothing"),
    "/desk/unsubscribe/{token}/": page("anybody", post="nothing"),
    "/desk/calendar/{token}.ics": page("nothing"),
    # The desk: letters.
    "/desk/letters/{id}/": page("read"),
    "/desk/letters/{id}/draft/": page("read", post="write"),
    "/desk/letters/{id}/draft/reading/": page("read"),
    "/desk/letters/{id}/source/": page("see"),
    "/desk/letters/{id}/correct/": page("write", post="write"),
    "/desk/letters/{id}/links/": page("write", post="write"),
    "/desk/letters/{id}/shares/": page("read", post="write", draft=False),
    **{f"/desk/letters/{{id}}/{verb}/": form("write") for verb in ("discard", "visibility", "topic", "notes")},
    "/desk/letters/{id}/shares/{slug}/remove/": form("nothing"),
    "/desk/letters/{id}/links/{key}/remove/": form("nothing"),
    "/desk/requests/{id}/": of_request("read", post="write"),
    **{f"/desk/requests/{{id}}/{verb}/": form("write", "request", draft=False) for verb in ("checked", "snoozed", "policy")},
    "/desk/actions/{id}/take-back/": form("write", "action", draft=False),
    "/desk/actions/{id}/evidence/": page("nothing"),
    # The desk: an office.
    "/desk/week/{slug}/": page("read"),
    "/desk/account/mails/{slug}/": form("read"),
    "/desk/offices/{slug}/": page("manage", post="manage"),
    "/desk/offices/{slug}/keys/": page("manage"),
    "/desk/offices/{slug}/audit/": page("manage"),
    "/desk/offices/{slug}/audit.csv": page("manage"),
    "/desk/offices/{slug}/takeout/": page("manage", post="manage"),
    "/desk/offices/{slug}/takeout/make/": form("manage"),
    "/desk/offices/{slug}/keeping/": page("manage", post="manage"),
    "/desk/offices/{slug}/holds/": form("manage"),
    "/desk/offices/{slug}/holds/{key}/lift/": form("manage"),
    "/desk/offices/{slug}/close/": page("manage", post="manage"),
    "/desk/closed/": page("signed in"),
    "/desk/closed/{slug}/open/": form("nothing"),
    "/desk/closed/{slug}/takeout/": page("nothing"),
    "/desk/offices/{slug}/people/": page("manage"),
    "/desk/offices/{slug}/people/invite/": form("manage"),
    "/desk/offices/{slug}/people/invitations/{key}/revoke/": form("manage"),
    "/desk/offices/{slug}/people/{key}/role/": form("manage"),
    "/desk/offices/{slug}/second-factor/": form("manage"),
    "/desk/offices/{slug}/hand-over/": form("manage"),
    "/desk/offices/{slug}/quiet/": form("manage"),
    "/desk/offices/{slug}/quiet/{key}/remove/": form("manage"),
    "/desk/offices/{slug}/import/": page("write", post="write"),
    **{f"/desk/offices/{{slug}}/{path}": page("read") for path in ("export/", "export/requests.{ending}", "report/", "report.pdf")},
    "/desk/offices/{slug}/export/requests.{ending}/make/": form("read"),
    # What no id of this cast names.
    "/desk/imports/{id}/": page("nothing", post="nothing"),
    "/desk/imports/{id}/check/": page("nothing", post="nothing"),
    "/desk/imports/{id}/confirm/": form("nothing"),
    "/desk/imports/{id}/discard/": form("nothing"),
    "/desk/imported/{id}/": page("nothing"),
    "/desk/imported/{id}/undo/": form("nothing"),
    "/desk/jobs/{id}/": page("nothing"),
    "/desk/jobs/{id}/file/": page("nothing"),
}  # fmt: skip
