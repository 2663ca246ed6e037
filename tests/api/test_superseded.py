"""A later request that the reader may not see."""

import pytest

from letters.states import Visibility
from tests.api.asking import read
from tests.desk.browsing import page
from tests.making import editor_of, make_action, make_request

pytestmark = pytest.mark.django_db


def test_a_later_request_that_may_not_be_seen_is_not_named() -> None:
    public = make_request()
    editor = editor_of(public.letter.office)
    later = make_request(public.letter.office, by=editor, visibility=Visibility.OFFICE)
    action = make_action(public, response="superseded", superseded_by=later)
    for path in (f"requests/{public.public_id}/", f"actions/{action.public_id}/"):
        assert later.public_id not in str(read(path))
        assert later.public_id in str(read(path, editor))
    assert later.public_id not in page(f"/requests/{public.public_id}/")
