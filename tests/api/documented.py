"""The OpenAPI document in the repository, and whether a value is what it says."""

from typing import Any

import yaml
from jsonschema_rs import Draft202012Validator

from tests.contract.promises import DOCUMENT

Json = dict[str, Any]
KEPT: Json = yaml.safe_load(DOCUMENT.read_bytes())


def closed(part: Any) -> Any:
    """A part of the document in which schemas allow no field that they do not name."""
    if isinstance(part, dict):
        more = {"additionalProperties": False} if isinstance(part.get("properties"), dict) else {}
        return {name: closed(value) for name, value in part.items()} | more
    return [closed(one) for one in part] if isinstance(part, list) else part


SCHEMAS = closed(KEPT["components"]["schemas"])


def wrong(value: Any, schema: Json) -> list[str]:
    """What in a value is not as a schema says."""
    whole = {**closed(schema), "components": {"schemas": SCHEMAS}}
    found = Draft202012Validator(whole, validate_formats=True).iter_errors(value)
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in found]
