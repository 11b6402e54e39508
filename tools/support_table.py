"""Which operations are built: docs/support.md and the summary in README.md.

Run ``python -m tools.support_table`` after an operation was added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from poolhouse.cloudformation.api.actions import BUILT, LATER
from poolhouse.cloudformation.resources.catalogue import NESTED_STACK, RESOURCE_TYPES
from poolhouse.identity.catalogue import OPERATIONS as IDENTITY_POOLS
from poolhouse.operations.catalogue import OPERATIONS as USER_POOLS
from poolhouse.operations.catalogue import Operation
from poolhouse.wire import cognito_identity, cognito_idp
from poolhouse.wire.shape import OperationModel
from tools.marked import replaced

ROOT = Path(__file__).parents[1]
README, PAGE = ROOT / "README.md", ROOT / "docs" / "support.md"
MARK = "support"


class Api(NamedTuple):
    """``known`` are the operations of the service model, ``built`` those that exist here."""

    title: str
    known: Mapping[str, OperationModel]
    built: Mapping[str, Operation]


APIS = (
    Api("user pool", cognito_idp.OPERATIONS, USER_POOLS),
    Api("identity pool", cognito_identity.OPERATIONS, IDENTITY_POOLS),
)


def summary() -> str:
    """Built operations by the folder of their code."""
    return "\n\n".join(_summary(api) for api in APIS)


def _summary(api: Api) -> str:
    folders: dict[str, list[str]] = defaultdict(list)
    for name, operation in sorted(api.built.items()):
        folders[operation.__module__.split(".")[-2]].append(name)
    rows = [f"| {folder.replace('_', ' ')} | {', '.join(names)} |" for folder, names in sorted(folders.items())]
    count = f"{len(api.built)} of the {len(api.known)} operations of the {api.title} API are built."
    return "\n".join((count, "", "| Area | Operations |", "|---|---|", *rows))


def page() -> str:
    """Every operation of the service models, built or not."""
    head = (
        "# Supported operations",
        "",
        "Generated from the code by `python -m tools.support_table`. An operation that is not built answers with",
        "an error and never with a made-up success.",
    )
    return "\n".join((*head, *(line for api in APIS for line in _section(api)), *_cloudformation(), *_appsync(), ""))


def _section(api: Api) -> list[str]:
    rows = [f"| {name} | {'built' if name in api.built else 'not built'} |" for name in sorted(api.known)]
    return ["", f"## {api.title.capitalize()}s", "", "| Operation | |", "|---|---|", *rows]


def _cloudformation() -> list[str]:
    actions = [f"| {name} | {'built' if name in BUILT else 'not built'} |" for name in sorted({*BUILT, *LATER})]
    types = [f"| {name} |" for name in sorted({*RESOURCE_TYPES, NESTED_STACK})]
    return [
        *("", "## CloudFormation", "", "| Action | |", "|---|---|", *actions),
        *("", "Resource types; a template with any other is refused before anything changes:", ""),
        *("| Type |", "|---|", *types),
    ]


def _appsync() -> list[str]:
    """By hand: there is no list of these in the code."""
    rows = {
        "Authorisation by API key, IAM, user pools, OpenID Connect, Lambda": "built",
        "Resolvers in VTL and APPSYNC_JS 1.0.0, unit and pipeline": "built",
        "Data sources NONE, AWS_LAMBDA, HTTP": "built",
        "Data source AMAZON_DYNAMODB (models: `a.model`)": "not built: fields answer `UnsupportedOperation`",
        "Data sources EVENTBRIDGE, RDS, OPENSEARCH, BEDROCK": "not built: fields answer `UnsupportedOperation`",
        "Subscriptions": "not built: refused with 400",
        "Merged APIs, caching, the control plane's own API": "not built",
    }
    return [
        "",
        "## GraphQL (AppSync)",
        "",
        "| | |",
        "|---|---|",
        *(f"| {what} | {how} |" for what, how in rows.items()),
    ]


if __name__ == "__main__":
    PAGE.write_text(page())
    README.write_text(replaced(README.read_text(), MARK, summary()))
