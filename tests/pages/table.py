"""Every page of both sites in each of its states: full, empty, and in error. What is no page has no visit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

Press = tuple[str, Mapping[str, str | bool]]


@dataclass(frozen=True)
class Visit:
    """A page in a state, in one of the trackers: its address, then what is entered and the buttons that are pressed.

    A role of whom the page must be as the state has it; of others it may have less.
    """

    state: str
    tracker: str
    path: str
    presses: tuple[Press, ...] = ()
    owed_to: str = "manager"


def full(path: str) -> Visit:
    """The page with all that there is."""
    return Visit("full", "full", path)


def empty(path: str) -> Visit:
    """The page of a tracker where nobody has entered anything yet."""
    return Visit("empty", "empty", path)


def bare(path: str) -> Visit:
    """The page of something of which nothing is known yet, or of a search that finds nothing."""
    return Visit("empty", "full", path)


def error(path: str, press: str = "", **entered: str | bool) -> Visit:
    """The page that refuses its address, or what was entered."""
    return Visit("error", "full", path, ((press, entered),) if press else ())


def selected(state: str, do: str, *presses: Press) -> Visit:
    """The page of what is done with selected requests."""
    return Visit(state, "full", LETTER, ((f"#selected [value={do}]", {"request": True}), *presses))


LETTER, OFFICE = "/desk/letters/{letter}/", "/desk/offices/{office}/"


PAGES: dict[str, tuple[Visit, ...]] = {
    "public:front": (full("/"), empty("/")),
    "public:letters": (
        full("/letters/"),
        full("/letters/?q=sample"),
        empty("/letters/"),
        bare("/letters/?q=nowhere"),
        error("/letters/?state=nothing&member=none&topic=nothing"),
    ),
    "public:letter": (full("/letters/{letter}/"), full("/letters/{private}/"), error("/letters/nothing/")),
    "public:requests": (
        full("/requests/"),
        full("/requests/?kind=documents"),
        empty("/requests/"),
        error("/requests/?kind=nothing"),
        error("/requests/?cursor=nothing"),
    ),
    "public:request": (
        full("/requests/{request}/"),
        full("/requests/{request}/?as_of=2026-10-20"),
        bare("/requests/{bare}/"),
        error("/requests/{request}/?as_of=2019-01-01"),
    ),
    "public:agencies": (full("/agencies/"), empty("/agencies/")),
    "public:agency": (full("/agencies/{agency}/"), error("/agencies/nothing/")),
    "public:topics": (full("/topics/"), empty("/topics/")),
    "public:members": (
        full("/members/"),
        empty("/members/"),
        bare("/members/?q=nobody"),
        bare("/members/?q=nowhere"),
    ),
    "public:member": (full("/members/{member}/"), error("/members/nobody/")),
    "public:problem": (full("/problems/invalid/"), error("/problems/nothing/")),
    "public:how": (full("/how-this-is-counted/"),),
    "desk:attention": (full("/desk/"), full("/desk/?whose=mine"), empty("/desk/")),
    "desk:selected": (
        selected("full", "record"),
        selected("full", "assign"),
        selected("full", "put_off"),
        selected("error", "record", (".buttons button", {"occurred_on": "2099-01-01"})),
        selected("error", "put_off", (".buttons button", {"until": ""})),
        error(LETTER, "#selected [value=assign]"),
    ),
    "desk:inbox": (full("/desk/inbox/"), empty("/desk/inbox/")),
    "desk:boards": (full("/desk/week/"), empty("/desk/week/")),
    "desk:board": (
        full("/desk/week/{office}/"),
        empty("/desk/week/{office}/"),
        full("/desk/week/{office}/?week=never"),
    ),
    "desk:failed": (full("/desk/failed/"), empty("/desk/failed/")),
    "desk:share": (
        full("/desk/letters/{letter}/shares/"),
        error("/desk/letters/{letter}/shares/", "main form button", office="nowhere"),
    ),
    "desk:shared": (full("/desk/letters/shared/"), empty("/desk/letters/shared/")),
    "desk:letters": (
        full("/desk/letters/"),
        full("/desk/letters/?q=paragraphs"),
        empty("/desk/letters/"),
        bare("/desk/letters/?q=nowhere"),
        error("/desk/letters/?state=nothing&kind=nothing"),
        error("/desk/letters/", ".inline button:last-of-type", name=""),
    ),
    "desk:new": (full("/desk/letters/new/"), error("/desk/letters/new/", "main form button", text="")),
    "desk:draft": (
        full("/desk/letters/{draft}/draft/"),
        full("/desk/letters/{scan}/draft/"),
        bare("/desk/letters/{unread}/draft/"),
        error(
            "/desk/letters/{draft}/draft/", "[name=confirm]", title="", letter_date="never", sent_on="never"
        ),
        error("/desk/letters/{unread}/draft/", "[name=confirm]", title=""),
    ),
    "desk:letter": (
        full(LETTER),
        bare("/desk/letters/{private}/"),
        error("/desk/letters/nothing/"),
        error(LETTER, "details form button"),
    ),
    "desk:correct": (
        full(LETTER + "correct/"),
        error(LETTER + "correct/", "[name=save]", title="", sent_on="never"),
        error("/desk/letters/nothing/correct/"),
    ),
    "desk:link": (
        full(LETTER + "links/?q=withdrawing"),
        bare(LETTER + "links/?q=nowhere"),
        error("/desk/letters/nothing/links/"),
    ),
    "desk:request": (
        full("/desk/requests/{request}/"),
        full("/desk/requests/{request}/?corrects={action}"),
        bare("/desk/requests/{bare}/"),
        error(
            "/desk/requests/{request}/",
            "form[enctype] button",
            occurred_on="2099-01-01",
            source_url="no address",
        ),
        error("/desk/requests/{request}/", "[action$='/snoozed/'] button", until=""),
        error("/desk/requests/{request}/", "[action$='/policy/'] button", lead_days="-1"),
    ),
    "desk:answer": (
        full("/desk/answer/{snooze}/"),
        error("/desk/answer/nothing/"),
        error("/desk/answer/{snooze}/", ".narrow button", until="2001-01-01"),
    ),
    "desk:unsubscribe": (
        full("/desk/unsubscribe/{unsubscribe}/"),
        error("/desk/unsubscribe/nothing/", "main button"),
    ),
    "desk:office": (
        full(OFFICE),
        empty(OFFICE),
        error(
            OFFICE, f"[action='{OFFICE}'] button", reminder_hour="99", open_interval="0", time_zone="Nowhere"
        ),
        error(OFFICE, "[action$='/quiet/'] button", first_on="2026-12-20", last_on="2026-12-01"),
    ),
    "desk:office-keys": (full("/desk/offices/{office}/keys/"), empty("/desk/offices/{office}/keys/")),
    "desk:audit": (
        full("/desk/offices/{office}/audit/"),
        empty("/desk/offices/{office}/audit/"),
        error("/desk/offices/{office}/audit/?deed=nothing&first_on=never"),
    ),
    "desk:keeping": (full("/desk/offices/{office}/keeping/"), empty("/desk/offices/{office}/keeping/")),
    "desk:close": (
        full("/desk/offices/{office}/close/"),
        error("/desk/offices/{office}/close/", ".record button"),
    ),
    "desk:closed": (empty("/desk/closed/"),),
    "desk:takeout": (
        full("/desk/offices/{office}/takeout/"),
        empty("/desk/offices/{office}/takeout/"),
        error("/desk/offices/{office}/takeout/", ".record button"),
    ),
    "desk:export": (full("/desk/offices/{office}/export/"), empty("/desk/offices/{office}/export/")),
    "desk:report": (full("/desk/offices/{office}/report/"), empty("/desk/offices/{office}/report/")),
    "desk:import": (
        full("/desk/offices/{office}/import/"),
        empty("/desk/offices/{office}/import/"),
        error("/desk/offices/{office}/import/", "main form button"),
    ),
    "desk:import-columns": (
        full("/desk/imports/{import}/"),
        error("/desk/imports/{import}/", "main form button", **{"column-0": ""}),
    ),
    "desk:import-check": (
        full("/desk/imports/{import}/check/"),
        error("/desk/imports/{import_wrong}/check/"),
    ),
    "desk:imported": (
        full("/desk/imported/{imported}/"),
        full("/desk/imported/{undone}/"),
        error("/desk/imported/nothing/"),
    ),
    "desk:people": (
        full(OFFICE + "people/"),
        error(OFFICE + "people/", "#invite button", email="editor@example.org"),
        error(OFFICE + "people/", "[action$='/hand-over/'] button"),
    ),
    "desk:jobs": (full("/desk/jobs/"), empty("/desk/jobs/")),
    "desk:job": (
        full("/desk/jobs/{job_import}/"),
        full("/desk/jobs/{job_export}/"),
        full("/desk/jobs/{job_read}/"),
        full("/desk/jobs/{job_scan}/"),
        full("/desk/jobs/{job_waiting}/"),
        full("/desk/jobs/{job_failed}/"),
        error("/desk/jobs/nothing/"),
    ),
    "desk:account": (full("/desk/account/"), empty("/desk/account/")),
    "desk:sessions": (full("/desk/account/sessions/"),),
    "desk:keys": (
        full("/desk/account/keys/"),
        empty("/desk/account/keys/"),
        error("/desk/account/keys/", ".record button", name="", days="9999"),
    ),
    "sign-in": (
        full("/sign-in/"),
        replace(
            error("/sign-in/", "main form button", login="nobody@example.org", password="not this one"),
            owed_to="anonymous",
        ),
    ),
    "invitation": (error("/invitations/{invitation}/"), error("/invitations/nothing/")),
    "password": (
        full("/password/"),
        full("/password/reset/"),
        full("/password/reset/sent/"),
        error("/password/reset/1-nothing/"),
    ),
    "second-factor": (
        full("/second-factor/"),
        full("/second-factor/totp/activate/"),
        full("/second-factor/webauthn/add/"),
    ),
    "sign-in-again": (full("/sign-in/again/"),),
    "api:docs": (full("/api/v1/docs/"),),
    "nothing": (error("/nothing/"),),
}
# Addresses that take a form, and answer with a page that stands above.
TAKEN = {
    "desk:read-all", "desk:read", "desk:try-again", "desk:keep-view", "desk:forget-view", "desk:discard",
    "desk:visibility", "desk:topic", "desk:unlink", "desk:note", "desk:checked", "desk:snoozed", "desk:own-policy",
    "desk:hold", "desk:release", "desk:reopen", "desk:take-back", "desk:unshare", "desk:quiet", "desk:end-quiet", "desk:hand-over", "desk:import-confirm", "desk:import-discard",
    "desk:require-mfa", "desk:invite", "desk:revoke-invitation", "desk:role", "desk:mails", "desk:make-calendar", "desk:revoke-calendar", "desk:rotate-key", "desk:revoke-key", "desk:make-export", "desk:make-takeout", "desk:undo-import",
}  # fmt: skip
FILES = {
    "desk:source",
    "desk:evidence",
    "desk:exported",
    "desk:report-pdf",
    "desk:calendar",
    "desk:job-file",
    "desk:audit-file",
    "desk:closed-file",
}
PARTS = {"desk:reading", "desk:suggest-agencies", "desk:suggest-members"}  # of the draft's page
