"""Generated parts of a document: what stands between ``<!-- name -->`` and ``<!-- /name -->``."""

from __future__ import annotations

import re


def replaced(document: str, name: str, content: str) -> str:
    """The document with new content between the two marks. Raises ValueError when they are not there once."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    changed, count = pattern.subn(lambda match: f"{match[1]}\n{content.strip()}\n\n{match[2]}", document)
    if count != 1:
        raise ValueError(f"the document has {count} parts named {name}")
    return changed
