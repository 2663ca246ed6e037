"""Pages are compressed, answers of the API are not."""

import gzip

import pytest
from django.test import Client

from tests.making import make_letter

pytestmark = pytest.mark.django_db

TAKES_IT = {"Accept-Encoding": "gzip"}


def test_a_page_is_compressed_for_who_takes_it_so() -> None:
    make_letter(title="Sample paragraphs")
    answer = Client().get("/letters/", headers=TAKES_IT)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Sample paragraphs" in gzip.decompress(answer.content).decode()


def test_a_page_is_sent_as_it_is_to_anybody_else() -> None:
    answer = Client().get("/letters/")
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_an_answer_of_the_api_keeps_its_strong_tag() -> None:
    make_letter(title="Sample paragraphs " * 10)
    answer = Client().get("/api/v1/letters/", headers=TAKES_IT)
    assert "Content-Encoding" not in answer.headers
    assert not answer.headers["ETag"].startswith("W/")
