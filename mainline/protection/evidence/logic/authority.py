"""The demonstration's own time stamping authority: a root, a signer, and its answers (RFC 3161). Pure.

Nobody recognises it, and its names say so. It shows the whole way without the network; what it stamps proves nothing to a
court that the log does not prove as well.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from mainline.protection.evidence.logic import shapes

POLICY = x509.ObjectIdentifier("2.25.193749038142117553826493770351268120941")
"""Of the arc of UUIDs, for which nobody is asked: the demonstration's own."""
_ROOT = "Mainline DEMONSTRATION root (not a recognised authority)"
_SIGNER = "Mainline DEMONSTRATION time stamps (not a recognised authority)"
_YEARS = dt.timedelta(days=3653)
_SLACK = dt.timedelta(days=30)
"""A clock that is set back somewhat still finds the certificates valid."""
_BAD_REQUEST, _GRANTED = 2, 0


class BadAuthority(ValueError):
    """The files hold no such authority."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Its key, its certificate, and that of its root."""

    key: ec.EllipticCurvePrivateKey
    signer: x509.Certificate
    root: x509.Certificate

    @property
    def chain(self) -> str:
        """Both certificates as PEM."""
        return "".join(each.public_bytes(Encoding.PEM).decode() for each in (self.signer, self.root))

    @property
    def root_pem(self) -> str:
        """The certificate of the root alone as PEM."""
        return self.root.public_bytes(Encoding.PEM).decode()

    def as_pem(self) -> str:
        """Return all of it, the private key first."""
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key.decode() + self.chain


def make(now: dt.datetime) -> Authority:
    """Return a new authority. The root's own key is thrown away: it signs nothing more."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate(_ROOT, root_key.public_key(), _ROOT, root_key, now, is_root=True)
    return Authority(key, _certificate(_SIGNER, key.public_key(), _ROOT, root_key, now, is_root=False), root)


def read(pem: str) -> Authority:
    """Return the authority that :meth:`Authority.as_pem` wrote. Raises :class:`BadAuthority`."""
    try:
        key = load_pem_private_key(pem.encode(), None)
        signer, root = x509.load_pem_x509_certificates(pem.encode())
    except ValueError as error:
        raise BadAuthority(str(error)) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or signer.public_key() != key.public_key():
        raise BadAuthority("the key is not that of the certificate")
    return Authority(key, signer, root)


def _certificate(
    name: str,
    public: ec.EllipticCurvePublicKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: dt.datetime,
    *,
    is_root: bool,
) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=not is_root, content_commitment=not is_root, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=is_root, crl_sign=is_root,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(now + _YEARS)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if not is_root:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(purpose, critical=True)
    return made.sign(issuer_key, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def answer(authority: Authority, request: bytes, at: dt.datetime) -> bytes:
    """Return the answer to a request at a time; one that is not understood, or not under SHA-256, is rejected."""
    try:
        asked = asn1.decode_der(shapes.Request, request)
    except ValueError:
        return asn1.encode_der(shapes.Refusal(status=shapes.Status(status=_BAD_REQUEST)))
    is_ours = asked.policy is None or asked.policy == POLICY
    if asked.imprint.algorithm.algorithm != shapes.SHA256 or len(asked.imprint.digest) != 32 or not is_ours:
        return asn1.encode_der(shapes.Refusal(status=shapes.Status(status=_BAD_REQUEST)))
    info = shapes.Info(
        version=1, policy=POLICY, imprint=asked.imprint, serial=secrets.randbits(63) + 1,
        at=asn1.GeneralizedTime(at.astimezone(dt.UTC).replace(microsecond=0)),
        accuracy=shapes.Accuracy(seconds=1), nonce=asked.nonce,
    )  # fmt: skip
    status = shapes.Status(status=_GRANTED)
    return asn1.encode_der(shapes.Response(status=status, token=_signed(authority, asn1.encode_der(info))))


def _signed(authority: Authority, info: bytes) -> shapes.Content:
    certificates = [each.public_bytes(Encoding.DER) for each in (authority.signer, authority.root)]
    identity = shapes.CertificateId(digest=hashlib.sha256(certificates[0]).digest())
    attributes = asn1.SetOf(
        [
            _attribute(shapes.CONTENT_TYPE, shapes.tlv(shapes.TST_INFO)),
            _attribute(shapes.MESSAGE_DIGEST, shapes.tlv(hashlib.sha256(info).digest())),
            _attribute(
                shapes.SIGNING_CERTIFICATE, shapes.tlv(shapes.SigningCertificate(certificates=[identity]))
            ),
        ]
    )
    # RFC 5652, 5.4: signed is the set under its own tag, not under that of the field.
    signature = authority.key.sign(asn1.encode_der(attributes), ec.ECDSA(hashes.SHA256()))
    issuer = shapes.raw(authority.signer.issuer.public_bytes())
    sha256 = shapes.Algorithm(algorithm=shapes.SHA256, parameters=None)
    signer = shapes.Signer(
        version=1, sid=shapes.SignerId(issuer=issuer, serial=authority.signer.serial_number), digest=sha256,
        attributes=attributes, algorithm=shapes.Algorithm(algorithm=shapes.ECDSA_SHA256, parameters=None),
        signature=signature,
    )  # fmt: skip
    signed = shapes.Signed(
        version=3, digests=asn1.SetOf([sha256]),
        content=shapes.Encapsulated(type=shapes.TST_INFO, content=info),
        certificates=asn1.SetOf([shapes.raw(each) for each in certificates]), signers=asn1.SetOf([signer]),
    )  # fmt: skip
    return shapes.Content(type=shapes.SIGNED_DATA, content=signed)


def _attribute(kind: x509.ObjectIdentifier, value: asn1.TLV) -> asn1.TLV:
    return shapes.tlv(shapes.Attribute(type=kind, values=asn1.SetOf([value])))
