"""Style sheets and scripts of the pages, under paths that change with their content and may be kept for good."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent / "static"
PREFIX = "/_pages/"
MEDIA_TYPES: Mapping[str, str] = {".css": "text/css; charset=utf-8", ".mjs": "text/javascript; charset=utf-8"}


class Asset(msgspec.Struct, frozen=True):
    content: bytes
    media_type: str


class Assets:
    """``style.css`` is served as ``/_pages/style-<hash>.css``."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._by_path: dict[str, Asset] = {}
        self._paths: dict[str, str] = {}
        for file in sorted(folder.iterdir()):
            content = file.read_bytes()
            path = f"{PREFIX}{file.stem}-{sha256(content).hexdigest()[:16]}{file.suffix}"
            self._by_path[path] = Asset(content, MEDIA_TYPES[file.suffix])
            self._paths[file.name] = path

    def path(self, name: str) -> str:
        return self._paths[name]

    def get(self, path: str) -> Asset | None:
        return self._by_path.get(path)
