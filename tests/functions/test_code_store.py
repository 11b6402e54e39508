from __future__ import annotations

import base64
import hashlib
import io
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from poolhouse.functions import code_store
from poolhouse.functions.code_store import BadArchive, CodeStore, check_archive


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
        check_archive(archive)
    with pytest.raises(BadArchive):
        CodeStore(tmp_path / "c").unpack(archive, digest(archive))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_links_and_devices_are_refused() -> None:
    for kind in (stat.S_IFLNK, stat.S_IFCHR):
        with pytest.raises(BadArchive):
            check_archive(archive_with("a", kind | 0o777, b"/etc/passwd"))


@pytest.mark.parametrize("archive", [b"", b"no zip", archive_with("a")[:40]])
def test_what_is_no_archive_is_refused(archive: bytes) -> None:
    with pytest.raises(BadArchive, match="Could not unzip"):
        check_archive(archive)


def test_empty_archive_is_refused() -> None:
    with pytest.raises(BadArchive, match="non-empty"):
        check_archive(b"PK\5\6" + bytes(18))


def test_sizes_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_store, "LARGEST_UNPACKED", 1000)
    with pytest.raises(BadArchive, match="Unzipped size"):
        check_archive(archive_with("a", text=bytes(1001)))
    monkeypatch.setattr(code_store, "LARGEST_ARCHIVE", 10)
    with pytest.raises(BadArchive, match="Zipped size"):
        check_archive(archive_with("a"))


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
