"""The ASN.1 of RFC 3161 and RFC 5652 that we write ourselves: requests, and what the demonstration's authority answers."""

from __future__ import annotations

from typing import Annotated

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier

SHA256 = ObjectIdentifier("2.16.840.1.101.3.4.2.1")
ECDSA_SHA256 = ObjectIdentifier("1.2.840.10045.4.3.2")
TST_INFO = ObjectIdentifier("1.2.840.113549.1.9.16.1.4")
SIGNED_DATA = ObjectIdentifier("1.2.840.113549.1.7.2")
CONTENT_TYPE = ObjectIdentifier("1.2.840.113549.1.9.3")
MESSAGE_DIGEST = ObjectIdentifier("1.2.840.113549.1.9.4")
SIGNING_CERTIFICATE = ObjectIdentifier("1.2.840.113549.1.9.16.2.47")


@asn1.sequence
class Algorithm:
    """``AlgorithmIdentifier`` of those that have no parameters."""

    algorithm: ObjectIdentifier
    parameters: asn1.Null | None


@asn1.sequence
class Imprint:
    """``MessageImprint``."""

    algorithm: Algorithm
    digest: bytes


@asn1.sequence
class Request:
    """``TimeStampReq``."""

    version: int
    imprint: Imprint
    policy: ObjectIdentifier | None
    nonce: int | None
    wants_certificates: Annotated[bool, asn1.Default(False)]


@asn1.sequence
class Accuracy:
    """``Accuracy``, in whole seconds."""

    seconds: int


@asn1.sequence
class Info:
    """``TSTInfo``."""

    version: int
    policy: ObjectIdentifier
    imprint: Imprint
    serial: int
    at: asn1.GeneralizedTime
    accuracy: Accuracy | None
    nonce: int | None


@asn1.sequence
class Attribute:
    """``Attribute`` of a signer."""

    type: ObjectIdentifier
    values: asn1.SetOf[asn1.TLV]


@asn1.sequence
class CertificateId:
    """``ESSCertIDv2`` under SHA-256, which is its usual hash."""

    digest: bytes


@asn1.sequence
class SigningCertificate:
    """``SigningCertificateV2``."""

    certificates: list[CertificateId]


@asn1.sequence
class SignerId:
    """``IssuerAndSerialNumber``."""

    issuer: asn1.TLV
    serial: int


@asn1.sequence
class Signer:
    """``SignerInfo``."""

    version: int
    sid: SignerId
    digest: Algorithm
    attributes: Annotated[asn1.SetOf[asn1.TLV], asn1.Implicit(0)]
    algorithm: Algorithm
    signature: bytes


@asn1.sequence
class Encapsulated:
    """``EncapsulatedContentInfo``."""

    type: ObjectIdentifier
    content: Annotated[bytes, asn1.Explicit(0)]


@asn1.sequence
class Signed:
    """``SignedData``."""

    version: int
    digests: asn1.SetOf[Algorithm]
    content: Encapsulated
    certificates: Annotated[asn1.SetOf[asn1.TLV], asn1.Implicit(0)]
    signers: asn1.SetOf[Signer]


@asn1.sequence
class Content:
    """``ContentInfo``."""

    type: ObjectIdentifier
    content: Annotated[Signed, asn1.Explicit(0)]


@asn1.sequence
class Status:
    """``PKIStatusInfo`` without words."""

    status: int


@asn1.sequence
class Response:
    """``TimeStampResp`` that grants."""

    status: Status
    token: Content


@asn1.sequence
class Refusal:
    """``TimeStampResp`` that grants nothing."""

    status: Status


def tlv(value: object) -> asn1.TLV:
    """Return a value as it stands encoded."""
    return asn1.decode_der(asn1.TLV, asn1.encode_der(value))


def raw(der: bytes) -> asn1.TLV:
    """Return bytes that are encoded already."""
    return asn1.decode_der(asn1.TLV, der)
