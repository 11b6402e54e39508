"""Sealing of secrets at rest: AES-256-GCM under a key that is kept outside the database.

A stolen database alone then gives no password verifier to guess against, no client secret and no signing key.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

MASTER_KEY_FILE = "master.key"
"""Its name in the data directory."""

PUT_BACK = "put back the master key that was in use with this database"

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


class SealBroken(Exception):
    """A sealed value does not open: another master key, another row, or it was changed."""


class WrongMasterKey(ValueError):
    """The database was sealed with another master key."""


class Sealer:
    """Seals values to a context (table and row), so that a value moved to another row does not open."""

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != KEY_BYTES:
            raise ValueError(f"the master key must have {KEY_BYTES} bytes")
        self._master_key = master_key
        self._aead = AESGCM(self.derive("storage"))

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for another purpose (HKDF-Expand, RFC 5869), independent of the storage key."""
        return HKDFExpand(hashes.SHA256(), KEY_BYTES, f"poolhouse {purpose}".encode()).derive(self._master_key)

    @property
    def admin_token(self) -> str:
        """What commands present to a server that verifies signatures: who can read the data directory can make it."""
        return self.derive("admin token").hex()

    def seal(self, plain: bytes, context: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return VERSION + nonce + self._aead.encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """Raises SealBroken."""
        nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            if sealed[:1] != VERSION:
                raise SealBroken(f"unknown seal version in {context}")
            return self._aead.decrypt(nonce, ciphertext, context.encode())
        except InvalidTag:
            raise SealBroken(f"a sealed value in {context} does not open with this master key") from None


def load_master_key(path: Path, database: Path | None = None) -> bytes:
    """Read the master key, or make it at first use. The file has mode 0600 and 64 hexadecimal digits.

    Raises PermissionError when others may read the file, ValueError when it holds no key, and WrongMasterKey when there
    is none though there is a ``database``: a new one would open nothing in it.
    """
    if database is not None and database.exists() and database.stat().st_size and not path.exists():
        raise WrongMasterKey(f"{path} is missing, without which {database} cannot be read: {PUT_BACK}")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(descriptor, "w") as file:
            file.write(os.urandom(KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise PermissionError(f"{path} can be read by others; run: chmod 600 {path}")
    text = path.read_text().strip()
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path} does not hold a master key of {2 * KEY_BYTES} hexadecimal digits")
    return key
