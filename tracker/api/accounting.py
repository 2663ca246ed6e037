"""Settles each request to the API when its answer is known, and tells the caller what is left (`tracker.api.limits`)."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tracker.api.errors import problem
from tracker.api.limits import ANSWERED, Account, TooMany, anonymous, take


class RateLimits:
    """Middleware: takes what an answer costs beyond what its request has paid, and sets the headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer. What nobody has paid for, such as trying keys, the address pays."""
        answer = self.get_response(request)
        if not request.path.startswith("/api/"):
            return answer
        if not hasattr(request, "account"):
            account = take(anonymous(request), ANSWERED)
            answer = refusal(account) if account and account.is_overdrawn else answer
        else:
            account = settled(request.account, answer)
        for name, value in (account.headers if account else {}).items():
            answer.headers[name] = value
        return answer


def settled(account: Account | None, answer: HttpResponseBase) -> Account | None:
    """The account after the answer."""
    owed = ANSWERED - account.paid if account and answer.status_code not in (304, 429) else 0
    return take(account.caller, owed) if account and owed else account


def refusal(account: Account) -> HttpResponseBase:
    """What REST framework answers to TooMany."""
    error = TooMany(wait=account.ends_in)
    headers = {"Retry-After": str(account.ends_in)}
    return problem(status=error.status_code, headers=headers, detail=str(error.detail))
