"""Several processes making keys at once."""

from tests.worlds import shared_world

SEED = """
from tests.making import make_office, make_user
make_user(make_office("Office"))
"""
ISSUE = """
from offices.keys import KeyNotMade, issue
from offices.models import Office, User
from tests.making import NOON
try:
    issue(office=Office.objects.get(), name="Dashboard", scope="write", days=90, by=User.objects.get(), now=NOON)
    print(1)
except KeyNotMade:
    print(0)
"""
ROTATE = """
from offices.keys import KeyNotMade, rotate
from offices.models import ApiKey
from tests.making import NOON
key = ApiKey.objects.with_people().order_by("pk").first()
try:
    rotate(key=key, by=key.membership.user, now=NOON)
    print(1)
except KeyNotMade:
    print(0)
"""


def test_two_clicks_at_once_make_one_key_and_one_successor() -> None:
    with shared_world() as tracker:
        tracker.python(SEED)
        assert sum(int(printed) for printed in tracker.together(ISSUE, times=3)) == 1
        assert sum(int(printed) for printed in tracker.together(ROTATE, times=3)) == 1
