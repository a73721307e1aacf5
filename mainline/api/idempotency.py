"""A write asked for under a key is done once, however often it is asked for.

The key is taken in a transaction of its own, so that a second request sees that the first is running. The answer is
written in the transaction of the write itself: either both stand or neither, whenever the process is killed. A key
that was taken and has no answer after :data:`_ABANDONED` belongs to a process that died, or to one that will find
its key taken over when it comes to its end, and then undoes what it did.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mainline.api.answers import JSON, without_body
from mainline.api.gate import user_of
from mainline.api.models import IdempotencyKey
from mainline.api.problems import Refused, wrong

Write = Callable[[], HttpResponse]
HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,100}")
_ABANDONED = dt.timedelta(seconds=60)
_CHUNK = 1024 * 1024


def once(request: HttpRequest, prepare: Callable[[], Write]) -> HttpResponse:
    """Prepare a write, then do it in one transaction; under a key that was answered before, give that answer instead.

    What is prepared is done outside of the transaction, and must be of a kind that twice is as once. Raises
    :class:`Refused` for a key that is in use, or was used for another request. What is refused leaves no trace: the
    same request may be sent again under its key.
    """
    key = request.headers.get(HEADER)
    if key is None:
        write = prepare()
        with transaction.atomic():
            return write()
    taken = _take(request, _checked(key))
    if taken.status is not None:
        return _replayed(taken)
    try:
        return _write_and_answer(taken, prepare())
    except BaseException:
        IdempotencyKey.objects.filter(pk=taken.pk, made_at=taken.made_at, status=None).delete()
        raise


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise wrong(
            HEADER,
            f"{HEADER} 须为 1 至 100 个可见 ASCII 字符，例如一个 UUID。",
            f"{HEADER} must be 1 to 100 visible ASCII characters, such as a UUID.",
        )
    return key


def _take(request: HttpRequest, key: str) -> IdempotencyKey:
    """Return the key's row: a new one of ours without a status, or one that has its answer."""
    now, digest = timezone.now(), _digest(request)
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(
                user=user_of(request), key=key, request_hash=digest, made_at=now
            )
    except IntegrityError:
        known = IdempotencyKey.objects.filter(user=user_of(request), key=key).first()
    if known is None:
        # Whoever held it has just been refused.
        raise Refused("idempotency.running", headers={"Retry-After": "1"})
    if known.request_hash != digest:
        raise Refused("idempotency.other", field=HEADER)
    if known.status is not None or _is_taken_over(known, now):
        return known
    raise Refused("idempotency.running", headers={"Retry-After": "2"})


def _is_taken_over(known: IdempotencyKey, now: dt.datetime) -> bool:
    """Take over a key whose process has died; whether it was still there to be taken."""
    if known.made_at > now - _ABANDONED:
        return False
    rows = IdempotencyKey.objects.filter(pk=known.pk, status=None, made_at=known.made_at)
    known.made_at = now
    return rows.update(made_at=now) == 1


def _write_and_answer(taken: IdempotencyKey, write: Write) -> HttpResponse:
    with transaction.atomic():
        response = write()
        mine = IdempotencyKey.objects.filter(pk=taken.pk, status=None, made_at=taken.made_at)
        if not mine.update(status=response.status_code, body=response.content.decode()):
            raise Refused("idempotency.running", headers={"Retry-After": "2"})
    return response


def _replayed(taken: IdempotencyKey) -> HttpResponse:
    """Give the answer that was stored; as at the first time it says where to find what it made."""
    headers = {REPLAYED: "true"}
    if taken.status == 201:
        headers["Location"] = json.loads(taken.body)["url"]
    if not taken.body:
        return without_body(taken.status or 204, headers)
    return HttpResponse(taken.body, status=taken.status, content_type=JSON, headers=headers)


def _digest(request: HttpRequest) -> str:
    """SHA-256 of method, address and body; of a form its fields and the content of its files."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        if name == "csrfmiddlewaretoken":
            continue
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks(_CHUNK):
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def forget_idempotency_keys(*, before: dt.datetime) -> int:
    """Forget keys made before an instant; return how many. For the worker, a day after they were made."""
    return IdempotencyKey.objects.filter(made_at__lt=before).delete()[0]
