"""The certificate that the server shows, issued by the local authority."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from poolhouse.certificates import pem_file
from poolhouse.certificates.authority import BACKDATED, FOLDER, authority
from poolhouse.certificates.pem_file import BadCertificate, Issued

DAYS = 90
RENEWED_BEFORE = timedelta(days=30)
ALWAYS_NAMED = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - addresses to listen on that no client can name


def server_certificate(data: Path, host: str, now: float) -> Path:
    """A PEM file with key and certificate for ``host`` and this machine's own names; issued anew when it ends soon.

    Raises OSError, BadCertificate.
    """
    issuer = authority(data, now)
    path = data / FOLDER / "server.pem"
    names = _names([*ALWAYS_NAMED, *(() if host in EVERYWHERE else (host,))])
    moment = datetime.fromtimestamp(now, UTC)
    if not _serves(path, issuer, names, moment):
        pem_file.replace(path, _issue(issuer, names, moment).pem)
    return path


def _serves(path: Path, issuer: Issued, names: list[x509.GeneralName], now: datetime) -> bool:
    try:
        found = pem_file.read(path).certificate
        found.verify_directly_issued_by(issuer.certificate)
        held = set(found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    except Exception as problem:
        if isinstance(problem, PermissionError):
            raise
        # Missing, broken, or of an authority that was replaced: this file is the server's own to make anew.
        return False
    return held.issuperset(names) and found.not_valid_before_utc <= now < found.not_valid_after_utc - RENEWED_BEFORE


def _issue(issuer: Issued, names: list[x509.GeneralName], now: datetime) -> Issued:
    key = generate_private_key(SECP256R1())
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Poolhouse")]))
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(min(now + timedelta(days=DAYS), issuer.certificate.not_valid_after_utc))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )
    return Issued(key, certificate)


def _names(hosts: Iterable[str]) -> list[x509.GeneralName]:
    """Raises BadCertificate for what is neither an address nor a host name."""
    names: list[x509.GeneralName] = []
    for host in dict.fromkeys(hosts):
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(host)))
        except ValueError:
            try:
                names.append(x509.DNSName(host.encode("idna").decode()))
            except UnicodeError:
                raise BadCertificate(f"no certificate can name the host {host!r}") from None
    return names
