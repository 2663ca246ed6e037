"""What the OpenAPI document says of the API as a whole."""

from typing import Any

COLUMN_ENDS = {2**63 - 1, 2**31 - 1, 2**15 - 1}


def without_column_ends(result: Any, **also: Any) -> Any:
    """The document without the largest numbers that a database's columns hold: they differ, and promise nothing."""
    if isinstance(result, dict):
        if result.get("maximum") in COLUMN_ENDS:
            result = {name: value for name, value in result.items() if name not in ("maximum", "format")}
        return {name: without_column_ends(value) for name, value in result.items()}
    return [without_column_ends(value) for value in result] if isinstance(result, list) else result


SETTINGS = {
    "TITLE": "Letter tracker",
    "DESCRIPTION": (
        "Letters of members of the United States Congress, the requests in each, and what came of every request. "
        "Anybody may read what is public. A key (`Authorization: Bearer lt_…`, made at the desk under Account) reads what "
        "its office keeps, and writes, as far as its scope and the role of its holder allow. A minute has a number of "
        "units, told by `RateLimit-Policy` and `RateLimit`: a 304 costs 1, any other answer 5; who has none left is "
        "answered 429 with `Retry-After`."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "tracker.schema.without_column_ends",
    ],
    "ENUM_NAME_OVERRIDES": {
        "RequestKind": "letters.states.RequestKind",
        "ActionKind": "actions.models.ACTION_KINDS",
        "Visibility": "letters.states.Visibility",
        "ConfirmedVisibility": "letters.states.CONFIRMED",
        "ResponseStateName": "letters.states.Response",
        "CommonResponseStateName": "letters.progress.COMMON_STATES",
        "OutcomeStateName": "letters.states.Outcome",
        "LetterStateName": "letters.progress.LETTER_STATES",
        "DeclineReason": "letters.states.DeclineReason",
        "Chamber": "letters.states.Chamber",
    },
}
