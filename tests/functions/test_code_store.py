from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolhouse.functions import code_store
from poolhouse.functions.code_store import BadArchive, CodeStore


def digest(archive: bytes) -> str:
    return base64.b64encode(hashlib.sha256(archive).digest()).decode()


def archive_with(name: str, mode: int = 0, text: bytes = b"x") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, text)
    return buffer.getvalue()


@pytest.fixture
def unpack(tmp_path: Path) -> Callable[[bytes], None]:
    """Unpacks into a store; whatever happens, nothing half done stays."""

    def run(archive: bytes) -> None:
        store = CodeStore(tmp_path / "store")
        try:
            store.unpack(archive, digest(archive))
        except BadArchive:
            assert list(tmp_path.rglob("store/*")) == []
            raise

    return run


def test_unpacks_once_by_content(tmp_path: Path, make_zip: Any) -> None:
    store, archive = CodeStore(tmp_path / "c"), make_zip({"a/b.js": "1", "c.py": "2"})
    store.unpack(archive, digest(archive))
    folder = store.folder(digest(archive))
    assert {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.*")} == {
        "a/b.js": "1",
        "c.py": "2",
    }
    (folder / "c.py").write_text("kept")
    store.unpack(archive, digest(archive))
    assert (folder / "c.py").read_text() == "kept"
    assert [path.name for path in (tmp_path / "c").iterdir()] == [folder.name]


@pytest.mark.parametrize("name", ["../a", "a/../../b", "/etc/a", "a\\..\\b"])
def test_paths_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    archive = archive_with(name)
    with pytest.raises(BadArchive, match="Could not unzip"):
        CodeStore(tmp_path / "c").unpack(archive, digest(archive))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_links_and_devices_are_refused(unpack: Callable[[bytes], None]) -> None:
    for kind in (stat.S_IFLNK, stat.S_IFCHR):
        with pytest.raises(BadArchive):
            unpack(archive_with("a", kind | 0o777, b"/etc/passwd"))


@pytest.mark.parametrize("archive", [b"", b"no zip", archive_with("a")[:40]])
def test_what_is_no_archive_is_refused(unpack: Callable[[bytes], None], archive: bytes) -> None:
    with pytest.raises(BadArchive, match="Could not unzip"):
        unpack(archive)


def test_empty_archive_is_refused(unpack: Callable[[bytes], None]) -> None:
    with pytest.raises(BadArchive, match="non-empty"):
        unpack(b"PK\5\6" + bytes(18))


def test_sizes_are_bounded(unpack: Callable[[bytes], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_store, "LARGEST_UNPACKED", 1000)
    with pytest.raises(BadArchive, match="Unzipped size"):
        unpack(archive_with("a", text=bytes(1001)))
    monkeypatch.setattr(code_store, "LARGEST_ARCHIVE", 10)
    with pytest.raises(BadArchive, match="Zipped size"):
        unpack(archive_with("a"))


def test_stated_size_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = bytearray(archive_with("a", text=bytes(5000)))
    for signature, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = archive.index(signature) + offset
        archive[at : at + 4] = (10).to_bytes(4, "little")
    monkeypatch.setattr(code_store, "LARGEST_UNPACKED", 1000)
    with pytest.raises(BadArchive):
        CodeStore(tmp_path / "c").unpack(bytes(archive), digest(bytes(archive)))
    assert list((tmp_path / "c").iterdir()) == []


def test_damaged_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadArchive, match="damaged"):
        CodeStore(tmp_path).unpack(archive_with("a"), digest(b"other"))


def archive_of(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def changed(archive: bytes, at: int, value: bytes) -> bytes:
    return archive[:at] + value + archive[at + len(value) :]


GOOD = archive_with("a", text=bytes(range(256)) * 20)
CENTRAL = GOOD.index(b"PK\1\2")


@pytest.mark.parametrize(
    "archive",
    [
        archive_of("a", "a/b"),
        archive_of("a/b", "a"),
        archive_of("."),
        archive_of("n" * 300),
        archive_of("a/" * 1500 + "b"),
        changed(GOOD, 35, b"\xff" * 8),
        changed(GOOD, CENTRAL + 16, b"\0\0\0\0"),
        changed(changed(GOOD, 6, b"\1"), CENTRAL + 8, b"\1"),
        changed(GOOD, CENTRAL + 42, b"\xff\xff\xff\x7f"),
        changed(GOOD, CENTRAL + 46, b"\0"),
        *(changed(changed(GOOD, 8, bytes([n])), CENTRAL + 10, bytes([n])) for n in (9, 12, 14, 99)),
    ],
    ids=[
        *(
            "file as folder",
            "folder as file",
            "dot",
            "long name",
            "deep",
            "deflate",
            "checksum",
            "encrypted",
            "offset",
            "no name",
        ),
        *("method 9", "method 12", "method 14", "method 99"),
    ],
)
def test_broken_archives_are_refused(unpack: Callable[[bytes], None], archive: bytes) -> None:
    with pytest.raises(BadArchive, match="Could not unzip"):
        unpack(archive)


@given(at=st.integers(0, len(GOOD) - 1), value=st.binary(min_size=1, max_size=4))
def test_damage_anywhere_is_harmless_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, value: bytes
) -> None:
    archive = changed(GOOD, at, value)
    with contextlib.suppress(BadArchive):
        CodeStore(tmp_path_factory.mktemp("store")).unpack(archive, digest(archive))
