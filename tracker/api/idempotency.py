"""A POST that was sent twice acts once: the answer is stored with what it did, in one transaction.

A client names each thing that it enters by an Idempotency-Key of its own choice (draft-ietf-httpapi-idempotency-key-header).
What fails stores nothing, and may be sent again with the same key. Answers are kept for a day.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, models, transaction
from django.utils import timezone
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from offices.models import ApiKey, User
from offices.policy import signed_in

KEPT = timedelta(days=1)
LONGEST_KEY = 200  # characters


class StoredAnswer(models.Model):
    """What was answered to a user's request with a key."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=LONGEST_KEY)
    fingerprint = models.CharField(max_length=64, help_text="Of the address and what was sent to it.")
    status = models.PositiveSmallIntegerField()
    body = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="stored_answer_by_age")]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="stored_answer_once_per_key")]

    def __str__(self) -> str:
        return f"{self.user}: {self.key}"


class InProgress(APIException):
    """Another process is just answering it."""

    status_code = 409
    default_code = "in_progress"
    default_detail = "A request with this Idempotency-Key is being answered; send it again in a second."


class KeyReused(APIException):
    """The key stands for something else."""

    status_code = 422
    default_code = "key_reused"
    default_detail = (
        "This Idempotency-Key was used for another request; use a new one for each thing that you enter."
    )


def once(request: Request, act: Callable[[], Response]) -> Response:
    """The answer of `act`, which runs in a transaction; where the request was answered before, that answer.

    Raises KeyReused where the key came with something else, InProgress where it is being answered (PostgreSQL; on SQLite
    the second one waits, as for every writer).
    """
    key = key_of(request)
    if not key:
        return act()
    user = signed_in(request.user)
    with transaction.atomic():
        hold(f"{user.pk} {key}")
        earlier = earlier_answer(request)
        if earlier is not None:
            return earlier
        answer = act()
        StoredAnswer.objects.create(
            user=user,
            key=key,
            fingerprint=fingerprint_of(request),
            status=answer.status_code,
            body=orjson.dumps(answer.data),
            created_at=timezone.now(),
        )
        return answer


def earlier_answer(request: Request) -> Response | None:
    """What was answered to the request before, None where it is new. Raises KeyReused.

    Ask it before work that should not be done in a transaction, such as reading a file.
    """
    key, user = key_of(request), signed_in(request.user)
    earlier = StoredAnswer.objects.filter(user=user, key=key).first() if key else None
    if earlier is None:
        return None
    if earlier.fingerprint != fingerprint_of(request):
        raise KeyReused
    return Response(orjson.loads(earlier.body), earlier.status, headers={"Idempotency-Replayed": "true"})


def key_of(request: Request) -> str:
    """The request's Idempotency-Key, empty where it has none. Raises ValidationError for one that cannot be kept."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return ""
    if not (key.isascii() and key.isprintable() and 0 < len(key) <= LONGEST_KEY):
        raise ValidationError({"Idempotency-Key": [f"Give 1 to {LONGEST_KEY} printable ASCII characters."]})
    return key


def hold(name: str) -> None:
    """Keeps others who hold the same name out until the transaction ends. Raises InProgress."""
    if connection.vendor == "postgresql":
        number = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
            if cursor.fetchone() != (True,):
                raise InProgress


def fingerprint_of(request: Request) -> str:
    """A hash of the address, of what was sent (the same for the same fields and files, however they are packed), and of the
    office whose key came with it: another office's key finds no answer of this one."""
    office = request.auth.membership.office_id if isinstance(request.auth, ApiKey) else None
    digest = sha256(f"{office} {request.get_full_path()}".encode())
    digest.update(json.dumps(request.data, default=content_of, sort_keys=True).encode())
    return digest.hexdigest()


def content_of(value: Any) -> Any:
    """What stands for a value that JSON has not."""
    if isinstance(value, UploadedFile):
        value.seek(0)
        digest = sha256(value.read())
        value.seek(0)
        return [value.name, digest.hexdigest()]
    raise TypeError(type(value))


def forget(*, before: datetime) -> int:
    """Deletes answers that were stored before then; how many."""
    return StoredAnswer.objects.filter(created_at__lt=before).delete()[0]
