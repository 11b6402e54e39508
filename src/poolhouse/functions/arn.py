"""ARNs of functions (Service Authorization Reference, "Actions, resources, and condition keys for AWS Lambda")."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

_FUNCTION_ARN = re.compile(
    r"arn:aws[a-zA-Z-]*:lambda:(?P<region>[a-z0-9-]+):(?P<account>[0-9]{12}):function:(?P<name>[a-zA-Z0-9-_]{1,64})"
    r"(:(?P<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?"
)


class FunctionArn(msgspec.Struct, frozen=True):
    region: str
    account: str
    name: str
    qualifier: str | None = None

    def __str__(self) -> str:
        suffix = f":{self.qualifier}" if self.qualifier else ""
        return f"arn:aws:lambda:{self.region}:{self.account}:function:{self.name}{suffix}"


@lru_cache(maxsize=512)
def parse_function_arn(text: str) -> FunctionArn | None:
    """None for anything that is not the ARN of a function."""
    match = _FUNCTION_ARN.fullmatch(text)
    return FunctionArn(match["region"], match["account"], match["name"], match["qualifier"]) if match else None
