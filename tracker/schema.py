"""What the OpenAPI document says of the API as a whole."""

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
