"""Files with a private key and its certificate: whole or not at all, for nobody else to read."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key


class BadCertificate(Exception):
    """Files that cannot serve TLS; the text says which and why, ``mend`` what to do."""

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(message)
        self.mend = mend


class Issued(msgspec.Struct, frozen=True):
    """A private key with its certificate."""

    key: EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key + self.certificate.public_bytes(Encoding.PEM)


def write_once(path: Path, content: bytes) -> bool:
    """False, and nothing is written, when the file is there already: of two processes one wins."""
    written = _beside(path, content)
    try:
        path.hardlink_to(written)
    except FileExistsError:
        return False
    finally:
        written.unlink()
    return True


def replace(path: Path, content: bytes) -> None:
    """Who reads meanwhile sees the old content or the new one."""
    written = _beside(path, content)
    try:
        written.replace(path)
    except OSError:
        with suppress(OSError):
            written.unlink()
        raise


def _beside(path: Path, content: bytes) -> Path:
    """A new file in the same folder, mode 0600, that has reached the disk."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def read(path: Path) -> Issued:
    """Raises FileNotFoundError, PermissionError when others may read the file, BadCertificate."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise PermissionError(f"{path} can be read by others; run: chmod 600 {path}")
    content = path.read_bytes()
    try:
        key, certificate = load_pem_private_key(content, None), x509.load_pem_x509_certificate(content)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise BadCertificate(f"{path} holds no key with its certificate", f"Delete {path}; it is made anew.")
    return Issued(key, certificate)
