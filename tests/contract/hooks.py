"""What the OpenAPI document cannot say, said to schemathesis, which loads this module; CONTRACT names a file with it.

Which ids, drafts and requests there are; which days have come, which cursors were given out; what only goes together.
"""

import json
import os
import re
from pathlib import Path
from random import Random
from typing import Any

import schemathesis

Case = schemathesis.Case[Any]

CONTRACT = json.loads(Path(os.environ["CONTRACT"]).read_bytes())
DAYS = "as_of|sent_on|received_on|letter_date|occurred_on|due_on|promised_on|check_on"
PLACES = "cursor|after|response_state|outcome_state|overdue|open|due_from|due_to|ordering"
IDS = "office|request|recipient|supersedes|superseded_by|assigned_to|bioguide_id|file"
UNSAYABLE = re.compile(rf"(/(?:[^/]+/)*({DAYS}|{PLACES}|{IDS}|effects))?(/\d+)*")
OF_WHAT = {"requests": "requests", "actions": "actions", "members": "members", "agencies": "agencies"}


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: Case, *rest: object, **also: object) -> None:
    """Mostly asks for what there is."""
    chance = Random(case.id)
    if is_negative(case) or chance.random() < 0.2:
        return
    for name in case.path_parameters or {}:
        case.path_parameters[name] = chance.choice(CONTRACT["ids"][kind_of(case)])
    if "If-Match" in case.headers:
        case.headers["If-Match"] = "*"
    if isinstance(case.body, dict):
        fill(case.body, chance)


def kind_of(case: Case) -> str:
    """What the address is an address of."""
    if case.method == "DELETE" or case.path.endswith("/confirm/"):
        return "drafts"
    return OF_WHAT.get(case.path.split("/")[3], "letters")


def fill(body: dict[str, Any], chance: Random) -> None:
    """Puts in what a body can only name."""
    if isinstance(body.get("office"), str):
        body["office"] = CONTRACT["office"]
    if isinstance(body.get("effects"), list):
        body |= {"kind": "phone_call", "occurred_on": "2026-03-03"}
        body.pop("supersedes", None)
        body["effects"] = [{"request": CONTRACT["ids"]["requests"][0], "response": "acknowledged"}]


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: Case, response: schemathesis.Response) -> None:
    """Notes which operation was answered how."""
    with Path(CONTRACT["answered"]).open("a") as file:
        file.write(f"{case.method} {case.operation.path} {response.status_code}\n")


@schemathesis.check
def only_what_no_schema_can_say_is_refused(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: Case
) -> None:
    """A request that the document allows is refused for the above alone."""
    if response.status_code == 400 and not is_negative(case):
        wrong = [one for one in response.json().get("errors", []) if not UNSAYABLE.fullmatch(one["pointer"])]
        assert not wrong, f"The document allows what is refused: {wrong}"


def is_negative(case: Case) -> bool:
    """Whether the document forbids the request."""
    return case.meta is None or case.meta.generation.mode.is_negative
