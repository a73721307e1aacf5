"""One value, one text: the bytes over which hashes are made, the same in every program and on every database.

JSON in UTF-8 without spaces; the keys of an object in the order of their characters; instants in UTC with six digits
of microseconds and a ``Z``; days as ``2026-11-20``; bytes as lower-case hexadecimal; decimals as they are printed. There
are no floating-point numbers: two programs may print one number in two ways.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

_encoder = msgspec.json.Encoder(order="deterministic")
_LARGEST = 2**63 - 1


class NotCanonical(ValueError):
    """The value has no one text."""


def encode(value: object) -> bytes:
    """Return the canonical bytes of a value. Raises :class:`NotCanonical` for floats, odd keys and other types."""
    return encode_plain(plain(value))


def encode_plain(value: object) -> bytes:
    """The same for what is text, whole numbers, truth values, ``None`` and lists and mappings of these already.

    Nothing is looked at: for many rows at once, made by ourselves. ``msgspec.Raw`` is taken as it is.
    """
    try:
        return _encoder.encode(value)
    except (UnicodeEncodeError, OverflowError) as error:
        raise NotCanonical(f"{value!r:.100}: {error}") from error


def digest(value: object) -> bytes:
    """Return the SHA-256 of a value's canonical bytes, 32 bytes."""
    return hashlib.sha256(encode(value)).digest()


def instant(at: dt.datetime) -> str:
    """Print an instant: ``2026-11-20T01:02:03.000004Z``. Raises :class:`NotCanonical` without a time zone."""
    if at.tzinfo is None:
        raise NotCanonical(f"{at!r} has no time zone")
    return at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def plain(value: object) -> object:
    """Return a value as JSON knows it. Raises :class:`NotCanonical` where there is no one way to."""
    if value is None or value is True or value is False:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return _whole(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, dt.datetime):
        return instant(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, Mapping):
        return {_key(name): plain(each) for name, each in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        return [plain(each) for each in (sorted(value) if isinstance(value, set | frozenset) else value)]
    raise NotCanonical(f"{type(value).__name__} {value!r:.100} has no canonical form")


def _whole(value: int) -> int:
    if not -_LARGEST - 1 <= value <= _LARGEST:
        raise NotCanonical(f"{value} is not between -2**63 and 2**63 - 1")
    return int(value)


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise NotCanonical(f"{value} is no number")
    return format(value, "f")


def _key(name: object) -> str:
    if not isinstance(name, str):
        raise NotCanonical(f"the key {name!r:.100} is no text")
    return str.__str__(name)
