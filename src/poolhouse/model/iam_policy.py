"""What IAM policies allow (IAM User Guide, "Policy evaluation logic").

Nothing is allowed unless a statement allows it, and a statement that denies wins over all that allow. What cannot be
understood never allows and always denies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from poolhouse.model.iam_conditions import Context, Unknown, filled, holds, texts
from poolhouse.model.iam_role import Document
from poolhouse.model.wildcards import Token, matches, tokens

VERSION_WITH_VARIABLES = "2012-10-17"

Decision = Literal["allowed", "denied", "not allowed"]
"""``denied`` by a statement, or ``not allowed`` by any."""


class Access(NamedTuple):
    """What somebody is about to do. ``action`` is ``service:Operation``, ``resource`` an ARN or ``*``.

    ``federated`` is the identity provider that vouches for the caller, where a trust policy is asked.
    """

    action: str
    resource: str
    context: Context
    federated: str | None = None


def decide(documents: Iterable[Document], access: Access) -> Decision:
    """The decision of a role's policies, or of its trust policy alone."""
    decision: Decision = "not allowed"
    for document in documents:
        variables = document.get("Version") == VERSION_WITH_VARIABLES
        for statement in _statements(document):
            effect = _effect(statement, access, variables=variables)
            if effect == "denied":
                return "denied"
            if effect == "allowed":
                decision = "allowed"
    return decision


def _statements(document: Document) -> list[Any]:
    found = document.get("Statement", [])
    return found if isinstance(found, list) else [found]


def _effect(statement: object, access: Access, *, variables: bool) -> Decision:
    """What one statement says. An effect other than Allow denies where the statement applies or may apply."""
    allows = isinstance(statement, Mapping) and statement.get("Effect") == "Allow"
    try:
        applies = _applies(statement, access, variables=variables)
    except Unknown:
        applies = not allows
    if not applies:
        return "not allowed"
    return "allowed" if allows else "denied"


def _applies(statement: object, access: Access, *, variables: bool) -> bool:
    """Raises Unknown when that cannot be said."""
    if not isinstance(statement, Mapping):
        raise Unknown("Statement")
    return (
        _principal_applies(statement, access)
        and _action_applies(statement, access)
        and _resource_applies(statement, access, variables=variables)
        and holds(statement.get("Condition", {}), access.context, variables=variables)
    )


def _principal_applies(statement: Mapping[str, Any], access: Access) -> bool:
    """Trust policies name principals, those of a role's own permissions never do."""
    if access.federated is None:
        return True
    principal = statement.get("Principal")
    if principal == "*":
        return True
    if not isinstance(principal, Mapping):
        raise Unknown("Principal")
    return access.federated in texts(principal.get("Federated", []), Unknown("Principal"))


def _action_applies(statement: Mapping[str, Any], access: Access) -> bool:
    action = access.action.lower()
    name = "NotAction" if "NotAction" in statement else "Action"
    patterns = [tokens(text.lower()) for text in texts(statement.get(name), Unknown(name))]
    return any(matches(pattern, action) for pattern in patterns) is (name == "Action")


def _resource_applies(statement: Mapping[str, Any], access: Access, *, variables: bool) -> bool:
    """The statement of a trust policy has no resource: it is about the role that carries it."""
    if access.federated is not None:
        return True
    name = "NotResource" if "NotResource" in statement else "Resource"
    patterns: list[list[Token]] = [
        filled(text, access.context, variables=variables) for text in texts(statement.get(name), Unknown(name))
    ]
    return any(matches(pattern, access.resource) for pattern in patterns) is (name == "Resource")
