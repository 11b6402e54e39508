"""Unpacks the archives of functions made through the Lambda API, once per content."""

from __future__ import annotations

import base64
import contextlib
import errno
import hashlib
import os
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath

#: Lambda Developer Guide, "Lambda quotas": deployment package zipped (direct upload), and unzipped.
LARGEST_ARCHIVE = 50 * 1024 * 1024
LARGEST_UNPACKED = 250 * 1024 * 1024
_MOST_ENTRIES = 50_000
_DEEPEST = 100
# What archives use in practice; the others' decoders can ask for gigabytes of memory in a few bytes.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_UNREADABLE = "Could not unzip uploaded file. Please check your file, then try to upload again."
# What a file system answers to the names in an archive, apart from its own troubles such as a full disk.
_REFUSED_NAMES = frozenset({errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ})


class BadArchive(Exception):
    """The archive is not one that may be unpacked; the text says why."""


class CodeStore:
    """``folder`` is made when missing and holds one folder per archive, named by its SHA-256."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def folder(self, sha256: str) -> Path:
        """Where the archive of this SHA-256 (in Base64, as Lambda states it) is or would be unpacked."""
        return self._folder / base64.b64decode(sha256, validate=True).hex()

    def unpack(self, archive: bytes, sha256: str) -> None:
        """Make that folder, unless it is there. Blocks. Raises BadArchive, also for another SHA-256 than stated."""
        target = self.folder(sha256)
        if target.is_dir():
            return
        if len(archive) > LARGEST_ARCHIVE:
            raise BadArchive(f"Zipped size must be smaller than {LARGEST_ARCHIVE} bytes")
        if hashlib.sha256(archive).digest().hex() != target.name:
            raise BadArchive("The stored archive is damaged.")
        entries = _entries(archive)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = Path(tempfile.mkdtemp(dir=self._folder, prefix="unpacking-"))
        try:
            with _blaming_the_archive(), zipfile.ZipFile(BytesIO(archive)) as opened:
                budget = LARGEST_UNPACKED
                for entry, path in entries:
                    budget = _extract(opened, entry, unfinished / path, budget)
            try:
                os.replace(unfinished, target)  # noqa: PTH105
            except OSError:
                # Another process may have been faster; its result is the same.
                if not target.is_dir():
                    raise
        finally:
            if unfinished.is_dir():
                shutil.rmtree(unfinished)


def _entries(archive: bytes) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    with _blaming_the_archive(), zipfile.ZipFile(BytesIO(archive)) as opened:
        infos = opened.infolist()
    if not infos:
        raise BadArchive("Uploaded file must be a non-empty zip")
    if len(infos) > _MOST_ENTRIES or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
        raise BadArchive(f"Unzipped size must be smaller than {LARGEST_UNPACKED} bytes")
    return [(info, _safe_path(info)) for info in infos]


def _safe_path(info: zipfile.ZipInfo) -> PurePosixPath:
    path = PurePosixPath(info.filename)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if (
        not info.filename  # one of a NUL alone reads as empty
        or path.is_absolute()
        or ".." in path.parts
        or len(path.parts) > _DEEPEST
        or "\\" in info.filename
        or kind not in {0, stat.S_IFREG, stat.S_IFDIR}
        or info.compress_type not in _METHODS
    ):
        raise BadArchive(_UNREADABLE)
    return path


@contextlib.contextmanager
def _blaming_the_archive() -> Iterator[None]:
    """BadArchive for what a broken archive makes ``zipfile``, its decoder or the file system raise.

    RuntimeError stands for encryption, NotImplementedError for a feature that ``zipfile`` lacks.
    """
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError) as error:
        raise BadArchive(_UNREADABLE) from error
    except OSError as error:
        if error.errno not in _REFUSED_NAMES:
            raise
        raise BadArchive(_UNREADABLE) from error


def _extract(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, budget: int) -> int:
    """Copy one entry, counting real bytes: the sizes that the archive states need not be true."""
    if entry.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return budget
    target.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(entry) as source, target.open("wb") as sink:
        while piece := source.read(64 * 1024):
            budget -= len(piece)
            if budget < 0:
                raise BadArchive(f"Unzipped size must be smaller than {LARGEST_UNPACKED} bytes")
            sink.write(piece)
    target.chmod(0o755 if entry.external_attr >> 16 & 0o100 else 0o644)
    return budget
