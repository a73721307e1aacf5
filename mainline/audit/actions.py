"""The two writes of the audit: an entry at the end of the chain, and a signed checkpoint of its head."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise

from mainline.audit import signing
from mainline.audit.canonical import plain
from mainline.audit.chain import FIRST, Link, body_hash, link_hash
from mainline.audit.models import Checkpoint, Entry
from mainline.audit.registry import gone_of, sealed_models, seals_of, table_seals
from mainline.audit.seals import Seal, pack

_CHAIN = 0x41756469
"""Number of the lock under which entries are added: two at once must not both follow the same one."""
_SEALED_AT_ONCE = 5000
_EVERY = dt.timedelta(minutes=10)
_UNFIT = dict.fromkeys([0, *range(0xD800, 0xE000)])
"""Characters that a database refuses: a login name that somebody tried may hold any."""


@transaction.atomic(savepoint=False)
def record(
    *,
    code: str,
    by: AbstractBaseUser | None,
    subject: str = "",
    data: Mapping[str, object] | None = None,
    sealed: Iterable[Model] = (),
    gone: Iterable[Model] = (),
    seals: Iterable[Seal] = (),
) -> Entry:
    """Add an entry to the chain: call it inside the action's own transaction, last, when all is written.

    ``code`` is ``noun.verb`` of ``data/acts.toml``, ``subject`` is ``right:123``; ``data`` holds what a sentence needs
    and never a secret. ``sealed`` are rows that the act wrote, sealed as they stand in the database now; ``gone`` those
    that it takes away, with their ids; ``seals`` are of rows that the caller has sealed and nobody else can change.

    From here to the end of the transaction everybody else who records waits.
    """
    _wait_for_chain()
    # Read only now: what somebody else sealed before this entry is not to be sealed as it was before that.
    packed = pack([*seals_of(sealed), *gone_of(gone), *seals])
    number, previous = _head()
    is_person = by is not None and by.pk is not None
    link = Link(
        number=number + 1,
        at=timezone.now(),
        by=by.pk if by is not None and is_person else None,
        by_name=by.get_username()[:150] if by is not None and is_person else "",
        code=code,
        subject=subject,
        data=_storable(data or {}),
        seals=packed,
        previous=previous,
        hash=b"",
    )
    return Entry.objects.create(
        number=link.number,
        at=link.at,
        by_id=link.by,
        by_name=link.by_name,
        code=code,
        subject=subject,
        data=link.data,
        seals=packed,
        previous=previous,
        hash=link_hash(previous, body_hash(link)),
    )


@transaction.atomic
def begin() -> int:
    """Seal what is here already, where nothing has been recorded yet: the audit answers for it from now on.

    For an installation that is older than the audit; in an empty one it does nothing. Returns the number of rows.
    """
    _wait_for_chain()
    if Entry.objects.exists():
        return 0
    sealed = 0
    for model in sealed_models():
        seals = table_seals(model)
        while part := list(itertools.islice(seals, _SEALED_AT_ONCE)):
            data = {"table": model._meta.db_table, "rows": len(part)}
            record(code="audit.begun", by=None, data=data, seals=part)
            sealed += len(part)
    return sealed


def _head() -> tuple[int, bytes]:
    head = Entry.objects.order_by("-number").values_list("number", "hash").first()
    return (head[0], bytes(head[1])) if head else (0, FIRST)


def _wait_for_chain() -> None:
    """Let one entry be added at a time. SQLite has but one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN])


def _storable(value: Any) -> Any:
    """Return data as the database gives it back: plain, and without characters that none takes."""
    if isinstance(value, Promise):
        value = str(value)
    if isinstance(value, str):
        return value.translate(_UNFIT)
    if isinstance(value, Mapping):
        return {str(name): _storable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(each) for each in value]
    return plain(value)


def checkpoint() -> Checkpoint | None:
    """Sign the head of the chain with the key of this installation; ``None`` where nothing came since the last.

    A key that is not the one of the last checkpoint is told in an entry of its own first.
    """
    key = signing.key_of(settings.DATA_DIR / "audit.key")
    public = signing.public_of(key)
    with transaction.atomic():
        _wait_for_chain()
        last = Checkpoint.objects.order_by("-entry").first()
        number, head = _head()
        if number == (last.entry_id if last else 0):
            return None
        if last and bytes(last.public_key) != public:
            was = signing.fingerprint(bytes(last.public_key))
            entry = record(
                code="audit.key_changed", by=None, data={"was": was, "now": signing.fingerprint(public)}
            )
            number, head = entry.number, entry.hash
        at = timezone.now()
        signature = key.sign(signing.checkpoint_message(number, head, at))
        made = Checkpoint.objects.create(
            entry_id=number, hash=head, at=at, public_key=public, signature=signature
        )
        line = signing.Stamp(number, head, at, public, signature).as_line()
        transaction.on_commit(lambda: _witness(line))
        return made


def _witness(line: str) -> None:
    """Keep a copy beside the database: who can write to that alone can't rewrite the chain unseen."""
    with witness_file().open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def witness_file() -> Path:
    """Return the file that keeps a line for each checkpoint that this installation has made."""
    return Path(settings.DATA_DIR) / "checkpoints.jsonl"


def checkpoint_if_due() -> Checkpoint | None:
    """Make a checkpoint where the last is ten minutes old and something came since. For the worker's loop."""
    last = Checkpoint.objects.order_by("-entry").values_list("at", flat=True).first()
    if last is not None and timezone.now() - last < _EVERY:
        return None
    return checkpoint()
