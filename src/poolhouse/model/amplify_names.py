"""Names that Amplify derives from a backend's namespace, name and type; its packages compute the same.

Source: @aws-amplify/platform-core, "backend identifier conversions" and "parameter path conversions".
"""

from __future__ import annotations

import re
from hashlib import sha512

_STACK_NAME_LENGTH = 128
_NAME_LENGTH = 50
_HASH_LENGTH = 10
_DASHES = 4
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]")


def stack_name(namespace: str, name: str, kind: str) -> str:
    """``amplify-<namespace>-<name>-<kind>-<hash>``; ``kind`` is ``sandbox``, ``branch`` or ``standalone``."""
    digest = sha512(namespace.encode() + name.encode()).hexdigest()[:_HASH_LENGTH]
    short = _NOT_IN_NAMES.sub("", name)[:_NAME_LENGTH]
    room = _STACK_NAME_LENGTH - len("amplify") - len(kind) - len(short) - _DASHES - _HASH_LENGTH
    return "-".join(("amplify", _NOT_IN_NAMES.sub("", namespace)[: room - 1], short, kind, digest))


def secret_path(namespace: str, name: str, kind: str, secret: str) -> str:
    """Where a backend's own secret stands in the parameter store."""
    _, namespace, rest = stack_name(namespace, name, kind).split("-", 2)
    return f"/amplify/{namespace}/{rest}/{secret}"


def shared_secret_path(namespace: str, secret: str) -> str:
    """Where a secret of all backends of an app stands."""
    return f"/amplify/shared/{namespace}/{secret}"
