"""What the OpenAPI document cannot say, said to schemathesis, which loads this module; CONTRACT names a file with it.

Which ids, drafts and requests there are; which days have come, which cursors were given out; what only goes together.
"""

import json
import os
import re
from copy import deepcopy
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import schemathesis
from schemathesis.core.parameters import ParameterLocation

Case = schemathesis.Case[Any]

CONTRACT = json.loads(Path(os.environ["CONTRACT"]).read_bytes())
DAYS = "as_of|sent_on|received_on|letter_date|occurred_on|due_on|promised_on|check_on"
PLACES = "cursor|after|response_state|outcome_state|overdue|open|due_from|due_to|ordering"
LONGEST_QUERY = 3500  # the web server takes lines of 4,094 characters
BLANK = "This field may not be blank."
IDS = "office|request|recipients|recipient|source|source_url|supersedes|superseded_by|assigned_to|bioguide_id|file"
UNSAYABLE = re.compile(rf"(/(?:[^/]+/)*({DAYS}|{PLACES}|{IDS}|visibility|public_from|effects))?(/\d+)*")
GOOD = dict.fromkeys(DAYS.split("|"), "2026-03-03") | {"bioguide_id": "", "office": CONTRACT["office"]}
DRAFTS = cycle(CONTRACT["ids"]["drafts"])
OF_WHAT = {"requests": "requests", "actions": "actions", "members": "members", "agencies": "agencies"}


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: Case) -> bool:
    """Keeps addresses that the web server takes: longer ones never reach the API."""
    return len(urlencode(case.query or {}, doseq=True)) < LONGEST_QUERY


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Mostly asks for what there is."""
    chance = Random(case.id)
    if is_negative(case) or chance.random() < 0.2:
        return
    for name in case.path_parameters or {}:
        case.path_parameters[name] = an_id(case, chance)
    if "If-Match" in case.headers:
        case.headers["If-Match"] = "*"
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(chance.random())  # one that was used would only be refused
    for name in ("cursor", "after"):
        (case.query or {}).pop(name, None)  # made-up places are refused, and the rest is never looked at
    if isinstance(case.body, dict):
        case.body = deepcopy(case.body)  # cases share it
        fill(case.body, chance)


def an_id(case: Case, chance: Random) -> str:
    """An id that the address can stand for."""
    if case.method == "DELETE" or case.path.endswith("/confirm/"):
        return str(next(DRAFTS))
    return str(chance.choice(CONTRACT["ids"][OF_WHAT.get(case.path.split("/")[3], "letters")]))


def fill(body: dict[str, Any], chance: Random) -> None:
    """Puts in what a body can only name, and a letter that nobody has kept yet."""
    mend(body)
    if isinstance(body.get("text"), str):
        body["text"] += f" {chance.random()}"
    if isinstance(body.get("effects"), list):
        body |= {"kind": "phone_call", "source_note": "A call"}
        body.pop("supersedes", None)
        body["effects"] = [{"request": CONTRACT["ids"]["requests"][0], "response": "acknowledged"}]


def mend(body: Any) -> None:
    """Puts what is good in place of what stands there under some names, however deep."""
    if isinstance(body, dict):
        body |= {name: good for name, good in GOOD.items() if isinstance(body.get(name), str)}
    for part in body.values() if isinstance(body, dict) else body if isinstance(body, list) else ():
        mend(part)


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: Case, response: schemathesis.Response) -> None:
    """Notes which operation was answered how; another method of its address is none."""
    if case.method.upper() != case.operation.method.upper():
        return
    with Path(CONTRACT["answered"]).open("a") as file:
        file.write(f"{case.method} {case.operation.path} {response.status_code}\n")


@schemathesis.check
def only_what_no_schema_can_say_is_refused(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: Case
) -> None:
    """A request that the document allows is refused for the above alone."""
    if response.status_code == 400 and not is_negative(case):
        errors = response.json().get("errors", [])
        wrong = [one for one in errors if one["detail"] != BLANK and not UNSAYABLE.fullmatch(one["pointer"])]
        assert not wrong, f"The document allows what is refused: {wrong}"


@schemathesis.check
def json_that_the_document_forbids_is_refused(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: Case
) -> None:
    """Where a form is taken too, schemathesis cannot tell: all that a form holds is text or a file."""
    takes_forms = "multipart/form-data" in case.operation.get_request_payload_content_types()
    body = case.meta.components.get(ParameterLocation.BODY) if case.meta else None
    forbidden = body is not None and body.mode.is_negative  # a header that nobody knows is not
    if takes_forms and forbidden and (case.method, case.media_type) == ("POST", "application/json"):
        assert response.status_code >= 400, "The document forbids what is accepted."


def is_negative(case: Case) -> bool:
    """Whether the document forbids the request."""
    return case.meta is None or case.meta.generation.mode.is_negative
