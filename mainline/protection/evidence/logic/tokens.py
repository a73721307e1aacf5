"""Time stamp requests and answers (RFC 3161): what we ask, whether an answer is one to our question, who vouches. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import TimeStampResponse, VerifierBuilder, decode_timestamp_response
from rfc3161_client.errors import VerificationError

from mainline.protection.evidence.logic import shapes

MEDIA_TYPE_QUERY = "application/timestamp-query"
MEDIA_TYPE_REPLY = "application/timestamp-reply"
MOST_BYTES = 64 * 1024
"""Of an answer."""
_REJECTED, _WAITING = 2, 3
_FAULTS = (ValueError, TypeError, AttributeError, KeyError, UnsupportedAlgorithm, x509.InvalidVersion)
"""What the libraries raise of bytes that are not what they should be."""
_MOST_CERTIFICATES = 20
_CERTIFICATES = 0xA0
"""The tag of the certificates in ``SignedData``."""


class Unusable(ValueError):
    """An answer that proves nothing. ``code`` is one of :mod:`mainline.protection.evidence.words`."""

    def __init__(self, code: str, detail: str = "") -> None:
        """``detail`` is for who looks closer; it may be a stranger's words."""
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail[:200]


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer says."""

    at: dt.datetime
    """The time that it states, UTC."""
    digest: bytes
    """What it is over."""
    algorithm: str
    """OID of the hash."""
    nonce: int | None
    policy: str
    serial: str
    issuer: str
    """Subject of the certificate that signed, as RFC 4514 writes it; empty where it is not in the answer."""
    certificates: tuple[bytes, ...]
    """DER, as they stand in the answer."""


def request_of(digest: bytes, nonce: int, policy: str = "") -> bytes:
    """Return a request (DER) for a stamp over a SHA-256, with the certificates in the answer."""
    imprint = shapes.Imprint(
        algorithm=shapes.Algorithm(algorithm=shapes.SHA256, parameters=asn1.Null()), digest=digest
    )
    return asn1.encode_der(
        shapes.Request(
            version=1, imprint=imprint, policy=x509.ObjectIdentifier(policy) if policy else None, nonce=nonce,
            wants_certificates=True,
        )
    )  # fmt: skip


def is_policy(text: str) -> bool:
    """Whether a text is an object identifier."""
    try:
        x509.ObjectIdentifier(text)
    except ValueError:
        return False
    return True


def read(response: bytes) -> Told:
    """Return what an answer says; nothing of it is verified. Raises :class:`Unusable` (``rubbish``, ``rejected``, ``later``)."""
    parsed = _parsed(response)
    try:
        info = parsed.tst_info
        certificates = sorted(parsed.signed_data.certificates)
        told = Told(
            at=info.gen_time if info.gen_time.tzinfo else info.gen_time.replace(tzinfo=dt.UTC),
            digest=bytes(info.message_imprint.message),
            algorithm=info.message_imprint.hash_algorithm.dotted_string,
            nonce=info.nonce,
            policy=info.policy.dotted_string,
            serial=str(info.serial_number),
            issuer=_signer(parsed, certificates),
            certificates=tuple(certificates),
        )
    except _FAULTS as error:
        raise Unusable("rubbish", str(error)) from error
    return told


def in_order(response: bytes) -> bytes:
    """Return an answer with its certificates in the order that DER wants of a set.

    Authorities kept with openssl write them as they come, which our library refuses. They are not under the signature, and
    are the same bytes in another order. What is not understood stays as it is, for the library to say so.
    """
    try:
        _, *token = _parts(response, *_inside(response, 0))
        _, explicit = _parts(response, *_inside(response, token[0][0]))
        (signed,) = _parts(response, *_inside(response, explicit[0]))
        for start, _end in _parts(response, *_inside(response, signed[0])):
            if response[start] == _CERTIFICATES:
                first, last = _inside(response, start)
                parts = sorted(response[begin:end] for begin, end in _parts(response, first, last))
                return response[:first] + b"".join(parts) + response[last:]
    except (IndexError, ValueError):
        pass
    return response


def _inside(data: bytes, start: int) -> tuple[int, int]:
    """Return where the content of the element at a place begins and ends."""
    size = data[start + 1]
    if size < 128:
        return start + 2, start + 2 + size
    count = size & 127
    if not 1 <= count <= 4:
        raise ValueError("no definite length")
    size = int.from_bytes(data[start + 2 : start + 2 + count], "big")
    return start + 2 + count, start + 2 + count + size


def _parts(data: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Return where the elements of a span begin and end. Raises ``ValueError`` where they do not fill it."""
    found = []
    while start < end:
        past = _inside(data, start)[1]
        if past > min(end, len(data)):
            raise ValueError("past the end")
        found.append((start, past))
        start = past
    return found


def _parsed(response: bytes) -> TimeStampResponse:
    if len(response) > MOST_BYTES:
        raise Unusable("rubbish", f"{len(response)} bytes")
    try:
        parsed = decode_timestamp_response(in_order(response))
        status = parsed.status
        words = "; ".join(parsed.status_string) if status > 1 else ""
    except _FAULTS as error:
        raise Unusable("rubbish", str(error)) from error
    if status > 1:
        raise Unusable("later" if status == _WAITING else "rejected", words or f"PKIStatus {status}")
    return parsed


def _signer(parsed: TimeStampResponse, certificates: Iterable[bytes]) -> str:
    signers = {(each.issuer, each.serial_number) for each in parsed.signed_data.signer_infos}
    for der in certificates:
        one = x509.load_der_x509_certificate(der)
        if (one.issuer, one.serial_number) in signers:
            return one.subject.rfc4514_string()[:500]
    return ""


def check(told: Told, digest: bytes, nonce: int | None = None, policy: str = "") -> None:
    """Raise :class:`Unusable` unless what was told is the answer to a question: its hash, its nonce, its policy.

    Codes: ``wrong_algorithm``, ``wrong_hash``, ``wrong_nonce``, ``wrong_policy``.
    """
    if told.algorithm != shapes.SHA256.dotted_string:
        raise Unusable("wrong_algorithm", told.algorithm)
    if told.digest != digest:
        raise Unusable("wrong_hash", told.digest.hex())
    if nonce is not None and told.nonce != nonce:
        raise Unusable("wrong_nonce", str(told.nonce))
    if policy and told.policy != policy:
        raise Unusable("wrong_policy", told.policy)


def verify(response: bytes, digest: bytes, certificates: str) -> None:
    """Raise :class:`Unusable` unless an answer is signed, for time stamps, by whom these certificates (PEM) vouch for.

    Certificates must have been valid at the time that the answer states. Whether one was revoked is asked of nobody.
    Codes: ``no_certificates``, ``bad_certificates``, ``chain``.
    """
    trusted = certificates_of(certificates)
    if not trusted:
        raise Unusable("no_certificates")
    parsed = _parsed(response)
    builder = VerifierBuilder()
    for one in trusted:
        builder = builder.add_root_certificate(one)
    try:
        builder.build().verify(parsed, digest)
    except (VerificationError, *_FAULTS) as error:
        raise Unusable("chain", str(error)) from error


def certificates_of(pem: str) -> list[x509.Certificate]:
    """Return the certificates of PEM text, each once. Raises :class:`Unusable` (``bad_certificates``)."""
    if not pem.strip():
        return []
    try:
        found = x509.load_pem_x509_certificates(pem.encode())
    except _FAULTS as error:
        raise Unusable("bad_certificates", str(error)) from error
    if len(found) > _MOST_CERTIFICATES:
        raise Unusable("bad_certificates", f"{len(found)} certificates")
    return list(dict.fromkeys(found))


def chain_pem(told: Told, certificates: str) -> str:
    """Return all certificates that a verifier needs as PEM, what is trusted first, each once."""
    embedded: Sequence[x509.Certificate] = [x509.load_der_x509_certificate(der) for der in told.certificates]
    every = dict.fromkeys([*certificates_of(certificates), *embedded])
    return "".join(one.public_bytes(Encoding.PEM).decode() for one in every)
