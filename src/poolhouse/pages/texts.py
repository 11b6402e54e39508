"""What the pages say, in one catalogue per language (``languages/<tag>.json``: key → text with ``{name}`` fields)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent / "languages"
DEFAULT = "en"


class Texts:
    """The texts of one language. ``language`` is its BCP 47 tag."""

    def __init__(self, language: str, catalogue: Mapping[str, str]) -> None:
        self.language = language
        self._catalogue = catalogue

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return self._catalogue["direction"]

    def __call__(self, key: str, **values: object) -> str:
        """Raises KeyError for a key that the catalogues do not have: a mistake in the program."""
        return self._catalogue[key].format(**values)

    def __contains__(self, key: str) -> bool:
        return key in self._catalogue


class Languages:
    """Every language that the pages speak."""

    def __init__(self, folder: Path = FOLDER) -> None:
        decode = msgspec.json.Decoder(dict[str, str]).decode
        self._texts = {file.stem: Texts(file.stem, decode(file.read_bytes())) for file in sorted(folder.glob("*.json"))}
        self._by_key = {tag.lower(): tag for tag in self._texts}

    @property
    def tags(self) -> list[str]:
        return list(self._texts)

    def choose(self, asked: str | None, accept_language: str | None) -> Texts:
        """The texts for the ``lang`` parameter, else for the browser's ``Accept-Language`` (RFC 9110, section 12.5.4),
        else English."""
        wanted = [asked] if asked else []
        for candidate in (*wanted, *_by_preference(accept_language or "")):
            if tag := self._match(candidate):
                return self._texts[tag]
        return self._texts[DEFAULT]

    def _match(self, wanted: str) -> str | None:
        """The tag itself, or without what follows its first subtag, or a regional one of the same language
        (lookup of RFC 4647, with ``zh-HK``, ``zh-MO`` and ``zh-Hant`` read as traditional Chinese)."""
        key = wanted.strip().lower().replace("_", "-")
        if key.startswith("zh"):
            traditional = any(part in {"tw", "hk", "mo", "hant"} for part in key.split("-"))
            key = "zh-tw" if traditional else "zh-cn"
        base = key.partition("-")[0]
        if found := self._by_key.get(key) or self._by_key.get(base):
            return found
        return next((tag for low, tag in self._by_key.items() if base and low.startswith(f"{base}-")), None)


_LONGEST_HEADER = 1000


def _by_preference(header: str) -> list[str]:
    """Language ranges by falling quality; what is malformed or refused (``q=0``) is left out."""
    ranges: list[tuple[float, str]] = []
    for part in header[:_LONGEST_HEADER].split(","):
        tag, _, parameter = part.partition(";")
        name, _, value = parameter.strip().partition("=")
        quality = 1.0
        if name.strip().lower() == "q":
            try:
                quality = float(value)
            except ValueError:
                continue
        if tag.strip() and quality > 0:
            ranges.append((quality, tag.strip()))
    return [tag for _, tag in sorted(ranges, key=lambda pair: -pair[0])]
