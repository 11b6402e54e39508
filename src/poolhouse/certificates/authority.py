"""The local certificate authority of a data directory: browsers and programs that trust it trust the server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from poolhouse.certificates import pem_file
from poolhouse.certificates.pem_file import BadCertificate, Issued

FOLDER = "tls"
"""Its name in the data directory."""

YEARS = 10
BACKDATED = timedelta(hours=1)
"""A client whose clock is a little slow must not find a new certificate to be from the future."""


def authority(data: Path, now: float) -> Issued:
    """The authority of the data directory, made at first use. Raises OSError, BadCertificate."""
    path = data / FOLDER / "authority.pem"
    path.parent.mkdir(exist_ok=True, mode=0o700)
    if not path.exists():
        pem_file.write_once(path, _new(datetime.fromtimestamp(now, UTC)).pem)
    found = pem_file.read(path)
    if found.certificate.not_valid_after_utc.timestamp() <= now:
        raise BadCertificate(
            f"the local authority in {path} has expired", f"Delete {path.parent}; then trust the new authority."
        )
    public = public_certificate(data)
    pem = found.certificate.public_bytes(Encoding.PEM)
    if not public.exists() or public.read_bytes() != pem:
        pem_file.replace(public, pem)
    return found


def public_certificate(data: Path) -> Path:
    """The file that others are given: the certificate without its key."""
    return data / FOLDER / "ca.pem"


def _new(now: datetime) -> Issued:
    key = generate_private_key(SECP256R1())
    # The serial number in the name tells the authorities of several data directories apart in a list of trusted ones.
    serial = x509.random_serial_number()
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Poolhouse"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Poolhouse local authority {serial & 0xFFFFFFFF:08x}"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Issued(key, certificate)
