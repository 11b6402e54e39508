"""IAM roles: who may take them on, and what they allow."""

from __future__ import annotations

import re
from typing import Any

import msgspec

Document = dict[str, Any]
"""A policy document as IAM writes it: ``{"Version": …, "Statement": [{"Effect", "Action", "Resource", …}]}``."""


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A role of this server's account. Its name is unique whatever its path, as in IAM.

    ``role_id`` is ``AROA…``; ``trust_policy`` says who may take the role on. ``inline_policies`` maps a policy's name
    to its document, ``managed_policies`` the ARN of an attached policy to its document.
    """

    name: str
    path: str = "/"
    arn: str
    role_id: str
    trust_policy: Document
    inline_policies: dict[str, Document] = {}
    managed_policies: dict[str, Document] = {}
    created_at: float


_ARN = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[\x21-\x7e]{1,1024}")


def is_role_arn(text: str) -> bool:
    """IAM User Guide, "IAM identifiers"."""
    return _ARN.fullmatch(text) is not None
