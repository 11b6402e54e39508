"""Whether a function's resource policy lets a user pool call it.

Cognito calls as ``cognito-idp.amazonaws.com`` on behalf of the pool's ARN (Cognito Developer Guide, "Customizing user
pool workflows with Lambda triggers"); conditions as in the IAM User Guide, "IAM JSON policy elements: Condition
operators". An operator or key that is not known here never matches: the answer is then no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import translate

SERVICE = "cognito-idp.amazonaws.com"
_ACTION = "lambda:InvokeFunction"


def allows(policy: Mapping[str, Mapping[str, object]], function_arn: str, source_arn: str) -> bool:
    """``policy`` maps statement ids to IAM statements; ``source_arn`` is the user pool's."""
    statements = [statement for statement in policy.values() if _applies(statement, function_arn, source_arn)]
    effects = {statement.get("Effect") for statement in statements}
    return "Allow" in effects and "Deny" not in effects


def _applies(statement: Mapping[str, object], function_arn: str, source_arn: str) -> bool:
    return (
        _names_service(statement.get("Principal"))
        and any(_action_matches(action) for action in _texts(statement.get("Action")))
        and any(_like(pattern, function_arn) for pattern in _texts(statement.get("Resource", "*")))
        and _conditions_hold(statement.get("Condition", {}), source_arn)
    )


def _names_service(principal: object) -> bool:
    if principal == "*":
        return True
    if not isinstance(principal, Mapping):
        return False
    return SERVICE in _texts(principal.get("Service")) or "*" in _texts(principal.get("AWS"))


def _action_matches(pattern: str) -> bool:
    return _like(pattern.lower(), _ACTION.lower())


def _conditions_hold(conditions: object, source_arn: str) -> bool:
    if not isinstance(conditions, Mapping):
        return False
    return all(
        isinstance(keys, Mapping) and all(_holds(operator, key, values, source_arn) for key, values in keys.items())
        for operator, keys in conditions.items()
    )


def _holds(operator: object, key: object, values: object, source_arn: str) -> bool:
    name = str(key).lower()
    account = source_arn.split(":")[4] if source_arn.count(":") >= 5 else ""
    actual = {"aws:sourcearn": source_arn, "aws:sourceaccount": account}.get(name)
    if actual is None:
        return False
    if operator in {"ArnLike", "ArnEquals", "StringLike"}:
        return any(_like(pattern, actual) for pattern in _texts(values))
    return operator == "StringEquals" and actual in _texts(values)


def _like(pattern: str, text: str) -> bool:
    """IAM knows ``*`` and ``?`` only, so brackets are literal."""
    return re.fullmatch(translate(pattern.replace("[", "[[]")), text) is not None


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, Iterable) else []
