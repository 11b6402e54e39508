"""Certificates of one's own: checked before the server listens, so that a bad pair is told and not found by clients."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from poolhouse.certificates.pem_file import BadCertificate


def check_pair(certificate: Path, key: Path, now: float) -> None:
    """``certificate`` is a PEM file that starts with the server's own, the chain after it. Raises BadCertificate."""
    try:
        shown = x509.load_pem_x509_certificate(_content(certificate))
    except ValueError:
        raise BadCertificate(f"{certificate} holds no certificate in PEM form") from None
    try:
        private = load_pem_private_key(_content(key), None)
    except TypeError:
        raise BadCertificate(
            f"the private key in {key} is encrypted", f"Decrypt it: openssl pkey -in {key} -out server.key"
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise BadCertificate(f"{key} holds no private key in PEM form") from None
    if private.public_key() != shown.public_key():
        raise BadCertificate(f"the certificate in {certificate} does not belong to the private key in {key}")
    ends, begins = shown.not_valid_after_utc, shown.not_valid_before_utc
    if ends.timestamp() <= now:
        raise BadCertificate(f"the certificate in {certificate} has expired on {ends:%Y-%m-%d}")
    if begins.timestamp() > now:
        raise BadCertificate(f"the certificate in {certificate} is valid from {begins:%Y-%m-%d} only")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise BadCertificate(f"{path} cannot be read: {problem.strerror}") from None
