"""An assembled stack with one asset exchanged: every template that names it changes, and what names those."""

from __future__ import annotations

import hashlib
from pathlib import Path

from msgspec.structs import replace

from poolhouse.amplify.assembly import AssembledStack, Asset


def exchange(stack: AssembledStack, old: Asset, folder: Path, scratch: Path) -> AssembledStack:
    """``folder`` takes the place of ``old``; changed templates are written to ``scratch``."""
    content = replace(old, path=folder).content()
    assets = {asset.key: asset for asset in stack.assets}
    keys = {old.key: f"{hashlib.sha256(content).hexdigest()}.zip"}
    assets[keys[old.key]] = replace(assets.pop(old.key), path=folder, key=keys[old.key])
    renamed = set()
    while pending := [name for name in keys if name not in renamed]:
        name = pending[0]
        renamed.add(name)
        for key, asset in list(assets.items()):
            if key.endswith(".json") and name in (text := asset.path.read_text(encoding="utf-8")):
                assets.pop(key)
                new_text = text.replace(name, keys[name])
                keys[key] = f"{hashlib.sha256(new_text.encode()).hexdigest()}.json"
                path = scratch / keys[key]
                path.write_text(new_text, encoding="utf-8")
                assets[keys[key]] = replace(asset, path=path, key=keys[key])
    template = stack.template
    for name, new_name in keys.items():
        template = template.replace(name, new_name)
    return replace(stack, template=template, assets=tuple(assets.values()))
