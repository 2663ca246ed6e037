"""The OpenAPI document in the repository is the one that the tracker gives out, so that each change of it is seen."""

from pathlib import Path

import yaml
from django.conf import settings

from tests.api.asking import client_of

KEPT = Path(settings.BASE_DIR, "docs", "openapi.yaml")


def test_the_kept_document_is_the_one_that_is_given_out() -> None:
    answer = client_of().get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi"})
    assert yaml.safe_load(answer.content) == yaml.safe_load(KEPT.read_bytes()), "`make schema` writes it anew"
