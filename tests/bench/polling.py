"""What dashboards poll, beside a view that returns a constant, and a list as one writes it first: on one server, in turns.

PostgreSQL with 100,000 letters, 500,000 requests and 1.5 million actions (`LETTERS=10000` names another number of letters),
rate limits counted in Valkey, the web server of `make run`, one connection that stays open. The middle of the rounds counts.
"""

import os
from collections.abc import Callable, Mapping

import django

from tests.bench.serving import Client, ground, rates, served

LETTERS = int(os.environ.get("LETTERS", "100000"))
# Any credentials will do: no answer to who sends some is kept.
MADE = {"Cookie": "made=anew"}
REQUESTS = "/api/v1/requests/?kind=documents&ordering=due_on"


def main() -> None:
    """Fills a database, serves it, and prints the figures."""
    with ground():
        django.setup()
        # Django's models can be imported only after the database has been named to it.
        from tests.bench.library import fill  # noqa: PLC0415

        fill(LETTERS)
        measure()


def measure() -> None:
    """Prints the figures of the database that the environment names."""
    from letters.models import LetterRequest  # noqa: PLC0415  # see main

    public = LetterRequest.objects.filter(letter__visibility="public", letter_id__gte=LETTERS // 2)
    letter_request, letter = public.order_by("pk").values_list("public_id", "letter__public_id")[0]
    with served({}) as port:
        client = Client(port)
        addresses = {
            "a 304 of a request": (f"/api/v1/requests/{letter_request}/", 0.6),
            "a 304 of a list": (REQUESTS, 0.6),
            "an unchanged list": (REQUESTS, 0.5),
            "progress of a request": (f"/api/v1/requests/{letter_request}/progress/", 0.4),
            "progress of a letter": (f"/api/v1/letters/{letter}/progress/", 0.4),
            "50 requests, by kind and deadline": (REQUESTS, 0.2),
            "50 requests of an agency, by deadline": (
                "/api/v1/requests/?agency=agency-7&ordering=due_on",
                0.2,
            ),
            "50 overdue requests, last changed first": (
                "/api/v1/requests/?overdue=true&ordering=-changed_at",
                0.2,
            ),
            "50 letters": ("/api/v1/letters/", 0.2),
            "entries of a request": (f"/api/v1/actions/?request={letter_request}", None),
            "counts by agency": ("/api/v1/progress/?by=agency", None),
        }
        asking = {"a constant": asks(client, "/bare/")}
        for name, (address, _) in addresses.items():
            sent = {} if name.startswith("an unchanged") else MADE
            asking[name] = asks(client, address, known=name.startswith("a 304"), sent=sent)
        found = rates(asking)
        bare = found["a constant"]
        print(f"a constant: {bare:.0f}/s")
        for name, (_, goal) in addresses.items():
            wanted = f" (goal: at least {goal})" if goal else ""
            print(f"{name}: {found[name]:.0f}/s, {found[name] / bare:.3f} of a constant{wanted}", flush=True)
        compare_with_first_written(client)
        compare_depths(client)


def asks(
    client: Client, address: str, *, known: bool = False, sent: Mapping[str, str] = MADE
) -> Callable[[], None]:
    """Asks for an address with the headers, which make the answer anew; `known`: as somebody who has the answer."""
    status, headers, body = client.get(address, {} if known else sent)
    if status != 200:
        raise RuntimeError(f"{address}: {status} {body[:300]!r}")
    if known:
        sent = {"If-None-Match": headers["etag"]}

    def ask() -> None:
        if client.get(address, sent)[0] != (304 if known else 200):
            raise RuntimeError(f"{address} is answered otherwise now.")

    return ask


def compare_with_first_written(client: Client) -> None:
    """The list of requests beside a ModelViewSet with nested serializers and numbered pages."""
    found = rates(
        {"ours": asks(client, REQUESTS), "first": asks(client, "/naive/requests/")}, rounds=3, seconds=0.4
    )
    print(f"a list: {found['ours'] / found['first']:.0f} times the one as first written (goal: at least 100)")


def compare_depths(client: Client) -> None:
    """The first page of each order beside its page at 99 % depth, whose cursor is made as the API makes it."""
    from letters.models import LetterRequest  # noqa: PLC0415  # see main
    from tracker.api.views import LetterRequestEndpoints  # noqa: PLC0415
    from tracker.sealing import seal  # noqa: PLC0415

    depth = int(LetterRequest.objects.count() * 0.99)
    for name, order in LetterRequestEndpoints.orders.items():
        rows = LetterRequest.objects.order_by(*order.terms(LetterRequest.objects.all(), backwards=False))
        day, key = rows.values_list(order.column or "pk", "pk")[depth]
        value = day.isoformat() if order.column and day else None
        first = f"/api/v1/requests/?ordering={name}"
        deep = f"{first}&cursor={seal([name, False, value, key], of='request')}"
        found = rates({"first": asks(client, first), "deep": asks(client, deep)}, rounds=5)
        print(
            f"the page at 99 % depth, {order.meaning}, takes {found['first'] / found['deep']:.2f} times as long "
            "as the first (goal: at most 1.5)"
        )
