"""Time stamps against the real openssl: it reads our requests, verifies our tokens, and we verify those that it makes."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.protection.evidence.logic import authority, tokens
from mainline.protection.evidence.logic.tokens import Unusable

NOW = dt.datetime(2026, 11, 20, 8, 30, tzinfo=dt.UTC)
DATA = "证据\n".encode()
DIGEST = hashlib.sha256(DATA).digest()
OPENSSL = shutil.which("openssl")
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="needs the program openssl")
OURS = authority.make(NOW)

CONFIG = """
[tsa]
default_tsa = one
[one]
dir = .
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
certs = ./ca.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


def run(*words: str, cwd: Path, is_well: bool = True) -> str:
    assert OPENSSL
    done = subprocess.run([OPENSSL, *words], cwd=cwd, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode == 0) == is_well, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="session")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority that openssl itself keeps."""
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "openssl.cnf").write_text(CONFIG)
    (folder / "serial").write_text("01\n")
    (folder / "ext").write_text(
        "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"
    )
    run(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "3650",
        "-subj", "/CN=Test root", "-addext", "keyUsage=critical,keyCertSign", cwd=folder,
    )  # fmt: skip
    run(
        "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Test TSA",
        cwd=folder,
    )  # fmt: skip
    run(
        "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "tsa.pem",
        "-days", "3650", "-extfile", "ext", cwd=folder,
    )  # fmt: skip
    return folder


def stamped_by_openssl(tsa: Path, request: bytes) -> bytes:
    (tsa / "r.tsq").write_bytes(request)
    run(
        "ts", "-reply", "-config", "openssl.cnf", "-section", "one", "-queryfile", "r.tsq", "-out", "r.tsr", cwd=tsa
    )  # fmt: skip
    return (tsa / "r.tsr").read_bytes()


@needs_openssl
def test_openssl_reads_our_request(tmp_path: Path) -> None:
    (tmp_path / "r.tsq").write_bytes(tokens.request_of(DIGEST, 2**63 + 5, "1.2.3.4.1"))
    told = run("ts", "-query", "-in", "r.tsq", "-text", cwd=tmp_path)
    assert "Hash Algorithm: sha256" in told
    assert "Policy OID: tsa_policy1" in told or "Policy OID: 1.2.3.4.1" in told
    assert "8000000000000005" in told.replace(":", "")
    assert "Certificate required: yes" in told


@needs_openssl
def test_openssl_verifies_what_our_authority_stamps_of_its_own_query(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(DATA)
    run("ts", "-query", "-data", "file", "-sha256", "-cert", "-out", "r.tsq", cwd=tmp_path)
    answer = authority.answer(OURS, (tmp_path / "r.tsq").read_bytes(), dt.datetime.now(dt.UTC))
    (tmp_path / "r.tsr").write_bytes(answer)
    (tmp_path / "chain.pem").write_text(OURS.chain)
    verify = ("ts", "-verify", "-in", "r.tsr", "-CAfile", "chain.pem")
    assert "Verification: OK" in run(*verify, "-queryfile", "r.tsq", cwd=tmp_path)
    assert "Verification: OK" in run(*verify, "-data", "file", cwd=tmp_path)
    (tmp_path / "file").write_bytes(DATA + b"x")
    assert "message imprint mismatch" in run(*verify, "-data", "file", cwd=tmp_path, is_well=False)


@needs_openssl
def test_token_of_another_authority_is_verified(tsa: Path) -> None:
    answer = stamped_by_openssl(tsa, tokens.request_of(DIGEST, 77))
    told = tokens.read(answer)
    tokens.check(told, DIGEST, 77, "1.2.3.4.1")
    tokens.verify(answer, DIGEST, (tsa / "ca.pem").read_text())
    assert (told.issuer, told.policy, told.nonce) == ("CN=Test TSA", "1.2.3.4.1", 77)
    with pytest.raises(Unusable) as fault:
        tokens.verify(answer, DIGEST, OURS.chain)
    assert fault.value.code == "chain"
    assert tokens.chain_pem(told, (tsa / "ca.pem").read_text()).count("BEGIN CERTIFICATE") == 2


@needs_openssl
def test_rejection_is_told_as_one(tsa: Path) -> None:
    with pytest.raises(Unusable) as fault:
        tokens.read(stamped_by_openssl(tsa, tokens.request_of(DIGEST, 77, "1.2.3.4.9")))
    assert fault.value.code == "rejected"


def test_own_authority_is_read_back_and_verified() -> None:
    again = authority.read(OURS.as_pem())
    answer = authority.answer(again, tokens.request_of(DIGEST, 5), NOW)
    told = tokens.read(answer)
    tokens.check(told, DIGEST, 5)
    tokens.verify(answer, DIGEST, OURS.chain)
    assert told.at == NOW
    assert "DEMONSTRATION" in told.issuer
    with pytest.raises(authority.BadAuthority):
        authority.read(OURS.chain)
    with pytest.raises(authority.BadAuthority):
        authority.read(OURS.as_pem().split("-----BEGIN CERT")[0] + authority.make(NOW).chain)


@pytest.mark.parametrize(
    ("digest", "nonce", "policy", "code"),
    [
        (hashlib.sha256(b"other").digest(), 5, "", "wrong_hash"),
        (DIGEST, 6, "", "wrong_nonce"),
        (DIGEST, 5, "1.2.3", "wrong_policy"),
    ],
)
def test_answer_to_another_question_is_none(digest: bytes, nonce: int, policy: str, code: str) -> None:
    told = tokens.read(authority.answer(OURS, tokens.request_of(DIGEST, 5), NOW))
    with pytest.raises(Unusable) as fault:
        tokens.check(told, digest, nonce, policy)
    assert fault.value.code == code


def test_certificates_must_have_been_valid_at_the_time_told() -> None:
    late = authority.answer(OURS, tokens.request_of(DIGEST, 5), NOW + dt.timedelta(days=4000))
    with pytest.raises(Unusable) as fault:
        tokens.verify(late, DIGEST, OURS.chain)
    assert fault.value.code == "chain"
    with pytest.raises(Unusable) as fault:
        tokens.verify(late, DIGEST, "")
    assert fault.value.code == "no_certificates"


@pytest.mark.parametrize("request_", [b"", b"rubbish", tokens.request_of(b"short", 1)])
def test_own_authority_rejects_what_it_does_not_understand(request_: bytes) -> None:
    with pytest.raises(Unusable) as fault:
        tokens.read(authority.answer(OURS, request_, NOW))
    assert fault.value.code == "rejected"


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 7))
@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
def test_no_altered_token_tells_anything_else(place: int, bit: int) -> None:
    whole = bytearray(_TOKEN)
    whole[place % len(whole)] ^= 1 << bit
    true = tokens.read(_TOKEN)
    try:
        told = tokens.read(bytes(whole))
        tokens.verify(bytes(whole), DIGEST, OURS.root_pem)
    except Unusable:
        return
    # Certificates that nobody needs, and what stands outside of the signature, say nothing.
    assert replace(told, certificates=()) == replace(true, certificates=())


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_rubbish_is_told_as_such(answer: bytes) -> None:
    with pytest.raises(Unusable):
        tokens.read(answer)


_TOKEN = authority.answer(OURS, tokens.request_of(DIGEST, 5), NOW)


@pytest.mark.parametrize("pem", ["rubbish", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_certificates_that_are_none_are_told(pem: str) -> None:
    with pytest.raises(Unusable) as fault:
        tokens.certificates_of(pem)
    assert fault.value.code == "bad_certificates"
